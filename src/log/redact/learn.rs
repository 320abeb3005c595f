//! Who and where a text names: by the words that stand before and behind a name.

use std::net::IpAddr;

use super::{Names, is_name};

/// Words behind which a user, or a host, stands.
const USER_BEHIND: &[&str] = &[
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
    "authenticate as ",
    "SSH username: ",
    "(remote-exec):   User: ",
    "\"username\":\"",
];
const HOST_BEHIND: &[&str] = &[
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
    "Connected to ",
    "to host ",
    " on host ",
    "dial tcp: lookup ",
    "Cannot connect to ",
    "Git URL ",
];
/// Words before a user; the address, or what the user is to the program, stands behind it.
const USER_BETWEEN: [&str; 3] = [" for ", " user ", "User "];
/// Words of ssh before a key's file or comment; its type stands behind it.
const KEY_BEHIND: [&str; 3] = [
    "Offering public key: ",
    "Will attempt key: ",
    "Server accepts key: ",
];
/// Behind these stands a command.
const COMMAND_BEHIND: &[&str] = &[
    "command [",
    "connection command: ",
    "$ ",
    "% ",
    "> ",
    "Started with: ",
    "proxy command: ",
    "from ProxyJump: ",
];
/// Words of ssh that look like a user or a host and are none.
pub(super) const PLAIN: [&str; 14] = [
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
                let shown = ["from ", "not allowed because ", "("]
                    .iter()
                    .any(|next| rest.starts_with(next));
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
        self.learn_places(line);
    }

    /// Machines that stand alone: `web1:22`, `web1:/srv`, `web1: Permission denied (…)`, `web1 | UNREACHABLE!`.
    fn learn_places(&mut self, line: &str) {
        let name = |word: &&str| {
            let letters = word.chars().any(char::is_alphabetic);
            word.len() > 1 && word.chars().all(is_name) && letters && !PLAIN.contains(word)
        };
        let copies = ["borg ", "rsync ", "scp ", "sftp:"];
        let copies = copies.iter().any(|program| line.contains(program));
        let words = line.split(|c: char| c.is_whitespace() || "\"'`(),".contains(c));
        let places = words.filter_map(|word| {
            let (host, place) = word.split_once(':')?;
            let of_ssh = place == "22" || place == "2222";
            let path = copies && place.starts_with('/') && !place.starts_with("//");
            (of_ssh || path).then_some(host)
        });
        let first = [
            ": Permission denied (",
            " | UNREACHABLE!",
            " | FAILED!",
            " | SUCCESS",
        ]
        .iter()
        .filter_map(|next| line.split_once(next))
        .filter_map(|(before, _)| before.rsplit([' ', '"', '@', '=']).next());
        let hosts: Vec<String> = places
            .chain(first)
            .filter(name)
            .map(str::to_owned)
            .collect();
        self.hosts.extend(hosts);
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
        for stop in crate::log::way::stops(&words) {
            let plain = |name: &String| PLAIN.contains(&name.as_str()) || name.contains('%');
            let is_name = stop.host.chars().all(is_name) && stop.host.parse::<IpAddr>().is_err();
            self.hosts
                .extend(Some(stop.host).filter(|host| is_name && !plain(host)));
            self.users.extend(stop.user.filter(|user| !plain(user)));
        }
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
