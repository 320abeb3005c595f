//! What a log says outright: sentences for which no probe has a fact. A live run has none of them.

mod meaning;

use super::slow::slowest;
use super::userauth::healthy;
use super::{Walk, found};
use crate::evidence::{
    Configuration, Evidence, Login, Methods, Mode, Need, Place, Probe, Said, Sentence, git,
    is_untold,
};
use crate::finding::Certainty::Certain;
use crate::finding::by_sentence::{BySentence, Weighed, of};
use crate::finding::done::no_fault_found::Depth;
use crate::finding::{Code, Diagnosis, page};
use crate::target::Target;

pub use meaning::{PERMISSION_DENIED, meaning};

/// Does the log decide before any fact is looked at? sshd's own words do, and so does a login that worked.
pub(super) fn outright(evidence: &Evidence) -> Option<Walk> {
    if evidence.mode() != Mode::Log {
        return None;
    }
    let worked = matches!(evidence.login(), Ok(Login::Succeeded { .. }));
    if worked {
        // A Git host says its no behind a login that works, and ssh -v goes on to tell how well that was.
        if let Some(said) = evidence.said(Place::Userauth).find(is_of_a_git_host) {
            return Some(Ok(diagnosis(said, evidence)));
        }
        let after = listen(Place::Session, evidence).or_else(|| listen(Place::Server, evidence));
        return Some(after.unwrap_or_else(|| match slowest(evidence) {
            Some(slow) => found(slow),
            None => healthy(Depth::Worked),
        }));
    }
    listen(Place::Server, evidence)
}

fn is_of_a_git_host(said: &&Said) -> bool {
    matches!(said.what, Sentence::GitAccessDenied | Sentence::GitKeyInUse)
}

/// The log ends without the next fact: what else does it say?
pub(super) fn otherwise(need: Need, evidence: &Evidence) -> Walk {
    let places = [
        Place::Userauth,
        Place::AfterKeys,
        Place::Session,
        Place::Last,
    ];
    let wondering = evidence.log.as_ref().is_none_or(|log| log.wonder);
    let heard = if wondering {
        None
    } else {
        places.into_iter().find_map(|place| listen(place, evidence))
    };
    match need {
        // Its facts are fewer than its words: the words are about the keys themselves.
        Need::Probe(
            Probe::Identities | Probe::KeyAnswers | Probe::OtherKeyAnswers | Probe::Login,
        )
        | Need::Ask(_) => Err(need),
        Need::Probe(_) => heard.unwrap_or(Err(need)),
    }
}

/// The most telling sentence of this place; of equals the last, which is nearest to the end.
pub(super) fn listen(place: Place, evidence: &Evidence) -> Option<Walk> {
    let telling = evidence
        .said(place)
        .filter(|said| said.what != Sentence::Works)
        .max_by_key(|said| meaning(said.what).0)?;
    Some(Ok(diagnosis(telling, evidence)))
}

fn diagnosis(said: &Said, evidence: &Evidence) -> Diagnosis {
    let (certainty, mut codes) = meaning(said.what);
    if REFUSALS.contains(&said.what) && refused_keys(evidence) != PERMISSION_DENIED {
        codes = refused_keys(evidence);
    }
    let mut pages = codes.iter().filter_map(|code| page(code));
    let named: Option<Code> = pages.next();
    let candidates: Vec<Code> = pages.collect();
    let inner = of(said, evidence).or_else(|| {
        named.map(|page| {
            Box::new(BySentence {
                page,
                text: said.word.clone(),
            }) as Box<_>
        })
    });
    match inner {
        Some(inner) => Diagnosis::of(Weighed {
            inner,
            certainty,
            candidates,
        }),
        None => Diagnosis {
            findings: Vec::new(),
            notes: Vec::new(),
        },
    }
}

/// Sentences that say no more than that the keys, or all there was, did not do.
const REFUSALS: [Sentence; 3] = [
    Sentence::AuthenticationFailed,
    Sentence::KeyNotAccepted,
    Sentence::PermissionDenied,
];

/// The same where every key was refused: at a Git host it is known whose name does not do, and that the key is not known.
fn refused_keys(evidence: &Evidence) -> &'static [&'static str] {
    let Target { hostname, user, .. } = &evidence.target;
    if git::only_git_logs_in(hostname, user).is_some() && !is_untold(user) {
        &["wrong-user", "git-key-not-registered", "no-identity"]
    } else if git::service(hostname, &evidence.ident()).is_some() && user == "git" {
        meaning(Sentence::GitKeyNotRegistered).1
    } else {
        PERMISSION_DENIED
    }
}

/// The codes that a missing fact leaves open, likeliest first: what people's logs turned out to be.
pub fn lean(need: Need, evidence: &Evidence) -> &'static [&'static str] {
    let offers = |method: &str| matches!(evidence.methods(), Ok(Methods::Offered { methods, .. }) if methods.iter().any(|offered| offered == method));
    match need {
        Need::Probe(Probe::NameServers | Probe::Resolution) => &[
            "resolver-unreachable",
            "resolver-failed",
            "network-unreachable",
            "name-not-found",
        ],
        Need::Probe(Probe::SecondTry) => &["penalised-by-server", "max-startups-exceeded"],
        Need::Probe(Probe::Connect) => &[
            "connection-timed-out",
            "port-filtered",
            "server-firewall-blocks",
        ],
        Need::Probe(Probe::Identification) => &["identification-timed-out", "endless-preamble"],
        Need::Probe(Probe::Negotiation | Probe::KeyExchange) => {
            &["mtu-black-hole", "key-exchange-stalled"]
        }
        Need::Probe(Probe::HostKeyStanding) => &["host-key-unknown"],
        Need::Probe(Probe::RecordedKey | Probe::KnownHostsCommand | Probe::Sshfp) => {
            &["host-key-changed", "host-key-type-changed"]
        }
        Need::Probe(Probe::Login | Probe::Greeting) => &[
            "passphrase-required",
            "agent-refused-to-sign",
            "key-pair-mismatch",
            "login-refused-after-key",
            "root-login-refused",
        ],
        Need::Probe(
            Probe::Identities
            | Probe::KeyAnswers
            | Probe::OtherKeyAnswers
            | Probe::OtherUser
            | Probe::ServerWords
            | Probe::OpensshSays
            | Probe::BlockView
            | Probe::Tokens
            | Probe::Ticket
            | Probe::ServerSide
            | Probe::Methods,
        )
        | Need::Ask(_) => {
            if offers("publickey") || evidence.methods().is_err() {
                refused_keys(evidence)
            } else if offers("password") {
                &[
                    "password-rejected",
                    "publickey-not-offered",
                    "more-authentication-required",
                    "wrong-user",
                ]
            } else if offers("keyboard-interactive") {
                &[
                    "keyboard-interactive-only",
                    "password-rejected",
                    "publickey-not-offered",
                ]
            } else {
                &["gssapi-only", "publickey-not-offered"]
            }
        }
        Need::Probe(
            Probe::Configuration
            | Probe::ControlSocket
            | Probe::Passage
            | Probe::NameOrigin
            | Probe::HangUp
            | Probe::SignsOfLife
            | Probe::LocalNetwork
            | Probe::Losses
            | Probe::OtherPorts
            | Probe::OtherPortKey
            | Probe::OtherFamily
            | Probe::SecondHost
            | Probe::Trace,
        ) => &[],
    }
}

/// Does the log hold a sentence that nothing but this cause prints? What a client sees of a network, a name or a refused
/// key has more than one cause; a probe of one's own could tell them apart, a log cannot.
pub fn decides(code: &str, evidence: &Evidence) -> bool {
    let said = evidence.log.iter().flat_map(|log| &log.said);
    let mut certain = said
        .map(|said| meaning(said.what))
        .filter(|(certainty, _)| *certainty == Certain);
    // Windows says the same of a helper of ssh's and of a ProxyCommand's program.
    let unsure = matches!(
        evidence.configuration(),
        Ok(Configuration::ClientBroken { text, .. }) if text.contains("CreateProcessW")
    );
    certain.any(|(_, codes)| codes.first() == Some(&code)) || BY_FACT.contains(&code) && !unsure
}

/// The same for causes that a fact names.
const BY_FACT: &[&str] = &[
    "config-syntax-error",
    "config-bad-permissions",
    "config-refuses-connection",
    "config-proxy-conflict",
    "host-name-empty",
    "ssh-client-broken",
    "address-family-missing",
    "bind-address-unavailable",
    "ssh1-only",
    "not-ssh",
    "max-startups-exceeded",
    "no-matching-key-exchange-method",
    "no-matching-host-key-type",
    "no-matching-cipher",
    "no-matching-mac",
    "no-matching-compression",
    "host-key-revoked",
    "no-fault-found",
];
