//! Causes of stage identify.

use super::Code;

use super::Seen;
use crate::evidence::{Closing, SecondTry};
use crate::lang::Say;
use crate::say;
use crate::text::Untrusted;

pub mod closed_before_identification;
pub mod endless_preamble;
pub mod identification_blocked;
pub mod identification_timed_out;
pub mod max_startups_exceeded;
pub mod not_ssh;
pub mod penalised_by_server;
pub mod ssh1_only;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &not_ssh::PAGE,
    &ssh1_only::PAGE,
    &identification_timed_out::PAGE,
    &endless_preamble::PAGE,
    &closed_before_identification::PAGE,
    &identification_blocked::PAGE,
    &max_startups_exceeded::PAGE,
    &penalised_by_server::PAGE,
];

/// The server's identification string.
pub(super) fn ident(ident: &Untrusted) -> Seen {
    let words = say!(
        "its identification string: \"{ident}\"",
        "識別文字列: \"{ident}\"",
        ident = ident.visible(120)
    );
    Seen::new("server", words)
}

/// How and when the connection ended.
fn closed(how: Closing, seconds: f64) -> Seen {
    let words = match how {
        Closing::Eof => "Connection closed by remote host",
        Closing::Reset => "Connection reset by peer",
    };
    let text = say!(
        "{words}, {seconds:.1} s after the connection opened",
        "{words} (接続の確立から {seconds:.1} 秒後)",
        words = words,
        seconds = seconds
    );
    Seen::new("server", text)
}

/// What sshd writes to those it turns away; ssh hides it.
fn line_before_closing(text: &Untrusted) -> Seen {
    let words = say!(
        "before it closed, the server said \"{text}\" (ssh shows this only with -v)",
        "切断前にサーバーが送った行: \"{text}\" (ssh は -v のときだけ表示します)",
        text = text.visible(120)
    );
    Seen::new("server", words)
}

/// The same connection some seconds later.
fn second_try(second: &SecondTry) -> Seen {
    let words = match second {
        SecondTry::Passed { after } => say!(
            "{after:.0} s later a connection got through",
            "{after:.0} 秒後の接続は通りました",
            after = after
        ),
        SecondTry::Same { after } => say!(
            "{after:.0} s later it was the same",
            "{after:.0} 秒後も同じでした",
            after = after
        ),
    };
    Seen::new("server", words)
}

/// A time-out in whole words, for the stages that follow.
pub(super) fn no_answer(seconds: f64) -> Say {
    say!(
        "no answer within {seconds:.0} s",
        "{seconds:.0} 秒間応答なし",
        seconds = seconds
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{HangUp, Protocol};
    use crate::finding::Certainty::{Certain, Likely};
    use crate::finding::steps::check;

    const OTHER_PORTS: &str = "sshdoctor --answer other-ports=yes deploy@web1";

    #[test]
    fn another_or_an_old_protocol() {
        let not_ssh = |protocol, first: &str| {
            Box::new(not_ssh::NotSsh {
                protocol,
                first: first.into(),
                direct: true,
            })
        };
        check::rows(vec![
            (
                not_ssh(Protocol::Http, "HTTP/1.1 400 Bad Request"),
                "not-ssh",
                Certain,
                &[],
                OTHER_PORTS,
            ),
            (
                not_ssh(Protocol::Http, "HTTP/1.1 302 Found"),
                "not-ssh",
                Likely,
                &["captive-portal"],
                "curl -sI http://example.com/",
            ),
            (
                not_ssh(Protocol::Tls, "\u{15}\u{3}\u{1}"),
                "not-ssh",
                Certain,
                &[],
                "ssh -o 'ProxyCommand=openssl s_client -quiet -connect %h:%p' deploy@web1",
            ),
            (
                Box::new(ssh1_only::Ssh1Only {
                    ident: "SSH-1.5-Cisco-1.25".into(),
                }),
                "ssh1-only",
                Certain,
                &[],
                "sudo apt-get install openssh-client-ssh1 && ssh1 -p 22 deploy@web1",
            ),
            (
                Box::new(endless_preamble::EndlessPreamble {
                    lines: 12,
                    first: "x7Kd".into(),
                    seconds: 10.0,
                    goes_on: true,
                }),
                "endless-preamble",
                Certain,
                &[],
                OTHER_PORTS,
            ),
            (
                Box::new(endless_preamble::EndlessPreamble {
                    lines: 1,
                    first: "welcome".into(),
                    seconds: 6.0,
                    goes_on: false,
                }),
                "endless-preamble",
                Likely,
                &["not-ssh", "identification-timed-out"],
                OTHER_PORTS,
            ),
        ]);
    }

    #[test]
    fn silent_or_closed() {
        let closed = |seconds| {
            Box::new(closed_before_identification::ClosedBeforeIdentification {
                how: Closing::Reset,
                said: vec!["go away".into()],
                seconds,
                again: None,
            })
        };
        check::rows(vec![
            (
                Box::new(identification_timed_out::IdentificationTimedOut {
                    seconds: 10.0,
                    proxy: None,
                    begun: None,
                }),
                "identification-timed-out",
                Likely,
                &[
                    "server-resources-exhausted",
                    "identification-blocked",
                    "not-ssh",
                    "disk-full",
                ],
                "uptime && df -h",
            ),
            (
                closed(5.02),
                "closed-before-identification",
                Likely,
                &[
                    "hosts-denied",
                    "client-banned",
                    "server-resources-exhausted",
                ],
                "cat /etc/hosts.allow /etc/hosts.deny",
            ),
            (
                closed(0.1),
                "closed-before-identification",
                Likely,
                &[
                    "max-startups-exceeded",
                    "sshd-privsep-missing",
                    "sshd-upgrade-incomplete",
                    "sshd-config-invalid",
                    "sshd-host-keys-missing",
                    "client-banned",
                    "hosts-denied",
                    "not-ssh",
                    "identification-blocked",
                    "addresses-disagree",
                ],
                "sudo journalctl -u ssh -u sshd -n 50 --no-pager",
            ),
        ]);
    }

    #[test]
    fn hung_up_on_once_more() {
        let closed = |again| {
            Box::new(closed_before_identification::ClosedBeforeIdentification {
                how: Closing::Eof,
                said: Vec::new(),
                seconds: 0.1,
                again: Some(again),
            })
        };
        let ident = || "SSH-2.0-x".into();
        let journal = "sudo journalctl -u ssh -u sshd -n 50 --no-pager";
        check::rows(vec![
            (
                closed(HangUp::Unasked { seconds: 0.1 }),
                "closed-before-identification",
                Likely,
                &[
                    "max-startups-exceeded",
                    "sshd-privsep-missing",
                    "sshd-upgrade-incomplete",
                    "sshd-config-invalid",
                    "sshd-host-keys-missing",
                    "client-banned",
                    "hosts-denied",
                    "identification-blocked",
                    "addresses-disagree",
                ],
                journal,
            ),
            (
                closed(HangUp::Proxy { ident: ident() }),
                "closed-before-identification",
                Certain,
                &[],
                "sudo ss -ltnp",
            ),
            (
                closed(HangUp::Identified {
                    ident: ident(),
                    cut: false,
                }),
                "closed-before-identification",
                Likely,
                &[
                    "max-startups-exceeded",
                    "addresses-disagree",
                    "server-resources-exhausted",
                ],
                "sleep 30 && ssh deploy@web1",
            ),
            (
                closed(HangUp::Waits),
                "closed-before-identification",
                Likely,
                &["not-ssh", "identification-blocked"],
                OTHER_PORTS,
            ),
            (
                Box::new(identification_blocked::IdentificationBlocked {
                    seconds: 0.1,
                    cut: Some(ident()),
                }),
                "identification-blocked",
                Likely,
                &["closed-before-identification", "key-exchange-closed"],
                "sshdoctor deploy@web1",
            ),
        ]);
    }

    #[test]
    fn turned_away() {
        let throttled = |text: &str, second| {
            Box::new(max_startups_exceeded::MaxStartupsExceeded {
                text: text.into(),
                second,
            })
        };
        let passed = Some(SecondTry::Passed { after: 8.0 });
        let half_a_minute = "sleep 30 && ssh deploy@web1";
        check::rows(vec![
            (
                throttled("Exceeded MaxStartups", None),
                "max-startups-exceeded",
                Certain,
                &[],
                half_a_minute,
            ),
            (
                throttled("Not allowed at this time", passed),
                "max-startups-exceeded",
                Likely,
                &["penalised-by-server"],
                half_a_minute,
            ),
            (
                Box::new(penalised_by_server::PenalisedByServer {
                    text: "Not allowed at this time".into(),
                    second: Some(SecondTry::Same { after: 16.0 }),
                    now: Some(1_750_000_000),
                }),
                "penalised-by-server",
                Likely,
                &["max-startups-exceeded"],
                "sleep 60 && ssh deploy@web1",
            ),
        ]);
    }
}
