//! User authentication: which methods the server lets this user try.

use super::login::{by_gate, password_next, typed};
use super::{Walk, found, keys, logged, undecided};
use crate::evidence::{Ending, Evidence, Login, Methods, Place, Question, Sentence, SshConfig};
use crate::finding::done::no_fault_found::{Depth, NoFaultFound};
use crate::finding::userauth::authentication_closed::AuthenticationClosed;
use crate::finding::userauth::gssapi_only::GssapiOnly;
use crate::finding::userauth::keyboard_interactive_only::KeyboardInteractiveOnly;
use crate::finding::userauth::password_not_offered::PasswordNotOffered;
use crate::finding::userauth::publickey_not_offered::PublickeyNotOffered;
use crate::finding::{Step, Where};
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
        return found(GssapiOnly {
            methods: methods.to_vec(),
        });
    }
    let counts_on_keys =
        config.may_use("publickey") && !evidence.identities()?.offer(config).is_empty();
    if counts_on_keys && !methods_are(&["keyboard-interactive"]) {
        let offered = evidence.identities()?.offer(config).len();
        if evidence.can_type_a_password() && evidence.ask(Question::LogIn)?.is("yes") {
            let login = evidence.login()?.clone();
            // Where what was typed lets them in, it is the keys that they miss.
            if !matches!(login, Login::Succeeded { .. }) {
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
    })
}
