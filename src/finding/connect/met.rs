//! What a proxy program that works says it has met.

use crate::finding::{Code, hostkey, resolve, userauth};
use crate::text::Untrusted;

/// Words of a program that works: what it met is the fault, and has a code of its own. The first that fits counts.
const MET: &[(&str, Code)] = &[
    (
        "IDENTIFICATION HAS CHANGED",
        &hostkey::host_key_changed::PAGE,
    ),
    (
        "Host key verification failed",
        &hostkey::host_key_unknown::PAGE,
    ),
    ("Permission denied (", &userauth::key_not_accepted::PAGE),
    ("not resolve", &resolve::name_not_found::PAGE),
    ("Name or service not known", &resolve::name_not_found::PAGE),
    (
        "Temporary failure in name resolution",
        &resolve::resolver_unreachable::PAGE,
    ),
    ("onnection refused", &super::connection_refused::PAGE),
    ("timed out", &super::connection_timed_out::PAGE),
    ("No route to host", &super::host_unreachable::PAGE),
    ("Network is unreachable", &super::network_unreachable::PAGE),
];

/// The code of what it met, where its words name that.
pub(super) fn met(said: &[Untrusted]) -> Option<Code> {
    let says = |words: &str| said.iter().any(|line| line.contains(words));
    let row = MET.iter().find(|(words, _)| says(words));
    row.map(|(_, code)| *code)
}

/// An HTTP proxy's answer to CONNECT (RFC 9110 section 15), as nc, ncat, socat, corkscrew, connect-proxy and proxytunnel
/// pass it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HttpProxy {
    /// 407: it wants a user name and a password.
    WantsLogin,
    /// 403, 405: it forbids this connection.
    Forbids,
    /// 502, 503, 504: it cannot reach the target itself.
    CannotReach,
}

/// A line is an HTTP proxy's answer only where it speaks of a proxy or of CONNECT.
const OF_A_PROXY: &[&str] = &["roxy", "CONNECT ", "HTTP return code"];

const ANSWERS: &[(HttpProxy, &[&str])] = &[
    (
        HttpProxy::WantsLogin,
        &[" 407", "Proxy Authentication Required"],
    ),
    (
        HttpProxy::Forbids,
        &[" 403", " 405", "Forbidden", "Method Not Allowed"],
    ),
    (
        HttpProxy::CannotReach,
        &[
            " 502",
            " 503",
            " 504",
            "Bad Gateway",
            "Service Unavailable",
            "Gateway Timeout",
            "Gateway Time-out",
        ],
    ),
];

impl HttpProxy {
    /// The answer among these lines, and the line.
    pub(super) fn answer(said: &[Untrusted]) -> Option<(HttpProxy, &Untrusted)> {
        let has = |line: &Untrusted, any: &[&str]| any.iter().any(|words| line.contains(words));
        let of_a_proxy = said.iter().filter(|line| has(line, OF_A_PROXY));
        let mut answers = of_a_proxy.filter_map(|line| {
            let row = ANSWERS.iter().find(|(_, words)| has(line, words));
            row.map(|(answer, _)| (*answer, line))
        });
        answers.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_http_proxy_s_answer_is_read_from_every_program_s_words() {
        use HttpProxy::{CannotReach, Forbids, WantsLogin};
        for (line, expected) in [
            (
                "nc: Proxy error: \"HTTP/1.1 407 Proxy Authentication Required\"",
                Some(WantsLogin),
            ),
            ("Ncat: Proxy returned status code 407.", Some(WantsLogin)),
            (
                "2026/11/28 21:19:40 socat[63] E CONNECT srv:22: Proxy Authentication Required",
                Some(WantsLogin),
            ),
            (
                "Proxy could not open connection to srv:  Proxy Authentication Required",
                Some(WantsLogin),
            ),
            (
                "HTTP return code: 407 Proxy Authentication Required",
                Some(WantsLogin),
            ),
            ("Ncat: Proxy returned status code 403.", Some(Forbids)),
            (
                "2026/11/28 21:19:42 socat[63] E CONNECT srv:22: Forbidden",
                Some(Forbids),
            ),
            (
                "nc: Proxy error: \"HTTP/1.1 502 Bad Gateway\"",
                Some(CannotReach),
            ),
            (
                "HTTP return code: 503 Service Unavailable",
                Some(CannotReach),
            ),
            ("websocket: bad handshake: 403 Forbidden", None),
            ("bob@gw: Permission denied (publickey).", None),
        ] {
            let said = [Untrusted::from(line)];
            let answer = HttpProxy::answer(&said).map(|(answer, _)| answer);
            assert_eq!(answer, expected, "{line}");
        }
    }
}
