//! A verdict from both sides: what the client saw, and what the server, looked at through another login, holds against it.
//! Named is the cause nearest to the mend; where the server shows none, the client's verdict stands, with fewer candidates.

use super::afar::via;
use super::attempt::{address_in_the_log, this_attempt};
use super::{Judge, line};
use crate::evidence::server::{Look, Same};
use crate::evidence::{AskedKey, Evidence, Login, Methods, Said, ServerAsk, ServerSide};
use crate::finding::by_sentence::Weighed;
use crate::finding::server::looked::{Looked, logged, setting};
use crate::finding::server::of;
use crate::finding::server::sshd_listens_elsewhere::SshdListensElsewhere;
use crate::finding::{Cause, Certainty, Code, Diagnosis, Seen, Stage, Step, Verdict, Where, page};
use crate::lang::{Lang, Say};
use crate::say;
use crate::text::Untrusted;
use crate::tree::Walk;
use crate::tree::stages::{StageLine, Status};

/// What a client sees of a cause that lies on the server, beside the codes that list such causes as their candidates.
const SEEN_FROM_OUTSIDE: &[&str] = &[
    "connection-refused",
    "wrong-port",
    "connection-rejected-by-firewall",
    "connection-prohibited",
    "connection-reset",
    "port-filtered",
    "connection-timed-out",
    "host-unreachable",
    "identification-timed-out",
    "closed-before-identification",
    "max-startups-exceeded",
    "penalised-by-server",
    "key-exchange-stalled",
    "key-exchange-closed",
    "no-mutual-signature-algorithm",
    "key-type-refused",
    "certificate-not-accepted",
    "publickey-not-offered",
    "password-not-offered",
    "password-rejected",
    "keyboard-interactive-only",
    "gssapi-only",
    "login-refused-after-key",
    "root-login-refused",
    "key-not-accepted",
    "login-grace-exceeded",
    "authentication-closed",
    "no-identity",
    "shell-not-available",
    "session-dropped",
];
/// Causes that only sshd's log tells.
const BY_LOG: &[&str] = &[
    "pam-denied",
    "server-resources-exhausted",
    "disk-full",
    "selinux-denied",
];

/// How far the client came.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reached {
    /// Not to authentication.
    Way,
    /// sshd asks who it is, and takes no answer.
    Login,
    /// The key is taken.
    Session,
}

/// The client's verdict, and the server's where it may know better.
pub(in crate::tree) fn joined(client: Diagnosis, evidence: &Evidence) -> Walk {
    if evidence.target.via.is_none() || !may_lie_there(&client, evidence) {
        return Ok(client);
    }
    Ok(match evidence.server_side()? {
        ServerSide::Failed(why) => {
            let why = why.visible(200);
            client.note(say!(
                "The server could not be looked at through {via}: {why}",
                "{via} でサーバー側を調べることはできませんでした: {why}",
                via = via(evidence),
                why = why
            ))
        }
        ServerSide::Looked(look) => weighed(client, look, evidence),
    })
}

/// What of the server was looked at, a line a part; none where it was not, or where it is another machine.
pub(in crate::tree) fn stages(
    evidence: &Evidence,
    diagnosis: Option<&Diagnosis>,
) -> Vec<StageLine> {
    let (Some(diagnosis), Ok(ServerSide::Looked(look))) = (diagnosis, evidence.server_side())
    else {
        return Vec::new();
    };
    let afar = evidence.at_server.is_none();
    if !afar || look.same_machine(evidence) == Same::No {
        return Vec::new();
    }
    let (ask, look) = asked(look, evidence);
    let judge = Judge {
        ask: &ask,
        look: &look,
    };
    let sshd = match reached(evidence) {
        Reached::Way => judge.sshd_part(),
        // It answered.
        Reached::Login | Reached::Session => judge
            .sshd_part()
            .map(|(_, summary)| (Status::Passed, summary)),
    };
    let keys = (reached(evidence) == Reached::Login)
        .then(|| judge.keys_part())
        .flatten();
    let root = diagnosis
        .root()
        .filter(|cause| cause.page().stage == Stage::Server);
    let mut lines: Vec<StageLine> = Vec::new();
    for (status, summary) in [sshd, judge.account_part(), keys].into_iter().flatten() {
        if status == Status::Failed && root.is_some() {
            break;
        }
        let status = match status {
            // Ill, and not what keeps this login out.
            Status::Failed => Status::Warned,
            other => other,
        };
        lines.push(line(status, summary));
    }
    lines.extend(root.map(|cause| line(Status::Failed, cause.page().fault.clone())));
    lines
}

/// May the reason lie on the server?
fn may_lie_there(client: &Diagnosis, evidence: &Evidence) -> bool {
    let Some(root) = client.root() else {
        return false;
    };
    let page = root.page();
    match client.verdict() {
        // A yes of the server to a key is no login yet.
        Verdict::Healthy => !matches!(
            evidence.login(),
            Ok(Login::Succeeded { .. } | Login::Greeted { .. } | Login::Asked { .. })
        ),
        Verdict::Undecided => evidence.connect().is_ok() || evidence.passage().is_ok(),
        Verdict::Fault => {
            let there = |code: &Code| code.stage == Stage::Server;
            let told = page.stage == Stage::Server && root.certainty() == Certainty::Certain;
            !told
                && (there(&page)
                    || SEEN_FROM_OUTSIDE.contains(&page.code)
                    || root.candidates().iter().any(there))
        }
    }
}

fn reached(evidence: &Evidence) -> Reached {
    let accepted = evidence
        .offered()
        .is_ok_and(|answers| answers.accepted().is_some());
    let after = matches!(
        evidence.login(),
        Ok(Login::RefusedAfterKey { .. } | Login::Dropped { .. } | Login::Succeeded { .. })
    );
    match evidence.methods() {
        _known if accepted || after => Reached::Session,
        Ok(
            Methods::Offered { .. } | Methods::NoneAccepted { .. } | Methods::CannotFollow { .. },
        ) => Reached::Login,
        Ok(Methods::Ended { .. }) | Err(_) => Reached::Way,
    }
}

fn weighed(client: Diagnosis, look: &Look, evidence: &Evidence) -> Diagnosis {
    let same = look.same_machine(evidence);
    if same == Same::No {
        return client.note(say!(
            "{via} is another machine ({host}): none of its host keys is the one that answers here. It was not judged.",
            "{via} は別のマシン ({host}) です。ここで応答したホスト鍵を持っていないため、判断に使っていません。",
            via = via(evidence),
            host = look.host.visible(64)
        ));
    }
    let reached = reached(evidence);
    let (ask, look) = asked(look, evidence);
    let judge = Judge {
        ask: &ask,
        look: &look,
    };
    let found = judge.keeps_out(reached, same, evidence);
    let healthy = client.verdict() == Verdict::Healthy;
    let mut notes = client.notes;
    let mut findings = client.findings;
    let (root, second) = match (found, reached) {
        // What the client met on the way is not explained by what lies behind it.
        (Found { way: None, behind }, Reached::Way) if !healthy => (None, behind),
        (found, _) => {
            let mut all = found.way.into_iter().chain(found.behind);
            (all.next(), all.collect())
        }
    };
    match root {
        Some(mut looked) => {
            if same == Same::Unknown {
                looked = looked.at_most(Certainty::Likely);
            }
            looked.seen.extend(judge.own_words(&looked));
            looked
                .seen
                .extend(this_attempt(&look, evidence, &looked.seen));
            if let Some(root) = findings.first().filter(|_| !healthy) {
                looked.seen.extend(from_here(root.as_ref(), evidence));
            }
            findings = vec![Box::new(looked)];
        }
        None => {
            if let Some(root) = (!findings.is_empty()).then(|| findings.remove(0)) {
                let root = if healthy { root } else { judge.narrowed(root) };
                findings.insert(0, root);
            }
            notes.push(judge.nothing_there(reached, same, evidence));
        }
    }
    findings.extend(second.into_iter().map(|looked| Box::new(looked) as Box<_>));
    notes.extend(judge.notes_from_afar(same, evidence));
    Diagnosis { findings, notes }
}

/// What was found: between client and sshd, and behind that.
struct Found {
    way: Option<Looked>,
    behind: Vec<Looked>,
}

impl Judge<'_> {
    /// What keeps this login out, of that which the client has not passed.
    fn keeps_out(self, reached: Reached, same: Same, evidence: &Evidence) -> Found {
        let way = match reached {
            Reached::Way => self
                .daemon()
                .or_else(|| self.way())
                .or_else(|| self.on_another_port(same, evidence)),
            Reached::Login | Reached::Session => None,
        };
        if way.is_some() {
            return Found {
                way,
                behind: Vec::new(),
            };
        }
        let keys = match reached {
            // Which key it would have shown is not known yet.
            Reached::Way => None,
            Reached::Login => self.keys(),
            Reached::Session => None,
        };
        let mut behind: Vec<Looked> = self.account().into_iter().chain(keys).collect();
        if behind.is_empty() && reached != Reached::Way {
            behind.extend(self.session().or_else(|| self.logged()));
        }
        if reached == Reached::Way {
            behind.retain(|looked| looked.certainty == Certainty::Certain);
        }
        Found { way, behind }
    }

    /// sshd runs, and nothing listens on the port that the client tried.
    fn on_another_port(self, same: Same, evidence: &Evidence) -> Option<Looked> {
        let wanted = self.ask.port?;
        let direct = evidence
            .connect()
            .is_ok_and(|connect| !connect.attempts.is_empty());
        // A router may lead one port to another.
        let address = evidence.connect().ok()?.attempts.first()?.address.ip();
        let own = self.look.addresses.contains(&address);
        let taken = self.look.sockets.iter().any(|socket| socket.port == wanted);
        let port = self.own_sockets().next()?.port;
        if same != Same::Yes || !direct || !own || taken || !self.look.sockets_seen {
            return None;
        }
        let line = self.look.line_with("port", &port.to_string());
        let mut seen = vec![Seen::new(
            "sockets",
            say!(
                "sshd listens on port {port}, and nothing on port {wanted}",
                "sshd はポート {port} で待ち受けており、ポート {wanted} で待ち受けているものはありません",
                port = port,
                wanted = wanted
            ),
        )];
        seen.extend(line.map(|line| setting("port", &port.to_string(), Some(line))));
        let cause = SshdListensElsewhere {
            port: Some(usize::from(wanted)),
            text: Untrusted::default(),
        };
        let target = crate::target::Target {
            options: with_port(&evidence.target.options, port),
            port,
            ..evidence.target.clone()
        };
        let step = Step::new(
            Where::Client,
            say!(
                "Go to port {port}",
                "ポート {port} に接続します",
                port = port
            ),
        )
        .run(target.ssh(&[]));
        let words = say!(
            "sshd listens on port {port}, not on port {wanted}.",
            "sshd が待ち受けているのはポート {port} で、ポート {wanted} ではありません。",
            port = port,
            wanted = wanted
        );
        Some(
            Looked::certain(cause, seen)
                .told(words)
                .mended_by(vec![step]),
        )
    }

    /// What sshd itself wrote of it at the last attempt of this login.
    fn own_words(self, looked: &Looked) -> Option<Seen> {
        let code = looked.page().code;
        let attempt = self
            .look
            .account_of_log
            .as_ref()
            .filter(|attempt| !attempt.worked)?;
        let names = |said: &Said| of(said).is_some_and(|cause| cause.page().code == code);
        let (_, line) = attempt.said.iter().find(|(said, _)| names(said))?;
        let seen = logged(line);
        (!looked.seen.contains(&seen)).then_some(seen)
    }

    /// The client's verdict without the candidates that were looked at and are none.
    fn narrowed(self, root: Box<dyn Cause>) -> Box<dyn Cause> {
        let before = root.candidates();
        if before.is_empty() {
            return root;
        }
        let unseen = self.unseen();
        let mut hidden: Vec<&str> = unseen
            .iter()
            .flat_map(|(_, codes)| codes.iter().copied())
            .collect();
        if self.look.log.is_empty() {
            hidden.extend(BY_LOG);
        }
        let whole = self.look.complete && self.other_server().is_none();
        let remains =
            |code: &Code| !whole || code.stage != Stage::Server || hidden.contains(&code.code);
        let mut candidates: Vec<Code> = before.iter().copied().filter(remains).collect();
        if whole && root.page().stage != Stage::Connect {
            let more = hidden.iter().filter_map(|code| page(code));
            candidates.extend(
                more.filter(|code| before.contains(code))
                    .filter(|code| !candidates.contains(code))
                    .collect::<Vec<_>>(),
            );
        }
        let certainty = root.certainty().min(Certainty::Likely);
        Box::new(Weighed {
            inner: root,
            certainty,
            candidates,
        })
    }
}

/// The login as it is asked about there: with the key that is registered, where one of those shown is. Of the others the
/// look knows less.
fn asked(look: &Look, evidence: &Evidence) -> (ServerAsk, Look) {
    let from = look.from.or_else(|| address_in_the_log(look, evidence));
    let mut ask = evidence.ask_of_server(from);
    let mut look = look.clone();
    let shown = evidence.shown_keys();
    let registered = |asked: &&AskedKey| {
        let judge = Judge {
            ask: &ask,
            look: &look,
        };
        !judge.found(asked).is_empty()
    };
    let key = shown.iter().find(registered).cloned();
    if key.is_some() && key != ask.key {
        for (_, listed) in &mut look.revoked {
            listed.clear();
        }
        look.unread.iter_mut().for_each(|(_, line)| *line = None);
        look.others.clear();
        ask.key = key;
    }
    (ask, look)
}

/// What the client saw, as evidence beside the server's own.
fn from_here(root: &dyn Cause, evidence: &Evidence) -> Vec<Seen> {
    let words = root.cause(&evidence.target);
    let mut seen = vec![Seen::new(
        "client",
        Say::made(
            format!("from here: {}", words.lang(Lang::En)),
            format!("手元から: {}", words.lang(Lang::Ja)),
        ),
    )];
    seen.extend(root.evidence(&evidence.target).into_iter().take(2));
    seen
}

/// The options with another port.
fn with_port(options: &[String], port: u16) -> Vec<String> {
    let mut others = vec![String::from("-p"), port.to_string()];
    let mut words = options.iter();
    while let Some(word) = words.next() {
        if word == "-p" {
            words.next();
        } else {
            others.push(word.clone());
        }
    }
    others
}
