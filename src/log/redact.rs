//! A text fit to post: people, machines, addresses and keys under other names, each always under the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::net::IpAddr;

use super::{read, secrets::without_secrets};

/// Prints the inputs without what gives access; with `hide_names`, with everything that tells who and where replaced, too.
pub fn redact(
    inputs: impl IntoIterator<Item = Box<dyn Read>>,
    hide_names: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    for input in inputs {
        read::lines(input, |_, bytes| {
            lines.push(read::text(bytes).trim_end_matches('\r').to_owned())
        })?;
    }
    let mut names = Names::default();
    if hide_names {
        lines.iter().for_each(|line| names.learn(line));
    }
    for line in &lines {
        let line = without_secrets(line);
        let shown = match hide_names {
            true => names.hide(&line),
            false => line,
        };
        writeln!(out, "{}", crate::text::harmless(&shown))?;
    }
    Ok(())
}

/// What is to be hidden, and the name it goes by.
#[derive(Debug, Default)]
pub struct Names {
    users: BTreeSet<String>,
    hosts: BTreeSet<String>,
    comments: BTreeSet<String>,
    given: BTreeMap<(&'static str, String), usize>,
}

/// Words behind which a user, or a host, stands.
const USER_BEHIND: [&str; 13] = [
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
    "tried for ",
    "attempt for '",
];
const HOST_BEHIND: [&str; 16] = [
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
    "Connection to \"",
    "Looking up host \"",
    "_HOSTNAME\":\"",
    "fatal: [",
    "unreachable: [",
    "Applying options for ",
];
/// Words of sshd before a user; the address stands behind it.
const USER_BETWEEN: [&str; 3] = [" for ", " user ", "User "];
/// Words of ssh before a key's file or comment; its type stands behind it.
const KEY_BEHIND: [&str; 3] = [
    "Offering public key: ",
    "Will attempt key: ",
    "Server accepts key: ",
];
/// Behind these stands a command.
const COMMAND_BEHIND: [&str; 6] = [
    "$ ",
    "% ",
    "> ",
    "Started with: ",
    "proxy command: ",
    "from ProxyJump: ",
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
    /// Hides these, too, wherever they stand.
    pub fn know(
        &mut self,
        users: impl IntoIterator<Item = String>,
        hosts: impl IntoIterator<Item = String>,
        comments: impl IntoIterator<Item = String>,
    ) {
        let told = |word: &String| !word.is_empty() && !PLAIN.contains(&word.as_str());
        self.users.extend(users.into_iter().filter(told));
        let named = |word: &String| told(word) && word.parse::<IpAddr>().is_err();
        self.hosts.extend(hosts.into_iter().filter(named));
        let long = |comment: &String| comment.chars().count() > 2;
        self.comments.extend(comments.into_iter().filter(long));
    }

    /// Notes who and where a line names.
    pub fn learn(&mut self, line: &str) {
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
        self.learn_logins(line);
        for mark in USER_BETWEEN {
            let found = line
                .match_indices(mark)
                .map(|(at, _)| &line[at + mark.len()..]);
            let users = found.filter_map(|rest| {
                let (user, rest) = rest.split_once(' ')?;
                let shown = rest.starts_with("from ") || rest.starts_with("not allowed because ");
                (shown && !PLAIN.contains(&user)).then(|| user.to_owned())
            });
            self.users.extend(users);
        }
        self.comments
            .extend(KEY_BEHIND.iter().filter_map(|mark| comment(line, mark)));
        if let Some((_, rest)) = line.split_once("signing failed for ") {
            self.comments
                .extend(rest.split('"').nth(1).map(str::to_owned));
        }
        for mark in COMMAND_BEHIND {
            for (at, _) in line.match_indices(mark) {
                self.learn_command(&line[at + mark.len()..]);
            }
        }
        // Windows: `user: DOMAIN\\name (S-1-5-…)`
        if let Some((_, rest)) = line.split_once("for user: ")
            && let Some((name, _)) = rest.split_once(" (")
        {
            self.users.extend(
                name.split('\\')
                    .filter(|part| !part.is_empty())
                    .map(str::to_owned),
            );
        }
        if let Some(machine) = syslog_machine(line) {
            self.hosts.insert(machine.to_owned());
        }
    }

    /// Notes every `user@host`.
    pub fn learn_logins(&mut self, line: &str) {
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
    }

    /// Where a command leads, and as whom.
    fn learn_command(&mut self, typed: &str) {
        let words = shlex::split(typed).unwrap_or_default();
        let program = words.iter().find(|word| *word != "exec");
        if program.is_none_or(|word| !["ssh", "scp", "sftp", "plink"].contains(&word.as_str())) {
            return;
        }
        for stop in super::way::stops(&words) {
            let plain = |name: &String| PLAIN.contains(&name.as_str()) || name.contains('%');
            let is_name = stop.host.chars().all(is_name) && stop.host.parse::<IpAddr>().is_err();
            self.hosts
                .extend(Some(stop.host).filter(|host| is_name && !plain(host)));
            self.users.extend(stop.user.filter(|user| !plain(user)));
        }
    }

    /// The line with what it tells of them replaced.
    pub fn hide(&mut self, line: &str) -> String {
        let mut line = line.to_owned();
        // Comments hold blanks, and where a script writes no blanks the end of a name is not seen: those are sought as they are.
        let foreign = |word: &&String| !word.is_ascii();
        let users = self.users.iter().filter(foreign).map(|it| ("USER", it));
        let hosts = self.hosts.iter().filter(foreign).map(|it| ("HOST", it));
        let comments = self.comments.iter().map(|it| ("COMMENT", it));
        let whole: Vec<_> = comments.chain(users).chain(hosts).collect();
        let whole: Vec<_> = whole
            .into_iter()
            .filter(|(_, word)| line.contains(*word))
            .map(|(kind, word)| (kind, word.clone()))
            .collect();
        for (kind, word) in whole {
            line = line.replace(&word, &self.name(kind, &word));
        }
        let line = self.without_keys(&line);
        let line = line.as_str();
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

    /// Fingerprints and public keys, which hold letters that end other words.
    fn without_keys(&mut self, line: &str) -> String {
        let mut shown = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(start) = rest.find(|c: char| is_base64(c)) {
            shown.push_str(&rest[..start]);
            let run_on = &rest[start..];
            let end = run_on.find(|c| !is_base64(c)).unwrap_or(run_on.len());
            let run = &run_on[..end];
            let digest = shown.ends_with("SHA256:") && run.len() > 20;
            if digest || (run.starts_with("AAAA") && run.len() > 60) {
                shown.push_str(&self.name("KEY", run));
            } else {
                shown.push_str(run);
            }
            rest = &run_on[end..];
        }
        shown.push_str(rest);
        shown
    }

    /// One word, which may hold a name with marks behind it.
    fn word(&mut self, word: &str) -> String {
        if let Some((key, value)) = word.split_once('=')
            && !value.is_empty()
        {
            return format!("{key}={}", self.word(value));
        }
        let bare = word.trim_end_matches(['.', ':', '-', '_']);
        let marks = &word[bare.len()..];
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
        if bare.starts_with("S-1-5-") {
            return format!("{}{marks}", self.name("SID", bare));
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

/// A key's comment, where no file stands in its place: `Offering public key: my laptop RSA SHA256:… agent`.
fn comment(line: &str, mark: &str) -> Option<String> {
    let (_, rest) = line.split_once(mark)?;
    let (named, _) = rest
        .split_once(" SHA256:")
        .or_else(|| rest.split_once(" MD5:"))?;
    let (comment, _) = named.rsplit_once(' ')?;
    let is_file = comment.contains(['/', '\\', '@']) || comment.len() < 3;
    (!is_file).then(|| comment.to_owned())
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

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-' || c == '_'
}

/// Letters of a word that may hold a name or an address. Japanese stands beside a name without a blank.
fn is_word(c: char) -> bool {
    (c.is_ascii() && is_name(c)) || c == ':' || c == '+' || c == '='
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
        redact([input], true, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn servers_commands_and_comments_are_hidden_too() {
        let shown = redacted(
            "$ ssh -J gate7,eve@inner9 shop3\n\
             debug1: Offering public key: my work laptop RSA SHA256:n7bDk4Dk8qk3rJ2YxqY1fWc0l6hZ3m1xq2bqkq0hT5s agent\n\
             sign_and_send_pubkey: signing failed for RSA \"my work laptop\" from agent: agent refused operation\n\
             Nov 20 10:00:00 web1 sshd[1]: Failed publickey for mallory from 192.0.2.7 port 1 ssh2\n\
             Nov 20 10:00:00 web1 sshd[1]: pam_unix(sshd:auth): authentication failure; rhost=192.0.2.7  user=mallory\n\
             {\"_HOSTNAME\":\"web2\",\"MESSAGE\":\"User trent from 192.0.2.7 not allowed because not listed in AllowUsers\"}\n\
             fatal: [db2]: UNREACHABLE!\n\
             Looking up host \"web4.example.com\" for SSH connection\n\
             1 2026-11-20 10:00:00.123 Bad permissions. Try removing permissions for user: CORP\\\\peggy (S-1-5-21-9-1) on file C:/x.\n",
        );
        for secret in [
            "gate7",
            "eve",
            "inner9",
            "shop3",
            "work laptop",
            "web1",
            "mallory",
            "192.0.2.7",
            "web2",
            "trent",
            "db2",
            "web4",
            "CORP",
            "peggy",
            "21-9-1",
        ] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
        assert!(
            shown.contains("not allowed because not listed in AllowUsers"),
            "{shown}"
        );
        assert!(shown.contains("rhost=ADDRESS-1  user=USER-"), "{shown}");
    }

    #[test]
    fn keys_are_hidden_whatever_letters_they_hold() {
        let shown = redacted(
            "ED25519 key fingerprint is SHA256:TZTOPkgoj/Y6upvE1MpEroGZ90WtaKrhX4QLT/BsnqU.\n\
             ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7/a+b/cd/efAAAAB3NzaC1yc2EAAAADAQABAAABgQC7/a+b== x\n\
             KexAlgorithms curve25519-sha256, MACs hmac-sha2-256-etm@openssh.com\n",
        );
        assert_eq!(
            shown,
            "ED25519 key fingerprint is SHA256:KEY-1.\nssh-rsa KEY-2 x\n\
             KexAlgorithms curve25519-sha256, MACs hmac-sha2-256-etm@openssh.com\n"
        );
    }

    #[test]
    fn names_of_any_script_are_hidden_beside_words_of_any_script() {
        let mut names = Names::default();
        let told = |words: [&str; 2]| words.map(str::to_owned);
        names.know(told(["deploy", "müller"]), told(["web1", "ウェブ"]), []);
        assert_eq!(
            names.hide("web1がdeployの鍵を拒否。müllerはウェブへ"),
            "HOST-2がUSER-2の鍵を拒否。USER-1はHOST-1へ"
        );
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
