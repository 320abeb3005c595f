//! Of sshd's log the lines of this very attempt: the client knows its own port, and sshd writes it down.

use std::net::IpAddr;

use crate::evidence::Evidence;
use crate::evidence::server::Look;
use crate::finding::Seen;
use crate::lang::Lang;
use crate::say;
use crate::text::Untrusted;

/// The lines sshd wrote of this very attempt: those with the client's port, and those of the same process.
pub(super) fn this_attempt(look: &Look, evidence: &Evidence, known: &[Seen]) -> Vec<Seen> {
    let own = lines_of_this_attempt(look, evidence);
    let told = |line: &&Untrusted| {
        let text = line.visible(200);
        known
            .iter()
            .any(|seen| seen.text.lang(Lang::En).contains(&text))
    };
    let new: Vec<&Untrusted> = own.into_iter().filter(|line| !told(line)).collect();
    let line = |line: &Untrusted| {
        Seen::new(
            "log",
            say!(
                "the server's log of this very attempt: {text}",
                "この試行についてのサーバーのログ: {text}",
                text = line.visible(200)
            ),
        )
    };
    new.into_iter().take(3).map(line).collect()
}

fn lines_of_this_attempt<'a>(look: &'a Look, evidence: &Evidence) -> Vec<&'a Untrusted> {
    let Some(port) = evidence
        .connect()
        .ok()
        .and_then(|connect| connect.local)
        .map(|local| local.port())
    else {
        return Vec::new();
    };
    let by_port = |line: &&Untrusted| names_port(&line.visible(600), port).is_some();
    let Some(first) = look.log.iter().rfind(by_port) else {
        return Vec::new();
    };
    let process = process(&first.visible(600));
    let own = |line: &&Untrusted| {
        let text = line.visible(600);
        by_port(line)
            || process
                .as_ref()
                .is_some_and(|process| text.contains(process.as_str()))
    };
    look.log.iter().filter(own).collect()
}

/// `from ADDRESS port PORT`: the address.
fn names_port(text: &str, port: u16) -> Option<IpAddr> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.windows(3).find(|three| {
        three[1] == "port" && three[2].trim_end_matches([':', ',', ']']) == port.to_string()
    })?;
    at[0].trim_matches(['[', ']']).parse().ok()
}

/// `sshd[123]`, `sshd-session[123]`
fn process(text: &str) -> Option<String> {
    let word = text
        .split_whitespace()
        .find(|word| word.starts_with("sshd") && word.ends_with("]:"))?;
    Some(word[word.find('[')?..].to_owned())
}

/// Where the attempt came from as sshd wrote it down: the client's port tells which it was.
pub(super) fn address_in_the_log(look: &Look, evidence: &Evidence) -> Option<IpAddr> {
    let port = evidence.connect().ok()?.local?.port();
    look.log
        .iter()
        .rev()
        .find_map(|line| names_port(&line.visible(600), port))
}
