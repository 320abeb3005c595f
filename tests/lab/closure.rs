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
    (
        "needs systemd, which alone says that a file has changed since the start",
        &["sshd-config-not-loaded"],
    ),
    (
        "the session stands still without a word, so a log ends there, and no run opens a session",
        &["traffic-class-dropped"],
    ),
];

/// One fault, by its name at the client and at the server; where one is produced, so is the other.
const ONE_FAULT: &[(&str, &str)] = &[
    ("publickey-not-offered", "publickey-disabled"),
    ("root-login-refused", "root-login-disabled"),
    ("wrong-port", "sshd-listens-elsewhere"),
];

#[test]
fn every_code_has_a_fault_or_a_reason() {
    let mut produced: BTreeSet<&str> = faults::ALL
        .iter()
        .flat_map(|(_, fault)| [fault.code, fault.seen_as])
        .collect();
    for (client, server) in ONE_FAULT {
        if produced.contains(client) || produced.contains(server) {
            produced.extend([client, server]);
        }
    }
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
