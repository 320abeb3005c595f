//! sshdoctor's own options and commands, as clap knows them; ssh's stand beside them for the help.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{
    Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Parser, Subcommand, ValueHint,
};

use super::Redact;
use crate::destination::{valid_host, valid_user};
use crate::environment::ColorChoice;
use crate::evidence::{Answer, Question};
use crate::lang::Lang;
use crate::ssh_options::{SSH_OPTIONS, SshOption};
use crate::text::{pad, wrap};

const USAGE: &str = "sshdoctor [OPTIONS] [ssh's options] [user@]host [command...]
       sshdoctor [OPTIONS] ssh|scp|sftp|rsync|git ...
       sshdoctor [OPTIONS] COMMAND";

const OWN: &str = "sshdoctor's options";
const LOGIN: &str = "ssh's options, as in ssh(1)";
const PASSING: &str = "ssh's options that are read and change nothing here";

const AFTER: &str = "A host named like a command: sshdoctor -- log, or ssh://log.

Exit status: 0 no fault found, 1 a cause was named, 2 wrong usage,
3 undecided, 4 sshdoctor itself failed, 130 interrupted. Of a fleet: 1 where one
target at least has a fault, 3 where none has and one is undecided or not read.";

/// Names the one reason why an ssh login fails, how it is known, and what to type next
#[derive(Debug, Parser)]
#[command(
    name = "sshdoctor",
    version,
    override_usage = USAGE,
    max_term_width = 80,
    disable_help_subcommand = true,
    subcommand_value_name = "COMMAND"
)]
pub(super) struct Own {
    #[command(flatten)]
    pub(super) options: Options,
    /// Look at the server through this login, [user@]host[:port], where the reason may lie there; -F holds for it, and to
    /// the same host -J, -p and what else names the way
    #[arg(long, value_name = "LOGIN", value_hint = ValueHint::Hostname, help_heading = OWN)]
    pub(super) via: Option<String>,
    #[command(subcommand)]
    pub(super) command: Option<Commands>,
}

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = OWN)]
pub(super) struct Options {
    /// One JSON document on standard output; never ask
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// The same as one line; of many targets one document a line, as each ends
    #[arg(long, global = true)]
    pub(super) jsonl: bool,
    /// Never ask
    #[arg(long, global = true)]
    pub(super) no_input: bool,
    /// Answer a question beforehand; repeatable, see below
    #[arg(long = "answer", value_name = "ID=VALUE", global = true, value_parser = answer)]
    pub(super) answers: Vec<(Question, Answer)>,
    /// Language; else from LC_ALL, LC_MESSAGES, LANG
    #[arg(long, global = true, value_parser = lang_parser())]
    pub(super) lang: Option<Lang>,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_parser = color_parser())]
    pub(super) color: ColorChoice,
    /// Offer the repairs that can be done on this machine
    #[arg(long, global = true)]
    pub(super) fix: bool,
    /// The same; those marked safe are done without asking
    #[arg(long, global = true)]
    pub(super) yes: bool,
    /// Write a report to send to an administrator, in Markdown
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) report: Option<std::path::PathBuf>,
    /// What to leave out of the report: nothing, passwords, or all that tells who and where (all)
    #[arg(long, global = true, value_name = "WHAT", value_parser = redact_parser())]
    pub(super) redact: Option<Redact>,
    /// Patience for each step on the network
    #[arg(long, global = true, value_name = "SECONDS", default_value = "5", value_parser = timeout)]
    pub(super) timeout: Duration,
    /// Stop before any authentication request
    #[arg(long, global = true)]
    pub(super) no_auth: bool,
    /// The verdict alone
    #[arg(short, global = true, overrides_with = "quiet")]
    pub(super) quiet: bool,
    /// Every observation
    #[arg(short, global = true, overrides_with = "verbose")]
    pub(super) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Commands {
    /// The long text of a code, or the codes of a sentence that ssh printed
    Explain {
        /// Codes, or the words of a message
        #[arg(value_name = "CODE|SENTENCE")]
        words: Vec<String>,
        /// All codes
        #[arg(long, conflicts_with = "words")]
        list: bool,
        /// The JSON Schema of --json
        #[arg(long, conflicts_with_all = ["words", "list"])]
        json_schema: bool,
    },
    /// Read what a failed ssh printed, or sshd's log, and name the cause; no network
    ///
    /// With --redact and no --report it prints the log itself with users, hosts, addresses and keys replaced, fit to post.
    Log {
        /// The files; - or nothing is standard input
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<std::path::PathBuf>,
        /// Then diagnose the same login from here
        #[arg(long)]
        then_check: bool,
    },
    /// On the server itself: name what keeps a login out (as root it sees everything)
    CheckServer {
        /// The login name; else yours, or that of whoever called sudo
        #[arg(long, value_name = "NAME", value_parser = user, value_hint = ValueHint::Username)]
        user: Option<String>,
        /// The key: its public file, a certificate, or its SHA256 fingerprint
        #[arg(long, value_name = "FILE|FINGERPRINT", value_hint = ValueHint::FilePath)]
        key: Option<String>,
        /// The address the login comes from
        #[arg(long, value_name = "ADDRESS", value_parser = address)]
        from: Option<std::net::IpAddr>,
    },
    /// Examine many targets, and group them by root cause; never asks
    ///
    /// One target a line ([user@]host[:port], ssh://..., or with options such as -p 2222 host; # begins a comment), or an Ansible
    /// inventory in JSON, as ansible-inventory --list prints it. ssh's options given here hold for all of them. A login counts as
    /// one that nobody attends, as with BatchMode. One address is contacted by one at a time, and no faster than its penalties allow.
    Fleet {
        /// The list; - or nothing is standard input
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: Option<std::path::PathBuf>,
        /// So many targets at a time, 1 to 64
        #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u8).range(1..=64))]
        jobs: u8,
    },
    /// Print a short script to paste into a console of the server; its block goes to sshdoctor log
    ConsoleScript {
        /// The login that fails
        #[arg(value_name = "[USER@]HOST", value_hint = ValueHint::Hostname)]
        login: String,
    },
    /// Break an SSH server of its own on this machine, and diagnose it
    Demo {
        /// What shall be wrong with it
        code: Option<String>,
    },
    /// Print a completion script
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

fn lang_parser() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(["en", "ja"]).map(|lang| Lang::from_locale(&lang))
}

const LEVELS: [Redact; 3] = [Redact::None, Redact::Secrets, Redact::All];

fn redact_parser() -> impl TypedValueParser<Value = Redact> {
    PossibleValuesParser::new(LEVELS.map(Redact::name)).map(|what| {
        let named = LEVELS.into_iter().find(|level| level.name() == what);
        named.unwrap_or(Redact::All)
    })
}

fn color_parser() -> impl TypedValueParser<Value = ColorChoice> {
    PossibleValuesParser::new(["auto", "always", "never"]).map(|choice| match choice.as_str() {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    })
}

fn user(name: &str) -> Result<String, String> {
    valid_user(name)?;
    // A comma ends the name in `sshd -T -C user=…`.
    if name.contains(',') {
        return Err(String::from("a login name holds no comma"));
    }
    Ok(name.to_owned())
}

fn address(text: &str) -> Result<std::net::IpAddr, String> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let bare = bare.split('%').next().unwrap_or_default();
    bare.parse()
        .map_err(|_| String::from("give an IP address: 192.0.2.7 or 2001:db8::7"))
}

/// An hour: more is a slip of the finger.
const LONGEST: f64 = 3600.0;

fn timeout(seconds: &str) -> Result<Duration, String> {
    let wrong = || format!("give seconds above 0, at most {LONGEST}");
    let seconds: f64 = seconds.parse().map_err(|_| wrong())?;
    let patience = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
    if patience.is_zero() || seconds > LONGEST {
        return Err(wrong());
    }
    Ok(patience)
}

fn answer(text: &str) -> Result<(Question, Answer), String> {
    let (id, value) = text.split_once('=').ok_or("write ID=VALUE")?;
    let question = Question::with_id(id).ok_or_else(|| {
        let ids = Question::ALL.map(Question::id).join(", ");
        format!("no such question; there are {ids}")
    })?;
    if !question.choices().contains(&value) {
        free_word(question, value)?;
    }
    Ok((question, Answer::Given(value.to_owned())))
}

/// A value that is none of the choices: a host or a login name where the question takes one.
fn free_word(question: Question, value: &str) -> Result<(), String> {
    match question {
        Question::SecondHost => valid_host(value),
        Question::TryUser => valid_user(value),
        _ => Err(format!(
            "{} takes {}",
            question.id(),
            question.choices().join(", ")
        )),
    }
}

/// The whole command line, for reading sshdoctor's own words, for the help, completions and the manual page.
pub(super) fn command() -> Command {
    let ssh = SSH_OPTIONS.iter().map(ssh_argument);
    Own::augment_args(Command::new("sshdoctor"))
        .args(ssh)
        .args([
            Arg::new("destination")
                .value_name("DESTINATION")
                .help("Where the login fails: [user@]host or ssh://[user@]host[:port]")
                .help_heading(None)
                .value_hint(ValueHint::Hostname),
            Arg::new("remote_command")
                .value_name("COMMAND")
                .help("The remote command; it is not run")
                .help_heading(None)
                .num_args(0..),
        ])
        .after_help(format!("{}\n\n{AFTER}", questions()))
}

fn ssh_argument(option: &'static SshOption) -> Arg {
    let argument = Arg::new(option.name)
        .short(option.letter())
        .help(option.help)
        .help_heading(if option.login { LOGIN } else { PASSING });
    match option.value {
        Some(name) => argument.value_name(name).value_hint(hint(option.letter())),
        None => argument.action(ArgAction::SetTrue),
    }
}

fn hint(letter: char) -> ValueHint {
    match letter {
        'i' | 'F' | 'E' | 'I' | 'S' => ValueHint::FilePath,
        'J' => ValueHint::Hostname,
        _ => ValueHint::Other,
    }
}

/// The questions `--answer` takes, with their values.
fn questions() -> String {
    let lines = Question::ALL.map(|question| {
        let word = match question {
            Question::SecondHost => "HOST, ",
            Question::TryUser => "NAME, ",
            _ => "",
        };
        let values = format!("{word}{}", question.choices().join(", "));
        let id = pad(question.id(), 16);
        format!("  {id}{}", wrap(&values, 60).join(&hanging(18)))
    });
    format!("Questions for --answer:\n{}", lines.join("\n"))
}

/// A line break after which `columns` stay blank.
fn hanging(columns: usize) -> String {
    format!("\n{}", " ".repeat(columns))
}

/// Reads sshdoctor's own words.
pub(super) fn read(words: Vec<String>) -> Result<Own, clap::Error> {
    let words = std::iter::once(String::from("sshdoctor")).chain(words);
    let words = redact_with_a_value(words.collect());
    let matches: ArgMatches = command().try_get_matches_from(words)?;
    Own::from_arg_matches(&matches)
}

/// `--redact` alone means all: `sshdoctor log --redact FILE`.
fn redact_with_a_value(words: Vec<String>) -> Vec<String> {
    let alone = |(at, word): (usize, &String)| {
        let level = words.get(at + 1).is_some_and(|next| is_level(next));
        match word == "--redact" && !level {
            true => String::from("--redact=all"),
            false => word.clone(),
        }
    };
    words.iter().enumerate().map(alone).collect()
}

/// Does this word say what `--redact` leaves out?
pub(super) fn is_level(word: &str) -> bool {
    LEVELS.map(Redact::name).contains(&word)
}
