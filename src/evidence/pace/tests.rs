use super::*;

/// Lines with the seconds at which they came; what was waited for, how long, and before which line.
fn waits(log: &[(f64, &str)]) -> Vec<(LoginStep, f64, String)> {
    let mut pace = Pace::default();
    for (number, (at, text)) in log.iter().enumerate() {
        pace.line(*at, number + 1, text, text);
    }
    let told = |wait: &Wait| (wait.step, wait.seconds, wait.after.text.visible(60));
    pace.waits().iter().map(told).collect()
}

/// A login as far as the answer to `none`, quick so far.
const BEGUN: [(f64, &str); 9] = [
    (
        0.0,
        "OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.17 1 Jul 2025",
    ),
    (0.0, "debug1: Connecting to srv [10.0.0.2] port 22."),
    (0.0, "debug1: Connection established."),
    (
        0.0,
        "debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1",
    ),
    (0.0, "debug1: Server host key: ssh-ed25519 SHA256:x"),
    (0.0, "debug1: SSH2_MSG_NEWKEYS sent"),
    (0.0, "debug1: SSH2_MSG_NEWKEYS received"),
    (0.0, "debug1: Will attempt key: k"),
    (0.0, "debug1: SSH2_MSG_SERVICE_ACCEPT received"),
];

fn behind(log: &[(f64, &str)]) -> Vec<(LoginStep, f64, String)> {
    waits(&[&BEGUN, log].concat())
}

#[test]
fn a_pause_belongs_to_what_the_line_before_it_began() {
    use LoginStep::{
        Accepted, AfterKey, FirstAnswer, KeyAnswer, Opening, Session, Shell, Signing, Ticket,
    };
    let methods = "debug1: Authentications that can continue: publickey,gssapi-with-mic";
    let kerberos = "debug1: Next authentication method: gssapi-with-mic";
    let offers = "debug1: Offering public key: k ED25519";
    let accepts = "debug1: Server accepts key: k ED25519";
    let sends = "debug3: send packet: type 50";
    let enters = "Authenticated to srv ([10.0.0.2]:22) using \"publickey\".";
    let opens = "debug1: client_input_global_request: rtype hostkeys-00@openssh.com";
    let channel = "debug1: channel 0: new session [client-session]";
    let runs = "debug1: Sending command: true";
    let works = "debug1: Sending command: make";
    let ends = "debug1: client_input_channel_req: channel 0 rtype exit-status reply 0";
    type Table<'a> = &'a [(&'a [(f64, &'a str)], &'a [(LoginStep, f64, &'a str)])];
    let table: Table = &[
        (&[(7.0, methods)], &[(FirstAnswer, 7.0, methods)]),
        (
            &[
                (0.0, methods),
                (0.0, kerberos),
                (3.0, "debug1: No credentials"),
                (6.0, methods),
            ],
            &[(Ticket, 6.0, "debug1: No credentials")],
        ),
        (
            &[(0.0, offers), (6.0, accepts)],
            &[(KeyAnswer, 6.0, accepts)],
        ),
        // Where packets are told, the signature is seen to leave; where not, a passphrase may have been typed.
        (&[(0.0, accepts), (6.0, enters)], &[(Accepted, 6.0, enters)]),
        (
            &[(0.0, sends), (0.0, accepts), (9.0, sends), (15.0, enters)],
            &[(Signing, 9.0, enters), (AfterKey, 6.0, enters)],
        ),
        (&[(0.0, enters), (25.0, opens)], &[(Opening, 25.0, opens)]),
        // `-N`: it stands, and waits to be told to go.
        (
            &[(0.0, enters), (0.0, opens), (90.0, "debug1: x")],
            &[(Session, 90.0, "debug1: x")],
        ),
        (
            &[(0.0, enters), (90.0, "debug1: x")],
            &[(Session, 90.0, "debug1: x")],
        ),
        (
            &[
                (0.0, enters),
                (0.0, channel),
                (0.0, opens),
                (0.0, runs),
                (6.0, ends),
            ],
            &[(Shell, 6.0, ends)],
        ),
        // The command's own time is no fault.
        (
            &[
                (0.0, enters),
                (0.0, channel),
                (0.0, opens),
                (0.0, works),
                (60.0, ends),
            ],
            &[(Session, 60.0, ends)],
        ),
    ];
    for (log, expected) in table {
        let expected: Vec<_> = expected
            .iter()
            .map(|(step, seconds, after)| (*step, *seconds, Untrusted::from(*after).visible(60)))
            .collect();
        assert_eq!(behind(log), expected, "{log:?}");
    }
}

#[test]
fn what_may_be_the_persons_own_time_is_no_machines() {
    let typed = behind(&[
        (0.0, "debug1: Next authentication method: password"),
        (40.0, "debug1: Authentications that can continue: password"),
    ]);
    assert_eq!(typed[0].0, LoginStep::Typing);
    assert!(!LoginStep::Typing.is_a_machines());
    assert!(!LoginStep::Signing.is_a_machines());
    assert!(!LoginStep::HostKey.is_a_machines());
}

#[test]
fn a_second_attempt_starts_anew_and_a_jump_hosts_ssh_beside_it_is_not_told_apart() {
    let again = [&BEGUN[..], &[(5.0, "x")], &BEGUN[..]].concat();
    assert!(waits(&again).is_empty());
    let beside = [
        (0.0, BEGUN[0].1),
        (
            0.0,
            "debug1: Executing proxy command: exec ssh -W [srv]:22 jump",
        ),
        (0.0, BEGUN[0].1),
        (9.0, "debug1: Connecting to jump [10.0.0.1] port 22."),
    ];
    assert!(waits(&beside).is_empty());
}

#[test]
fn a_clock_may_pass_midnight() {
    let log = [(86_397.0, BEGUN[0].1), (3.0, BEGUN[1].1)];
    assert_eq!(waits(&log), [(LoginStep::Name, 6.0, BEGUN[1].1.to_owned())]);
}
