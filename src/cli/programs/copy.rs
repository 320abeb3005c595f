//! scp, sftp and ssh-copy-id: getopt programs that hand their options on to ssh.

use crate::ssh_options::bundle;

use super::{Login, Place};

/// The getopt string of a program, and what it hands on: its letter, ssh's letter.
struct Grammar {
    flags: &'static str,
    valued: &'static str,
    handed_on: &'static [(char, char)],
}

const SCP: Grammar = Grammar {
    flags: "12346ABCTdfOpqRrstv",
    valued: "DFJMPSXcilo",
    handed_on: &[
        ('4', '4'),
        ('6', '6'),
        ('A', 'A'),
        ('C', 'C'),
        ('F', 'F'),
        ('J', 'J'),
        ('P', 'p'),
        ('c', 'c'),
        ('i', 'i'),
        ('o', 'o'),
    ],
};

const SFTP: Grammar = Grammar {
    flags: "1246AafhNpqrvC",
    valued: "cDilosSbBFJPRX",
    handed_on: SCP.handed_on,
};

/// `-i` is the key to install there, not the one to log in with.
const SSH_COPY_ID: Grammar = Grammar {
    flags: "fnsxh",
    valued: "iopFt",
    handed_on: &[('o', 'o'), ('p', 'p'), ('F', 'F')],
};

impl Grammar {
    /// Options as far as they go, then the operands.
    fn read(&self, words: Vec<String>) -> Result<(Login, Vec<String>), String> {
        let mut login = Login::default();
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next_if(|word| word.starts_with('-') && word.len() > 1) {
            if word == "--" {
                break;
            }
            for (letter, value) in bundle(&word, |letter| self.takes_value(letter), &mut words)? {
                if let Some(&(_, ssh)) = self.handed_on.iter().find(|(own, _)| *own == letter) {
                    login.option((ssh, value));
                }
            }
        }
        Ok((login, words.collect()))
    }

    fn takes_value(&self, letter: char) -> Option<bool> {
        let valued = self.valued.contains(letter);
        (valued || self.flags.contains(letter)).then_some(valued)
    }
}

/// `scp [options] source… target`: one of them is `[user@]host:path` or `scp://…`.
pub(super) fn scp(words: Vec<String>) -> Result<Login, String> {
    let (mut login, operands) = SCP.read(words)?;
    let mut places = Vec::new();
    for operand in &operands {
        match operand.strip_prefix("scp://") {
            Some(rest) => places.push(Place::from_authority(before_path(rest))?),
            None => places.extend(Place::from_copy_operand(operand)),
        }
    }
    places.dedup();
    let mut places = places.into_iter();
    match (places.next(), places.next()) {
        (None, _) => Err(String::from(
            "scp names no host there: one operand is [user@]host:path",
        )),
        (Some(place), None) => {
            login.set_place(place)?;
            Ok(login)
        }
        (Some(_), Some(_)) => Err(String::from(
            "scp names two hosts; give the one that fails: sshdoctor [user@]host",
        )),
    }
}

/// `sftp [options] [user@]host[:path]` or `sftp://…`.
pub(super) fn sftp(words: Vec<String>) -> Result<Login, String> {
    let (mut login, operands) = SFTP.read(words)?;
    let Some(operand) = operands.into_iter().next() else {
        return Err(String::from("sftp names no host there"));
    };
    let place = match operand.strip_prefix("sftp://") {
        Some(rest) => Place::from_authority(before_path(rest))?,
        None => Place::from_copy_operand(&operand).unwrap_or(Place {
            word: operand,
            port: None,
        }),
    };
    login.set_place(place)?;
    Ok(login)
}

/// `ssh-copy-id [options] [user@]host`.
pub(super) fn ssh_copy_id(words: Vec<String>) -> Result<Login, String> {
    let (mut login, operands) = SSH_COPY_ID.read(words)?;
    let Some(operand) = operands.into_iter().next() else {
        return Err(String::from("ssh-copy-id names no host there"));
    };
    login.set_destination(operand)?;
    Ok(login)
}

fn before_path(rest: &str) -> &str {
    rest.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = fn(Vec<String>) -> Result<Login, String>;

    fn shown(read: Read, line: &str) -> Result<String, String> {
        let login = read(shlex::split(line).unwrap())?;
        let (given, _) = login.destination.unwrap();
        Ok(format!("{} {given}", login.options.join(" ")))
    }

    #[test]
    fn the_target_is_read_off() {
        for (read, line, expected) in [
            (scp as Read, "f web1:", " web1"),
            (scp, "-P 2222 f deploy@web1:/tmp/", "-p 2222 deploy@web1"),
            (scp, "-rP2222 -i k a b web1:x", "-p 2222 -i k web1"),
            (scp, "-3pq web1:a ./b:c", " web1"),
            (scp, "web1:a web1:b .", " web1"),
            (scp, "u@[::1]:f .", " u@::1"),
            (scp, "-l 100 -S prog -o Port=1 web1:f .", "-o Port=1 web1"),
            (scp, "scp://u@web1:2222/f .", "-p 2222 u@web1"),
            (scp, "-P 1 scp://[::1]:2222/f .", "-p 2222 -p 1 ::1"),
            (scp, "-- web1:f .", " web1"),
            (sftp, "web1", " web1"),
            (sftp, "-P 22 -b batch u@web1:dir", "-p 22 u@web1"),
            (sftp, "sftp://u@web1:2222/dir", "-p 2222 u@web1"),
            (ssh_copy_id, "-i k.pub -p 22 u@web1", "-p 22 u@web1"),
        ] {
            assert_eq!(shown(read, line).as_deref(), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_names_no_host_or_two_is_refused() {
        for (read, line) in [
            (scp as Read, "a b"),
            (scp, ""),
            (scp, "a:x b:y"),
            (scp, "-k web1:x ."),
            (scp, "-P"),
            (scp, "'$(id):x' ."),
            (scp, "scp://web1:x/ ."),
            (sftp, ""),
            (sftp, "--json"),
            (ssh_copy_id, ""),
        ] {
            assert!(shown(read, line).is_err(), "{line}");
        }
    }
}
