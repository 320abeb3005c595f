//! A report in a file of the person's.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

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

/// Is given every text that may tell who and where, and gives back what may be told.
pub type Hide<'a> = &'a mut dyn FnMut(&str) -> String;

/// A report that is about to be written, with as much left out as was asked for.
pub struct Keeper {
    file: PathBuf,
    level: Redact,
    lang: Lang,
    home: Option<String>,
    names: Names,
}

impl Keeper {
    /// For `file`; without a level all that tells who and where is left out.
    pub fn new(
        file: &Path,
        level: Option<Redact>,
        environment: &Environment,
        lang: Lang,
    ) -> Keeper {
        let mut names = Names::default();
        let here = [environment.login_name.clone()];
        names.know(here, [environment.machine.clone()], []);
        let home = environment.home.as_ref();
        Keeper {
            file: file.to_owned(),
            level: level.unwrap_or(Redact::All),
            lang,
            home: home.map(|home| home.display().to_string()),
            names,
        }
    }

    /// Learns who and where is named in this run, whose target goes by `name` as well.
    pub fn know(&mut self, name: &str, outcome: &Outcome<'_>) {
        self.names.know([], [name.to_owned()], []);
        for evidence in outcome.course() {
            knows(&mut self.names, evidence);
        }
    }

    /// Writes what `report` makes of its texts, readable by its owner alone; the words that say so.
    pub fn keep(&mut self, report: &mut dyn FnMut(Hide<'_>) -> String) -> anyhow::Result<String> {
        let text = self.text(report);
        let (file, shown) = (&self.file, self.file.display());
        write(file, &text)
            .with_context(|| format!("the report could not be written to {shown}"))?;
        let (en, ja) = match self.level {
            Redact::All => (
                " Names and addresses are replaced; --redact secrets leaves them for your administrator.",
                "名前とアドレスは置き換えてあります。管理者に送る場合は --redact secrets で残せます。",
            ),
            Redact::None | Redact::Secrets => ("", ""),
        };
        Ok(match self.lang {
            Lang::En => format!("the report is in {shown}; read it before you send it.{en}"),
            Lang::Ja => {
                format!("レポートを {shown} に保存しました。送る前に内容を確認してください。{ja}")
            }
        })
    }

    fn text(&mut self, report: &mut dyn FnMut(Hide<'_>) -> String) -> String {
        let home = self.home.as_deref().filter(|home| home.len() > 1);
        let tilde =
            |text: &str| home.map_or_else(|| text.to_owned(), |home| text.replace(home, "~"));
        match self.level {
            Redact::None => report(&mut str::to_owned),
            Redact::Secrets => report(&mut |text| without_secrets(&tilde(text))),
            Redact::All => {
                let names = &mut self.names;
                // What is to be hidden may show late: everything is read before anything is written.
                report(&mut |text| {
                    names.learn_logins(text);
                    text.to_owned()
                });
                report(&mut |text| names.hide(&without_secrets(&tilde(text))))
            }
        }
    }
}

/// Anew, and whole or not at all.
fn write(file: &Path, text: &str) -> io::Result<()> {
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
