//! The jump host in a configuration, as a target of its own: what the inner ssh is given (ssh.c `main`, `jump_host`).

use std::path::Path;

use super::SshConfig;
use crate::target::Target;

impl SshConfig {
    /// The machine that the target is reached through: the last word of ProxyJump, or the `ssh -W %h:%p` that a
    /// ProxyCommand is.
    pub fn jump_host(&self, target: &Target) -> Option<Target> {
        let set = |value: &&str| !value.eq_ignore_ascii_case("none");
        match self.proxy_command.as_deref().filter(set) {
            // Through ProxyUseFdpass a program must hand over a connection, which `ssh -W` does not.
            Some(_) if self.proxy_use_fdpass => None,
            Some(command) => {
                let (machine, carries) = self.inner_ssh(command, target)?;
                (carries == Carries::ByItself).then_some(machine)
            }
            None => jump(self.proxy_jump.as_deref().filter(set)?, target),
        }
    }

    /// The machine that the ssh in ProxyCommand goes to in order to run a program there (`ssh gw nc %h %p`).
    pub fn relay(&self, target: &Target) -> Option<Target> {
        let (machine, carries) = self.inner_ssh(self.proxy_command.as_deref()?, target)?;
        (carries == Carries::ByAProgram).then_some(machine)
    }
}

/// How an ssh in ProxyCommand carries the connection on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carries {
    /// `-W %h:%p`.
    ByItself,
    /// It runs a program on the other machine.
    ByAProgram,
}

/// `[[user@]host[:port],…][user@]host[:port]`. Of the person's own options the inner ssh gets `-F` only.
fn jump(value: &str, target: &Target) -> Option<Target> {
    let value = target.filled_in(value);
    let (before, last) = match value.rsplit_once(',') {
        Some((before, last)) => (Some(before), last),
        None => (None, value.as_str()),
    };
    let last = last.strip_prefix("ssh://").unwrap_or(last);
    let (user, place) = match last.rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, last),
    };
    let (host, port) = host_and_port(place.trim_end_matches('/'));
    let file = target.options.windows(2).find(|words| words[0] == "-F");
    let mut options: Vec<String> = file.map(<[String]>::to_vec).unwrap_or_default();
    for (name, value) in [("-J", before), ("-p", port)] {
        if let Some(value) = value {
            options.extend([name.to_owned(), value.to_owned()]);
        }
    }
    machine(user, host, options)
}

/// `host`, `host:port`, `[address]:port`, or an address with colons of its own.
fn host_and_port(place: &str) -> (&str, Option<&str>) {
    let bracketed = place
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'));
    if let Some((host, rest)) = bracketed {
        return (host, rest.strip_prefix(':'));
    }
    match place.split_once(':') {
        Some((host, port)) if !port.contains(':') => (host, Some(port)),
        Some(_) | None => (place, None),
    }
}

/// ssh's options that take a value (ssh(1)).
const WITH_A_VALUE: &str = "BbcDEeFIiJLlmOoPpQRSWw";

impl SshConfig {
    /// A ProxyCommand that is nothing but `ssh [option …] -W %h:%p [user@]host` is a jump host written in another way, with
    /// its complaints thrown away or not. One that does more (a pipe, a variable) is none: it is run as it stands.
    fn inner_ssh(&self, command: &str, target: &Target) -> Option<(Target, Carries)> {
        let command = without_complaints(command);
        if command.contains(['$', '`', ';', '&', '|', '<', '>', '(', ')', '*', '?', '#']) {
            return None;
        }
        let words = shlex::split(command)?;
        let mut words = words.iter().map(String::as_str);
        let mut first = words.next()?;
        if first == "exec" {
            first = words.next()?;
        }
        let own = self.program.as_deref().and_then(Path::to_str);
        if first != "ssh" && Some(first) != own {
            return None;
        }
        let (mut options, mut destination, mut leads_on) = (Vec::new(), None, false);
        let mut runs = false;
        while let Some(word) = words.next() {
            let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                // A second word begins a command for the other machine.
                if destination.is_some() {
                    runs = true;
                    break;
                }
                destination = Some(word);
                continue;
            };
            // `-qT` is two options; the first letter that takes a value takes all that follows it.
            for (at, letter) in letters.char_indices() {
                if !WITH_A_VALUE.contains(letter) {
                    // How talkative that ssh is decides nothing about the way.
                    if !matches!(letter, 'q' | 'v') {
                        options.push(format!("-{letter}"));
                    }
                    continue;
                }
                let joined = &letters[at + letter.len_utf8()..];
                let value = if joined.is_empty() {
                    words.next()?
                } else {
                    joined
                };
                if letter == 'W' {
                    leads_on = matches!(value, "%h:%p" | "[%h]:%p");
                } else {
                    options.extend([format!("-{letter}"), target.filled_in(value)]);
                }
                break;
            }
        }
        let carries = match (leads_on, runs) {
            (true, false) => Carries::ByItself,
            (false, true) => Carries::ByAProgram,
            (true, true) | (false, false) => return None,
        };
        let destination = target.filled_in(destination?);
        let (user, host) = match destination.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, destination.as_str()),
        };
        Some((machine(user, host, options)?, carries))
    }
}

/// The command without a redirection of its standard error to nowhere at its end.
fn without_complaints(command: &str) -> &str {
    let command = command.trim_end();
    let to_nowhere = ["2>/dev/null", "2> /dev/null"];
    let shorter = to_nowhere
        .iter()
        .find_map(|words| command.strip_suffix(words));
    shorter.map_or(command, str::trim_end)
}

fn machine(user: Option<&str>, host: &str, options: Vec<String>) -> Option<Target> {
    // What begins with a dash would be read as an option.
    let plain = !host.is_empty() && !host.starts_with('-') && !user.is_some_and(str::is_empty);
    plain.then(|| Target {
        given: user.map_or_else(|| host.to_owned(), |user| format!("{user}@{host}")),
        user: user.unwrap_or_default().to_owned(),
        host: host.to_owned(),
        options,
        ..Target::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(jump: Option<&str>, command: Option<&str>) -> Option<String> {
        let config = SshConfig {
            program: Some("/usr/bin/ssh".into()),
            proxy_jump: jump.map(str::to_owned),
            proxy_command: command.map(str::to_owned),
            ..SshConfig::default()
        };
        let target = Target {
            user: String::from("bob"),
            host: String::from("web1"),
            hostname: String::from("10.0.0.7"),
            port: 22,
            options: ["-v", "-F", "conf", "-o", "Compression=yes"]
                .map(String::from)
                .to_vec(),
            ..Target::default()
        };
        let ssh = config.jump_host(&target)?.ssh(&[]);
        ssh.line().map(str::to_owned)
    }

    #[test]
    fn the_jump_host_is_what_ssh_makes_of_it() {
        for (jump, expected) in [
            ("gw", "ssh -F conf gw"),
            ("me@gw:2222", "ssh -F conf -p 2222 me@gw"),
            ("a,b@c:5,d", "ssh -F conf -J a,b@c:5 d"),
            ("ssh://me@gw:2222", "ssh -F conf -p 2222 me@gw"),
            (
                "me@[2001:db8::1]:2222",
                "ssh -F conf -p 2222 me@2001:db8::1",
            ),
            ("%r@gw-%n", "ssh -F conf bob@gw-web1"),
            ("2001:db8::1", "ssh -F conf 2001:db8::1"),
        ] {
            assert_eq!(line(Some(jump), None).as_deref(), Some(expected), "{jump}");
        }
        for none in ["none", "NONE", "", "-x", "@gw"] {
            assert_eq!(line(Some(none), None), None, "{none}");
        }
    }

    #[test]
    fn a_proxy_command_may_be_a_jump_host() {
        for (command, expected) in [
            ("ssh -W %h:%p gw", "ssh gw"),
            ("ssh gw -W [%h]:%p", "ssh gw"),
            ("ssh -W %h:%p gw 2>/dev/null", "ssh gw"),
            ("exec /usr/bin/ssh gw -W %h:%p 2> /dev/null ", "ssh gw"),
            ("exec ssh -qW %h:%p -p2222 %r@gw", "ssh -p 2222 bob@gw"),
            (
                "ssh -i '/my keys/k' -J a -W %h:%p b",
                "ssh -i '/my keys/k' -J a b",
            ),
        ] {
            assert_eq!(
                line(None, Some(command)).as_deref(),
                Some(expected),
                "{command}"
            );
        }
        for other in [
            "nc %h %p",
            "ssh gw nc %h %p",
            "ssh -W %h:%p gw 2>/tmp/log",
            "ssh -W 10.0.0.9:22 gw",
            "ssh -W %h:%p $GW",
            "/opt/ssh -W %h:%p gw",
            "ssh -W",
        ] {
            assert_eq!(line(None, Some(other)), None, "{other}");
        }
        let handed_over = SshConfig {
            proxy_command: Some(String::from("ssh -W %h:%p gw")),
            proxy_use_fdpass: true,
            ..SshConfig::default()
        };
        assert_eq!(handed_over.jump_host(&Target::default()), None);
    }

    #[test]
    fn a_program_on_another_machine_may_carry_it_on() {
        for (command, expected) in [
            ("ssh -q -p 2222 me@gw nc %h %p", Some("ssh -p 2222 me@gw")),
            ("ssh gw \"nc -w 1 %h %p\" 2>/dev/null", Some("ssh gw")),
            ("ssh -W %h:%p gw", None),
            ("ssh -W %h:%p gw true", None),
            ("nc %h %p", None),
        ] {
            let config = SshConfig {
                proxy_command: Some(command.to_owned()),
                ..SshConfig::default()
            };
            let relay = config.relay(&Target::default()).map(|relay| relay.ssh(&[]));
            let line = relay.as_ref().and_then(|relay| relay.line());
            assert_eq!(line, expected, "{command}");
        }
    }
}
