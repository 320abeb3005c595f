//! A report in a file of the person's.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::Redact;
use crate::environment::Environment;
use crate::evidence::{Agent, Evidence, Identities};
use crate::lang::Lang;
use crate::log::{Names, without_secrets};
use crate::repair;
use crate::report::Outcome;
use crate::report::markdown;

/// Whether a report may be written there, before the work is done for it. The error is a line for the person.
pub fn may_be_kept(file: &Path) -> Result<(), String> {
    let shown = file.display();
    let folder = folder(file);
    if file.file_name().is_none() || !folder.is_dir() {
        return Err(format!(
            "no report can be written to {shown}: give a file in a folder that exists"
        ));
    }
    match fs::symlink_metadata(file) {
        Ok(metadata) if metadata.is_file() && is_a_report(file) => Ok(()),
        Ok(_) => Err(format!(
            "{shown} exists and is no report of sshdoctor: give another file"
        )),
        Err(_) => Ok(()),
    }
}

/// Writes the report of `outcome`, with as much left out as `level` says; readable by its owner alone.
pub fn keep(
    file: &Path,
    level: Redact,
    outcome: &Outcome<'_>,
    environment: &Environment,
    now: u64,
    lang: Lang,
) -> io::Result<()> {
    let text = text(level, outcome, environment, now, lang);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let new = folder(file).join(format!(".{name}.{}", std::process::id()));
    let written = repair::write_new(&new, text.as_bytes(), None);
    let written = written.and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        // The half report is of no use; the first error is the one to tell.
        let _ = fs::remove_file(&new);
    }
    written
}

fn text(
    level: Redact,
    outcome: &Outcome<'_>,
    environment: &Environment,
    now: u64,
    lang: Lang,
) -> String {
    let home = environment
        .home
        .as_ref()
        .map(|home| home.display().to_string());
    let tilde = |text: &str| match home.as_deref().filter(|home| home.len() > 1) {
        Some(home) => text.replace(home, "~"),
        None => text.to_owned(),
    };
    match level {
        Redact::None => markdown::report(outcome, now, lang, str::to_owned),
        Redact::Secrets => {
            markdown::report(outcome, now, lang, |text| without_secrets(&tilde(text)))
        }
        Redact::All => {
            let mut names = Names::default();
            for evidence in outcome.course() {
                knows(&mut names, evidence);
            }
            let here = [environment.login_name.clone()];
            names.know(here, [environment.machine.clone()], []);
            // What is to be hidden may show late: everything is read before anything is written.
            markdown::report(outcome, now, lang, |text| {
                names.learn_logins(text);
                text.to_owned()
            });
            markdown::report(outcome, now, lang, |text| {
                names.hide(&without_secrets(&tilde(text)))
            })
        }
    }
}

/// Who and where this machine's evidence names.
fn knows(names: &mut Names, evidence: &Evidence) {
    let target = &evidence.target;
    let hosts = [&target.host, &target.hostname];
    let identities = evidence.identities();
    let comments = identities.map(comments).unwrap_or_default();
    names.know([target.user.clone()], hosts.map(Clone::clone), comments);
}

fn comments(identities: &Identities) -> Vec<String> {
    let agents = [&identities.agent, &identities.other_agent];
    let held = agents.into_iter().flat_map(Agent::keys);
    let files = identities.files.iter().chain(&identities.others);
    let comments = held
        .map(|held| &held.comment)
        .chain(files.map(|file| &file.comment));
    comments.map(|comment| comment.visible(200)).collect()
}

fn folder(file: &Path) -> PathBuf {
    match file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        Some(folder) => folder.to_owned(),
        None => PathBuf::from("."),
    }
}

fn is_a_report(file: &Path) -> bool {
    let mut beginning = vec![0; markdown::TITLE.len()];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut beginning));
    read.is_ok() && beginning == markdown::TITLE.as_bytes()
}
