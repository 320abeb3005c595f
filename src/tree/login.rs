//! What came of a login that the person asked for.

use super::keys::Case;
use super::userauth::healthy;
use super::{Walk, found, undecided};
use crate::evidence::{Evidence, FileState, Login, Mode, Offer, Origin, Question, gate};
use crate::finding::done::no_fault_found::{Depth, NoFaultFound};
use crate::finding::session::session_dropped::SessionDropped;
use crate::finding::userauth::agent_refused_to_sign::{AgentRefusedToSign, Refusal};
use crate::finding::userauth::login_grace_exceeded::LoginGraceExceeded;
use crate::finding::userauth::login_refused_after_key::LoginRefusedAfterKey;
use crate::finding::userauth::more_authentication_required::MoreAuthenticationRequired;
use crate::finding::userauth::passphrase_wrong::PassphraseWrong;
use crate::finding::userauth::password_rejected::PasswordRejected;
use crate::finding::userauth::root_login_refused::RootLoginRefused;
use crate::finding::userauth::second_factor_rejected::SecondFactorRejected;
use crate::finding::userauth::security_key_unavailable::{SecurityKeyUnavailable, Why};
use crate::finding::userauth::vendor_policy_refused::VendorPolicyRefused;
use crate::finding::{Step, Where, userauth};
use crate::say;
use crate::text::Untrusted;

impl Case<'_> {
    /// A login with a key that the server accepts.
    pub(super) fn logged_in(&self, login: Login, offer: &Offer) -> Walk {
        let key = Some(offer.key.clone());
        let root = self.evidence.target.user == "root";
        let openssh = self.evidence.ident().contains("OpenSSH");
        match login {
            Login::Succeeded { method, .. } => match method == "publickey" {
                true => self.logged_in_with(offer),
                // The server takes the key, and something else that ssh tries before it was enough.
                false => by_method(method),
            },
            Login::Greeted { lines } => self.greeted(&lines, offer),
            Login::Asked { reading } => self.asked(reading, offer),
            Login::Partial { remaining } => found(MoreAuthenticationRequired { key, remaining }),
            Login::SecondFactorRefused { said } => found(SecondFactorRejected { key, said }),
            Login::RefusedAfterKey { said, .. } if gate::word(&said).is_some() => {
                by_gate(&said, self.evidence).unwrap_or_else(|| self.login_undecided(&said))
            }
            Login::RefusedAfterKey { said, closed } if root => found(RootLoginRefused {
                key,
                said,
                closed,
                openssh,
            }),
            Login::RefusedAfterKey { said, closed } => found(LoginRefusedAfterKey {
                footprint: self.evidence.footprint(),
                key,
                said,
                closed,
            }),
            Login::OutOfTime { seconds, said } => found(LoginGraceExceeded {
                seconds,
                offer: Some(offer.clone()),
                said,
            }),
            Login::PassphraseWrong => match self.locked(offer) {
                Some(path) => found(PassphraseWrong {
                    path,
                    key: offer.key.clone(),
                }),
                None => self.login_undecided(&[]),
            },
            Login::AgentRefused { text } => found(AgentRefusedToSign {
                key: offer.key.clone(),
                text,
                how: Refusal::Signing,
            }),
            Login::NotOffered { said } if offer.origin.in_agent() => found(AgentRefusedToSign {
                key: offer.key.clone(),
                text: said.last().cloned().unwrap_or_default(),
                how: Refusal::Hidden,
            }),
            Login::Dropped { said } if root => found(RootLoginRefused {
                key,
                said,
                closed: true,
                openssh,
            }),
            Login::Dropped { said } => found(SessionDropped {
                said,
                seen_live: true,
            }),
            // The key got no signature, and a password was typed instead.
            login @ Login::PasswordRefused { .. } => typed(login, 0, self.evidence),
            Login::CouldNotSign { text } => match offer.origin.file() {
                Some(path) if offer.key.is_security_key() => found(SecurityKeyUnavailable {
                    key: offer.key.clone(),
                    path: path.to_owned(),
                    why: Why::Said(text),
                }),
                Some(_) | None => self.login_undecided(&[text]),
            },
            Login::NotOffered { said } | Login::Failed { said } => self.login_undecided(&said),
        }
    }

    /// The encrypted file this key is signed with: the one ssh asked the passphrase of.
    fn locked(&self, offer: &Offer) -> Option<std::path::PathBuf> {
        let encrypted = |path: &std::path::Path| {
            let mut files = self.identities.files.iter();
            files.any(|file| file.path == path && file.state == FileState::Encrypted)
        };
        match &offer.origin {
            Origin::File(path) => encrypted(path).then(|| path.clone()),
            Origin::Agent { .. } => None,
        }
    }

    fn login_undecided(&self, said: &[Untrusted]) -> Walk {
        let last = last_words(said);
        undecided(
            say!(
                "The server takes the key, and the login still failed. ssh's last words: {last}",
                "サーバーは鍵を受け付けますが、ログインは失敗しました。ssh の最後の出力: {last}",
                last = last
            ),
            vec![
                &userauth::login_refused_after_key::PAGE,
                &userauth::agent_refused_to_sign::PAGE,
            ],
            ask_ssh(self.evidence),
        )
    }
}

/// A login that came about without one of ssh's keys.
pub(super) fn by_method(method: String) -> Walk {
    found(NoFaultFound {
        how: Depth::LoggedIn,
        key: None,
        origin: None,
        method: Some(method),
    })
}

/// The server asks for something to be typed next. With a yes the person's own ssh asks it.
pub(super) fn password_next(evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let asked = evidence.someone_to_ask && !config.batch_mode && evidence.behind.is_empty();
    if evidence.mode() != Mode::Live || !asked || !evidence.ask(Question::LogIn)?.is("yes") {
        return healthy(Depth::PasswordNext);
    }
    typed(evidence.login()?.clone(), 0, evidence)
}

/// A login by what the person types, after so many keys were refused.
pub(super) fn typed(login: Login, keys_refused: usize, evidence: &Evidence) -> Walk {
    match login {
        Login::Succeeded { method, .. } => by_method(method),
        Login::Greeted { .. } | Login::Asked { .. } => healthy(Depth::LoggedIn),
        Login::PasswordRefused { said } => found(PasswordRejected {
            said,
            keys_refused,
            root: evidence.target.user == "root",
            footprint: evidence.footprint(),
        }),
        Login::SecondFactorRefused { said } => found(SecondFactorRejected { key: None, said }),
        Login::Partial { remaining } => found(MoreAuthenticationRequired {
            key: None,
            remaining,
        }),
        Login::OutOfTime { seconds, said } => found(LoginGraceExceeded {
            seconds,
            offer: None,
            said,
        }),
        Login::Dropped { said } => found(SessionDropped {
            said,
            seen_live: true,
        }),
        Login::RefusedAfterKey { said, .. }
        | Login::Failed { said }
        | Login::NotOffered { said } => {
            by_gate(&said, evidence).unwrap_or_else(|| typed_undecided(&said, evidence))
        }
        Login::AgentRefused { text } | Login::CouldNotSign { text } => {
            typed_undecided(&[text], evidence)
        }
        Login::PassphraseWrong => typed_undecided(&[], evidence),
    }
}

fn typed_undecided(said: &[Untrusted], evidence: &Evidence) -> Walk {
    let last = last_words(said);
    undecided(
        say!(
            "The login did not come to an answer about what was typed. ssh's last words: {last}",
            "入力した内容への応答を得る前にログインが終わりました。ssh の最後の出力: {last}",
            last = last
        ),
        vec![
            &userauth::password_rejected::PAGE,
            &crate::finding::server::pam_denied::PAGE,
            &crate::finding::server::account_expired::PAGE,
            &userauth::login_grace_exceeded::PAGE,
        ],
        ask_ssh(evidence),
    )
}

/// ssh's last line.
pub(super) fn last_words(said: &[Untrusted]) -> String {
    let last = said.iter().rev().find(|line| !line.is_empty());
    last.map_or_else(|| String::from("-"), |line| line.visible(160))
}

fn ask_ssh(evidence: &Evidence) -> Step {
    Step::new(
        Where::Client,
        say!("Read what ssh itself says.", "ssh 自身の出力を確認します。"),
    )
    .run(evidence.target.ssh(&["-v"]))
}

/// A gate in front of the server that says in its own words that it lets nobody pass, or not yet.
pub(super) fn by_gate<'a>(
    lines: impl IntoIterator<Item = &'a Untrusted>,
    evidence: &Evidence,
) -> Option<Walk> {
    let word = gate::word(lines)?;
    Some(found(VendorPolicyRefused {
        gate: word.gate,
        ident: evidence.ident(),
        said: word.lines,
        waits: word.waits,
    }))
}

/// A gate that refuses without a word.
pub(super) fn by_gate_unsaid(evidence: &Evidence) -> Option<Walk> {
    let ident = evidence.ident();
    let gate = gate::Gate::of(&ident)?;
    Some(found(VendorPolicyRefused {
        gate,
        ident,
        said: Vec::new(),
        waits: false,
    }))
}
