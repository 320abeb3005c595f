//! rsync: `[user@]host:path` somewhere among its operands, its remote shell in `-e`.

use crate::ssh_options::bundle;

use super::{Login, Place, remote_shell};

/// Short options that take a value; all others are flags.
const VALUED_LETTERS: &str = "efBTM@";

/// Long options whose value is the next word, so that it is not taken for an operand.
const VALUED: [&str; 48] = [
    "address",
    "backup-dir",
    "block-size",
    "bwlimit",
    "checksum-choice",
    "checksum-seed",
    "chmod",
    "chown",
    "compare-dest",
    "compress-choice",
    "compress-level",
    "contimeout",
    "copy-as",
    "copy-dest",
    "debug",
    "early-input",
    "exclude",
    "exclude-from",
    "files-from",
    "filter",
    "groupmap",
    "iconv",
    "include",
    "include-from",
    "info",
    "link-dest",
    "log-file",
    "log-file-format",
    "max-alloc",
    "max-delete",
    "max-size",
    "min-size",
    "modify-window",
    "only-write-batch",
    "out-format",
    "outbuf",
    "partial-dir",
    "password-file",
    "port",
    "protocol",
    "read-batch",
    "remote-option",
    "rsync-path",
    "sockopts",
    "suffix",
    "temp-dir",
    "timeout",
    "write-batch",
];

/// `rsync [options] source… target`.
pub(super) fn rsync(words: Vec<String>) -> Result<Login, String> {
    let mut login = Login::default();
    let mut operands = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            match long.split_once('=') {
                Some(("rsh", shell)) => remote_shell(&mut login, shell)?,
                None if long == "rsh" => {
                    remote_shell(&mut login, &words.next().unwrap_or_default())?;
                }
                None if VALUED.contains(&long) => drop(words.next()),
                Some(_) | None => {}
            }
        } else if word.starts_with('-') && word.len() > 1 {
            let takes_value = |letter| Some(VALUED_LETTERS.contains(letter));
            for (letter, value) in bundle(&word, takes_value, &mut words)? {
                if letter == 'e' {
                    remote_shell(&mut login, &value.unwrap_or_default())?;
                }
            }
        } else {
            operands.push(word);
        }
    }
    login.set_place(place(&operands)?)?;
    Ok(login)
}

fn place(operands: &[String]) -> Result<Place, String> {
    let daemon = |operand: &String| {
        let address = operand.split('/').next().unwrap_or_default();
        operand.starts_with("rsync://") || (address.contains("::") && !address.contains('['))
    };
    if operands.iter().any(daemon) {
        return Err(String::from(
            "rsync talks to its own daemon there (rsync:// or ::), not over SSH",
        ));
    }
    operands
        .iter()
        .find_map(|operand| Place::from_copy_operand(operand))
        .ok_or_else(|| String::from("rsync names no host there: one operand is [user@]host:path"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Result<String, String> {
        let login = rsync(shlex::split(line).unwrap())?;
        let (given, _) = login.destination.unwrap();
        Ok(format!("{} {given}", login.options.join(" ")))
    }

    #[test]
    fn the_target_is_read_off() {
        for (line, expected) in [
            ("-av dir/ deploy@web1:/srv", " deploy@web1"),
            (
                "-avz -e 'ssh -p 2222 -i k -v' dir web1:x",
                "-p 2222 -i k web1",
            ),
            ("-avze 'ssh -4' web1:x .", "-4 web1"),
            ("--rsh='ssh -p22' web1:x .", "-p 22 web1"),
            ("--rsh ssh web1:x .", " web1"),
            ("--exclude a:b --delete dir web1:x", " web1"),
            ("--exclude=a:b web1:x .", " web1"),
            ("dir web1:x --progress", " web1"),
            ("u@[fe80::1%eth0]:x .", " u@fe80::1%eth0"),
        ] {
            assert_eq!(shown(line).as_deref(), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_is_not_ssh_is_refused() {
        for line in [
            "a b",
            "",
            "rsync://web1/x .",
            "web1::x .",
            "-e rsh web1:x .",
            "-e",
            "-e 'ssh -p' web1:x .",
            "-e \"ssh 'x\" web1:x .",
        ] {
            assert!(shown(line).is_err(), "{line}");
        }
    }
}
