//! Every key ssh would offer is refused, or there is none: why, as far as this side can know it.

use super::keys::Case;
use super::login::password_next;
use super::userauth::password_way;
use super::{Walk, found};
use crate::evidence::{
    Agent, FileState, IdentityFile, KeyAnswers, KeyReply, Login, Mode, Need, PublicKey, Question,
    ServerWords, WayToTheWords, reasons, usable_by,
};
use crate::finding::Diagnosis;
use crate::finding::config::environment_differs::{EnvironmentDiffers, There};
use crate::finding::server::says::ServerSays;
use crate::finding::userauth::agent_key_hidden::{AgentKeyHidden, HiddenBy};
use crate::finding::userauth::agent_unreachable::AgentUnreachable;
use crate::finding::userauth::identity_file_malformed::IdentityFileMalformed;
use crate::finding::userauth::identity_file_missing::IdentityFileMissing;
use crate::finding::userauth::identity_file_permissions::IdentityFilePermissions;
use crate::finding::userauth::identity_file_putty::IdentityFilePutty;
use crate::finding::userauth::identity_file_unreadable::IdentityFileUnreadable;
use crate::finding::userauth::identity_file_unsupported::IdentityFileUnsupported;
use crate::finding::userauth::key_pair_mismatch::KeyPairMismatch;
use crate::finding::userauth::key_type_refused::KeyTypeRefused;
use crate::finding::userauth::no_identity::NoIdentity;
use crate::finding::userauth::no_mutual_signature_algorithm::NoMutualSignatureAlgorithm;
use crate::finding::userauth::other_key_accepted::OtherKeyAccepted;
use crate::finding::userauth::passphrase_required::PassphraseRequired;
use crate::finding::userauth::pkcs11_key_unusable::Pkcs11KeyUnusable;
use crate::finding::userauth::security_key_unavailable::{SecurityKeyUnavailable, Why};
use crate::finding::userauth::too_many_authentication_failures::TooManyAuthenticationFailures;
use crate::say;

impl Case<'_> {
    /// The server cut the connection off before all keys had their turn.
    pub(super) fn too_many(&self) -> Walk {
        let answers = self.evidence.offered()?;
        let asked = answers.answers.len();
        let offered = self.offers.len();
        if offered <= asked && !password_way(self.methods, self.config) {
            return self.refused();
        }
        let right = match self.other_keys()? {
            Some(accepted) => match self.offers.iter().position(|offer| offer.key == accepted) {
                Some(at) => Some((at + 1, self.offers[at].clone())),
                None => return self.other_key(accepted),
            },
            None => None,
        };
        found(TooManyAuthenticationFailures {
            asked,
            offered,
            from_agent: self.agent_only(),
            right,
        })
    }

    /// How many keys ssh offers only because the agent holds them.
    fn agent_only(&self) -> usize {
        self.offers
            .iter()
            .filter(|offer| offer.origin.file().is_none())
            .count()
    }

    /// Every key ssh would offer is refused.
    pub(super) fn refused(&self) -> Walk {
        if let Some(key) = self.signed_otherwise()? {
            return Ok(key);
        }
        if let Some(certificate) = self.certificate() {
            return self.by_certificate(certificate?);
        }
        if let Some(token) = self.token_gives_none() {
            return found(token);
        }
        if let Some(defect) = self.defect(|file| file.explicit) {
            return defect;
        }
        if let Some(key) = self.other_keys()? {
            return match self.mismatch(|private| *private == key) {
                Some(mismatch) => found(KeyPairMismatch {
                    accepted_private: true,
                    ..mismatch
                }),
                None => self.other_key(key),
            };
        }
        let refused = |private: &PublicKey| {
            let others = self.evidence.others();
            others.is_ok_and(|answers| answers.refuses(private))
        };
        if let Some(mismatch) = self.mismatch(|private| !refused(private)) {
            return found(mismatch);
        }
        if let Some(file) = self.left_out(|file| file.explicit) {
            return file;
        }
        if let Some(defect) = self.defect(|_| true) {
            return defect;
        }
        if let Some(key) = self.not_signed()? {
            return Ok(key);
        }
        self.key_not_accepted()
    }

    /// Nothing would be offered at all.
    pub(super) fn nothing_to_offer(&self) -> Walk {
        if let Some(token) = self.token_gives_none() {
            return found(token);
        }
        if let Some(defect) = self.defect(|file| file.explicit) {
            return Ok(match self.evidence.can_type_a_password() {
                true => defect?.note(say!(
                    "Without a key ssh asks for a password, which this server takes, too: that was not tried.",
                    "鍵がない場合、ssh はパスワードを求めます。このサーバーはパスワードも受け付けますが、試していません。"
                )),
                false => defect?,
            });
        }
        let agent = &self.identities.agent;
        if let Some(key) = self.other_keys()? {
            return self.other_key(key);
        }
        if let Some(defect) = self.defect(|_| true) {
            return defect;
        }
        if let Some(file) = self.left_out(|_| true) {
            return file;
        }
        let looked: Vec<_> = self
            .identities
            .files
            .iter()
            .map(|file| file.path.clone())
            .collect();
        if let Agent::Unreachable {
            socket,
            text,
            alive,
        } = agent.clone()
        {
            return found(AgentUnreachable {
                socket,
                text,
                alive,
                looked,
            });
        }
        if password_way(self.methods, self.config) {
            return password_next(self.evidence);
        }
        found(NoIdentity {
            looked,
            agent: agent.clone(),
            methods: self.methods.to_vec(),
        })
    }

    /// The PKCS#11 library that ssh is told to use has no keys for it.
    fn token_gives_none(&self) -> Option<Pkcs11KeyUnusable> {
        let provider = self.identities.provider.as_ref()?;
        Some(Pkcs11KeyUnusable {
            path: provider.path.clone(),
            complaint: provider.complaint.clone()?,
            others_refused: self.offers.len(),
        })
    }

    /// A key of an identity file that this ssh's own configuration leaves out.
    fn left_out(&self, which: impl Fn(&IdentityFile) -> bool) -> Option<Walk> {
        let others_refused = self.offers.len();
        let mut files = self.identities.files.iter();
        let (file, key) = files.find_map(|file| {
            let key = file.announced().or(file.public.as_ref())?;
            let mute = key.is_security_key() && !self.config.speaks_to_tokens();
            let out = mute || !usable_by(self.config, key);
            (which(file) && out).then_some((file, key.clone()))
        })?;
        Some(
            match key.is_security_key() && !self.config.speaks_to_tokens() {
                true => found(SecurityKeyUnavailable {
                    key,
                    path: file.path.clone(),
                    why: Why::NoProvider { others_refused },
                }),
                false => found(KeyTypeRefused {
                    bits: key.rsa_bits(),
                    key,
                    path: Some(file.path.clone()),
                    accepted_algorithms: self.config.pubkey_accepted_algorithms.clone(),
                    required_bits: self.config.required_rsa_size,
                    others_refused,
                }),
            },
        )
    }

    /// An RSA key that the server would take with a signature ssh does not make.
    fn signed_otherwise(&self) -> Result<Option<Diagnosis>, Need> {
        let answers = self.evidence.offered()?;
        let otherwise =
            self.offers
                .iter()
                .find_map(|offer| match answers.reply_to(&offer.key)? {
                    KeyReply::NoSignatureAlgorithm {
                        taken_with: Some(with),
                    } => Some((offer, with)),
                    KeyReply::NoSignatureAlgorithm { taken_with: None }
                    | KeyReply::Accepted
                    | KeyReply::Refused => None,
                });
        let Some((offer, with)) = otherwise else {
            return Ok(None);
        };
        found(NoMutualSignatureAlgorithm {
            key: offer.key.clone(),
            path: offer.origin.file().map(ToOwned::to_owned),
            taken_with: Some(with),
            own: self.config.pubkey_accepted_algorithms.clone(),
        })
        .map(Some)
    }

    /// An RSA key that ssh does not even show, and that the server does not take in another way either.
    fn not_signed(&self) -> Result<Option<Diagnosis>, Need> {
        let answers = self.evidence.offered()?;
        let unsigned = KeyReply::NoSignatureAlgorithm { taken_with: None };
        let mut offers = self.offers.iter();
        let Some(offer) = offers.find(|offer| answers.reply_to(&offer.key) == Some(unsigned))
        else {
            return Ok(None);
        };
        found(NoMutualSignatureAlgorithm {
            key: offer.key.clone(),
            path: offer.origin.file().map(ToOwned::to_owned),
            taken_with: None,
            own: self.config.pubkey_accepted_algorithms.clone(),
        })
        .map(Some)
    }

    /// A `.pub` file that belongs to another key makes ssh offer that other key.
    fn mismatch(&self, which: impl Fn(&PublicKey) -> bool) -> Option<KeyPairMismatch> {
        self.offers.iter().find_map(|offer| {
            let path = offer.origin.file()?;
            let files = &self.identities.files;
            let file = files.iter().find(|file| file.path == path)?;
            let private = file.other_half(&offer.key).filter(|half| which(half))?;
            Some(KeyPairMismatch {
                path: path.to_owned(),
                private: private.clone(),
                beside: offer.key.clone(),
                accepted_beside: false,
                accepted_private: false,
            })
        })
    }

    /// An identity file that is no use to ssh and gave it nothing to offer.
    fn defect(&self, which: impl Fn(&IdentityFile) -> bool) -> Option<Walk> {
        let others_refused = self.offers.len();
        // `-i` with a name that does not exist: ssh warns and goes on with the default keys.
        if let Some(path) = self.config.ignored_identities.first().cloned() {
            return Some(found(IdentityFileMissing {
                path,
                near: Vec::new(),
                others_refused,
                agent_lists_none: false,
            }));
        }
        let offered = |file: &&IdentityFile| {
            self.offers
                .iter()
                .any(|offer| offer.origin.file() == Some(file.path.as_path()))
        };
        let files = self
            .identities
            .files
            .iter()
            .filter(|file| which(file) && !offered(file));
        files
            .filter_map(|file| {
                let path = file.path.clone();
                match file.state.clone() {
                    FileState::Usable => None,
                    // A default name that does not exist is no fault.
                    FileState::Missing { .. } if !file.explicit => None,
                    FileState::Missing { near } => Some(found(IdentityFileMissing {
                        path,
                        near,
                        others_refused,
                        agent_lists_none: false,
                    })),
                    FileState::Unreadable { text, owner } => Some(found(IdentityFileUnreadable {
                        path,
                        text,
                        owner,
                        others_refused,
                    })),
                    FileState::TooOpen { mode, .. } if file.public.is_none() => {
                        Some(found(IdentityFilePermissions {
                            path,
                            mode,
                            accepted: false,
                            others_refused,
                        }))
                    }
                    FileState::Malformed(defect) => Some(self.openssh_says().and_then(|openssh| {
                        found(IdentityFileMalformed {
                            path,
                            defect,
                            accepted: false,
                            others_refused,
                            openssh,
                        })
                    })),
                    FileState::Putty { version } => Some(self.openssh_says().and_then(|openssh| {
                        found(IdentityFilePutty {
                            path,
                            version,
                            others_refused,
                            openssh,
                        })
                    })),
                    FileState::Unsupported { what } => {
                        Some(self.openssh_says().and_then(|openssh| {
                            found(IdentityFileUnsupported {
                                path,
                                what,
                                others_refused,
                                openssh,
                            })
                        }))
                    }
                    FileState::NotAFile => Some(found(IdentityFileUnsupported {
                        openssh: None,
                        path,
                        what: String::from(IdentityFileUnsupported::NOT_A_FILE),
                        others_refused,
                    })),
                    FileState::Encrypted if file.public.is_none() => self.encrypted_unknown(file),
                    FileState::TooOpen { .. } | FileState::Encrypted | FileState::PublicKey => None,
                }
            })
            .next()
    }

    /// An encrypted file without a readable public half: ssh must open it before it can offer anything.
    fn encrypted_unknown(&self, file: &IdentityFile) -> Option<Walk> {
        if self.evidence.someone_to_ask && !self.config.batch_mode {
            return None;
        }
        let agent = self.identities.agent.clone();
        let (path, key) = (file.path.clone(), PublicKey::default());
        Some(found(PassphraseRequired {
            started_by: self.evidence.started_by,
            path,
            key,
            batch_mode: self.config.batch_mode,
            agent,
        }))
    }

    /// The key the server takes among those ssh would not reach.
    pub(super) fn other_keys(&self) -> Result<Option<PublicKey>, Need> {
        let answers = self.other_answers()?;
        let answers = answers.filter(|answers| !answers.says_yes_to_everything);
        Ok(answers.and_then(|answers| answers.accepted()).cloned())
    }

    /// What the server says to the keys ssh would not reach. Without a yes no more are refused than plain ssh would have
    /// refused, or two.
    pub(super) fn other_answers(&self) -> Result<Option<&KeyAnswers>, Need> {
        let others = self.evidence.other_candidates()?;
        if others.is_empty() {
            return Ok(None);
        }
        let free = self.evidence.free_refusals()?;
        if others.len() > free && !self.evidence.ask(Question::OtherKeys)?.is("yes") && free == 0 {
            return Ok(None);
        }
        self.evidence.others().map(Some)
    }

    pub(super) fn other_key(&self, key: PublicKey) -> Walk {
        let mut silent = false;
        if let Some(way) = self.evidence.way_to_the_words()
            && self.evidence.ask(Question::LogIn)?.is("yes")
        {
            match self.server_words(&way)? {
                Words::Reason(diagnosis) => return Ok(diagnosis),
                Words::Silence => silent = true,
                Words::NoLogin(_) => {}
            }
        }
        let diagnosis = self.other_key_accepted(key)?;
        Ok(match silent {
            true => diagnosis.note(say!(
                "sshd gives no reason for the key that ssh offers, as of one that stands in no file it reads for {user}; of a revoked key, and of an algorithm it does not take, it says nothing either.",
                "ssh が提示する鍵について sshd は理由を示していません。sshd が {user} のために読むファイルに登録されていないときの動作です (鍵が失効している場合やアルゴリズムを受け付けない場合も、sshd は理由を示しません)。",
                user = self.evidence.target.user
            )),
            false => diagnosis,
        })
    }

    fn other_key_accepted(&self, key: PublicKey) -> Walk {
        let refused = self.offers.len();
        if let Some((home, keeper)) = self.identities.elsewhere(&key) {
            return found(EnvironmentDiffers {
                home: home.path.clone(),
                whose: home.whose.clone(),
                there: There::Key {
                    key,
                    keeper,
                    refused,
                },
            });
        }
        let block = self.config.host_block.clone();
        let view = match self.evidence.mode() {
            Mode::Live => Some(self.evidence.block_view()?.clone()),
            Mode::Log | Mode::Server => None,
        };
        let agents = [&self.identities.agent, &self.identities.other_agent];
        if let Some(held) = agents
            .iter()
            .flat_map(|agent| agent.keys())
            .find(|held| held.key == key)
        {
            let by = match &self.config.identity_agent {
                Some(agent) if !self.identities.agent.holds(&key) => {
                    HiddenBy::IdentityAgent(agent.clone())
                }
                Some(_) | None => HiddenBy::IdentitiesOnly,
            };
            return found(AgentKeyHidden {
                by,
                key,
                comment: held.comment.clone(),
                block,
                view,
                refused,
            });
        }
        let file = self
            .identities
            .file_of(&key)
            .map(|file| file.path.clone())
            .unwrap_or_default();
        found(OtherKeyAccepted {
            key,
            file,
            refused,
            block,
            view,
        })
    }

    /// What sshd says of the refused key, after the login that the person said yes to.
    pub(super) fn server_words(&self, way: &WayToTheWords) -> Result<Words, Need> {
        let lines = match self.evidence.server_words()? {
            ServerWords::Said(lines) => lines,
            ServerWords::NoLogin(login) => return Ok(Words::NoLogin(login.clone())),
        };
        let mut reasons = reasons(lines).into_iter();
        let Some(remark) = reasons.next() else {
            return Ok(Words::Silence);
        };
        found(ServerSays {
            remark,
            others: reasons.collect(),
            key: way.key.clone(),
            refused: way.refused.clone(),
            working: way.working.clone(),
        })
        .map(Words::Reason)
    }
}

/// What sshd said when it was let speak.
pub(super) enum Words {
    /// Why it refuses the key.
    Reason(Diagnosis),
    /// Nothing about that key: the login worked.
    Silence,
    /// The login did not work: this came of it.
    NoLogin(Login),
}
