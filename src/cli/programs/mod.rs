//! The failing command with `sshdoctor` in front: where does it log in?

mod copy;
mod git;
mod rsync;

use std::path::Path;

use crate::destination::{Destination, valid_port};
use crate::login::{Login, takes_value};
use crate::ssh_options::bundle;

pub(super) use git::leads_to;

/// A program that logs in over SSH.
pub(super) enum Program {
    /// ssh itself: its words are those of sshdoctor.
    Ssh,
    /// Another one, and how its words are read.
    Other(fn(Vec<String>) -> Result<Login, String>),
}

/// The program this word names, with or without its directory.
pub(super) fn named(word: &str) -> Option<Program> {
    match Path::new(word).file_name()?.to_str()? {
        "ssh" => Some(Program::Ssh),
        "scp" => Some(Program::Other(copy::scp)),
        "sftp" => Some(Program::Other(copy::sftp)),
        "ssh-copy-id" => Some(Program::Other(copy::ssh_copy_id)),
        "rsync" => Some(Program::Other(rsync::rsync)),
        "git" => Some(Program::Other(git::git)),
        _ => None,
    }
}

/// `NAME=value`, as it may stand before a command in a shell.
pub(super) fn assignment(word: &str) -> Option<(&str, &str)> {
    word.split_once('=').filter(|(name, _)| {
        let mut letters = name.chars();
        letters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Where one operand of a copying program leads.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// `[user@]host`.
    word: String,
    port: Option<u16>,
}

impl Place {
    /// What stands between `scheme://` and the path: `[user@]host[:port]`, the host perhaps in brackets.
    fn from_authority(authority: &str) -> Result<Place, String> {
        let (user, address) = match authority.rsplit_once('@') {
            Some((user, address)) => (Some(user), address),
            None => (None, authority),
        };
        let (host, port) = match address
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            Some((host, rest)) => (host, rest.strip_prefix(':')),
            None => match address.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (address, None),
            },
        };
        Ok(Place {
            word: user.map_or_else(|| host.to_owned(), |user| format!("{user}@{host}")),
            port: port.map(valid_port).transpose()?,
        })
    }

    /// `[user@]host:path`, the host perhaps in brackets; none where it is a local path (misc.c `colon`).
    fn from_copy_operand(operand: &str) -> Option<Place> {
        let end = if let Some(bracket) = operand.find("]:") {
            bracket + 1
        } else {
            operand.find(':')?
        };
        let before = &operand[..end];
        let local = before.is_empty() || before.contains('/');
        (!local).then(|| Place {
            word: before.replace(['[', ']'], ""),
            port: None,
        })
    }
}

impl Login {
    /// Takes in the place; a port of its own counts before one given as an option.
    fn set_place(&mut self, place: Place) -> Result<(), String> {
        if let Some(port) = place.port {
            self.options
                .splice(0..0, [String::from("-p"), port.to_string()]);
        }
        self.set_destination(place.word)
    }
}

/// ssh's own options out of a command such as rsync's `-e "ssh -p 2222"`.
fn remote_shell(login: &mut Login, command: &str) -> Result<(), String> {
    let mut words = shlex::split(command).unwrap_or_default().into_iter();
    let is_ssh = words
        .next()
        .is_some_and(|word| matches!(named(&word), Some(Program::Ssh)));
    if !is_ssh {
        return Err(String::from("the remote shell given is not ssh"));
    }
    while let Some(word) = words.next() {
        if word.starts_with('-') {
            for given in bundle(&word, takes_value, &mut words)? {
                login.option(given);
            }
        }
    }
    Ok(())
}

/// Is it something a login could go to?
fn is_destination(word: &str) -> bool {
    Destination::parse(word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_by_their_last_name() {
        assert!(matches!(named("/usr/bin/ssh"), Some(Program::Ssh)));
        assert!(matches!(named("./git"), Some(Program::Other(_))));
        assert!(named("sshd").is_none());
        assert!(named("ssh://host").is_none());
        assert!(named("..").is_none());
    }

    #[test]
    fn assignments_are_told_from_hosts() {
        assert!(assignment("LC_ALL=C").is_some());
        assert!(assignment("_x1=").is_some());
        assert!(assignment("1x=2").is_none());
        assert!(assignment("host").is_none());
        assert!(assignment("=x").is_none());
    }
}
