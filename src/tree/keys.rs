//! Public-key authentication: what ssh would offer, what the server says to it, and why it is not enough.

use super::userauth::{healthy, password_way};
use super::{Walk, found, undecided};
use crate::evidence::{
    Agent, Answer, Certificate, Evidence, FileState, Identification, Identities, IdentityFile,
    KeyReply, Login, Need, Offer, Origin, PublicKey, Question, SshConfig,
};
use crate::finding::done::no_fault_found::{Depth, NoFaultFound};
use crate::finding::userauth::agent_key_hidden::AgentKeyHidden;
use crate::finding::userauth::agent_refused_to_sign::AgentRefusedToSign;
use crate::finding::userauth::agent_unreachable::AgentUnreachable;
use crate::finding::userauth::authentication_closed::AuthenticationClosed;
use crate::finding::userauth::certificate_expired::CertificateExpired;
use crate::finding::userauth::certificate_not_accepted::CertificateNotAccepted;
use crate::finding::userauth::certificate_not_yet_valid::CertificateNotYetValid;
use crate::finding::userauth::certificate_principal_mismatch::CertificatePrincipalMismatch;
use crate::finding::userauth::certificate_unsupported::CertificateUnsupported;
use crate::finding::userauth::git_key_not_registered::GitKeyNotRegistered;
use crate::finding::userauth::identity_file_is_public_key::IdentityFileIsPublicKey;
use crate::finding::userauth::identity_file_malformed::IdentityFileMalformed;
use crate::finding::userauth::identity_file_missing::IdentityFileMissing;
use crate::finding::userauth::identity_file_permissions::IdentityFilePermissions;
use crate::finding::userauth::identity_file_putty::IdentityFilePutty;
use crate::finding::userauth::identity_file_unreadable::IdentityFileUnreadable;
use crate::finding::userauth::identity_file_unsupported::IdentityFileUnsupported;
use crate::finding::userauth::key_not_accepted::KeyNotAccepted;
use crate::finding::userauth::key_pair_mismatch::KeyPairMismatch;
use crate::finding::userauth::key_type_refused::KeyTypeRefused;
use crate::finding::userauth::login_refused_after_key::LoginRefusedAfterKey;
use crate::finding::userauth::more_authentication_required::MoreAuthenticationRequired;
use crate::finding::userauth::no_identity::NoIdentity;
use crate::finding::userauth::no_mutual_signature_algorithm::NoMutualSignatureAlgorithm;
use crate::finding::userauth::other_key_accepted::OtherKeyAccepted;
use crate::finding::userauth::passphrase_required::PassphraseRequired;
use crate::finding::userauth::root_login_refused::RootLoginRefused;
use crate::finding::userauth::too_many_authentication_failures::TooManyAuthenticationFailures;
use crate::finding::{Step, Where};
use crate::say;
use crate::text::Untrusted;

/// Everything this layer looks at, fetched once.
struct Case<'a> {
    evidence: &'a Evidence,
    config: &'a SshConfig,
    methods: &'a [String],
    identities: &'a Identities,
    offers: Vec<Offer>,
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
            });
        }
        match file.state.clone() {
            FileState::Usable => self.usable(offer),
            FileState::Encrypted if self.config.batch_mode || !self.evidence.someone_to_ask => {
                let agent = self.identities.agent.clone();
                found(PassphraseRequired {
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
                path,
                defect,
                accepted: true,
                others_refused: 0,
            }),
            FileState::Missing { near } => found(IdentityFileMissing {
                path,
                near,
                others_refused: 0,
            }),
            FileState::Unreadable { text, owner } => found(IdentityFileUnreadable {
                path,
                text,
                owner,
                others_refused: 0,
            }),
            FileState::PublicKey => found(IdentityFileIsPublicKey {
                private_beside: self.identities.private_beside(&path),
                path,
                accepted: true,
            }),
            FileState::Putty { version } => found(IdentityFilePutty {
                path,
                version,
                others_refused: 0,
            }),
            FileState::Unsupported { what } => found(IdentityFileUnsupported {
                path,
                what,
                others_refused: 0,
            }),
            FileState::NotAFile => found(IdentityFileUnsupported {
                path,
                what: String::from("not a regular file"),
                others_refused: 0,
            }),
        }
    }

    /// ssh can sign with a key the server takes. Only a login shows more, and only the person may ask for one.
    fn usable(&self, offer: &Offer) -> Walk {
        let key = Some(offer.key.clone());
        if !self.evidence.may_log_in()? {
            let passed = NoFaultFound {
                how: Depth::WouldAccept,
                key,
                origin: Some(offer.origin.clone()),
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
            Login::Succeeded { .. } => found(NoFaultFound {
                how: Depth::LoggedIn,
                key,
                origin: Some(offer.origin.clone()),
            }),
            Login::Partial { remaining } => found(MoreAuthenticationRequired { key, remaining }),
            // Its yes to the key was not meant.
            Login::RefusedAfterKey { .. } if self.evidence.offered()?.says_yes_to_everything => {
                self.key_not_accepted()
            }
            Login::RefusedAfterKey { said, closed } if self.evidence.target.user == "root" => {
                found(RootLoginRefused { key, said, closed })
            }
            Login::RefusedAfterKey { said, closed } => {
                found(LoginRefusedAfterKey { key, said, closed })
            }
            Login::AgentRefused { text } => found(AgentRefusedToSign {
                key: offer.key.clone(),
                text,
            }),
            Login::CouldNotSign { text } => self.login_undecided(&text.visible(160)),
            Login::Failed { said } => {
                let last = said
                    .last()
                    .map(|line| line.visible(160))
                    .unwrap_or_default();
                self.login_undecided(&last)
            }
        }
    }

    fn login_undecided(&self, last: &str) -> Walk {
        undecided(
            say!(
                "The server takes the key, and the login still failed. ssh's last words: {last}",
                "サーバーは鍵を受け付けますが、ログインは失敗しました。ssh の最後の出力: {last}",
                last = last
            ),
            vec![
                &crate::finding::userauth::login_refused_after_key::PAGE,
                &crate::finding::userauth::agent_refused_to_sign::PAGE,
            ],
            Step::new(
                Where::Client,
                say!("Read what ssh itself says.", "ssh 自身の出力を確認します。"),
            )
            .run(self.evidence.target.ssh(&["-v"])),
        )
    }

    /// The server cut the connection off before all keys had their turn.
    fn too_many(&self) -> Walk {
        let answers = self.evidence.offered()?;
        let asked = answers.answers.len();
        let offered = self.offers.len();
        if offered <= asked && !password_way(self.methods, self.config) {
            return self.refused();
        }
        let right = match self.other_keys()? {
            Some(accepted) => {
                let at = self.offers.iter().position(|offer| offer.key == accepted);
                at.map(|at| (at + 1, self.offers[at].clone()))
            }
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
        let agents = |offer: &&Offer| offer.origin.file().is_none();
        self.offers.iter().filter(agents).count()
    }

    /// Every key ssh would offer is refused.
    fn refused(&self) -> Walk {
        if let Some(key) = self.no_signature_algorithm()? {
            return Ok(key);
        }
        if let Some(certificate) = self.certificate() {
            return certificate;
        }
        if let Some(defect) = self.defect(|file| file.explicit) {
            return defect;
        }
        if let Some(mismatch) = self.mismatch() {
            return mismatch;
        }
        if let Some(key) = self.other_keys()? {
            return self.other_key(key);
        }
        if let Some(defect) = self.defect(|_| true) {
            return defect;
        }
        self.key_not_accepted()
    }

    /// Nothing would be offered at all.
    fn nothing_to_offer(&self) -> Walk {
        if let Some(defect) = self.defect(|file| file.explicit) {
            return defect;
        }
        let agent = &self.identities.agent;
        if let Some(key) = self.other_keys()? {
            return self.other_key(key);
        }
        if let Some(defect) = self.defect(|_| true) {
            return defect;
        }
        if let Some(file) = self.left_out() {
            return found(file);
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
            return healthy(Depth::PasswordNext);
        }
        found(NoIdentity {
            looked,
            agent: agent.clone(),
            methods: self.methods.to_vec(),
        })
    }

    /// A key of an identity file that this ssh's own configuration leaves out.
    fn left_out(&self) -> Option<KeyTypeRefused> {
        let file = self
            .identities
            .files
            .iter()
            .find(|file| file.public.is_some())?;
        let key = file.public.clone()?;
        Some(KeyTypeRefused {
            bits: key.rsa_bits(),
            key,
            path: Some(file.path.clone()),
            accepted_algorithms: self.config.pubkey_accepted_algorithms.clone(),
            required_bits: self.config.required_rsa_size,
        })
    }

    /// All RSA, and the server announces no signature algorithm that ssh would use.
    fn no_signature_algorithm(&self) -> Result<Option<crate::finding::Diagnosis>, Need> {
        let answers = self.evidence.offered()?;
        let without =
            |offer: &&Offer| answers.reply_to(&offer.key) == Some(KeyReply::NoSignatureAlgorithm);
        let Some(offer) = self.offers.iter().find(without) else {
            return Ok(None);
        };
        let path = offer.origin.file().map(ToOwned::to_owned);
        found(NoMutualSignatureAlgorithm {
            key: offer.key.clone(),
            path,
        })
        .map(Some)
    }

    /// A `.pub` file that belongs to another key makes ssh offer that other key.
    fn mismatch(&self) -> Option<Walk> {
        self.offers.iter().find_map(|offer| {
            let path = offer.origin.file()?;
            let file = self
                .identities
                .files
                .iter()
                .find(|file| file.path == path)?;
            let (private, beside) = (file.other_half(&offer.key)?.clone(), offer.key.clone());
            Some(found(KeyPairMismatch {
                path: path.to_owned(),
                private,
                beside,
                accepted_beside: false,
            }))
        })
    }

    /// A certificate among the refused offers says why by itself.
    fn certificate(&self) -> Option<Walk> {
        let offer = self
            .offers
            .iter()
            .find(|offer| offer.certificate.is_some())?;
        let certificate: Certificate = offer.certificate.clone()?;
        let path = offer.origin.file().map(ToOwned::to_owned);
        let now = self.evidence.now;
        let user = self.evidence.target.user.clone();
        let listed = certificate
            .principals
            .iter()
            .any(|principal| principal.bytes() == user.as_bytes());
        Some(if now >= certificate.valid_before {
            found(CertificateExpired {
                path,
                certificate,
                now,
            })
        } else if now < certificate.valid_after {
            found(CertificateNotYetValid {
                path,
                certificate,
                now,
            })
        } else if let Some(what) = unsupported(&certificate) {
            found(CertificateUnsupported {
                path,
                certificate,
                what,
            })
        } else if !listed {
            found(CertificatePrincipalMismatch {
                path,
                certificate,
                user,
            })
        } else {
            found(CertificateNotAccepted { path, certificate })
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
                    FileState::Malformed(defect) => Some(found(IdentityFileMalformed {
                        path,
                        defect,
                        accepted: false,
                        others_refused,
                    })),
                    FileState::Putty { version } => Some(found(IdentityFilePutty {
                        path,
                        version,
                        others_refused,
                    })),
                    FileState::Unsupported { what } => Some(found(IdentityFileUnsupported {
                        path,
                        what,
                        others_refused,
                    })),
                    FileState::NotAFile => Some(found(IdentityFileUnsupported {
                        path,
                        what: String::from("not a regular file"),
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
            path,
            key,
            batch_mode: self.config.batch_mode,
            agent,
        }))
    }

    /// The key the server takes among those ssh would not reach. Without a yes no more are refused than plain ssh
    /// would have refused, or two.
    fn other_keys(&self) -> Result<Option<PublicKey>, Need> {
        let others = self.evidence.other_candidates()?;
        if others.is_empty() {
            return Ok(None);
        }
        let free = self.evidence.free_refusals()?;
        if others.len() > free && !self.evidence.ask(Question::OtherKeys)?.is("yes") && free == 0 {
            return Ok(None);
        }
        Ok(self.evidence.others()?.accepted().cloned())
    }

    fn other_key(&self, key: PublicKey) -> Walk {
        let refused = self.offers.len();
        let block = self.config.host_block.clone();
        let agents = [&self.identities.agent, &self.identities.other_agent];
        if let Some(held) = agents
            .iter()
            .flat_map(|agent| agent.keys())
            .find(|held| held.key == key)
        {
            return found(AgentKeyHidden {
                key,
                comment: held.comment.clone(),
                block,
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
        })
    }

    /// The heart of the matter: the server refuses every key, and only the server knows why.
    fn key_not_accepted(&self) -> Walk {
        let target = &self.evidence.target;
        let ident = match self.evidence.identification()? {
            Identification::Ssh { ident, .. } => ident.clone(),
            Identification::Ssh1 { .. }
            | Identification::NotSsh { .. }
            | Identification::Silent { .. }
            | Identification::Endless { .. }
            | Identification::Closed { .. } => Untrusted::default(),
        };
        if let Some(service) =
            git_service(&target.hostname, &ident).filter(|_| target.user == "git")
        {
            return found(GitKeyNotRegistered {
                service: service.to_owned(),
                refused: self.offers.clone(),
            });
        }
        let given = |question| -> Result<Option<String>, Need> {
            Ok(match self.evidence.ask(question)? {
                Answer::Given(answer) => Some(answer.clone()),
                Answer::Unanswered => None,
            })
        };
        let other_refused = match self.evidence.others() {
            Ok(answers) => answers
                .answers
                .iter()
                .map(|answer| answer.key.clone())
                .collect(),
            Err(_) => Vec::new(),
        };
        found(KeyNotAccepted {
            refused: self.offers.clone(),
            other_refused,
            methods: self.methods.to_vec(),
            ident,
            user: target.user.clone(),
            installed: given(Question::KeyInstalled)?,
            way_in: given(Question::WayIn)?,
            image: match self.evidence.answers.get(Question::Image) {
                Some(Answer::Given(image)) => Some(image.clone()),
                Some(Answer::Unanswered) | None => None,
            },
        })
    }
}

impl Evidence {
    /// Keys of this machine that ssh would not reach by itself, likeliest first: those behind the server's cut, then the
    /// agent's hidden ones, then other files.
    pub fn other_candidates(&self) -> Result<Vec<PublicKey>, Need> {
        let config = self.ssh_config()?;
        let identities = self.identities()?;
        let offers = identities.offer(config);
        let asked: Vec<&PublicKey> = match self.offered() {
            Ok(answers) => answers.answers.iter().map(|answer| &answer.key).collect(),
            Err(_) => Vec::new(),
        };
        let behind = offers.iter().map(|offer| &offer.key);
        let hidden = identities
            .agent
            .keys()
            .iter()
            .chain(identities.other_agent.keys())
            .map(|held| &held.key);
        let files = identities
            .others
            .iter()
            .filter_map(|file| file.public.as_ref());
        let mut others: Vec<PublicKey> = Vec::new();
        for key in behind.chain(hidden).chain(files) {
            if !asked.contains(&key)
                && !others.contains(key)
                && crate::evidence::usable_by(config, key)
            {
                others.push(key.clone());
            }
        }
        Ok(others)
    }

    /// How many more keys may be refused without asking: as many as plain ssh's, or two, whichever is more.
    pub fn free_refusals(&self) -> Result<usize, Need> {
        let refused = match self.offered() {
            Ok(answers) => answers.refused(),
            Err(_) => 0,
        };
        let ended = matches!(self.offered(), Ok(answers) if answers.ending.is_some());
        Ok(if ended {
            0
        } else {
            2_usize.saturating_sub(refused)
        })
    }
}

/// What OpenSSH servers do not take in a certificate: a signature with SHA-1 (since 8.2), or a critical option they do not
/// know (PROTOCOL.certkeys lists those they do).
fn unsupported(certificate: &Certificate) -> Option<String> {
    if certificate.signature_algorithm == "ssh-rsa" {
        return Some(String::from("ssh-rsa"));
    }
    let known = |option: &&Untrusted| {
        ["force-command", "source-address", "verify-required"]
            .iter()
            .any(|known| option.bytes() == known.as_bytes())
    };
    certificate
        .critical_options
        .iter()
        .find(|option| !known(option))
        .map(|option| option.visible(60))
}

/// A known Git hosting service, by its name or its identification string.
fn git_service(hostname: &str, ident: &Untrusted) -> Option<&'static str> {
    let host = hostname.to_ascii_lowercase();
    let is = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    [
        ("GitHub", is("github.com") || ident.contains("babeld-")),
        ("GitLab", is("gitlab.com") || ident.contains("GitLab-SSHD")),
        ("Bitbucket", is("bitbucket.org")),
        ("Codeberg", is("codeberg.org")),
        (
            "Azure DevOps",
            is("ssh.dev.azure.com") || is("vs-ssh.visualstudio.com"),
        ),
        ("Gitea", ident.contains("Gitea")),
    ]
    .into_iter()
    .find_map(|(service, matches)| matches.then_some(service))
}
