//! What a stage that was passed shows: the address, the software, the algorithms, the key.

use super::Status;
use crate::evidence::{
    Connect, Evidence, HostKeyStanding, Identification, KeyAnswers, KeyExchange, Methods,
    Negotiation, Passage, Resolution, StandingKind, TcpOutcome,
};
use crate::finding::Stage;
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// How a stage stands by what is known of it; nothing where it is not settled.
pub(super) fn passed(stage: Stage, evidence: &Evidence) -> Option<(Status, Say)> {
    match stage {
        Stage::Config => config(evidence),
        Stage::Resolve => resolve(evidence),
        Stage::Connect => connect(evidence),
        Stage::Identify => identify(evidence.identification().ok()?),
        Stage::Kex => kex(evidence.negotiation().ok()?, evidence.key_exchange().ok()?),
        Stage::Hostkey => hostkey(evidence.host_key().ok()?),
        Stage::Userauth => userauth(evidence),
        Stage::Session => match evidence.login().ok()? {
            crate::evidence::Login::Succeeded { .. } => Some((
                Status::Skipped,
                say!(
                    "logged in and closed again; no session was opened",
                    "ログインして切断しました。セッションは開いていません"
                ),
            )),
            _other => None,
        },
        Stage::Stability | Stage::Server | Stage::Done => None,
    }
}

fn config(evidence: &Evidence) -> Option<(Status, Say)> {
    let config = evidence.ssh_config().ok()?;
    if config.control_path.is_some() {
        evidence.control_socket().ok()?;
    }
    let target = format!("{}@{} port {}", config.user, config.hostname, config.port);
    if config.program.is_none() {
        let say = say!(
            "no ssh on this machine: OpenSSH's defaults, {target}",
            "この端末に ssh がありません。OpenSSH の既定値で確認します: {target}",
            target = target
        );
        return Some((Status::Warned, say));
    }
    let say = match &config.host_block {
        Some((file, line)) => say!(
            "{target}, from {file} line {line}",
            "{target}({file} {line} 行目)",
            target = target,
            file = file.display(),
            line = line
        ),
        None => Say::verbatim(target),
    };
    Some((Status::Passed, say))
}

pub(super) fn proxied(evidence: &Evidence) -> Option<(Status, Say)> {
    if let Some(jump) = evidence.jump_host() {
        let say = say!(
            "left to the jump host {jump}",
            "踏み台 {jump} に任せています",
            jump = jump.as_hop()
        );
        return Some((Status::Skipped, say));
    }
    let config = evidence.ssh_config().ok()?;
    config.proxy().map(|proxy| {
        let say = say!(
            "left to the proxy: {proxy}",
            "プロキシに任せています: {proxy}",
            proxy = proxy
        );
        (Status::Skipped, say)
    })
}

fn resolve(evidence: &Evidence) -> Option<(Status, Say)> {
    if let Some(proxied) = proxied(evidence) {
        return Some(proxied);
    }
    match evidence.resolution().ok()? {
        Resolution::Literal(_) => Some((
            Status::Skipped,
            say!(
                "an address, nothing to look up",
                "アドレスが直接指定されています"
            ),
        )),
        Resolution::Found { addresses } => {
            let shown: Vec<String> = addresses.iter().take(4).map(ToString::to_string).collect();
            Some((Status::Passed, Say::verbatim(shown.join(", "))))
        }
        Resolution::NotFound { .. }
        | Resolution::NoAddress { .. }
        | Resolution::TryAgain
        | Resolution::ScopeMissing { .. }
        | Resolution::Failed { .. }
        | Resolution::TimedOut => None,
    }
}

fn connect(evidence: &Evidence) -> Option<(Status, Say)> {
    if let Some(jump) = evidence.jump_host() {
        return passage(&jump, evidence.passage().ok()?);
    }
    if let Some(proxied) = proxied(evidence) {
        return Some(proxied);
    }
    let connect: &Connect = evidence.connect().ok()?;
    let works = connect.connected()?.address;
    let silent = connect
        .failed_before()
        .iter()
        .find(|attempt| attempt.outcome == TcpOutcome::TimedOut);
    let where_to = say!(
        "{ip} port {port}",
        "{ip} ポート {port}",
        ip = works.ip(),
        port = works.port()
    );
    Some(match silent {
        Some(dead) => {
            let say = say!(
                "{ip} port {port}; {dead} does not answer",
                "{ip} ポート {port}({dead} は応答なし)",
                ip = works.ip(),
                port = works.port(),
                dead = dead.address.ip()
            );
            (Status::Warned, say)
        }
        None => (Status::Passed, where_to),
    })
}

fn passage(jump: &Target, passage: &Passage) -> Option<(Status, Say)> {
    match passage {
        Passage::Open => Some((
            Status::Passed,
            say!(
                "opened by the jump host {jump}",
                "踏み台 {jump} を経由して接続しました",
                jump = jump.as_hop()
            ),
        )),
        Passage::Prohibited { .. }
        | Passage::Unreachable { .. }
        | Passage::Silent { .. }
        | Passage::Lost { .. } => None,
    }
}

fn identify(identification: &Identification) -> Option<(Status, Say)> {
    match identification {
        Identification::Ssh { ident, .. } => {
            let shown = ident.visible(60);
            let software = shown
                .splitn(3, '-')
                .nth(2)
                .map_or(shown.clone(), ToOwned::to_owned);
            Some((Status::Passed, Say::verbatim(software)))
        }
        Identification::Ssh1 { .. }
        | Identification::NotSsh { .. }
        | Identification::Silent { .. }
        | Identification::Endless { .. }
        | Identification::Closed { .. } => None,
    }
}

fn kex(negotiation: &Negotiation, exchange: &KeyExchange) -> Option<(Status, Say)> {
    match (negotiation, exchange) {
        (Negotiation::Agreed(agreed), KeyExchange::Done { method, .. })
            if *method == agreed.kex =>
        {
            let say = say!(
                "{kex}, as your ssh would choose",
                "{kex}(お使いの ssh と同じ選択)",
                kex = agreed.kex
            );
            Some((Status::Passed, say))
        }
        (
            Negotiation::Agreed(agreed),
            KeyExchange::Done {
                method,
                answers_ours: true,
                ..
            },
        ) => {
            let say = say!(
                "done with {method}; it answers your ssh's {kex}, too",
                "{method} で実施(お使いの ssh が選ぶ {kex} にも応答あり)",
                method = method,
                kex = agreed.kex
            );
            Some((Status::Passed, say))
        }
        (Negotiation::Agreed(agreed), KeyExchange::Done { method, .. }) => {
            let say = say!(
                "done with {method}; your ssh would choose {kex}",
                "{method} で実施(お使いの ssh の選択は {kex})",
                method = method,
                kex = agreed.kex
            );
            Some((Status::Passed, say))
        }
        (Negotiation::Agreed(agreed), KeyExchange::CannotFollow { .. }) => {
            let say = say!(
                "your ssh would use {kex}",
                "お使いの ssh は {kex} を使います",
                kex = agreed.kex
            );
            Some((Status::Unknown, say))
        }
        (_, _) => None,
    }
}

fn hostkey(standing: &HostKeyStanding) -> Option<(Status, Say)> {
    let kind = standing.offered.kind();
    match &standing.kind {
        StandingKind::Known(known) => Some((
            Status::Passed,
            say!(
                "{kind}, as in {file} line {line}",
                "{kind}({file} {line} 行目と一致)",
                kind = kind,
                file = known.file.display(),
                line = known.line
            ),
        )),
        StandingKind::ByAuthority(known) => Some((
            Status::Passed,
            say!(
                "{kind} certificate, its authority in {file} line {line}",
                "{kind} 証明書(認証局は {file} {line} 行目)",
                kind = kind,
                file = known.file.display(),
                line = known.line
            ),
        )),
        StandingKind::Unknown => Some((
            Status::Warned,
            say!(
                "{kind} {fingerprint}, not in known_hosts",
                "{kind} {fingerprint}(known_hosts に未登録)",
                kind = kind,
                fingerprint = standing.offered.fingerprint()
            ),
        )),
        StandingKind::Changed(_)
        | StandingKind::OtherTypes(_)
        | StandingKind::Revoked(_)
        | StandingKind::RevokedFileUnreadable { .. }
        | StandingKind::CertificateInvalid { .. } => None,
    }
}

fn userauth(evidence: &Evidence) -> Option<(Status, Say)> {
    match evidence.methods().ok()? {
        Methods::NoneAccepted { .. } => {
            return Some((
                Status::Passed,
                say!(
                    "the server lets this user in without any key",
                    "サーバーは鍵なしでこのユーザーを受け入れます"
                ),
            ));
        }
        Methods::Offered { .. } => {}
        Methods::Ended { .. } | Methods::CannotFollow { .. } => return None,
    }
    evidence
        .offered()
        .ok()
        .and_then(KeyAnswers::accepted)
        .map(|key| {
            (
                Status::Passed,
                say!(
                    "the server takes {kind} {fingerprint}",
                    "サーバーは {kind} {fingerprint} を受け付けます",
                    kind = key.kind(),
                    fingerprint = key.fingerprint()
                ),
            )
        })
}
