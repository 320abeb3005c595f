//! Takes a command line apart: sshdoctor's own words on one side, the login on the other.
//!
//! ssh reads its options with getopt(3), which clap cannot imitate in every detail (`-p=22`, options behind the host,
//! everything behind the first word of the remote command left alone). So ssh's part is read here, clap reads the rest.

use crate::login::Login;
use crate::ssh_options::{Given, bundle, ssh_option};

use super::args;
use super::programs::{self, Program};

/// A command line in two parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What clap reads.
    pub(super) own: Vec<String>,
    /// What ssh would read; none where a command of sshdoctor's own stands there.
    pub(super) login: Option<Login>,
    /// ssh's options around a command that takes them.
    pub(super) around: Vec<Given>,
}

/// The commands that take ssh's options, before them and behind them.
const TAKE_OPTIONS: [&str; 2] = ["fleet", "console-script"];

/// Options of ssh that are sshdoctor's here, with its own meaning (`-q`, `-v`) or the usual one.
const OWN_LETTERS: [char; 4] = ['q', 'v', 'V', 'h'];

/// Splits the words of the command line.
pub(super) fn split(words: Vec<String>) -> Result<Line, String> {
    let mut reader = Reader {
        command: args::command(),
        own: Vec::new(),
        login: Login::default(),
        environment: Vec::new(),
        given: Vec::new(),
        in_front: false,
        around: false,
    };
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if word == "--" {
            reader.end_of_options(&mut words)?;
        } else if word.starts_with("--") {
            reader.long(word, &mut words);
        } else if word.starts_with('-') && word.len() > 1 {
            reader.letters(&word, &mut words)?;
        } else if reader.login.destination.is_some() {
            reader.login.remote_command.push(word);
            reader.login.remote_command.extend(&mut words);
        } else if let Some(line) = reader.first(word, &mut words)? {
            return Ok(line);
        }
    }
    Ok(reader.line())
}

struct Reader {
    command: clap::Command,
    own: Vec<String>,
    login: Login,
    /// Assignments before the command.
    environment: Vec<(String, String)>,
    /// ssh's options as they stood there.
    given: Vec<Given>,
    /// `ssh` itself stood in front: the next word is a host, whatever it says.
    in_front: bool,
    /// Such a command stood in front: words that are no options are its own.
    around: bool,
}

type Words = std::vec::IntoIter<String>;

impl Reader {
    fn line(self) -> Line {
        match self.around {
            true => Line {
                own: self.own,
                login: None,
                around: self.given,
            },
            false => Line {
                own: self.own,
                login: Some(self.login),
                around: Vec::new(),
            },
        }
    }

    /// Behind `--` stand the destination and the remote command, and nothing else.
    fn end_of_options(&mut self, words: &mut Words) -> Result<(), String> {
        if self.around {
            self.own.push(String::from("--"));
            self.own.extend(words);
            return Ok(());
        }
        if self.login.destination.is_none() {
            words
                .next()
                .map_or(Ok(()), |word| self.login.set_destination(word))?;
        }
        self.login.remote_command.extend(words);
        Ok(())
    }

    fn long(&mut self, word: String, words: &mut Words) {
        let level = words
            .as_slice()
            .first()
            .is_some_and(|next| args::is_level(next));
        let takes_value = takes_value(&self.command, &word) && (word != "--redact" || level);
        self.own.push(word);
        if takes_value {
            self.own.extend(words.next());
        }
    }

    fn letters(&mut self, word: &str, words: &mut Words) -> Result<(), String> {
        for (letter, value) in bundle(word, letter_takes_value, words)? {
            if OWN_LETTERS.contains(&letter) {
                self.own.push(format!("-{letter}"));
            } else {
                self.given.push((letter, value.clone()));
                self.login.option((letter, value));
            }
        }
        Ok(())
    }

    /// The first word that is no option: a command, the failing command itself, or the destination.
    fn first(&mut self, word: String, words: &mut Words) -> Result<Option<Line>, String> {
        if self.in_front {
            self.login.set_destination(word)?;
        } else if self.around || TAKE_OPTIONS.contains(&word.as_str()) {
            self.around = true;
            self.own.push(word);
        } else if self.command.find_subcommand(&word).is_some() {
            before_a_command(&self.login, &word)?;
            let own = std::mem::take(&mut self.own);
            let own = own.into_iter().chain([word]).chain(words).collect();
            return Ok(Some(Line {
                own,
                login: None,
                around: Vec::new(),
            }));
        } else if let Some(program) = programs::named(&word) {
            before_a_command(&self.login, &word)?;
            match program {
                Program::Ssh => self.in_front = true,
                Program::Other(read) => {
                    self.login = read(words.collect())?;
                    if let Some(git) = &mut self.login.git {
                        git.environment = std::mem::take(&mut self.environment);
                    }
                }
            }
        } else if let Some((name, value)) = programs::assignment(&word) {
            let assigned = (name.to_owned(), value.to_owned());
            self.environment.push(assigned);
        } else {
            self.login.set_destination(word)?;
        }
        Ok(None)
    }
}

fn letter_takes_value(letter: char) -> Option<bool> {
    let own = OWN_LETTERS.contains(&letter).then_some(false);
    own.or_else(|| ssh_option(letter).map(|option| option.value.is_some()))
}

/// Does this long option want the next word? One clap does not know is left for clap to refuse.
fn takes_value(command: &clap::Command, word: &str) -> bool {
    let around = TAKE_OPTIONS
        .iter()
        .filter_map(|name| command.find_subcommand(name));
    let around = around.flat_map(clap::Command::get_arguments);
    command.get_arguments().chain(around).any(|argument| {
        argument.get_long() == word.strip_prefix("--") && argument.get_action().takes_values()
    })
}

/// ssh's options make no sense in front of a command: was a host of that name meant?
fn before_a_command(login: &Login, word: &str) -> Result<(), String> {
    if !login.options.is_empty() {
        return Err(format!(
            "'{word}' is a command and takes no options of ssh before it; for a host of that name: -- {word}"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        shlex::split(line).unwrap()
    }

    /// own words | options | destination | remote command
    fn shown(line: &str) -> String {
        let Line { own, login, around } = split(words(line)).unwrap();
        let Some(login) = login else {
            let around: String = around
                .iter()
                .map(|(letter, value)| {
                    format!(" -{letter}{}", value.as_deref().unwrap_or_default())
                })
                .collect();
            return format!("{} |{around}", own.join(" "));
        };
        let given = login
            .destination
            .map_or_else(String::new, |(given, _)| given);
        format!(
            "{} | {} | {given} | {}",
            own.join(" "),
            login.options.join(" "),
            login.remote_command.join(" ")
        )
    }

    #[test]
    fn lines_come_apart() {
        for (line, expected) in [
            ("web1", " |  | web1 | "),
            ("deploy@web1 ls -l /", " |  | deploy@web1 | ls -l /"),
            ("-p 2222 web1", " | -p 2222 | web1 | "),
            ("-p2222 web1", " | -p 2222 | web1 | "),
            ("-4vp2222 web1", "-v | -4 -p 2222 | web1 | "),
            ("web1 -p 2222 uptime -p", " | -p 2222 | web1 | uptime -p"),
            ("web1 --json -4", "--json | -4 | web1 | "),
            ("web1 ls --json", " |  | web1 | ls --json"),
            ("--lang ja web1", "--lang ja |  | web1 | "),
            ("--lang=ja web1", "--lang=ja |  | web1 | "),
            ("--json web1", "--json |  | web1 | "),
            (
                "--answer log-in=no web1 x",
                "--answer log-in=no |  | web1 | x",
            ),
            (
                "-o 'Port 22' -oUser=x web1",
                " | -o Port 22 -o User=x | web1 | ",
            ),
            ("-i -p web1", " | -i -p | web1 | "),
            ("-fNT -L 8080:a:80 -W h:1 web1", " |  | web1 | "),
            ("-J a,b -F none -A web1", " | -J a,b -F none -A | web1 | "),
            ("-qvv web1", "-q -v -v |  | web1 | "),
            ("-- web1 -p 22", " |  | web1 | -p 22"),
            ("web1 -- -p 22", " |  | web1 | -p 22"),
            ("-- log", " |  | log | "),
            ("-p 22 -- log", " | -p 22 | log | "),
            ("ssh://log", " |  | ssh://log | "),
            ("ssh -p 2222 web1 ls", " | -p 2222 | web1 | ls"),
            ("--json /usr/bin/ssh web1", "--json |  | web1 | "),
            ("LC_ALL=C TERM=x ssh web1", " |  | web1 | "),
            ("ssh log", " |  | log | "),
            ("ssh ssh", " |  | ssh | "),
            ("explain connection-refused", "explain connection-refused |"),
            ("--lang ja explain --list", "--lang ja explain --list |"),
            ("-v demo", "-v demo |"),
            ("fleet", "fleet |"),
            ("fleet hosts.txt", "fleet hosts.txt |"),
            (
                "-F cfg fleet -l deploy --jobs 4 - -p22",
                "fleet --jobs 4 - | -Fcfg -ldeploy -p22",
            ),
            ("--jsonl fleet -q -- -odd", "--jsonl fleet -q -- -odd |"),
            ("fleet log", "fleet log |"),
            (
                "-F cfg console-script web1 -p 22",
                "console-script web1 | -Fcfg -p22",
            ),
            ("-- fleet", " |  | fleet | "),
            ("ssh fleet", " |  | fleet | "),
            ("deploy@web1 -l other", " |  | deploy@web1 | "),
            ("deploy@web1 -o 'user other' -4", " | -4 | deploy@web1 | "),
            ("-l other deploy@web1", " | -l other | deploy@web1 | "),
            ("web1 -l other", " | -l other | web1 | "),
            ("ssh://web1:22 -p 23", " |  | ssh://web1:22 | "),
            ("ssh://web1 -p 23", " | -p 23 | ssh://web1 | "),
            ("", " |  |  | "),
            ("--", " |  |  | "),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn wrong_lines_are_refused() {
        for (line, hint) in [
            ("-z web1", "unknown option '-z'"),
            ("web1 -p", "option -p needs a value"),
            ("-p 22 check-server", "-- check-server"),
            ("-p 22 explain", "-- explain"),
            ("-p 22 ssh web1", "-- ssh"),
            ("-- -x", "begins with '-'"),
            ("-", "begins with '-'"),
            ("''", "empty"),
            ("'a b'", "U+0020"),
            ("'$(id)'", "'$'"),
        ] {
            let refusal = split(words(line)).expect_err(line);
            assert!(refusal.contains(hint), "{line}: {refusal}");
        }
    }
}
