//! What carries the connection instead of the network.

use super::*;
use crate::finding::Certainty::{Certain, Likely};
use crate::finding::steps::check;
use crate::target::Target;

#[test]
fn through_a_program() {
    let proxy = |said: &str, status| {
        Box::new(proxy_command_failed::ProxyCommandFailed {
            command: "nc -x p%% %h %p".into(),
            said: said.lines().map(Into::into).collect(),
            status,
        })
    };
    let alone = "sh -c 'nc -x p% web1 22'";
    let rows: [(&str, Option<i32>, crate::finding::Certainty, &[&str]); 6] = [
        ("nc: not found", Some(127), Certain, &[]),
        ("log in first", Some(3), Certain, &[]),
        (
            "nc: connect: Connection refused",
            Some(1),
            Likely,
            &["connection-refused"],
        ),
        (
            "@ IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
            Some(255),
            Likely,
            &["host-key-changed"],
        ),
        (
            "",
            Some(0),
            Likely,
            &["closed-before-identification", "jump-target-unreachable"],
        ),
        ("still working", None, Likely, &[]),
    ];
    let rows = rows.map(|(said, status, certainty, candidates)| -> check::Row {
        (
            proxy(said, status),
            "proxy-command-failed",
            certainty,
            candidates,
            alone,
        )
    });
    check::rows(rows.into());
}

#[test]
fn through_a_jump_host() {
    use jump_forwarding_refused::JumpForwardingRefused;
    use jump_target_unreachable::{JumpTargetUnreachable, Met};
    let jump = || {
        Some(Target {
            given: "me@gw".into(),
            user: "me".into(),
            host: "gw".into(),
            ..Target::default()
        })
    };
    let unreachable = |jump, reason: &str| {
        let met = Met::Reason(reason.into());
        Box::new(JumpTargetUnreachable { jump, met })
    };
    let (refused, unknown) = ("Connection refused", "Name or service not known");
    check::rows(vec![
        (
            Box::new(JumpForwardingRefused {
                jump: jump(),
                text: "administratively prohibited".into(),
            }),
            "jump-forwarding-refused",
            Certain,
            &[],
            "ssh -v me@gw true",
        ),
        (
            Box::new(JumpForwardingRefused {
                jump: None,
                text: "administratively prohibited".into(),
            }),
            "jump-forwarding-refused",
            Certain,
            &[],
            "",
        ),
        (
            unreachable(jump(), refused),
            "jump-target-unreachable",
            Certain,
            &[],
            "ssh me@gw 'nc -vz -w 10 web1 22'",
        ),
        (
            unreachable(jump(), unknown),
            "jump-target-unreachable",
            Certain,
            &[],
            "ssh me@gw 'getent hosts web1'",
        ),
        (
            unreachable(None, unknown),
            "jump-target-unreachable",
            Certain,
            &[],
            "",
        ),
        (
            Box::new(JumpTargetUnreachable {
                jump: jump(),
                met: Met::Silence(5.0),
            }),
            "jump-target-unreachable",
            Likely,
            &[],
            "ssh me@gw 'nc -vz -w 10 web1 22'",
        ),
    ]);
}
