//! User authentication: which methods the server lets this user try.

use super::login::{by_gate, by_method, password_next, typed};
use super::{Walk, found, keys, logged, undecided};
use crate::evidence::{
    Ending, Evidence, Login, Methods, Mode, Need, Place, Question, Sentence, SshConfig, Ticket,
};
use crate::finding::done::no_fault_found::{Depth, NoFaultFound};
use crate::finding::userauth::authentication_closed::AuthenticationClosed;
use crate::finding::userauth::gssapi_only::GssapiOnly;
use crate::finding::userauth::keyboard_interactive_only::KeyboardInteractiveOnly;
use crate::finding::userauth::password_not_offered::PasswordNotOffered;
use crate::finding::userauth::publickey_not_offered::PublickeyNotOffered;
use crate::finding::{Diagnosis, Step, Verdict, Where, steps};
use crate::say;

pub(super) fn methods(evidence: &Evidence) -> Walk {
    if evidence.no_auth {
        return healthy(Depth::NotAsked);
    }
    if let Some(walk) = logged::listen(Place::Userauth, evidence) {
        return walk;
    }
    // A password that was typed and refused tells more than the list of methods; all else tells less.
    let typed = evidence
        .said(Place::AfterKeys)
        .any(|said| said.what == Sentence::PasswordRejected);
    if (typed || evidence.methods().is_err())
        && let Some(walk) = logged::listen(Place::AfterKeys, evidence)
    {
        return walk;
    }
    match evidence.methods()?.clone() {
        Methods::NoneAccepted { .. } => healthy(Depth::NonePassed),
        Methods::Ended { ending, banner } => {
            let last = match &ending {
                Ending::Disconnected(disconnect) => Some(&disconnect.text),
                Ending::Closed(_) | Ending::Silent { .. } => None,
            };
            match by_gate(banner.iter().chain(last), evidence) {
                Some(walk) => walk,
                None => found(AuthenticationClosed {
                    ident: evidence.ident(),
                    footprint: evidence.footprint(),
                    ending,
                    banner,
                    after_keys: 0,
                }),
            }
        }
        Methods::CannotFollow { text } => undecided(
            say!(
                "The server answers in a way sshdoctor cannot read ({text}), and ssh perhaps can: the login was not looked at.",
                "サーバーの応答を sshdoctor は読み取れません({text})。ssh なら読み取れる可能性があります。ログインは確認していません。",
                text = text.visible(80)
            ),
            Vec::new(),
            Step::new(
                Where::Client,
                say!(
                    "Let ssh itself tell, and read its last lines.",
                    "ssh 自身に詳しく表示させ、最後の数行を確認します。"
                ),
            )
            .run(evidence.target.ssh(&["-vv", "-o", "BatchMode=yes"])),
        ),
        Methods::Offered { methods, banner } => match by_gate(&banner, evidence) {
            Some(walk) => walk,
            None => offered(&methods, evidence),
        },
    }
}

fn offered(methods: &[String], evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let lists = |method: &str| methods.iter().any(|offered| offered == method);
    if let Some(diagnosis) = by_ticket(methods, config, evidence)? {
        return Ok(diagnosis);
    }
    let walk = by_keys_or_words(methods, evidence)?;
    let kerberos_first = lists("gssapi-with-mic") && config.may_use("gssapi-with-mic");
    let unseen = evidence.mode() == Mode::Live && kerberos_first && evidence.login().is_err();
    Ok(match (unseen, walk.verdict()) {
        (true, Verdict::Healthy) => walk.note(say!(
            "Your ssh tries Kerberos (GSSAPI) before your keys here; how long that takes shows only in a login.",
            "お使いの ssh は、ここでは鍵より先に Kerberos (GSSAPI) を試します。それにかかる時間は、ログインしてみないと分かりません。"
        )),
        (true, Verdict::Fault | Verdict::Undecided) if evidence.ticket() == Ok(&Ticket::Valid) => {
            walk.note(say!(
                "Your ssh tries Kerberos (GSSAPI) first, and a valid ticket is here: whether that lets you in was not tried.",
                "お使いの ssh は先に Kerberos (GSSAPI) を試し、有効なチケットもあります。それでログインできるかどうかは試していません。"
            ))
        }
        (true, Verdict::Fault | Verdict::Undecided) | (false, _) => walk,
    })
}

/// What comes behind Kerberos.
fn by_keys_or_words(methods: &[String], evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let lists = |method: &str| methods.iter().any(|offered| offered == method);
    if lists("publickey") && config.may_use("publickey") {
        return keys::publickey(methods, evidence);
    }
    if lists("publickey") {
        // The person's own configuration leaves public keys out: they count on something else.
        return match password_way(methods, config) {
            true => password_next(evidence),
            false => found(PasswordNotOffered {
                methods: methods.to_vec(),
            }),
        };
    }
    without_publickey(methods, evidence)
}

/// ssh tries Kerberos before keys: where the server takes it and a ticket is here, what comes behind it need not be right.
/// Only a login shows whether it does.
fn by_ticket(
    methods: &[String],
    config: &SshConfig,
    evidence: &Evidence,
) -> Result<Option<Diagnosis>, Need> {
    let lists = |method: &str| methods.iter().any(|offered| offered == method);
    if evidence.mode() != Mode::Live
        || !lists("gssapi-with-mic")
        || !config.may_use("gssapi-with-mic")
        || *evidence.ticket()? != Ticket::Valid
    {
        return Ok(None);
    }
    if evidence.may_log_in()? {
        return match evidence.login()? {
            Login::Succeeded { method, .. } => by_method(method.clone()).map(Some),
            Login::Greeted { .. } | Login::Asked { .. } => healthy(Depth::LoggedIn).map(Some),
            Login::Partial { .. }
            | Login::RefusedAfterKey { .. }
            | Login::PasswordRefused { .. }
            | Login::SecondFactorRefused { .. }
            | Login::PassphraseWrong
            | Login::OutOfTime { .. }
            | Login::AgentRefused { .. }
            | Login::CouldNotSign { .. }
            | Login::Dropped { .. }
            | Login::NotOffered { .. }
            | Login::Failed { .. } => Ok(None),
        };
    }
    let keys = lists("publickey") && config.may_use("publickey");
    match keys && !evidence.identities()?.offer(config).is_empty() {
        true => Ok(None),
        false => healthy(Depth::TicketNext).map(Some),
    }
}

/// The server lets this user try other methods only.
fn without_publickey(methods: &[String], evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let methods_are = |only: &[&str]| {
        !methods.is_empty() && methods.iter().all(|method| only.contains(&method.as_str()))
    };
    // Nobody can be asked, or the method itself is left out: then no answer is ever given.
    let nobody = config.batch_mode || !evidence.someone_to_ask;
    if methods_are(&["keyboard-interactive"]) && (nobody || !config.may_use("keyboard-interactive"))
    {
        return found(KeyboardInteractiveOnly {
            methods: methods.to_vec(),
            batch_mode: config.batch_mode,
        });
    }
    if methods_are(&["gssapi-with-mic", "gssapi-keyex"]) {
        return match evidence.mode() {
            Mode::Live => without_a_ticket(methods, evidence),
            Mode::Log | Mode::Server => found(GssapiOnly {
                methods: methods.to_vec(),
                looked: true,
            }),
        };
    }
    let counts_on_keys =
        config.may_use("publickey") && !evidence.identities()?.offer(config).is_empty();
    if counts_on_keys && !methods_are(&["keyboard-interactive"]) {
        let offered = evidence.identities()?.offer(config).len();
        if evidence.can_type_a_password() && evidence.ask(Question::LogIn)?.is("yes") {
            let login = evidence.login()?.clone();
            // A key counted after all, behind what was typed (AuthenticationMethods password,publickey).
            if matches!(&login, Login::Succeeded { method, .. } if method == "publickey") {
                return Ok(typed(login, 0, evidence)?.note(say!(
                    "The server asks for something to be typed first, and for the key after it (AuthenticationMethods): without anybody to ask, no login comes about.",
                    "サーバーは先に入力を求め、その後で鍵を求めます (AuthenticationMethods)。入力する人がいない環境ではログインできません。"
                )));
            }
            // Where what was typed lets them in, it is the keys that they miss; a jump host is passed either way.
            let is_in = matches!(login, Login::Succeeded { .. });
            if !is_in || !evidence.behind.is_empty() {
                return typed(login, 0, evidence);
            }
        }
        return found(PublickeyNotOffered {
            methods: methods.to_vec(),
            offered,
        });
    }
    if password_way(methods, config) {
        return password_next(evidence);
    }
    found(PublickeyNotOffered {
        methods: methods.to_vec(),
        offered: 0,
    })
}

/// The server takes Kerberos alone, and the login did not come about.
fn without_a_ticket(methods: &[String], evidence: &Evidence) -> Walk {
    let only = |looked| {
        found(GssapiOnly {
            methods: methods.to_vec(),
            looked,
        })
    };
    match evidence.ticket()? {
        Ticket::None => only(true),
        Ticket::Unknown => only(false),
        Ticket::Valid if !evidence.ssh_config()?.gssapi_authentication => undecided(
            say!(
                "The server takes Kerberos only and a valid ticket is here, but your ssh does not use it (GSSAPIAuthentication no): whether it would do is not known.",
                "サーバーは Kerberos だけを受け付け、有効なチケットもありますが、お使いの ssh は Kerberos を使いません (GSSAPIAuthentication no)。使えばログインできるかどうかは分かりません。"
            ),
            Vec::new(),
            Step::new(
                Where::Client,
                say!("Log in with it.", "Kerberos を使ってログインします。"),
            )
            .run(steps::ssh_with(
                &evidence.target,
                &[("GSSAPIAuthentication", "yes")],
            )),
        ),
        Ticket::Valid => undecided(
            say!(
                "The server takes Kerberos only, a valid ticket is here, and the login failed all the same: the ticket may be for another realm or name, the name asked for may not be the host's full one, or the account does not take it.",
                "サーバーは Kerberos だけを受け付け、有効なチケットもありますが、ログインに失敗しました。チケットのレルムや名前が違う、ホスト名が FQDN でない、アカウントがそのチケットを受け付けない、などが考えられます。"
            ),
            Vec::new(),
            Step::new(
                Where::Client,
                say!(
                    "Let the Kerberos library say what it asks for and what comes back.",
                    "Kerberos ライブラリに、何を要求し何が返ってきたかを表示させます。"
                ),
            )
            .run(
                evidence
                    .target
                    .ssh_in("KRB5_TRACE=/dev/stderr", &["-v", "-o", "BatchMode=yes"]),
            ),
        ),
    }
}

/// Would ssh ask the person for a password or a code that this server takes?
pub(super) fn password_way(methods: &[String], config: &SshConfig) -> bool {
    ["password", "keyboard-interactive"]
        .iter()
        .any(|way| methods.iter().any(|method| method == way) && config.may_use(way))
}

pub(super) fn healthy(how: Depth) -> Walk {
    found(NoFaultFound {
        how,
        key: None,
        origin: None,
        method: None,
    })
}
