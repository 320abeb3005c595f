//! The command line: what sshdoctor is asked to do.

mod args;
mod programs;
mod split;
mod via;

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap_complete::Shell;

use crate::environment::ColorChoice;
use crate::evidence::git::{GitCommand, GitConfiguration, Repository};
use crate::evidence::{Answers, Question};
use crate::lang::Lang;
use crate::ssh_options::Given;
use crate::target::Target;
use crate::text::{Untrusted, harmless};

use args::{Commands, Options, Own};

/// What sshdoctor is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Diagnose a login.
    Diagnose(Box<Diagnose>),
    /// Explain codes.
    Explain(Explain),
    /// Read a log.
    Log(Log),
    /// Look at this machine's own sshd.
    CheckServer(CheckServer),
    /// Diagnose many logins.
    Fleet(Fleet),
    /// Print the script for a console.
    ConsoleScript(ConsoleScript),
    /// Break a server of its own, and diagnose it.
    Demo(Demo),
    /// Print a completion script ([`completions`]).
    Completions(Shell),
    /// Print the manual page ([`man`]).
    Man,
}

/// A login to diagnose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnose {
    /// As far as the command line tells: the word, the host, the options, and the user if one is named. Host name and
    /// port are open until ssh's configuration is known.
    pub target: Target,
    /// What the person would run there.
    pub remote_command: Vec<String>,
    /// A git command in front: its target is open until git was asked ([`Diagnose::settled`]).
    pub git: Option<GitCommand>,
    /// The repository that it asks for.
    pub repository: Option<Repository>,
    /// How to talk.
    pub ui: Ui,
}

/// What to explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explain {
    /// The subject.
    pub subject: Subject,
    /// How to talk.
    pub ui: Ui,
}

/// The subject of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Codes, or the words of a message; never empty.
    Words(Vec<String>),
    /// The list of all codes.
    List,
    /// The JSON Schema of `--json`.
    JsonSchema,
}

/// A log to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The files; `-`, or none, is standard input.
    pub files: Vec<PathBuf>,
    /// Then diagnose the same login.
    pub then_check: bool,
    /// How to talk.
    pub ui: Ui,
}

/// A login to look at on the server itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckServer {
    /// The login name.
    pub user: Option<String>,
    /// The key: a file, or a fingerprint.
    pub key: Option<String>,
    /// Where the login comes from.
    pub from: Option<IpAddr>,
    /// How to talk.
    pub ui: Ui,
}

/// Many logins to diagnose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fleet {
    /// The list; `-`, or none, is standard input.
    pub file: Option<PathBuf>,
    /// So many at a time.
    pub jobs: usize,
    /// ssh's options for all of them.
    pub options: Vec<Given>,
    /// How to talk.
    pub ui: Ui,
}

/// A login to make a console's script for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleScript {
    /// The login, as far as the command line tells.
    pub target: Target,
    /// How to talk.
    pub ui: Ui,
}

/// A demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// The code to show.
    pub code: Option<String>,
    /// How to talk.
    pub ui: Ui,
}

/// How sshdoctor talks, and how long it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ui {
    /// One JSON document instead of words.
    pub json: bool,
    /// A document is one line.
    pub lines: bool,
    /// Never ask.
    pub no_input: bool,
    /// Answers given beforehand.
    pub answers: Answers,
    /// The language asked for.
    pub lang: Option<Lang>,
    /// When to colour.
    pub color: ColorChoice,
    /// Offer local repairs.
    pub fix: bool,
    /// Do those marked safe without asking.
    pub yes: bool,
    /// The file to write a report to.
    pub report: Option<PathBuf>,
    /// What is left out of the report, or of the log that is printed.
    pub redact: Option<Redact>,
    /// Patience for each step on the network.
    pub timeout: Duration,
    /// Stop before any authentication request.
    pub no_auth: bool,
    /// The verdict alone.
    pub quiet: bool,
    /// Every observation.
    pub verbose: bool,
}

/// What is left out of what is to be sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redact {
    /// Nothing.
    None,
    /// What gives access, and where the home directory is.
    Secrets,
    /// All that tells who and where, too.
    All,
}

impl Redact {
    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Redact::None => "none",
            Redact::Secrets => "secrets",
            Redact::All => "all",
        }
    }
}

impl Diagnose {
    /// The same with the target that a git command in front leads to, by what git itself says of it.
    pub fn settled(self, configuration: GitConfiguration) -> Result<Diagnose, Stop> {
        let Some(command) = &self.git else {
            return Ok(self);
        };
        let (login, repository) = programs::leads_to(command, configuration).map_err(wrong)?;
        let (target, _) = login.target().map_err(wrong)?;
        let assigned = command.environment.iter();
        let assigned = assigned.map(|(name, value)| format!("{name}={value}"));
        let git = [String::from("git")]
            .into_iter()
            .chain(command.words.clone());
        let target = Target {
            in_front: assigned.chain(git).collect(),
            ..target
        };
        Ok(Diagnose {
            target,
            repository: Some(repository),
            ..self
        })
    }
}

/// Why there is no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Help or version, for standard output; exit status 0.
    Shown(String),
    /// The command line is wrong: one line for standard error; exit status 2.
    Wrong(String),
}

/// Reads the command line, the program's own name left out.
pub fn parse(words: Vec<OsString>) -> Result<Request, Stop> {
    let words = words
        .into_iter()
        .map(|word| word.into_string().map_err(not_text))
        .collect::<Result<Vec<String>, Stop>>()?;
    let line = split::split(words).map_err(wrong)?;
    let own = args::read(line.own).map_err(|error| refused(&error))?;
    let given_via = own.via.clone();
    let (command, ui) = parts(own);
    let Some(command) = command else {
        let mut login = line.login.unwrap_or_default();
        let git = login.git.take();
        let (mut target, remote_command) = match git {
            Some(_) => (Target::default(), Vec::new()),
            None => login.target().map_err(wrong)?,
        };
        if let Some(word) = given_via {
            if git.is_some() {
                return Err(wrong(String::from(
                    "--via looks at a server of your own: give [user@]host, not a git command",
                )));
            }
            if ui.no_auth {
                return Err(wrong(String::from(
                    "--via logs in, and --no-auth forbids that",
                )));
            }
            let via = via::read(&word, &target).map_err(|why| wrong(format!("--via: {why}")))?;
            target.via = Some(Box::new(via));
        }
        return Ok(Request::Diagnose(Box::new(Diagnose {
            target,
            remote_command,
            git,
            repository: None,
            ui,
        })));
    };
    if given_via.is_some() {
        return Err(wrong(String::from(
            "--via goes with the login that fails: sshdoctor [user@]host --via [user@]host",
        )));
    }
    Ok(match command {
        Commands::Explain {
            words,
            list,
            json_schema,
        } => Request::Explain(Explain {
            subject: subject(words, list, json_schema)?,
            ui,
        }),
        Commands::Log { then_check, .. } if ui.fix && !then_check => {
            return Err(wrong(String::from(
                "a log is read, and nothing is mended: --then-check goes on to the host it names",
            )));
        }
        Commands::Log { files, then_check } => Request::Log(Log {
            files,
            then_check,
            ui,
        }),
        Commands::CheckServer { user, key, from } => Request::CheckServer(CheckServer {
            user,
            key,
            from,
            ui,
        }),
        Commands::Fleet { file, jobs } => {
            let options = line.around;
            let jobs = usize::from(jobs);
            Request::Fleet(fleet(file, jobs, options, ui)?)
        }
        Commands::ConsoleScript { login: word } => {
            let mut login = crate::login::Login::default();
            line.around
                .into_iter()
                .for_each(|given| login.option(given));
            login.set_destination(word).map_err(wrong)?;
            let (target, _) = login.target().map_err(wrong)?;
            Request::ConsoleScript(ConsoleScript { target, ui })
        }
        Commands::Demo { code } => Request::Demo(Demo { code, ui }),
        Commands::Completions { shell } => Request::Completions(shell),
        Commands::Man => Request::Man,
    })
}

/// What is true of one host, or tried on one, is not said for many at once.
const FOR_ONE: [Question; 6] = [
    Question::OtherKeys,
    Question::OtherPorts,
    Question::SecondHost,
    Question::Trace,
    Question::TryUser,
    Question::ServerRebuilt,
];

fn fleet(file: Option<PathBuf>, jobs: usize, options: Vec<Given>, ui: Ui) -> Result<Fleet, Stop> {
    if ui.fix {
        return Err(wrong(String::from(
            "a fleet is examined, and nothing is mended: --fix and --yes go with one target",
        )));
    }
    let of_one = |question: &Question| ui.answers.get(*question).is_some();
    if let Some(question) = FOR_ONE.into_iter().find(of_one) {
        return Err(wrong(format!(
            "--answer {}=... is for one target, and would be said of all of these",
            question.id()
        )));
    }
    Ok(Fleet {
        file,
        jobs,
        options,
        ui,
    })
}

/// Writes the completion script for `shell`.
pub fn completions(shell: Shell, to: &mut dyn Write) -> io::Result<()> {
    // clap_complete panics where it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "sshdoctor", &mut script);
    to.write_all(&script)
}

/// Writes the manual page, in roff.
pub fn man(to: &mut dyn Write) -> io::Result<()> {
    clap_mangen::Man::new(args::command()).render(to)
}

fn parts(own: Own) -> (Option<Commands>, Ui) {
    let Options {
        json,
        jsonl,
        no_input,
        answers: given,
        lang,
        color,
        fix,
        yes,
        report,
        redact,
        timeout,
        no_auth,
        quiet,
        verbose,
    } = own.options;
    let mut answers = Answers::default();
    for (question, answer) in given {
        answers.put(question, answer);
    }
    let ui = Ui {
        json: json || jsonl,
        lines: jsonl,
        no_input,
        answers,
        lang,
        color,
        fix: fix || yes,
        yes,
        report,
        redact,
        timeout,
        no_auth,
        quiet,
        verbose,
    };
    (own.command, ui)
}

fn subject(words: Vec<String>, list: bool, json_schema: bool) -> Result<Subject, Stop> {
    if list {
        Ok(Subject::List)
    } else if json_schema {
        Ok(Subject::JsonSchema)
    } else if words.is_empty() {
        Err(wrong(String::from(
            "explain what? Give a code, a message of ssh, or --list",
        )))
    } else {
        Ok(Subject::Words(words))
    }
}

fn not_text(word: OsString) -> Stop {
    let shown = Untrusted::new(word.as_encoded_bytes()).visible(60);
    wrong(format!("'{shown}' is not valid UTF-8"))
}

/// The one line for a wrong command line, which may quote anything the person typed.
fn wrong(message: String) -> Stop {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = Untrusted::from(line.as_str()).visible(400);
    Stop::Wrong(format!("sshdoctor: {line}; try 'sshdoctor --help'"))
}

/// clap's answer: help and version are shown, an error is cut to its first paragraph.
fn refused(error: &clap::Error) -> Stop {
    if !error.use_stderr() {
        return Stop::Shown(harmless(&error.to_string()));
    }
    let text = error.to_string();
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    wrong(paragraph.trim_start_matches("error: ").to_owned())
}

#[cfg(test)]
mod tests;
