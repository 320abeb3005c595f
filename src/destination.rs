//! The word that names where to go, read and refused as ssh does (ssh.c `main`, readconf.c `ssh_valid_hostname`).

use crate::text::{Untrusted, drives_a_terminal};

/// `[user@]host` or `ssh://[user@]host[:port]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The login name, where the word gives one.
    pub user: Option<String>,
    /// The host, without brackets.
    pub host: String,
    /// The port, which only a URI can give.
    pub port: Option<u16>,
}

impl Destination {
    /// Reads `word`; the error is one sentence.
    pub fn parse(word: &str) -> Result<Destination, String> {
        let destination = match word.strip_prefix("ssh://") {
            Some(rest) => uri(rest)?,
            None => plain(word),
        };
        valid_host(&destination.host)?;
        destination.user.as_deref().map_or(Ok(()), valid_user)?;
        Ok(destination)
    }
}

/// ssh looks for the last `@`: `a@b@host` is the user `a@b`.
fn plain(word: &str) -> Destination {
    let (user, host) = match word.rsplit_once('@') {
        Some((user, host)) => (Some(user.to_owned()), host),
        None => (None, word),
    };
    Destination {
        user,
        host: host.to_owned(),
        port: None,
    }
}

/// What follows `ssh://` (misc.c `parse_uri`).
fn uri(rest: &str) -> Result<Destination, String> {
    let (user, rest) = match rest.split_once('@') {
        Some((user, rest)) => (Some(uri_user(user)?), rest),
        None => (None, rest),
    };
    if rest.starts_with('[') {
        return Err(String::from(
            "ssh takes no address in [ ] in ssh://; give the address alone, and the port with -p",
        ));
    }
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains('/') {
        return Err(String::from("ssh takes no path after ssh://host"));
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(valid_port(port)?)),
        None => (authority, None),
    };
    Ok(Destination {
        user,
        host: host.to_owned(),
        port,
    })
}

/// A URI's user: connection parameters after `;` are dropped, `%41` and `+` are decoded.
fn uri_user(user: &str) -> Result<String, String> {
    let name = user.split(';').next().unwrap_or_default();
    decode(name).ok_or_else(|| format!("the login name {} is not a valid URI", shown(name)))
}

fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                (digit()? * 16 + digit()?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

/// A TCP port in decimal.
pub fn valid_port(word: &str) -> Result<u16, String> {
    match word.parse() {
        Ok(port) if port > 0 && !word.starts_with('+') => Ok(port),
        Ok(_) | Err(_) => Err(format!("bad port {}", shown(word))),
    }
}

/// getaddrinfo(3) takes no host name that is longer (NI_MAXHOST); no login name is either.
const LONGEST: usize = 1025;

/// Refuses what OpenSSH (from 9.6) refuses in a host name, and characters nobody can see.
pub fn valid_host(host: &str) -> Result<(), String> {
    if host.len() > LONGEST {
        return Err(format!("the host {} is too long", shown(host)));
    }
    let refused = |c: char| "'`\"$\\;&<>|(){},".contains(c) || c.is_whitespace();
    if host.is_empty() {
        return Err(String::from("the host name is empty"));
    }
    match host.chars().find(|&c| refused(c) || drives_a_terminal(c)) {
        Some(c) => Err(format!(
            "the host {} holds a character no host name has: {}",
            shown(host),
            named(c)
        )),
        None if host.starts_with('-') => Err(format!("the host {} begins with '-'", shown(host))),
        None => Ok(()),
    }
}

/// Refuses what OpenSSH (from 9.6) refuses in a login name, and characters nobody can see.
pub fn valid_user(user: &str) -> Result<(), String> {
    if user.len() > LONGEST {
        return Err(format!("the login name {} is too long", shown(user)));
    }
    let refused = |c: char| "'`\";&<>|(){}".contains(c) || drives_a_terminal(c);
    if user.is_empty() {
        return Err(String::from("the login name before '@' is empty"));
    }
    if let Some(c) = user.chars().find(|&c| refused(c)) {
        return Err(format!(
            "the login name {} holds a character ssh refuses: {}",
            shown(user),
            named(c)
        ));
    }
    let option_like = user.starts_with('-') || user.contains(" -");
    if option_like || user.ends_with('\\') {
        return Err(format!("ssh refuses the login name {}", shown(user)));
    }
    Ok(())
}

fn shown(word: &str) -> String {
    format!("'{}'", Untrusted::from(word).visible(60))
}

fn named(c: char) -> String {
    if c.is_ascii_graphic() {
        format!("'{c}'")
    } else {
        format!("U+{:04X}", u32::from(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(word: &str) -> (Option<String>, String, Option<u16>) {
        let Destination { user, host, port } = Destination::parse(word).unwrap();
        (user, host, port)
    }

    #[test]
    fn words_are_read_as_ssh_reads_them() {
        for (word, user, host, port) in [
            ("web1", None, "web1", None),
            ("deploy@web1", Some("deploy"), "web1", None),
            ("a@b@web1", Some("a@b"), "web1", None),
            ("DOM\\u@web1", Some("DOM\\u"), "web1", None),
            ("::1", None, "::1", None),
            ("fe80::1%eth0", None, "fe80::1%eth0", None),
            ("web1:22", None, "web1:22", None),
            ("日本.example", None, "日本.example", None),
            ("ssh://web1", None, "web1", None),
            ("ssh://web1/", None, "web1", None),
            ("ssh://web1:2222/", None, "web1", Some(2222)),
            ("ssh://deploy@web1:2222", Some("deploy"), "web1", Some(2222)),
            ("ssh://a%40b@web1", Some("a@b"), "web1", None),
            (
                "ssh://u;fingerprint=ssh-dss-x@web1",
                Some("u"),
                "web1",
                None,
            ),
            ("ssh://log", None, "log", None),
        ] {
            let expected = (user.map(String::from), String::from(host), port);
            assert_eq!(parsed(word), expected, "{word}");
        }
    }

    #[test]
    fn what_ssh_refuses_is_refused_in_one_line() {
        for word in [
            "",
            "@web1",
            "deploy@",
            "-oProxyCommand=id",
            "deploy@-x",
            "-l@web1",
            "a b",
            "web1\n",
            "web1\u{200b}",
            "web1\u{a0}",
            "\u{202e}web1",
            "web1;id",
            "$(id)",
            "`id`",
            "a&b",
            "a|b",
            "a>b",
            "a\"b",
            "a'b",
            "a,b",
            "a\\b",
            "u;id@web1",
            "u$(id)@web1",
            "u -oX@web1",
            "u\\@web1",
            "u\u{1b}[2J@web1",
            "ssh://",
            "ssh://@web1",
            "ssh://web1:0",
            "ssh://web1:65536",
            "ssh://web1:+22",
            "ssh://web1:x",
            "ssh://web1/path",
            "ssh://web1:22/path",
            "ssh://[::1]:22",
            "ssh://-oProxyCommand=id",
            "ssh://u%00@web1",
            "ssh://u%0a@web1",
            "ssh://u%4@web1",
            "ssh://u%zz@web1",
            "ssh://u%+4@web1",
        ] {
            let refusal = Destination::parse(word).expect_err(word);
            assert!(!refusal.chars().any(drives_a_terminal), "{word:?}");
            assert!(refusal.len() < 200, "{refusal}");
        }
    }
}
