//! Every key ssh would offer is refused, or there is none: in which order the reasons are looked for.

use super::keys::Case;
use super::login::password_next;
use super::userauth::password_way;
use super::{Walk, found};
use crate::evidence::{Agent, KeyReply, Need, PublicKey};
use crate::finding::Diagnosis;
use crate::finding::userauth::agent_unreachable::AgentUnreachable;
use crate::finding::userauth::key_pair_mismatch::KeyPairMismatch;
use crate::finding::userauth::no_identity::NoIdentity;
use crate::finding::userauth::no_mutual_signature_algorithm::NoMutualSignatureAlgorithm;
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
}
