//! Who asks, from where: the only home of `std::env`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::IsTerminal;
use std::path::PathBuf;

use nix::unistd::{Uid, User, gethostname};

use crate::lang::Lang;

/// Another home directory that the person who runs this may have in mind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherHome {
    /// The directory.
    pub path: PathBuf,
    /// Name and uid of the account that typed sudo or doas; none where only `HOME` names the directory.
    pub caller: Option<(String, u32)>,
}

/// When to colour the output (`--color`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// Where a person is likely to see it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The two streams that carry words to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// Which of the standard streams are terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terminals {
    /// Standard input.
    pub stdin: bool,
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
}

/// What the process that runs sshdoctor was given. Tests build it by hand.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The user's id: the real one, as ssh takes it (`getuid`).
    pub uid: u32,
    /// The login name on this machine.
    pub login_name: String,
    /// Home directory: the passwd entry's, as ssh takes it; `$HOME` only where there is no entry.
    pub home: Option<PathBuf>,
    /// This machine's name.
    pub machine: String,
    /// Which streams are terminals.
    pub terminals: Terminals,
    /// `/dev/tty` can be opened: there is a controlling terminal.
    pub controlling_terminal: bool,
    /// Width of the terminal, where there is one.
    pub terminal_columns: Option<usize>,
    /// Height of the terminal, where there is one.
    pub terminal_rows: Option<usize>,
    /// Environment variables; those whose name or value is not UTF-8 are left out.
    pub variables: BTreeMap<String, String>,
}

/// The words of the command line, the program's own name left out.
pub fn arguments() -> Vec<OsString> {
    std::env::args_os().skip(1).collect()
}

impl Environment {
    /// The environment of this process.
    pub fn of_this_process() -> Environment {
        let variables: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let size = dialoguer::console::Term::stderr().size_checked();
        let uid = Uid::current();
        let entry = User::from_uid(uid).ok().flatten();
        let home_variable = || variables.get("HOME").filter(|home| !home.is_empty());
        Environment {
            uid: uid.as_raw(),
            login_name: entry
                .as_ref()
                .map_or_else(String::new, |user| user.name.clone()),
            home: entry
                .map(|user| user.dir)
                .or_else(|| home_variable().map(PathBuf::from)),
            machine: gethostname()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            terminals: Terminals {
                stdin: std::io::stdin().is_terminal(),
                stdout: std::io::stdout().is_terminal(),
                stderr: std::io::stderr().is_terminal(),
            },
            controlling_terminal: OpenOptions::new()
                .read(true)
                .write(true)
                .open("/dev/tty")
                .is_ok(),
            terminal_columns: size.map(|(_, columns)| usize::from(columns)),
            terminal_rows: size.map(|(rows, _)| usize::from(rows)),
            variables,
        }
    }

    /// Homes other than the one ssh takes: that of the account behind sudo or doas, and where `HOME` points.
    pub fn other_homes(&self) -> Vec<OtherHome> {
        let by_name = |name: &str| User::from_name(name).ok().flatten();
        let caller = ["SUDO_USER", "DOAS_USER"]
            .into_iter()
            .find_map(|name| by_name(self.filled(name)?))
            .filter(|caller| caller.uid.as_raw() != self.uid)
            .map(|caller| OtherHome {
                caller: Some((caller.name, caller.uid.as_raw())),
                path: caller.dir,
            });
        let variable = self.filled("HOME").map(|home| OtherHome {
            path: PathBuf::from(home),
            caller: None,
        });
        let mut homes: Vec<OtherHome> = caller.into_iter().chain(variable).collect();
        let real = |path: &PathBuf| path.canonicalize().ok();
        let own = self.home.as_ref().and_then(real);
        homes.retain(|home| {
            home.path.is_absolute() && real(&home.path).is_some_and(|it| Some(it) != own)
        });
        homes.dedup_by(|second, first| second.path == first.path);
        homes
    }

    /// This environment with one variable more.
    pub fn with(mut self, name: &str, value: &str) -> Environment {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value of a variable that is set, perhaps to nothing.
    pub fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    /// The value of a variable that is set to something.
    fn filled(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The language to speak.
    pub fn lang(&self) -> Lang {
        ["SSHDOCTOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| self.filled(name))
            .map_or(Lang::En, Lang::from_locale)
    }

    /// A terminal that cannot move its cursor?
    pub fn dumb_terminal(&self) -> bool {
        self.filled("TERM") == Some("dumb")
    }

    /// A window in which a list of choices, drawn again at each key, would scroll away?
    pub fn small_terminal(&self) -> bool {
        self.columns() < 60 || self.terminal_rows.is_some_and(|rows| rows < 12)
    }

    /// Columns to fill: `COLUMNS`, else the terminal's, between 40 and 120; 80 where nobody says.
    pub fn columns(&self) -> usize {
        self.filled("COLUMNS")
            .and_then(|columns| columns.parse().ok())
            .filter(|&columns| columns > 0)
            .or(self.terminal_columns)
            .unwrap_or(80)
            .clamp(40, 120)
    }

    /// Could ssh ask somebody for a passphrase or a yes: on a terminal, or through an askpass program (readpass.c)?
    pub fn someone_to_ask(&self) -> bool {
        self.controlling_terminal || (self.filled("SSH_ASKPASS").is_some() && self.allows_askpass())
    }

    /// Was this program started by cron or its like, with no terminal?
    pub fn under_cron(&self) -> bool {
        let cron = ["cron", "crond", "anacron", "fcron", "atd"];
        let by_cron = |name: &String| cron.contains(&name.as_str());
        !self.controlling_terminal && parents().iter().any(by_cron)
    }

    /// Was it started by a service manager, with no terminal (systemd.exec(5), INVOCATION_ID)?
    pub fn under_service(&self) -> bool {
        !self.controlling_terminal && self.filled("INVOCATION_ID").is_some()
    }

    fn allows_askpass(&self) -> bool {
        let display = self.filled("DISPLAY").is_some() || self.filled("WAYLAND_DISPLAY").is_some();
        match self.filled("SSH_ASKPASS_REQUIRE") {
            Some(require) if require.eq_ignore_ascii_case("force") => true,
            Some(require) if require.eq_ignore_ascii_case("never") => false,
            // `prefer` changes which of the two is asked first, not whether askpass may run.
            Some(_) | None => display,
        }
    }

    /// Is this stream coloured? The command line decides, then NO_COLOR, CLICOLOR_FORCE, the kind of terminal.
    pub fn colors(&self, stream: Stream, choice: ColorChoice) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.filled("NO_COLOR").is_some() => false,
            ColorChoice::Auto => self.colors_forced() || self.colors_shown(stream),
        }
    }

    fn colors_forced(&self) -> bool {
        self.filled("CLICOLOR_FORCE")
            .is_some_and(|force| force != "0")
    }

    fn colors_shown(&self, stream: Stream) -> bool {
        let terminal = match stream {
            Stream::Out => self.terminals.stdout,
            Stream::Err => self.terminals.stderr,
        };
        terminal && !self.dumb_terminal()
    }
}

/// The names of the programs above this one, the nearest first (proc_pid_stat(5)); none where the system does not say.
fn parents() -> Vec<String> {
    let (mut names, mut pid) = (Vec::new(), String::from("self"));
    while names.len() < 12 {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else {
            break;
        };
        // The name stands in parentheses and may hold anything; state and parent follow it.
        let Some((before, after)) = stat.rsplit_once(')') else {
            break;
        };
        let name = before.split_once('(').map_or("", |(_, name)| name);
        names.push(name.to_owned());
        match after.split_whitespace().nth(1) {
            Some(parent) if parent != "0" => pid = parent.to_owned(),
            Some(_) | None => break,
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Environment {
        variables
            .iter()
            .fold(Environment::default(), |environment, (name, value)| {
                environment.with(name, value)
            })
    }

    #[test]
    fn the_first_locale_that_says_something_names_the_language() {
        for (variables, lang) in [
            (&[][..], Lang::En),
            (&[("LANG", "ja_JP.UTF-8")], Lang::Ja),
            (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")], Lang::En),
            (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "")], Lang::Ja),
            (&[("LANG", "C"), ("LC_MESSAGES", "ja")], Lang::Ja),
            (&[("LC_ALL", "C"), ("SSHDOCTOR_LANG", "ja")], Lang::Ja),
            (&[("LC_ALL", "ja"), ("SSHDOCTOR_LANG", "en")], Lang::En),
        ] {
            assert_eq!(with(variables).lang(), lang, "{variables:?}");
        }
    }

    #[test]
    fn columns_stay_within_reason() {
        for (columns, terminal, expected) in [
            (None, None, 80),
            (None, Some(100), 100),
            (None, Some(0), 40),
            (Some("60"), Some(100), 60),
            (Some("1000"), None, 120),
            (Some("1"), None, 40),
            (Some("0"), Some(90), 90),
            (Some("wide"), None, 80),
        ] {
            let mut environment =
                with(&columns.map_or(vec![], |columns| vec![("COLUMNS", columns)]));
            environment.terminal_columns = terminal;
            assert_eq!(environment.columns(), expected, "{columns:?} {terminal:?}");
        }
    }

    #[test]
    fn somebody_can_be_asked_on_a_terminal_or_through_askpass() {
        let askpass = ("SSH_ASKPASS", "/usr/bin/ssh-askpass");
        for (variables, expected) in [
            (&[][..], false),
            (&[askpass], false),
            (&[askpass, ("DISPLAY", ":0")], true),
            (&[askpass, ("WAYLAND_DISPLAY", "wayland-0")], true),
            (&[("DISPLAY", ":0")], false),
            (&[askpass, ("SSH_ASKPASS_REQUIRE", "force")], true),
            (&[askpass, ("SSH_ASKPASS_REQUIRE", "prefer")], false),
            (
                &[
                    askpass,
                    ("DISPLAY", ":0"),
                    ("SSH_ASKPASS_REQUIRE", "prefer"),
                ],
                true,
            ),
            (
                &[askpass, ("DISPLAY", ":0"), ("SSH_ASKPASS_REQUIRE", "Never")],
                false,
            ),
        ] {
            assert_eq!(with(variables).someone_to_ask(), expected, "{variables:?}");
        }
        let terminal = Environment {
            controlling_terminal: true,
            ..with(&[("SSH_ASKPASS_REQUIRE", "never")])
        };
        assert!(terminal.someone_to_ask());
    }

    #[test]
    fn colour_is_decided_for_each_stream() {
        use ColorChoice::{Always, Auto, Never};
        let (on, off) = (true, false);
        for (choice, variables, on_terminal, elsewhere) in [
            (Auto, &[][..], on, off),
            (Auto, &[("NO_COLOR", "1")], off, off),
            (Auto, &[("NO_COLOR", "")], on, off),
            (Auto, &[("TERM", "dumb")], off, off),
            (Auto, &[("CLICOLOR_FORCE", "1")], on, on),
            (Auto, &[("CLICOLOR_FORCE", "0")], on, off),
            (Auto, &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], on, on),
            (
                Auto,
                &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
                off,
                off,
            ),
            (Always, &[("NO_COLOR", "1")], on, on),
            (Never, &[("CLICOLOR_FORCE", "1")], off, off),
        ] {
            let mut environment = with(variables);
            environment.terminals.stdout = true;
            let colors = |stream| environment.colors(stream, choice);
            assert_eq!(colors(Stream::Out), on_terminal, "{choice:?} {variables:?}");
            assert_eq!(colors(Stream::Err), elsewhere, "{choice:?} {variables:?}");
        }
    }

    #[test]
    fn this_process_has_a_user() {
        let environment = Environment::of_this_process();
        assert_eq!(environment.uid, Uid::current().as_raw());
        assert!(environment.var("PATH").is_some());
        assert!(environment.home.is_some());
    }
}
