//! What carries the connection instead of the network: a running master of this machine, a jump host, a ProxyCommand.

use super::{Walk, found, identify, login, resolve, undecided};
use crate::evidence::{ControlMaster, ControlSocket, Evidence, Login, Need, Passage, Question};
use crate::finding::config::config_proxy_conflict::ConfigProxyConflict;
use crate::finding::config::control_path_unusable::ControlPathUnusable;
use crate::finding::config::control_socket_stale::ControlSocketStale;
use crate::finding::connect::jump_forwarding_refused::JumpForwardingRefused;
use crate::finding::connect::jump_target_unreachable::{JumpTargetUnreachable, Met};
use crate::finding::connect::proxy_command_failed::ProxyCommandFailed;
use crate::finding::{Diagnosis, Step, Verdict, Where, session, steps};
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// ssh looks for a master before it looks up the name (ssh.c `main`, `muxclient`).
pub(super) fn control_socket(evidence: &Evidence) -> Walk {
    if let Some(round) = round(evidence) {
        return found(round);
    }
    let config = evidence.ssh_config()?;
    let Some(socket) = config.control_path.clone() else {
        return resolve::names(evidence);
    };
    match evidence.control_socket()?.clone() {
        ControlSocket::Absent => resolve::names(evidence),
        ControlSocket::Hung { seconds } => found(ControlSocketStale { socket, seconds }),
        ControlSocket::Unusable(why) => found(ControlPathUnusable { socket, why }),
        ControlSocket::Alive => Ok(resolve::names(evidence)?.note(say!(
            "Your ssh would go through the connection that is already open at {socket}; this examination makes one of its own.",
            "お使いの ssh は {socket} にある接続済みのセッションを使います。この診断では新しく接続しています。",
            socket = socket.display()
        ))),
        ControlSocket::Dead if config.control_master != ControlMaster::No => resolve::names(evidence),
        ControlSocket::Dead => Ok(resolve::names(evidence)?.note(say!(
            "Nothing listens on the control socket {socket}; ssh complains about it and connects without.",
            "コントロールソケット {socket} には応答するプロセスがありません。ssh は警告を表示したうえで、使わずに接続します。",
            socket = socket.display()
        ))),
    }
}

/// More jump hosts than this nobody has: something names one after another without end.
const MOST: usize = 16;

/// A machine that is met a second time on the way, or a way without end.
fn round(evidence: &Evidence) -> Option<ConfigProxyConflict> {
    let again = &evidence.target;
    let way = [again].into_iter().chain(&evidence.behind);
    let Some(met) = evidence.behind.iter().position(|next| next == again) else {
        let endless = evidence.behind.len() >= MOST;
        let from_the_target = || way.cloned().rev().collect();
        return endless.then(|| ConfigProxyConflict::Endless(from_the_target()));
    };
    let mut round: Vec<Target> = way.take(met + 2).cloned().collect();
    round.reverse();
    Some(ConfigProxyConflict::Round(round))
}

/// The jump host is well: does it let the connection on?
pub(super) fn passage(jump: Target, evidence: &Evidence) -> Walk {
    match evidence.passage()?.clone() {
        Passage::Open => identify::identification(evidence),
        Passage::Prohibited { text, key } => found(JumpForwardingRefused {
            jump: Some(jump),
            text,
            key,
        }),
        Passage::Unreachable { reason } => found(JumpTargetUnreachable {
            jump: Some(jump),
            met: Met::Reason(reason),
        }),
        Passage::Silent { seconds } => found(JumpTargetUnreachable {
            jump: Some(jump),
            met: Met::Silence(seconds),
        }),
        Passage::Lost { said } => undecided(
            say!(
                "The way through the jump host {jump} broke off: {said}",
                "踏み台 {jump} を経由する接続が途中で切れました: {said}",
                jump = jump.as_hop(),
                said = said.visible(160)
            ),
            vec![&session::session_dropped::PAGE],
            Step::new(
                Where::Client,
                say!(
                    "Let ssh itself tell, and read its last lines.",
                    "ssh 自身に詳しく表示させ、最後の数行を確認します。"
                ),
            )
            .run(evidence.target.ssh(&["-v"])),
        ),
    }
}

/// A ProxyCommand ended before any byte of SSH. One that holds an ssh is not to blame for what that ssh met.
pub(super) fn proxy_ended(said: Vec<Untrusted>, status: Option<i32>, evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let says = |words: &str| said.iter().find(|line| line.contains(words)).cloned();
    if let Some(text) = says("administratively prohibited") {
        return found(JumpForwardingRefused {
            jump: None,
            text,
            key: None,
        });
    }
    if let Some(text) = says("open failed: connect failed: ") {
        let met = Met::Reason(text.after("connect failed: "));
        return found(JumpTargetUnreachable { jump: None, met });
    }
    found(ProxyCommandFailed {
        command: config.proxy().unwrap_or_default().to_owned(),
        said,
        status,
        relay: config.relay(&evidence.target),
    })
}

/// What lies behind a jump host is seen only through a login there. Where keys decide, the tree has asked for it already;
/// here it asks where the server wants a password, or nothing at all.
pub(super) fn through(diagnosis: Diagnosis, evidence: &Evidence) -> Walk {
    let Some(target) = evidence.behind.last() else {
        return Ok(diagnosis);
    };
    let logged_in = matches!(evidence.login(), Ok(Login::Succeeded { .. }));
    if logged_in || diagnosis.verdict() != Verdict::Healthy {
        return Ok(diagnosis);
    }
    let again = steps::again_with(target, &["--answer", "log-in=yes"]);
    if !evidence.no_auth && asks_in_vain(evidence)? {
        return undecided(
            say!(
                "{target} was not looked at: it lies behind {jump}, where something must be typed to log in, and nobody can be asked here.",
                "{target} は確認していません。{jump} の先にありますが、{jump} へのログインには入力が必要で、ここでは尋ねることができません。",
                target = target.as_hop(),
                jump = evidence.target.as_hop()
            ),
            Vec::new(),
            Step::new(
                Where::Client,
                say!(
                    "Run this in a terminal, where your ssh can ask for it.",
                    "お使いの ssh が尋ねられるように、端末で実行します。"
                ),
            )
            .run(again),
        );
    }
    if evidence.no_auth || !evidence.may_log_in()? {
        return Ok(diagnosis.note(say!(
            "{target} was not looked at: it lies behind {jump}, and that takes a login there: {command}",
            "{target} は確認していません。{jump} の先にあり、そこへのログインが必要です: {command}",
            target = target.as_hop(),
            jump = evidence.target.as_hop(),
            command = again.line().unwrap_or("sshdoctor --answer log-in=yes")
        )));
    }
    match evidence.login()?.clone() {
        Login::Succeeded { .. } | Login::Greeted { .. } | Login::Asked { .. } => Ok(diagnosis),
        login @ (Login::Partial { .. }
        | Login::PasswordRefused { .. }
        | Login::SecondFactorRefused { .. }
        | Login::OutOfTime { .. }) => login::typed(login, 0, evidence),
        Login::PassphraseWrong => not_in(None, evidence),
        Login::RefusedAfterKey { said, .. }
        | Login::Dropped { said }
        | Login::NotOffered { said }
        | Login::Failed { said } => not_in(said.last(), evidence),
        Login::AgentRefused { text } | Login::CouldNotSign { text } => {
            not_in(Some(&text), evidence)
        }
    }
}

/// Nobody types a password where nobody is asked.
fn asks_in_vain(evidence: &Evidence) -> Result<bool, Need> {
    if evidence.unattended {
        // It costs nothing: the answer was given beforehand, or is none.
        evidence.ask(Question::LogIn)?;
    }
    let unasked = evidence
        .methods()
        .is_ok_and(|methods| methods.lets_in_unasked());
    Ok(!evidence.may_be_asked() && !unasked)
}

fn not_in(last: Option<&Untrusted>, evidence: &Evidence) -> Walk {
    let missing = match last {
        Some(last) => say!(
            "The login on the jump host did not succeed: {last}",
            "踏み台へのログインに失敗しました: {last}",
            last = last.visible(160)
        ),
        None => say!(
            "The login on the jump host did not succeed.",
            "踏み台へのログインに失敗しました。"
        ),
    };
    undecided(
        missing,
        Vec::new(),
        Step::new(
            Where::Client,
            say!(
                "Log in to the jump host alone first.",
                "まず踏み台だけにログインしてみます。"
            ),
        )
        .run(evidence.target.ssh(&[])),
    )
}
