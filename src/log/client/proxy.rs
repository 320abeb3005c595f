//! A program or a jump host in between: its words, and its end.

use crate::evidence::{Closing, Fact, Identification, Probe, Sentence, TcpOutcome};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::scan::{Row, here};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    here("stdio forwarding failed", stdio_forwarding_failed),
    here("Connection closed by UNKNOWN port 65535", unknown_port),
    here("Connection to UNKNOWN port 65535", unknown_port),
    here(": exec: ", proxy_program),
    here("Bad stdio forwarding specification", proxy_says),
    here("proxy dialer did not pass back a connection", proxy_says),
];

/// The connection went through another program, and that one's words stand above.
fn unknown_port(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.way.lost += usize::from(!line.text.contains("onnection to "));
    attempt.ends(line);
    let named = attempt.has(Sentence::JumpForwardingRefused)
        || attempt.has(Sentence::JumpTargetUnreachable);
    let failed_otherwise = attempt.has_a_fault_of_its_own();
    if named || failed_otherwise {
        attempt.facts.remove(&Probe::Identification);
        if !attempt.connects.is_empty() || attempt.facts.contains_key(&Probe::Resolution) {
            // The way to the jump host failed: it is that host the rest is about.
            attempt.reached = attempt.reached.min(Some(Probe::Connect));
            attempt.proxy = None;
        }
        return;
    }
    let said = attempt
        .preamble_at
        .clone()
        .or_else(|| attempt.last_words.clone())
        .or_else(|| words_of_the_proxy(line));
    proxy_ended(attempt, said, line);
}

/// The program in between has ended; what it said last stands in a line above.
pub(super) fn proxy_ended(attempt: &mut Attempt, said: Option<Quote>, line: &Line<'_>) {
    attempt.proxy.get_or_insert_with(String::new);
    attempt.reach(Probe::Identification);
    let words = said.as_ref().map(|said| said.text.clone());
    let fact = Fact::Identification(Identification::Closed {
        how: Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: Some((vec![words.unwrap_or_default()], None)),
    });
    let quote = said.unwrap_or_else(|| Quote::from(line));
    attempt.facts.insert(fact.probe(), (fact, quote));
    attempt.ends(line);
}

/// The line above, if it is another program's: a ProxyCommand complains just before ssh misses the identification string.
pub(super) fn words_of_the_proxy(line: &Line<'_>) -> Option<Quote> {
    let above = line.above();
    let of_ssh = [
        "debug",
        "OpenSSH_",
        "Warning: ",
        "** ",
        "Pseudo-terminal will not be allocated",
        "kex_exchange_identification: ",
        "ssh_exchange_identification: ",
        "Connection closed by ",
    ];
    let prompt = ["$ ", "% ", "# ", "> "].iter().any(|prompt| {
        above.split_once(prompt).is_some_and(|(_, typed)| {
            ["ssh", "scp", "sftp", "git", "rsync"]
                .iter()
                .any(|it| typed.starts_with(it))
        })
    });
    let own = of_ssh.iter().any(|own| above.starts_with(own)) || prompt || above.is_empty();
    (!own).then(|| Quote {
        line: line.number - 1,
        text: Untrusted::from(above.as_str()),
    })
}

impl Attempt {
    /// Does anything but the missing identification string tell why?
    fn has_a_fault_of_its_own(&self) -> bool {
        let resolve = self.facts.contains_key(&Probe::Resolution);
        let methods = !self.methods.is_empty()
            && self.ended.is_some()
            && self.has(Sentence::PermissionDenied);
        let exchange = self.facts.contains_key(&Probe::KeyExchange) || self.has_negotiation_fault();
        let connect = self
            .connects
            .iter()
            .any(|(_, outcome, _)| *outcome != TcpOutcome::Connected);
        resolve
            || connect
            || methods
            || exchange
            || self.host_key.fault.is_some()
            || self.has(Sentence::HostKeyRefused)
            || self.has(Sentence::PermissionDenied)
    }

    /// Does this attempt say no more than that the program in between it and the server ended?
    pub(in crate::log) fn is_only_an_echo(&self) -> bool {
        let closed = match self.facts.get(&Probe::Identification) {
            Some((Fact::Identification(Identification::Closed { proxy, .. }), _)) => {
                proxy.is_some()
            }
            _ => false,
        };
        closed
            && self.facts.len() == 1
            && self.said.is_empty()
            && self.connects.is_empty()
            && self.client.is_none()
            && self.command.is_empty()
    }
}

/// `channel 0: open failed: …` was about the way to the target.
fn stdio_forwarding_failed(attempt: &mut Attempt, line: &Line<'_>) {
    let meant = [
        (Sentence::ForwardingRefused, Sentence::JumpForwardingRefused),
        (
            Sentence::ForwardingTargetUnreachable,
            Sentence::JumpTargetUnreachable,
        ),
    ];
    for (plain, jump) in meant {
        if let Some((mut said, quote)) = attempt.unsay(plain) {
            said.what = jump;
            attempt.said.push((said, quote));
        }
    }
    attempt.worked = None;
    attempt.facts.remove(&Probe::Login);
    attempt.reached = attempt.reached.min(Some(Probe::Connect));
    attempt.ends(line);
}

/// `/bin/sh: 1: exec: nc: not found`
fn proxy_program(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("not found")
        || line.text.contains("No such file")
        || line.text.contains("ermission denied")
    {
        proxy_says(attempt, line);
    }
}

fn proxy_says(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.last_words = Some(Quote::from(line));
    attempt.proxy.get_or_insert_with(String::new);
}
