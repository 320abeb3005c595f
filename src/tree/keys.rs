//! Public-key authentication: what ssh would offer, what the server says to it, and why it is not enough.

use super::{Walk, found};
use crate::evidence::{
    Agent, Evidence, FileState, Identities, KeyReply, Login, Mode, Need, Offer, Origin, SshConfig,
    Tokens,
};
use crate::finding::done::no_fault_found::{Depth, NoFaultFound};
use crate::finding::userauth::agent_refused_to_sign::{AgentRefusedToSign, Refusal};
use crate::finding::userauth::agent_unreachable::AgentUnreachable;
use crate::finding::userauth::authentication_closed::AuthenticationClosed;
use crate::finding::userauth::identity_file_is_public_key::IdentityFileIsPublicKey;
use crate::finding::userauth::identity_file_malformed::IdentityFileMalformed;
use crate::finding::userauth::identity_file_missing::IdentityFileMissing;
use crate::finding::userauth::identity_file_permissions::IdentityFilePermissions;
use crate::finding::userauth::identity_file_putty::IdentityFilePutty;
use crate::finding::userauth::identity_file_unreadable::IdentityFileUnreadable;
use crate::finding::userauth::identity_file_unsupported::IdentityFileUnsupported;
use crate::finding::userauth::key_pair_mismatch::KeyPairMismatch;
use crate::finding::userauth::passphrase_required::PassphraseRequired;
use crate::finding::userauth::security_key_unavailable::{SecurityKeyUnavailable, Why};
use crate::say;
use crate::text::Untrusted;

/// Everything this layer looks at, fetched once.
pub(super) struct Case<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) config: &'a SshConfig,
    pub(super) methods: &'a [String],
    pub(super) identities: &'a Identities,
    pub(super) offers: Vec<Offer>,
}

pub(super) fn publickey(methods: &[String], evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let identities = evidence.identities()?;
    let case = Case {
        evidence,
        config,
        methods,
        identities,
        offers: identities.offer(config),
    };
    if case.offers.is_empty() {
        case.nothing_to_offer()
    } else {
        case.offer()
    }
}

impl Case<'_> {
    /// ssh would offer these keys: what does the server say?
    fn offer(&self) -> Walk {
        let answers = self.evidence.offered()?;
        let accepted = |offer: &&Offer| answers.reply_to(&offer.key) == Some(KeyReply::Accepted);
        let usable = self
            .offers
            .iter()
            .filter(accepted)
            .find(|offer| self.identities.can_sign(offer));
        if let Some(offer) = usable.or_else(|| self.offers.iter().find(accepted)) {
            return self.accepted(offer);
        }
        match &answers.ending {
            Some(ending) if ending.is_too_many_failures() => self.too_many(),
            Some(ending) => found(AuthenticationClosed {
                ident: self.evidence.ident(),
                footprint: self.evidence.footprint(),
                ending: ending.clone(),
                banner: Vec::new(),
                after_keys: answers.answers.len(),
            }),
            None => self.refused(),
        }
    }

    /// The server takes this key. Can ssh sign with it?
    fn accepted(&self, offer: &Offer) -> Walk {
        let file = match &offer.origin {
            Origin::Agent { .. } => None,
            Origin::File(path) => self.identities.files.iter().find(|file| file.path == *path),
        };
        let Some(file) = file else {
            return self.usable(offer);
        };
        let path = file.path.clone();
        let key = offer.key.clone();
        if let Some(private) = file.other_half(&key) {
            return found(KeyPairMismatch {
                path,
                private: private.clone(),
                beside: key,
                accepted_beside: true,
                accepted_private: false,
            });
        }
        if matches!(file.state, FileState::Missing { .. } | FileState::PublicKey)
            && let Some(agent) = self.agent_keeps_it(offer)
        {
            return agent;
        }
        match file.state.clone() {
            FileState::Usable => self.usable(offer),
            FileState::Encrypted if self.config.batch_mode || !self.evidence.someone_to_ask => {
                let agent = self.identities.agent.clone();
                found(PassphraseRequired {
                    started_by: self.evidence.started_by,
                    path,
                    key,
                    batch_mode: self.config.batch_mode,
                    agent,
                })
            }
            FileState::Encrypted => Ok(self.usable(offer)?.note(say!(
                "{path} needs its passphrase; ssh will ask for it.",
                "{path} にはパスフレーズが必要です。ssh が入力を求めます。",
                path = path.display()
            ))),
            FileState::TooOpen { mode, .. } => found(IdentityFilePermissions {
                path,
                mode,
                accepted: true,
                others_refused: 0,
            }),
            FileState::Malformed(defect) => found(IdentityFileMalformed {
                openssh: self.openssh_says()?,
                path,
                defect,
                accepted: true,
                others_refused: 0,
            }),
            FileState::Missing { near } => found(IdentityFileMissing {
                path,
                near,
                others_refused: 0,
                agent_lists_none: matches!(&self.identities.agent, Agent::Keys { keys, .. } if keys.is_empty()),
            }),
            FileState::Unreadable { text, owner } => found(IdentityFileUnreadable {
                path,
                text,
                owner,
                others_refused: 0,
            }),
            FileState::PublicKey => found(IdentityFileIsPublicKey {
                private_beside: self.identities.private_beside(&path, &offer.key),
                openssh: self.openssh_says()?,
                path,
                accepted: true,
            }),
            FileState::Putty { version } => found(IdentityFilePutty {
                openssh: self.openssh_says()?,
                path,
                version,
                others_refused: 0,
            }),
            FileState::Unsupported { what } => found(IdentityFileUnsupported {
                openssh: self.openssh_says()?,
                path,
                what,
                others_refused: 0,
            }),
            FileState::NotAFile => found(IdentityFileUnsupported {
                openssh: None,
                path,
                what: String::from(IdentityFileUnsupported::NOT_A_FILE),
                others_refused: 0,
            }),
        }
    }

    /// The public half is here, the private one is not: then an agent should have it. One that is locked or gone is why.
    fn agent_keeps_it(&self, offer: &Offer) -> Option<Walk> {
        match self.identities.agent.clone() {
            Agent::Refused { .. } => Some(found(AgentRefusedToSign {
                key: offer.key.clone(),
                text: Untrusted::default(),
                how: Refusal::Locked,
            })),
            Agent::Unreachable {
                socket,
                text,
                alive,
            } => Some(found(AgentUnreachable {
                socket,
                text,
                alive,
                looked: offer
                    .origin
                    .file()
                    .map(ToOwned::to_owned)
                    .into_iter()
                    .collect(),
            })),
            Agent::NotConfigured
            | Agent::Disabled
            | Agent::Silent { .. }
            | Agent::Garbage { .. }
            | Agent::Keys { .. } => None,
        }
    }

    /// ssh can sign with a key the server takes. Only a login shows more, and only the person may ask for one.
    fn usable(&self, offer: &Offer) -> Walk {
        let key = Some(offer.key.clone());
        if let Some(path) = offer.origin.file().filter(|_| !offer.origin.in_agent())
            && offer.key.is_security_key()
            && self.evidence.mode() == Mode::Live
            && *self.evidence.tokens()? == Tokens::None
        {
            return found(SecurityKeyUnavailable {
                key: offer.key.clone(),
                path: path.to_owned(),
                why: Why::NoToken,
            });
        }
        let shown = self.evidence.mode() == Mode::Log;
        if !shown && !self.evidence.may_log_in()? {
            let passed = NoFaultFound {
                how: Depth::WouldAccept,
                key,
                origin: Some(offer.origin.clone()),
                method: None,
            };
            let diagnosis = found(passed)?;
            return Ok(match self.evidence.offered()?.says_yes_to_everything {
                true => diagnosis.note(say!(
                    "This server says yes to every key, even to one that nobody has: only a login shows which it takes.",
                    "このサーバーは、誰も持っていない鍵も含めてすべての鍵に「受け付ける」と答えます。どの鍵が使えるかは実際にログインしないと分かりません。"
                )),
                false => diagnosis,
            });
        }
        match self.evidence.login()?.clone() {
            // Its yes to the key was not meant.
            Login::RefusedAfterKey { .. } if self.evidence.offered()?.says_yes_to_everything => {
                self.key_not_accepted()
            }
            login => self.logged_in(login, offer),
        }
    }

    /// What OpenSSH itself says of the file that is the cause.
    pub(super) fn openssh_says(&self) -> Result<Option<Untrusted>, Need> {
        Ok(self.evidence.openssh_says()?.words.clone())
    }
}
