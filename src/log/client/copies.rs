//! rsync, borg, restic and others that run ssh for a copy: what they say when their ssh, or the program at its far end, is gone.

use crate::evidence::{Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::client::sessions::{in_session, works};
use crate::log::scan::{Row, aside, here, nothing};

pub(super) const ROWS: &[Row] = &[
    here("rsync: connection unexpectedly closed", rsync),
    here("Is borg working on the server?", borg),
    nothing("subprocess ssh: "),
    nothing("unable to start the sftp session"),
    here(
        "version packet from server: packet too long",
        packet_too_long,
    ),
    aside("sftp: packet too long", packet_too_long),
    aside("SFTP: packet too long", packet_too_long),
    aside("100% ", copied),
];

/// `rsync: connection unexpectedly closed (N bytes received so far) [sender]`: bytes came only if the login worked. Without any,
/// the far end's shell may have said above that it has no rsync.
fn rsync(attempt: &mut Attempt, line: &Line<'_>) {
    let bytes = line.number_after("closed (").unwrap_or(0);
    if bytes > 0 {
        flowed(attempt, line);
    } else if line.above().contains("rsync") && line.above().ends_with("not found") {
        in_session(attempt, Sentence::RemoteCommandFailed, line.text, line);
    } else if attempt.is_empty() {
        attempt.says(Sentence::WrapperFailed, line);
    }
}

/// Data had come through: what broke then was no longer the way in.
fn flowed(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.worked.is_some() || attempt.has(Sentence::ShellPrints) {
        return;
    }
    let quote = attempt.facts.remove(&Probe::KeyExchange);
    let quote = quote.map(|(_, quote)| quote);
    let told = !attempt.said.is_empty();
    attempt.reached = None;
    if let Some(quote) = quote {
        in_session(attempt, Sentence::ConnectionLost, "", line);
        if let Some((said, shown)) = attempt.said.last_mut() {
            said.line = quote.line;
            *shown = quote;
        }
    } else if !told {
        in_session(attempt, Sentence::ConnectionLost, line.text, line);
    }
}

/// borg asks it whenever its ssh ends; ssh's own words stand above, behind `Remote: ` (borg remote.py). Words of another
/// program there are the far end's.
fn borg(attempt: &mut Attempt, line: &Line<'_>) {
    let told = attempt.ended.is_some() || !attempt.said.is_empty();
    if told {
        return;
    }
    if line.above().contains("Remote: ") {
        in_session(attempt, Sentence::RemoteCommandEnded, line.text, line);
    } else if attempt.asked_password {
        attempt.asked_password = false;
        in_session(attempt, Sentence::RemoteCommandEnded, line.text, line);
    } else if attempt.is_empty() {
        attempt.says(Sentence::WrapperFailed, line);
    }
    attempt.ends(line);
}

/// Go's sftp package: the first bytes that came are no length (restic, rclone, Terraform).
fn packet_too_long(attempt: &mut Attempt, line: &Line<'_>) {
    if !attempt.has(Sentence::ShellPrints) {
        attempt.is_of_ssh = true;
        in_session(attempt, Sentence::ShellPrints, "", line);
    }
}

/// A progress bar's last state.
fn copied(attempt: &mut Attempt, line: &Line<'_>) {
    let copies = attempt.command.first();
    let copies = copies.is_some_and(|word| matches!(word.as_str(), "scp" | "sftp" | "rsync"));
    if copies && line.after().contains("B/s") && attempt.said.is_empty() {
        works(attempt, line);
    }
}
