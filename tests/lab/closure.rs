//! Every code of the catalogue has a fault that produces it, or a reason why it has none.

use std::collections::BTreeSet;

use super::faults;
use crate::support::promised;

/// An exemption that a fault has made needless fails the test, so this list only gets shorter.
const WITHOUT_A_FAULT: &[(&str, &[&str])] = &[
    ("not a fault", &["no-fault-found", "undecided"]),
    ("needs macOS", &["local-network-privacy"]),
    ("needs SELinux", &["selinux-denied"]),
    (
        "needs OpenSSH 9.9 on the server",
        &["connection-refused-by-sshd-config"],
    ),
    ("needs a FIDO token", &["security-key-unavailable"]),
    (
        "a Git host says it where a key is registered, not in a login",
        &["git-key-in-use"],
    ),
    (
        "needs a broken installation, which would be the lab's own too",
        &["sshd-upgrade-incomplete", "environment-differs"],
    ),
    (
        "needs a full disk or no memory",
        &["local-disk-full", "disk-full", "server-resources-exhausted"],
    ),
    (
        "a race: the reset must come while connect still waits",
        &["connection-reset"],
    ),
    (
        "a command line without a host, so no world: see the tests of the command line",
        &["host-name-empty"],
    ),
    (
        "needs two minutes of waiting",
        &["idle-disconnect", "connection-lost"],
    ),
    (
        "the server's own name for a fault that has another name from the client",
        &[
            "root-login-disabled",
            "publickey-disabled",
            "authentication-methods-unsatisfied",
            "chroot-permissions",
            "sshd-config-not-loaded",
        ],
    ),
    (
        "shows only in a session that runs something, which no run does",
        &[
            "shell-not-available",
            "shell-request-failed",
            "pty-refused",
            "password-expired",
            "forced-command",
            "session-dropped",
            "session-limit-reached",
            "remote-command-failed",
            "home-directory-missing",
            "shell-startup-broken",
            "sftp-unavailable",
            "forwarding-refused",
            "forwarding-port-busy",
            "forwarding-port-privileged",
            "forwarding-target-unreachable",
            "agent-forwarding-absent",
            "traffic-class-dropped",
        ],
    ),
];

#[test]
fn every_code_has_a_fault_or_a_reason() {
    let produced: BTreeSet<&str> = faults::ALL
        .iter()
        .flat_map(|(_, fault)| [fault.code, fault.seen_as])
        .collect();
    let exempt: BTreeSet<&str> = WITHOUT_A_FAULT
        .iter()
        .flat_map(|(_, codes)| codes.iter().copied())
        .collect();
    let known: BTreeSet<&str> = promised().keys().copied().collect();

    let missing: Vec<_> = known
        .iter()
        .filter(|code| !produced.contains(*code) && !exempt.contains(*code))
        .collect();
    assert!(missing.is_empty(), "no fault produces {missing:?}");
    let needless: Vec<_> = exempt.intersection(&produced).collect();
    assert!(
        needless.is_empty(),
        "faults produce {needless:?}: remove the exemption"
    );
    let unknown: Vec<_> = produced
        .union(&exempt)
        .filter(|code| !known.contains(*code))
        .collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
}
