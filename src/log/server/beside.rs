//! What others write beside sshd: fail2ban, SELinux, the firewall, the kernel.

use crate::evidence::{Said, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, of_server};

pub(super) const ROWS: &[Row] = &[
    of_server("] Ban ", banned_by_jail),
    of_server("] Restore Ban ", banned_by_jail),
    of_server("] Unban ", unbanned),
    of_server(" already banned", already_banned),
    of_server("Blocking \"", |a, l| {
        if l.before().contains("sshguard") {
            banned(a, l);
        }
    }),
    of_server("on service SSH with danger", banned),
    of_server("avc:  denied", selinux),
    of_server("avc: denied", selinux),
    of_server("Failed to get default SELinux security context", selinux),
    of_server(" DPT=22 ", firewall),
    // Servers made of golang.org/x/crypto/ssh: SFTPGo, Gitea and others.
    of_server("ssh: no auth passed yet", |a, l| {
        let password = l.after().contains("password");
        let what = if password {
            Sentence::PasswordFailed
        } else {
            Sentence::ClientGaveUp
        };
        a.says(what, l);
    }),
    of_server("Out of memory: Killed process", resources),
    of_server("nf_conntrack: table full, dropping packet", resources),
    of_server("fork: Cannot allocate memory", resources),
    of_server("Too many open files", resources),
];

fn banned(attempt: &mut Attempt, line: &Line<'_>) {
    let words = line.text.split_whitespace();
    attempt.from = words
        .filter_map(|word| {
            let word = word.trim_matches(['"', '\'', ',']);
            word.split('/').next()?.trim_end_matches('"').parse().ok()
        })
        .next_back();
    let address = attempt
        .from
        .map(|address| address.to_string())
        .unwrap_or_default();
    attempt.tells(Sentence::ClientBanned, None, None, &address, line);
}

/// fail2ban's jails are named by whoever made them: `[sshd]`, `[ssh-iptables]`, `[sshd-ddos]`, `[recidive]` for all services.
fn of_ssh_s_jail(line: &Line<'_>) -> bool {
    let jail = line.before().rsplit('[').next().unwrap_or_default();
    jail.contains("ssh") || jail == "dropbear" || jail == "recidive"
}

fn banned_by_jail(attempt: &mut Attempt, line: &Line<'_>) {
    if of_ssh_s_jail(line) {
        banned(attempt, line);
    }
}

/// `[sshd] 192.0.2.7 already banned`
fn already_banned(attempt: &mut Attempt, line: &Line<'_>) {
    if of_ssh_s_jail(line) && line.text.contains("fail2ban") {
        banned(attempt, line);
    }
}

/// The ban is over.
fn unbanned(attempt: &mut Attempt, line: &Line<'_>) {
    if of_ssh_s_jail(line) {
        let word = line.word();
        let still =
            |said: &Said| said.what != Sentence::ClientBanned || said.word.visible(60) != word;
        attempt.said.retain(|(said, _)| still(said));
    }
}

fn selinux(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ssh") {
        attempt.tells(Sentence::SelinuxDenied, None, None, line.text, line);
    }
}

fn firewall(attempt: &mut Attempt, line: &Line<'_>) {
    // The prefix is whatever the rule's author chose: [UFW BLOCK], FINAL_REJECT:, IN_public_DROP:
    let prefix = line.before().split("IN=").next().unwrap_or_default();
    let prefix = prefix.to_ascii_uppercase();
    let refuses = ["BLOCK", "REJECT", "DROP", "DENY", "DENIED"];
    if refuses.iter().any(|word| prefix.contains(word)) && line.before().contains(" PROTO=TCP ") {
        attempt.from = line
            .text
            .split_once("SRC=")
            .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
        attempt.tells(Sentence::FirewallBlocks, None, Some(22), "", line);
    }
}

fn resources(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server || line.text.contains("ssh") || line.text.contains("nf_conntrack") {
        attempt.tells(
            Sentence::ServerResourcesExhausted,
            None,
            None,
            line.text,
            line,
        );
    }
}
