//! What carries the connection instead of the network.

use super::*;
use crate::finding::Certainty::{Certain, Likely};
use crate::finding::steps::check;
use crate::target::Target;

#[test]
fn through_a_program() {
    let proxy = |command: &str, said: &str, status| {
        Box::new(proxy_command_failed::ProxyCommandFailed {
            command: command.into(),
            said: said.lines().map(Into::into).collect(),
            status,
            relay: command.contains("ssh gw").then(|| Target {
                given: "gw".into(),
                host: "gw".into(),
                ..Target::default()
            }),
        })
    };
    type Case = (
        &'static str,
        &'static str,
        Option<i32>,
        crate::finding::Certainty,
        &'static [&'static str],
        &'static str,
    );
    let (nc, alone) = ("nc -x p%% %h %p", "sh -c 'nc -x p% web1 22'");
    let rows: [Case; 12] = [
        (nc, "nc: not found", Some(127), Certain, &[], alone),
        (nc, "log in first", Some(3), Certain, &[], alone),
        (
            nc,
            "nc: Proxy error: \"HTTP/1.1 407 Proxy Authentication Required\"",
            Some(1),
            Certain,
            &[],
            alone,
        ),
        (
            nc,
            "nc: connect: Connection refused",
            Some(1),
            Likely,
            &["connection-refused"],
            alone,
        ),
        (
            nc,
            "@ IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
            Some(255),
            Likely,
            &["host-key-changed"],
            alone,
        ),
        (
            nc,
            "",
            Some(0),
            Likely,
            &["closed-before-identification", "jump-target-unreachable"],
            alone,
        ),
        (
            nc,
            "",
            Some(1),
            Likely,
            &[
                "connection-refused",
                "connection-timed-out",
                "jump-target-unreachable",
            ],
            "sh -c 'nc -v -x p% web1 22'",
        ),
        (
            "connect %h %p",
            "",
            Some(1),
            Likely,
            &[
                "connection-refused",
                "connection-timed-out",
                "jump-target-unreachable",
            ],
            "sh -c 'connect web1 22'",
        ),
        (nc, "still working", None, Likely, &[], alone),
        (
            "",
            "nc: no such option",
            None,
            Likely,
            &[],
            "ssh -G deploy@web1 | grep -i '^proxycommand'",
        ),
        (
            "ssh gw nc %h %p",
            "bash: line 1: nc: command not found",
            Some(127),
            Certain,
            &[],
            "ssh -o 'ProxyCommand=ssh -W %h:%p gw' deploy@web1",
        ),
        (
            "ssh gw nc %h %p",
            "me@gw: Permission denied (publickey).",
            Some(255),
            Likely,
            &["key-not-accepted"],
            "sshdoctor gw",
        ),
    ];
    let rows = rows.map(
        |(command, said, status, certainty, candidates, first)| -> check::Row {
            (
                proxy(command, said, status),
                "proxy-command-failed",
                certainty,
                candidates,
                first,
            )
        },
    );
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
    let refused_for = |jump, key: Option<&str>| {
        Box::new(JumpForwardingRefused {
            jump,
            text: "administratively prohibited".into(),
            key: key.map(Into::into),
        })
    };
    let unreachable = |jump, reason: &str| {
        let met = Met::Reason(reason.into());
        Box::new(JumpTargetUnreachable { jump, met })
    };
    let (refused, unknown) = ("Connection refused", "Name or service not known");
    check::rows(vec![
        (
            refused_for(jump(), None),
            "jump-forwarding-refused",
            Certain,
            &[],
            "sudo sh -c '/usr/sbin/sshd -t && { systemctl restart ssh || systemctl restart sshd; }'",
        ),
        (
            refused_for(None, None),
            "jump-forwarding-refused",
            Certain,
            &[],
            "sudo sh -c '/usr/sbin/sshd -t && { systemctl restart ssh || systemctl restart sshd; }'",
        ),
        (
            refused_for(
                jump(),
                Some("/h/authorized_keys:1: key options: port-forwarding pty"),
            ),
            "jump-forwarding-refused",
            Certain,
            &[],
            "sudo sh -c '/usr/sbin/sshd -t && { systemctl restart ssh || systemctl restart sshd; }'",
        ),
        (
            refused_for(jump(), Some("/h/authorized_keys:1: key options: pty")),
            "jump-forwarding-refused",
            Certain,
            &[],
            "ssh -t me@gw 'ssh -p 22 deploy@web1'",
        ),
        (
            refused_for(
                jump(),
                Some("/h/authorized_keys:1: key options: permitopen port-forwarding"),
            ),
            "jump-forwarding-refused",
            Certain,
            &[],
            "sudo sh -c '/usr/sbin/sshd -t && { systemctl restart ssh || systemctl restart sshd; }'",
        ),
        (
            unreachable(jump(), refused),
            "jump-target-unreachable",
            Certain,
            &[],
            "ssh -W '[web1]:22' me@gw",
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
            "ssh -W '[web1]:22' me@gw",
        ),
    ]);
}
