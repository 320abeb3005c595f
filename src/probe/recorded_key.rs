//! The key types on record, asked for by name: each on a connection that ends with the key exchange.

use super::Prober;
use super::session::Session;
use crate::evidence::{
    Agreed, Evidence, KeyExchange, KnownKey, Negotiation, PublicKey, RecordedKey, StandingKind,
};

/// So many other types are asked for where the key of one has changed.
const OTHERS: usize = 2;

impl Prober {
    /// Asks for the type on record; where its key has changed, for the other types on record as well: whether all
    /// changed at once tells a new installation from a single new key.
    pub(super) async fn recorded_key(&mut self, evidence: &Evidence) -> RecordedKey {
        let (Ok(Negotiation::Agreed(agreed)), Ok(standing)) =
            (evidence.negotiation(), evidence.host_key())
        else {
            return RecordedKey::CouldNotAsk;
        };
        let recorded: &[KnownKey] = match &standing.kind {
            StandingKind::OtherTypes(known) | StandingKind::Changed(known) => known,
            StandingKind::Known(_)
            | StandingKind::ByAuthority(_)
            | StandingKind::Unknown
            | StandingKind::Revoked(_)
            | StandingKind::RevokedFileUnreadable { .. }
            | StandingKind::CertificateInvalid { .. } => &[],
        };
        let served = recorded
            .iter()
            .find_map(|known| Some((known, served_algorithm(&known.key.algorithm, agreed)?)));
        let Some((known, algorithm)) = served else {
            return RecordedKey::NotServed;
        };
        let mut served = self.key_served(algorithm.clone(), agreed, evidence).await;
        // Servers that take turns: the one with the recorded key was seen beside the first connection.
        let takes_turns = self.seen_beside.as_ref() == Some(&known.key);
        if takes_turns && served.as_ref().is_some_and(|served| *served != known.key) {
            served = self.key_served(algorithm, agreed, evidence).await;
        }
        match served {
            Some(served) if served == known.key => RecordedKey::Same {
                known: known.clone(),
            },
            Some(served) => RecordedKey::Different {
                known: known.clone(),
                served,
                others: self
                    .other_types(&standing.other_types, agreed, evidence)
                    .await,
            },
            None => RecordedKey::CouldNotAsk,
        }
    }

    /// One key of each type; a type that could not be asked for is left out.
    async fn other_types(
        &mut self,
        recorded: &[KnownKey],
        agreed: &Agreed,
        evidence: &Evidence,
    ) -> Vec<(KnownKey, Option<PublicKey>)> {
        let mut others: Vec<(KnownKey, Option<PublicKey>)> = Vec::new();
        for known in recorded {
            let type_ = &known.key.algorithm;
            let asked = others
                .iter()
                .any(|(other, _)| other.key.algorithm == *type_);
            if asked || others.len() >= OTHERS {
                continue;
            }
            match served_algorithm(type_, agreed) {
                None => others.push((known.clone(), None)),
                Some(algorithm) => {
                    if let Some(served) = self.key_served(algorithm, agreed, evidence).await {
                        others.push((known.clone(), Some(served)));
                    }
                }
            }
        }
        others
    }

    /// The host key the server signs with when only this algorithm is asked for.
    async fn key_served(
        &mut self,
        algorithm: String,
        agreed: &Agreed,
        evidence: &Evidence,
    ) -> Option<PublicKey> {
        self.hang_up();
        let mut opening = self.open_again(evidence).await?;
        let theirs = opening.kexinit(self.patience).await.ok()?;
        let agreed = Agreed {
            host_key: algorithm,
            ..agreed.clone()
        };
        let ours = evidence
            .ssh_config()
            .map(|config| self.ours(config))
            .unwrap_or_default();
        let start = Session::start(opening, &ours, &agreed, &theirs, self.patience);
        match start.await.0 {
            KeyExchange::Done { host_key, .. } => Some(host_key),
            KeyExchange::Stalled(_)
            | KeyExchange::Closed { .. }
            | KeyExchange::Failed { .. }
            | KeyExchange::CannotFollow { .. } => None,
        }
    }
}

/// The algorithm of the server's offer under which a key of `key_type` is served.
fn served_algorithm(key_type: &str, agreed: &Agreed) -> Option<String> {
    let names: &[&str] = match key_type {
        "ssh-rsa" => &["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
        other => &[other],
    };
    let served = |name: &&&str| {
        agreed
            .server_host_keys
            .iter()
            .any(|offered| offered == *name)
    };
    names.iter().find(served).map(|name| (*name).to_owned())
}
