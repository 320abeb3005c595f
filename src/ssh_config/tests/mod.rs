//! Against the ssh of this machine (package openssh-client), and against scripts that say what other releases say.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command as Program;

use tempfile::TempDir;

use super::*;
use crate::evidence::StrictHostKeyChecking;

const PATIENCE: Duration = Duration::from_secs(20);

/// A directory with a configuration file in it.
struct Lab(TempDir);

impl Lab {
    fn with(config: &str) -> Lab {
        let lab = Lab(tempfile::tempdir().unwrap());
        lab.write("config", config);
        lab
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(
            self.path(name),
            text.replace("DIR", self.0.path().to_str().unwrap()),
        )
        .unwrap();
    }

    /// Asks the real ssh, with `options` split as a shell would.
    async fn ask(&self, options: &str, destination: &str) -> Configuration {
        let mut words = vec![
            String::from("-F"),
            self.path("config").to_str().unwrap().to_owned(),
        ];
        words.extend(shlex::split(options).unwrap());
        effective(&words, destination, &environment(), PATIENCE).await
    }

    async fn config(&self, options: &str, destination: &str) -> SshConfig {
        match self.ask(options, destination).await {
            Configuration::Effective(config) => *config,
            other => panic!("{options} {destination}: {other:?}"),
        }
    }

    /// Asks a script that stands where ssh stands.
    async fn ask_script(&self, script: &str, patience: Duration) -> Configuration {
        self.write("script", script);
        // Not written by this process: a child that another test forks meanwhile would hold it open ("Text file busy").
        let (from, to) = (self.path("script"), self.path("ssh"));
        let install = Program::new("install").args([from, to]).status().unwrap();
        assert!(install.success());
        let environment = environment().with("PATH", self.0.path().to_str().unwrap());
        effective(&[], "web1", &environment, patience).await
    }
}

/// This machine's, but for the names that the tests look for.
fn environment() -> Environment {
    Environment::of_this_process().with("SSHDOCTOR_TEST_KEYS", "/keys")
}

fn home(below: &str) -> String {
    environment()
        .home
        .unwrap()
        .join(below)
        .to_str()
        .unwrap()
        .to_owned()
}

/// One field as text.
fn field(config: &SshConfig, name: &str) -> String {
    let paths = |paths: &[PathBuf]| {
        let texts: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        texts.join(" | ")
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| String::from("-"));
    match name {
        "user" => config.user.clone(),
        "hostname" => config.hostname.clone(),
        "port" => config.port.to_string(),
        "alias" => text(&config.host_key_alias),
        "family" => config.address_family.clone(),
        "bind" => text(&config.bind_address),
        "interface" => text(&config.bind_interface),
        "batch" => config.batch_mode.to_string(),
        "timeout" => format!("{:?}", config.connect_timeout),
        "strict" => format!("{:?}", config.strict_host_key_checking),
        "known_hosts" => paths(&config.known_hosts_files),
        "revoked" => format!("{:?}", config.revoked_host_keys),
        "jump" => text(&config.proxy_jump),
        "proxy" => text(&config.proxy_command),
        "control" => format!("{:?}", config.control_path),
        "kex" => config.kex_algorithms.join(","),
        "keys" => config.host_key_algorithms.join(","),
        "keys_fixed" => config.host_key_algorithms_fixed.to_string(),
        "ciphers" => config.ciphers.join(","),
        "macs" => config.macs.join(","),
        "compression" => config.compression.to_string(),
        "accepted" => config.pubkey_accepted_algorithms.join(","),
        "pubkey" => config.pubkey_authentication.to_string(),
        "password" => config.password_authentication.to_string(),
        "keyboard" => config.kbd_interactive_authentication.to_string(),
        "preferred" => config.preferred_authentications.join(","),
        "identities" => paths(&config.identity_files),
        "default" => config.default_identities.to_string(),
        "certificates" => paths(&config.certificate_files),
        "only" => config.identities_only.to_string(),
        "agent" => text(&config.identity_agent),
        "block" => config
            .host_block
            .as_ref()
            .map_or(String::from("-"), |(_, line)| line.to_string()),
        "files" => config.files.len().to_string(),
        "exec" => config
            .match_exec
            .iter()
            .map(|command| command.visible(80))
            .collect::<Vec<_>>()
            .join(" | "),
        "ignored" => paths(&config.ignored_identities),
        other => panic!("{other}"),
    }
}

mod effective;
mod elsewhere;
mod failing;
