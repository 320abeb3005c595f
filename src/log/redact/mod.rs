//! A text fit to post: people, machines, addresses and keys under other names, each always under the same.

mod learn;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr};

use super::{read, secrets::without_secrets};
use learn::PLAIN;

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
        if let Some((address, glued)) = glued_address(bare) {
            return format!("{}{glued}{marks}", self.name("ADDRESS", address));
        }
        if let Some((host, port)) = bare.split_once(':')
            && self.hosts.contains(host)
        {
            return format!("{}:{port}{marks}", self.name("HOST", host));
        }
        if let Some((user, rest)) = bare.split_once(':')
            && self.users.contains(user)
        {
            return format!("{}:{rest}{marks}", self.name("USER", user));
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

/// `192.0.2.7ssh:`: a command line without its end, and the words that came upon it.
fn glued_address(word: &str) -> Option<(&str, &str)> {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (address, rest) = word.split_at(end);
    let alone = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    (alone && address.parse::<Ipv4Addr>().is_ok()).then_some((address, rest))
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
