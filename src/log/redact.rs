//! A log fit to post: people, machines, addresses and keys under other names, each always under the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::net::IpAddr;

use super::read;

/// Prints the inputs with everything that tells who and where replaced.
pub fn redact(
    inputs: impl IntoIterator<Item = Box<dyn Read>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    for input in inputs {
        read::lines(input, |_, bytes| {
            lines.push(read::text(bytes).trim_end_matches('\r').to_owned())
        })?;
    }
    let mut names = Names::default();
    lines.iter().for_each(|line| names.learn(line));
    for line in &lines {
        writeln!(out, "{}", crate::text::harmless(&names.hide(line)))?;
    }
    Ok(())
}

/// What is to be hidden, and the name it goes by.
#[derive(Debug, Default)]
struct Names {
    users: BTreeSet<String>,
    hosts: BTreeSet<String>,
    given: BTreeMap<(&'static str, String), usize>,
}

/// Words behind which a user, or a host, stands.
const USER_BEHIND: [&str; 11] = [
    " as '",
    "invalid user ",
    "user=",
    "user '",
    "for user ",
    "authenticating user ",
    "userauth-request for user ",
    "/home/",
    "/Users/",
    "\\Users\\",
    "Using username \"",
];
const HOST_BEHIND: [&str; 10] = [
    "connect to host ",
    "resolve hostname ",
    "Connecting to ",
    "Authenticated to ",
    "Authenticating to ",
    "authenticity of host '",
    "Host '",
    "host key is known for ",
    "Host key for ",
    "Connection to ",
];
/// Words of ssh that look like a user or a host and are none.
const PLAIN: [&str; 14] = [
    "root",
    "git",
    "user",
    "by",
    "unknown",
    "UNKNOWN",
    "the",
    "from",
    "invalid",
    "port",
    "localhost",
    "authenticating",
    "remote",
    "peer",
];

impl Names {
    /// Notes who and where a line names.
    fn learn(&mut self, line: &str) {
        for mark in USER_BEHIND {
            self.users
                .extend(behind(line, mark).filter(|word| !PLAIN.contains(&word.as_str())));
        }
        for mark in HOST_BEHIND {
            self.hosts.extend(
                behind(line, mark).filter(|word| {
                    !PLAIN.contains(&word.as_str()) && word.parse::<IpAddr>().is_err()
                }),
            );
        }
        for (before, after) in line.match_indices('@').map(|(at, _)| line.split_at(at)) {
            let user: String = before
                .chars()
                .rev()
                .take_while(|c| is_name(*c))
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let host: String = after[1..].chars().take_while(|c| is_name(*c)).collect();
            let host = host.trim_end_matches(['.', '-']).to_owned();
            // `curve25519-sha256@libssh.org` is an algorithm.
            let algorithm =
                ["openssh.com", "libssh.org", "lysator.liu.se"].contains(&host.as_str());
            if !algorithm && !user.is_empty() && !host.is_empty() {
                self.users
                    .extend((!PLAIN.contains(&user.as_str())).then_some(user));
                self.hosts.extend(
                    (host.parse::<IpAddr>().is_err() && !PLAIN.contains(&host.as_str()))
                        .then_some(host),
                );
            }
        }
        if let Some(machine) = syslog_machine(line) {
            self.hosts.insert(machine.to_owned());
        }
    }

    fn hide(&mut self, line: &str) -> String {
        let mut shown = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(start) = rest.find(is_word) {
            shown.push_str(&rest[..start]);
            let word_on = &rest[start..];
            let end = word_on.find(|c| !is_word(c)).unwrap_or(word_on.len());
            shown.push_str(&self.word(&word_on[..end]));
            rest = &word_on[end..];
        }
        shown.push_str(rest);
        shown
    }

    /// One word, which may hold a name with marks behind it.
    fn word(&mut self, word: &str) -> String {
        let bare = word.trim_end_matches(['.', ':', '-', '_']);
        let marks = &word[bare.len()..];
        if let Some(digest) = bare
            .strip_prefix("SHA256:")
            .filter(|digest| digest.len() > 20)
        {
            return format!("SHA256:{}{marks}", self.name("KEY", digest));
        }
        if is_hex_fingerprint(bare) {
            return format!("{}{marks}", self.name("KEY", bare));
        }
        if bare
            .parse::<IpAddr>()
            .is_ok_and(|address| !address.is_loopback() && !address.is_unspecified())
            && bare.len() > 2
        {
            return format!("{}{marks}", self.name("ADDRESS", bare));
        }
        if let Some((address, port)) = bare.rsplit_once(':')
            && address.parse::<IpAddr>().is_ok()
        {
            return format!("{}:{port}{marks}", self.name("ADDRESS", address));
        }
        if self.hosts.contains(bare) {
            return format!("{}{marks}", self.name("HOST", bare));
        }
        if let Some((host, port)) = bare.split_once(':')
            && self.hosts.contains(host)
        {
            return format!("{}:{port}{marks}", self.name("HOST", host));
        }
        if self.users.contains(bare) {
            return format!("{}{marks}", self.name("USER", bare));
        }
        if bare.len() > 60 && bare.starts_with("AAAA") {
            return format!("{}{marks}", self.name("KEY", bare));
        }
        word.to_owned()
    }

    fn name(&mut self, kind: &'static str, real: &str) -> String {
        let next = self
            .given
            .keys()
            .filter(|(known, _)| *known == kind)
            .count()
            + 1;
        let number = self.given.entry((kind, real.to_owned())).or_insert(next);
        format!("{kind}-{number}")
    }
}

/// The words that stand behind `mark`.
fn behind<'a>(line: &'a str, mark: &'a str) -> impl Iterator<Item = String> + 'a {
    line.match_indices(mark).filter_map(move |(at, _)| {
        let word: String = line[at + mark.len()..]
            .chars()
            .take_while(|c| is_name(*c))
            .collect();
        let word = word.trim_end_matches(['.', '-']).to_owned();
        (!word.is_empty()).then_some(word)
    })
}

/// `Nov 20 10:00:00 web1 sshd[1]: …`
fn syslog_machine(line: &str) -> Option<&str> {
    let (before, _) = line
        .split_once(" sshd")
        .or_else(|| line.split_once(" systemd["))?;
    let machine = before.rsplit(' ').next()?;
    let plain = before.contains(':')
        && machine.chars().all(is_name)
        && machine.chars().any(char::is_alphabetic);
    plain.then_some(machine)
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-' || c == '_'
}

/// Letters of a word that may hold an address, a fingerprint or base64.
fn is_word(c: char) -> bool {
    is_name(c) || c == ':' || c == '+' || c == '='
}

/// `MD5:00:11:…` and the same without its prefix.
fn is_hex_fingerprint(word: &str) -> bool {
    let pairs: Vec<&str> = word.trim_start_matches("MD5:").split(':').collect();
    pairs.len() == 16
        && pairs
            .iter()
            .all(|pair| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> String {
        let mut out = Vec::new();
        let input: Box<dyn Read> = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        redact([input], &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn who_and_where_is_hidden_consistently() {
        let shown = redacted(
            "$ ssh deploy@web1.example.com\n\
             debug1: Connecting to web1.example.com [192.0.2.7] port 22.\n\
             debug1: Authenticating to web1.example.com:22 as 'deploy'\n\
             debug1: kex: algorithm: curve25519-sha256@libssh.org\n\
             debug1: Offering public key: /home/alice/.ssh/id_ed25519 ED25519 SHA256:n7bDk4Dk8qk3rJ2YxqY1fWc0l6hZ3m1xq2bqkq0hT5s\n\
             deploy@web1.example.com: Permission denied (publickey).\n",
        );
        for secret in [
            "deploy",
            "web1",
            "example.com",
            "192.0.2.7",
            "alice",
            "n7bDk4",
        ] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
        assert_eq!(shown.matches("HOST-1").count(), 4, "{shown}");
        assert!(
            shown.contains("curve25519-sha256@libssh.org")
                && shown.contains("Permission denied (publickey).")
        );
    }
}
