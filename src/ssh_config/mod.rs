//! What the person's own `ssh` would do, asked of that very program: `ssh -G` with their options.
//!
//! Nothing here imitates ssh's parser. Where there is no ssh, what the command line says and OpenSSH's defaults remain.
//!
//! `ssh -G` runs the commands of `Match exec` lines, as every ssh would: [`SshConfig::match_exec`] says which.

mod failure;
mod files;
mod host_key_order;
mod listed;
mod lists;
mod paths;
mod printed;
mod provenance;
mod run;
mod tokens;
mod values;

use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::unistd::{AccessFlags, access};

use crate::destination::Destination;
use crate::environment::Environment;
use crate::evidence::{Configuration, SshConfig};
use crate::ssh_options::settings;
use crate::text::Untrusted;

pub use files::{aliases, block_with_a_host_name};
pub use listed::listed;
use printed::Printed;
use provenance::Provenance;
use run::{Ended, Run, run};

/// The configuration that ssh would use with these options for this destination.
///
/// `options` are ssh's own, each value a word of its own; `patience` is for every run of ssh.
pub async fn effective(
    options: &[String],
    destination: &str,
    environment: &Environment,
    patience: Duration,
) -> Configuration {
    let parsed = match Destination::parse(destination) {
        Ok(parsed) => parsed,
        Err(refusal) => {
            return Configuration::HostName {
                text: Untrusted::from(refusal.as_str()),
            };
        }
    };
    let Some(program) = find_ssh(environment) else {
        return without_ssh(options, &parsed, environment);
    };
    let mut arguments = vec!["-G", "-v"];
    arguments.extend(options.iter().map(String::as_str));
    arguments.extend(["--", destination]);
    match run(&program, &arguments, patience).await {
        Run::Ended(ended) => {
            let asked = Asked {
                program: &program,
                options,
                destination: &parsed,
                environment,
                patience,
            };
            if failure::found_no_canonical_name(&ended) {
                arguments.insert(2, "-oCanonicalizeFallbackLocal=yes");
                if let Run::Ended(ended) = run(&program, &arguments, patience).await {
                    return asked.understand_short(&ended).await;
                }
            }
            asked.understand(&ended).await
        }
        Run::TimedOut { stderr } => failure::timed_out(patience, &stderr),
        Run::NotStarted(error) => Configuration::ClientBroken {
            program,
            text: Untrusted::from(error.to_string().as_str()),
        },
    }
}

/// What this ssh can do at all, one name a line of `ssh -Q kind`; empty where it does not know the kind.
pub async fn supported(program: &Path, kind: &str) -> Vec<String> {
    /// `ssh -Q` answers in milliseconds, from memory.
    const PATIENCE: Duration = Duration::from_secs(5);
    match run(program, &["-Q", kind], PATIENCE).await {
        Run::Ended(ended) if ended.succeeded() => String::from_utf8_lossy(&ended.stdout)
            .lines()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect(),
        Run::Ended(_) | Run::TimedOut { .. } | Run::NotStarted(_) => Vec::new(),
    }
}

/// The first `ssh` in PATH that may be run.
fn find_ssh(environment: &Environment) -> Option<PathBuf> {
    let path = environment
        .var("PATH")
        .unwrap_or_else(|| String::from("/usr/bin:/bin"));
    path.split(':')
        .filter(|directory| !directory.is_empty())
        .map(|directory| Path::new(directory).join("ssh"))
        .find(|program| program.is_file() && access(program, AccessFlags::X_OK).is_ok())
}

/// What the command line says, and OpenSSH's defaults.
fn without_ssh(
    options: &[String],
    destination: &Destination,
    environment: &Environment,
) -> Configuration {
    let said = Printed::from_settings(settings(options));
    match values::config(&said, destination, environment, None) {
        Ok(config) => Configuration::Defaults(Box::new(config)),
        Err(bad) => bad.into_syntax(&[]),
    }
}

/// One question to ssh.
struct Asked<'a> {
    program: &'a Path,
    options: &'a [String],
    destination: &'a Destination,
    environment: &'a Environment,
    patience: Duration,
}

impl Asked<'_> {
    async fn understand(&self, ended: &Ended) -> Configuration {
        let provenance = Provenance::read(&ended.stderr);
        let printed = Printed::read(&ended.stdout);
        if !ended.succeeded() || !printed.is_configuration() || ended.overflowed {
            return failure::classify(self.program, ended, self.environment.uid);
        }
        let version = provenance.version.clone();
        let config = values::config(&printed, self.destination, self.environment, version);
        match config {
            Ok(config) => {
                Configuration::Effective(Box::new(self.complete(config, provenance).await))
            }
            Err(bad) => bad.into_syntax(&provenance.files),
        }
    }

    /// The configuration of a name that none of the CanonicalDomains knows, where ssh may not take it as it stands
    /// (CanonicalizeFallbackLocal no): what ssh looked up in vain is the name with the first of them.
    async fn understand_short(&self, ended: &Ended) -> Configuration {
        let domains = Printed::read(&ended.stdout).text("canonicaldomains");
        let domain = domains
            .as_deref()
            .and_then(|it| it.split_whitespace().next());
        match (self.understand(ended).await, domain) {
            (Configuration::Effective(config), Some(domain)) => {
                let hostname = format!("{}.{domain}", config.hostname);
                Configuration::Effective(Box::new(SshConfig {
                    hostname,
                    ..*config
                }))
            }
            (configuration, _) => configuration,
        }
    }

    /// What ssh does not print, or not there.
    async fn complete(&self, config: SshConfig, provenance: Provenance) -> SshConfig {
        let host_key_algorithms_fixed = host_key_order::fixed(self, &config, &provenance).await;
        SshConfig {
            program: Some(self.program.to_owned()),
            host_block: provenance.host_block(),
            files: provenance.files,
            match_exec: provenance.match_exec,
            ignored_identities: provenance.ignored_identities,
            host_key_algorithms_fixed,
            ..config
        }
    }
}

#[cfg(test)]
mod tests;
