//! The machines on the way of one attempt: the jump hosts in the order they are reached, and the target.

use super::attempt::{Attempt, Line};
use crate::evidence::{Probe, Sentence};

/// A longer chain is not followed.
const MOST: usize = 16;

/// A machine by the names a log has for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) user: Option<String>,
    pub(super) host: String,
    pub(super) port: Option<u16>,
    /// What HostName makes of the name that was typed.
    pub(super) also: Option<String>,
}

impl Stop {
    fn is(&self, host: &str) -> bool {
        let same = |name: &str| name.eq_ignore_ascii_case(host);
        same(&self.host) || self.also.as_deref().is_some_and(same)
    }
}

/// Where an attempt goes, as far as it is told, and which machine its lines are about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Way {
    /// The target is the last. Empty where it goes straight there.
    stops: Vec<Stop>,
    at: usize,
    /// So often ssh said that what carried it had gone: so many machines lie behind the ill one.
    pub(super) lost: usize,
    /// Programs started to carry the connection, each an ssh that may speak for itself.
    pub(super) carriers: usize,
}

impl Way {
    /// The machines behind the one that the lines are about.
    pub(super) fn behind(&self) -> &[Stop] {
        self.stops.get(self.at + 1..).unwrap_or_default()
    }

    /// Is its course known, and does the machine stand at its beginning?
    pub(super) fn is_at_the_first(&self) -> bool {
        self.at == 0 && self.stops.len() > 1
    }
}

impl Attempt {
    /// The way is told: by `-J`, or by the ssh that ssh starts. That one names machines by HostName.
    pub(super) fn goes_by(&mut self, mut stops: Vec<Stop>) {
        if stops.len() < 2 || stops.len() > MOST || !self.passed.is_empty() {
            return;
        }
        let way = &mut self.way;
        let jumps = stops.len() - 1;
        let told = way
            .stops
            .iter()
            .any(|known| stops[..jumps].iter().any(|stop| stop.is(&known.host)));
        let inner = way
            .stops
            .first()
            .is_some_and(|first| stops[jumps].is(&first.host));
        if inner {
            // The way to the first jump host leads over another one.
            stops.truncate(jumps);
            stops.append(&mut way.stops);
            way.stops = stops;
        } else if told {
            // The whole way again, as the outermost ssh gives it to the one it starts.
            let whole = way.stops.len() == stops.len();
            if let (true, Some(last), Some(named)) = (whole, way.stops.last_mut(), stops.pop()) {
                last.also = (last.host != named.host).then_some(named.host);
            }
            return;
        } else {
            let last = &mut stops[jumps];
            if let Some(typed) = self.host.take() {
                last.also = Some(std::mem::replace(&mut last.host, typed));
            }
            last.user = last.user.take().or_else(|| self.user.clone());
            last.port = last.port.or(self.port);
            way.stops = stops;
        }
        self.take_the_place();
    }

    /// The machine's names, where the way has them.
    fn take_the_place(&mut self) {
        if let Some(stop) = self.way.stops.get(self.way.at).cloned() {
            self.address = stop.host.parse().ok();
            self.host = Some(stop.host);
            self.hostname = stop.also;
            self.user = stop.user;
            self.port = stop.port;
        }
    }

    /// A line names a machine: if it is one further on, those before it have been passed.
    pub(super) fn arrives_at(&mut self, host: &str) {
        let place = self.way.stops.iter().position(|stop| stop.is(host));
        while place.is_some_and(|place| self.way.at < place) {
            self.leaves();
        }
    }

    /// The outermost ssh alone speaks, and of the target: the jump hosts have been passed.
    pub(super) fn arrives_at_the_target(&mut self) {
        while self.way.at + 1 < self.way.stops.len() {
            self.leaves();
        }
    }

    /// This machine has let the connection on; what follows is about the next one.
    pub(super) fn leaves(&mut self) {
        let next = Attempt {
            process: self.process,
            lines: self.lines,
            clock: self.clock,
            command: self.command.clone(),
            client: self.client.clone(),
            proxy: self.proxy.clone(),
            programs: self.programs,
            files: self.files.clone(),
            verbose: self.verbose,
            is_of_ssh: self.is_of_ssh,
            way: std::mem::take(&mut self.way),
            passed: std::mem::take(&mut self.passed),
            ..Attempt::default()
        };
        let mut left = std::mem::replace(self, next);
        left.was_passed();
        self.passed.push(left);
        self.way.at += 1;
        self.take_the_place();
        self.reach(Probe::Connect);
    }

    fn was_passed(&mut self) {
        self.said.clear();
        self.reach(Probe::ServerWords);
    }

    /// The jump host was told to lead on to this place, and was logged in to.
    pub(super) fn leads_on_to(&mut self, host: &str, port: Option<u16>) {
        if self.way.stops.is_empty()
            && let Some(here) = self.host.clone()
        {
            let stop = |user, host, port| Stop {
                user,
                host,
                port,
                also: None,
            };
            let jump = stop(self.user.clone(), here, self.port);
            self.way.stops = vec![jump, stop(None, host.to_owned(), port)];
            self.leaves();
        } else {
            self.arrives_at(host);
        }
    }

    /// What is said of the end tells how many machines lie behind the ill one. Those before it were passed silently.
    pub(super) fn settle_on_the_way(&mut self) {
        let of_the_passage =
            self.has(Sentence::JumpForwardingRefused) || self.has(Sentence::JumpTargetUnreachable);
        let lost = self.way.lost.max(usize::from(of_the_passage));
        if lost == 0 || self.way.stops.len() < 2 {
            return;
        }
        let ill = self.way.stops.len().saturating_sub(1 + lost) + usize::from(of_the_passage);
        let moves = self.way.at < ill;
        while self.way.at < ill {
            let stop = self.way.stops[self.way.at].clone();
            let mut passed = Attempt {
                address: stop.host.parse().ok(),
                host: Some(stop.host),
                user: stop.user,
                port: stop.port,
                is_of_ssh: true,
                ..Attempt::default()
            };
            passed.was_passed();
            self.passed.push(passed);
            self.way.at += 1;
        }
        if moves {
            self.take_the_place();
        }
    }
}

/// ssh's options that take a value (ssh(1)).
const WITH_A_VALUE: &str = "BbcDEeFIiJLlmOoPpQRSWw";

/// The machines a command leads over: `ssh -J a,b user@web1`, `ssh -W '[web1]:22' jump`, `plink -nc web1:22 jump`.
pub(super) fn stops(words: &[String]) -> Vec<Stop> {
    let mut words = words
        .iter()
        .map(String::as_str)
        .skip_while(|word| *word == "exec");
    let program = words.next().unwrap_or_default();
    let program = program.rsplit(['/', '\\']).next().unwrap_or_default();
    let plink = program.trim_end_matches(".exe") == "plink";
    let (mut before, mut here, mut onward) = (Vec::new(), Stop::default(), None);
    while let Some(word) = words.next() {
        if plink && word == "-nc" {
            onward = words.next().map(stop);
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            if here.host.is_empty() {
                let named = stop(word);
                here.host = named.host;
                here.user = named.user.or(here.user);
                here.port = named.port.or(here.port);
            }
            continue;
        };
        for (at, letter) in letters.char_indices() {
            if !WITH_A_VALUE.contains(letter) {
                continue;
            }
            let joined = &letters[at + letter.len_utf8()..];
            let value = if joined.is_empty() {
                words.next().unwrap_or_default()
            } else {
                joined
            };
            match letter {
                'J' => before = value.split(',').map(stop).collect(),
                'W' => onward = Some(stop(value)),
                'l' => here.user = Some(value.to_owned()),
                'p' | 'P' => here.port = value.parse().ok(),
                'o' => {
                    if let Some((name, value)) = value.split_once(['=', ' '])
                        && name.eq_ignore_ascii_case("ProxyJump")
                    {
                        before = value.trim().split(',').map(stop).collect();
                    }
                }
                _ => {}
            }
            break;
        }
    }
    let mut stops = before;
    stops.push(here);
    stops.extend(onward);
    stops.retain(|stop| !stop.host.is_empty() && stop.host != "none");
    stops
}

/// `[user@]host[:port]`, `[address]:port`, `ssh://…`
fn stop(word: &str) -> Stop {
    let word = word
        .strip_prefix("ssh://")
        .unwrap_or(word)
        .trim_end_matches('/');
    let (user, place) = match word.rsplit_once('@') {
        Some((user, place)) => (Some(user.to_owned()), place),
        None => (None, word),
    };
    let (host, port) = match place
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match place.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            Some(_) | None => (place, None),
        },
    };
    Stop {
        user,
        host: host.to_owned(),
        port: port.and_then(|port| port.parse().ok()),
        also: None,
    }
}

/// `channel_connect_stdio_fwd: web1:22`
pub(super) fn leads_on(attempt: &mut Attempt, line: &Line<'_>) {
    let Stop { host, port, .. } = stop(line.after().trim());
    attempt.leads_on_to(&host, port);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str) -> Vec<String> {
        command.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_way_is_put_together_from_what_each_ssh_is_given() {
        let expected = ["a", "b", "web7"];
        for commands in [
            &[
                "ssh -J a,b web7",
                "ssh -J a -W [10.0.0.7]:22 b",
                "ssh -W [b]:22 a",
            ][..],
            &["ssh -J a -W [10.0.0.7]:22 b", "ssh -W [b]:22 a"],
            &["ssh -W [10.0.0.7]:22 b", "ssh -W [b]:22 a"],
        ] {
            let mut attempt = Attempt {
                host: Some(String::from("web7")),
                ..Attempt::default()
            };
            for command in commands {
                attempt.goes_by(stops(&words(command)));
            }
            let hosts: Vec<&str> = attempt
                .way
                .stops
                .iter()
                .map(|stop| stop.host.as_str())
                .collect();
            assert_eq!(hosts, expected, "{commands:?}");
            assert_eq!(attempt.way.stops[2].also.as_deref(), Some("10.0.0.7"));
            attempt.arrives_at("10.0.0.7");
            assert_eq!(
                (attempt.passed.len(), attempt.host.as_deref()),
                (2, Some("web7"))
            );
        }
    }

    #[test]
    fn a_command_tells_the_machines_it_leads_over() {
        for (command, expected) in [
            ("ssh -J a,bob@b:2222 web1", "a bob@b:2222 web1"),
            ("ssh -p 2222 -o ProxyJump=a web1", "a web1:2222"),
            ("ssh -vJa -l me web1", "a me@web1"),
            (
                "exec ssh -l bob -v -W '[192.0.2.10]:22' jump",
                "bob@jump 192.0.2.10:22",
            ),
            ("ssh -J a -W '[web1]:22' b", "a b web1:22"),
            (
                r"C:\putty\plink.exe -P 2222 jump -nc web1:22",
                "jump:2222 web1:22",
            ),
            ("ssh -W '[2001:db8::1]:22' jump", "jump 2001:db8::1:22"),
            ("ssh web1", "web1"),
            ("nc web1 22", "web1"),
        ] {
            let words = shlex::split(command).unwrap_or_default();
            let words = if command.contains('\\') {
                command.split(' ').map(str::to_owned).collect()
            } else {
                words
            };
            let shown: Vec<String> = stops(&words)
                .iter()
                .map(|stop| {
                    let user = stop
                        .user
                        .as_ref()
                        .map(|user| format!("{user}@"))
                        .unwrap_or_default();
                    let port = stop.port.map(|port| format!(":{port}")).unwrap_or_default();
                    format!("{user}{}{port}", stop.host)
                })
                .collect();
            assert_eq!(shown.join(" "), expected, "{command}");
        }
    }
}
