//! What the person wants to reach: parsed once, and written back as commands that reach the same place.

use crate::shell::Command;

/// Words that sshdoctor takes for a command, so a host of that name stands behind `--`.
pub(crate) const NOT_HOSTS: [&str; 14] = [
    "check-server",
    "completions",
    "console-script",
    "demo",
    "explain",
    "fleet",
    "git",
    "log",
    "man",
    "rsync",
    "scp",
    "sftp",
    "ssh",
    "ssh-copy-id",
];

/// The target of one run, as the person named it and as their ssh understands it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// The target word as typed: `deploy@web1`, `ssh://web1:2222`.
    pub given: String,
    /// Login name.
    pub user: String,
    /// The host as typed, without user and port.
    pub host: String,
    /// The host after `HostName` and canonicalisation.
    pub hostname: String,
    /// The address ssh connects to, once it is known; else nothing.
    pub address: String,
    /// TCP port.
    pub port: u16,
    /// The ssh options of the command line that decide where and how it connects, as typed.
    pub options: Vec<String>,
    /// The command that stands in front in the place of options and target, as typed (`git push`); else nothing.
    pub in_front: Vec<String>,
    /// Another login that still works, through which the server may be looked at (`--via`).
    pub via: Option<Box<Via>>,
}

/// Another login to the server, through the person's own `ssh`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// As typed: `root@web1`, `ssh://root@web1:2222`, `web1:2222`.
    pub given: String,
    /// ssh's options for it.
    pub options: Vec<String>,
    /// The word ssh is given: `[user@]host`.
    pub destination: String,
}

impl Via {
    /// `ssh` to this login.
    pub fn ssh(&self) -> Command {
        let words = [String::from("ssh")].into_iter();
        let options = self.options.iter().cloned();
        Command::new(words.chain(options).chain([self.destination.clone()]))
    }
}

impl Target {
    /// `ssh` with the person's own options, then `extra`, to this target.
    pub fn ssh(&self, extra: &[&str]) -> Command {
        Command::new(self.words("ssh", extra, &self.given))
    }

    /// As [`Target::ssh`], with this variable (`NAME=value`) in its environment.
    pub fn ssh_in(&self, variable: &str, extra: &[&str]) -> Command {
        let words = [String::from("env"), variable.to_owned()].into_iter();
        Command::new(words.chain(self.words("ssh", extra, &self.given)))
    }

    /// As [`Target::ssh`], and `remote` is run there.
    pub fn ssh_running(&self, extra: &[&str], remote: &str) -> Command {
        let mut words = self.words("ssh", extra, &self.given);
        words.push(remote.to_owned());
        Command::new(words)
    }

    /// As [`Target::ssh`], to another login name on the same host.
    pub fn ssh_as(&self, user: &str, extra: &[&str]) -> Command {
        let port = self.port.to_string();
        let mut extra = extra.to_vec();
        extra.extend(["-l", user]);
        if self.port != 22 {
            extra.extend(["-p", &port]);
        }
        Command::new(self.words("ssh", &extra, &self.host))
    }

    /// `ssh-copy-id` of one public key file to this target.
    pub fn ssh_copy_id(&self, public_key_file: &str) -> Command {
        let mut words = vec![
            String::from("ssh-copy-id"),
            String::from("-i"),
            public_key_file.to_owned(),
        ];
        words.extend(copy_id_options(&self.options));
        words.extend([
            String::from("-p"),
            self.port.to_string(),
            format!("{}@{}", self.user, self.host),
        ]);
        Command::new(words)
    }

    /// This very diagnosis again.
    pub fn again(&self) -> Command {
        self.again_with(&[])
    }

    /// This diagnosis again with more of sshdoctor's own options.
    pub fn again_with(&self, extra: &[&str]) -> Command {
        let via = self.via.as_ref().map(|via| ["--via", via.given.as_str()]);
        let extra: Vec<&str> = extra
            .iter()
            .copied()
            .chain(via.into_iter().flatten())
            .collect();
        if !self.in_front.is_empty() {
            let words = ["sshdoctor"].iter().chain(&extra).copied();
            return Command::new(words.chain(self.in_front.iter().map(String::as_str)));
        }
        let mut words = self.words("sshdoctor", &extra, &self.given);
        if NOT_HOSTS.contains(&self.given.as_str()) {
            words.insert(words.len() - 1, String::from("--"));
        }
        Command::new(words)
    }

    /// The name known_hosts has for this host: `[host]:port` unless the port is 22 (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
    pub fn known_hosts_name(&self) -> String {
        known_hosts_name(&self.hostname, self.port)
    }

    /// A ProxyCommand with ssh's tokens filled in: %%, %h, %n, %p and %r (ssh_config(5), TOKENS).
    pub fn filled_in(&self, command: &str) -> String {
        let mut line = String::new();
        let mut rest = command.chars();
        while let Some(c) = rest.next() {
            if c != '%' {
                line.push(c);
                continue;
            }
            match rest.next() {
                Some('h') => line.push_str(&self.hostname),
                Some('n') => line.push_str(&self.host),
                Some('p') => line.push_str(&self.port.to_string()),
                Some('r') => line.push_str(&self.user),
                Some('%') | None => line.push('%'),
                Some(other) => line.extend(['%', other]),
            }
        }
        line
    }

    /// As a word of ProxyJump: `[user@]host[:port]`.
    pub fn as_hop(&self) -> String {
        let port = self.options.windows(2).find(|words| words[0] == "-p");
        match port {
            Some([_, port]) if self.host.contains(':') => {
                format!(
                    "{}:{port}",
                    self.given
                        .replacen(&self.host, &format!("[{}]", self.host), 1)
                )
            }
            Some([_, port]) => format!("{}:{port}", self.given),
            Some(_) | None => self.given.clone(),
        }
    }

    fn words(&self, program: &str, extra: &[&str], destination: &str) -> Vec<String> {
        // ssh takes the first value of an option: what is added here must come before what was typed.
        let mut words = vec![program.to_owned()];
        words.extend(extra.iter().map(|&word| word.to_owned()));
        words.extend(self.options.iter().cloned());
        words.push(destination.to_owned());
        words
    }
}

/// `host`, or `[host]:port` where the port is not 22.
pub fn known_hosts_name(host: &str, port: u16) -> String {
    if port == 22 {
        host.to_owned()
    } else {
        format!("[{host}]:{port}")
    }
}

/// ssh-copy-id knows `-F` and `-o` of ssh's options, not the others (ssh-copy-id(1)); a jump host can be said with `-o`,
/// the port is given apart.
fn copy_id_options(options: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = options.iter();
    while let Some(word) = words.next() {
        if word == "-F" || word == "-o" {
            kept.push(word.clone());
            kept.extend(words.next().cloned());
        } else if word == "-J" {
            let jump = words.next().map(|jump| format!("ProxyJump={jump}"));
            kept.extend([String::from("-o")].into_iter().chain(jump));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web1() -> Target {
        Target {
            given: String::from("deploy@web1"),
            user: String::from("deploy"),
            host: String::from("web1"),
            hostname: String::from("203.0.113.7"),
            address: String::new(),
            port: 2222,
            options: ["-p", "2222", "-o", "ProxyJump none"]
                .map(String::from)
                .to_vec(),
            in_front: Vec::new(),
            via: None,
        }
    }

    #[test]
    fn commands_reach_the_same_place() {
        let line = |command: Command| command.line().unwrap().to_owned();
        assert_eq!(
            line(web1().ssh(&["-v"])),
            "ssh -v -p 2222 -o 'ProxyJump none' deploy@web1"
        );
        assert_eq!(
            line(web1().again()),
            "sshdoctor -p 2222 -o 'ProxyJump none' deploy@web1"
        );
        let log = Target {
            given: String::from("log"),
            ..web1()
        };
        assert_eq!(
            line(log.again()),
            "sshdoctor -p 2222 -o 'ProxyJump none' -- log"
        );
        assert_eq!(
            line(web1().ssh_copy_id("/h/k.pub")),
            "ssh-copy-id -i /h/k.pub -o 'ProxyJump none' -p 2222 deploy@web1"
        );
        let git = Target {
            in_front: ["git", "push", "up"].map(String::from).to_vec(),
            ..web1()
        };
        assert_eq!(line(git.again_with(&["-v"])), "sshdoctor -v git push up");
        let mut behind = web1();
        behind.options = ["-J", "me@gw"].map(String::from).to_vec();
        assert_eq!(
            line(behind.ssh_copy_id("/h/k.pub")),
            "ssh-copy-id -i /h/k.pub -o ProxyJump=me@gw -p 2222 deploy@web1"
        );
        assert_eq!(web1().known_hosts_name(), "[203.0.113.7]:2222");
    }
}
