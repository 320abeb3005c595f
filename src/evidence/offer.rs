//! What ssh would offer of the person's keys, in its order.

use std::path::{Path, PathBuf};

use super::{AgentKey, Certificate, FileState, Identities, Origin, PublicKey, SshConfig};

/// A key ssh would offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is offered: a key, or a certificate.
    pub key: PublicKey,
    /// The certificate, if it is one.
    pub certificate: Option<Certificate>,
    /// Where the private half lives.
    pub origin: Origin,
}

impl Identities {
    /// The public keys ssh would send this server, in its order: as it lists them itself, where it can, else as worked out
    /// from the files and the agent.
    pub fn offer(&self, config: &SshConfig) -> Vec<Offer> {
        self.as_listed(self.worked_out(config))
    }

    /// The same without asking ssh (sshconnect2.c `pubkey_prepare`, ssh.c
    /// `load_public_identity_files`): certificates named by CertificateFile; agent keys that an identity file names, in the
    /// agent's order; the agent's other keys unless IdentitiesOnly; files, each with the certificate beside it right
    /// after; a token's keys before the files, those first that a file names, and no others with IdentitiesOnly. A key that
    /// stands in two files is sent twice. What PubkeyAcceptedAlgorithms or RequiredRSASize does not
    /// allow is left out.
    ///
    /// Not seen from here: the server's `server-sig-algs`, by which OpenSSH 9.6 and later skip keys, too.
    pub(super) fn worked_out(&self, config: &SshConfig) -> Vec<Offer> {
        if !config.may_use("publickey") {
            return Vec::new();
        }
        let mut files = self.candidates();
        let mut certificates = self.named_certificates();
        for in_files in [&mut files, &mut certificates] {
            in_files.retain(|it| config.speaks_to_tokens() || !it.offer.key.is_security_key());
        }
        let agent = self.take_agent_keys(config.identities_only, &mut files);
        let tokens = take_token_keys(config.identities_only, &mut files);
        let mut groups = [certificates, agent, tokens, files];
        if config.is_at_least(10, 5) {
            groups.iter_mut().for_each(by_priority);
        }
        let mut candidates = groups.concat();
        candidates.retain(|candidate| usable_by(config, &candidate.offer.key));
        let mut offers: Vec<Offer> = candidates.into_iter().map(|it| it.offer).collect();
        name_signers(&mut offers);
        offers
    }

    /// CertificateFile: each is offered, whether or not its private half is at hand.
    fn named_certificates(&self) -> Vec<Candidate> {
        self.certificates
            .iter()
            .filter_map(|(path, certificate)| Some((path, certificate.as_ref()?)))
            .filter(|(_, certificate)| certificate.is_usable_for_login())
            .map(|(path, certificate)| Candidate::file(&certificate.blob, path, true))
            .collect()
    }

    /// What the identity files announce. Where no CertificateFile is set, the certificate beside a file follows its key.
    fn candidates(&self) -> Vec<Candidate> {
        // ssh.c `load_public_identity_files` puts a token's keys before the files.
        let provider = self.provider.iter().flat_map(|provider| {
            let path = &provider.path;
            provider.keys.iter().map(move |key| Candidate {
                in_token: true,
                ..Candidate::file(key, path, false)
            })
        });
        let mut candidates: Vec<Candidate> = provider.collect();
        for file in &self.files {
            let loaded = file.public.as_ref();
            let loaded = loaded.filter(|_| file.state == FileState::Usable);
            candidates.extend(file.announced().or(loaded).map(|key| Candidate {
                unasked: file.signs_unasked,
                ..Candidate::file(key, &file.path, file.explicit)
            }));
            let beside = file.certificate.as_ref();
            candidates.extend(
                beside
                    .filter(|_| self.certificates.is_empty())
                    .map(|certificate| {
                        Candidate::file(&certificate.blob, &file.path, file.explicit)
                    }),
            );
        }
        candidates.retain(Candidate::is_for_users);
        candidates
    }

    /// The agent's share: first what the files name, which is taken out of `files`, then the rest.
    fn take_agent_keys(&self, named_only: bool, files: &mut Vec<Candidate>) -> Vec<Candidate> {
        let held = self.agent.keys();
        if !held.iter().all(AgentKey::is_readable) {
            return Vec::new(); // ssh then drops the whole list (authfd.c `ssh_fetch_identitylist`)
        }
        let (mut named, mut rest) = (Vec::new(), Vec::new());
        for held in held {
            let same =
                |candidate: &Candidate| !candidate.unasked && candidate.offer.key == held.key;
            if let Some(place) = files.iter().position(same) {
                let mut candidate = files.remove(place);
                let file = candidate.offer.origin.file().map(Path::to_owned);
                candidate.offer.origin = held.origin(file);
                named.push(candidate);
            } else if !named_only {
                rest.push(Candidate::new(&held.key, held.origin(None), false));
            }
        }
        named.append(&mut rest);
        named
    }
}

impl AgentKey {
    /// A key of a type ssh does not know is passed by; one it knows and cannot decode spoils the list.
    fn is_readable(&self) -> bool {
        PublicKey::fields(&self.key.plain_algorithm()).is_none() || self.key.decodes()
    }

    fn origin(&self, file: Option<PathBuf>) -> Origin {
        Origin::Agent {
            comment: self.comment.clone(),
            file,
        }
    }
}

/// The keys of a token that a file names are taken out of `files`; with IdentitiesOnly the others are dropped.
fn take_token_keys(named_only: bool, files: &mut Vec<Candidate>) -> Vec<Candidate> {
    let (tokens, rest): (Vec<_>, Vec<_>) = files.drain(..).partition(|it| it.in_token);
    let named = |token: &Candidate| rest.iter().any(|file| file.offer.key == token.offer.key);
    let (named, others): (Vec<_>, Vec<_>) = tokens.into_iter().partition(named);
    files.extend(others.into_iter().filter(|_| !named_only).chain(rest));
    named
}

/// A key on its way into the offer.
#[derive(Clone)]
struct Candidate {
    offer: Offer,
    /// Somebody asked for it: it keeps its place.
    asked_for: bool,
    /// See [`IdentityFile::signs_unasked`].
    unasked: bool,
    /// A PKCS#11 library has it.
    in_token: bool,
}

impl Candidate {
    fn new(key: &PublicKey, origin: Origin, asked_for: bool) -> Candidate {
        let offer = Offer {
            key: key.clone(),
            certificate: Certificate::from_key(key),
            origin,
        };
        Candidate {
            offer,
            asked_for,
            unasked: false,
            in_token: false,
        }
    }

    fn file(key: &PublicKey, path: &Path, asked_for: bool) -> Candidate {
        Candidate::new(key, Origin::File(path.to_owned()), asked_for)
    }

    fn is_for_users(&self) -> bool {
        let certificate = self.offer.certificate.as_ref();
        certificate.is_none_or(Certificate::is_usable_for_login)
    }

    /// OpenSSH 10.5 sorts what nobody asked for by this (sshconnect2.c `identity_prioritise`).
    fn priority(&self) -> u8 {
        match &self.offer.certificate {
            Some(certificate) if self.offer.key.is_security_key() => {
                if certificate.demands("verify-required") {
                    2
                } else if certificate.extends("no-touch-required") {
                    0
                } else {
                    1
                }
            }
            Some(_) => 1,
            None => 3,
        }
    }
}

/// Sorts those nobody asked for among the places they hold; the others stay where they are.
fn by_priority(group: &mut Vec<Candidate>) {
    let asked: Vec<bool> = group.iter().map(|candidate| candidate.asked_for).collect();
    let (fixed, mut loose): (Vec<_>, Vec<_>) =
        group.drain(..).partition(|candidate| candidate.asked_for);
    loose.sort_by_key(Candidate::priority);
    let (mut fixed, mut loose) = (fixed.into_iter(), loose.into_iter());
    group.extend(asked.into_iter().filter_map(
        |asked| {
            if asked { fixed.next() } else { loose.next() }
        },
    ));
}

/// A certificate signs with the first plain key of the offer that it certifies (sshconnect2.c `sign_and_send_pubkey`).
fn name_signers(offers: &mut [Offer]) {
    for place in 0..offers.len() {
        let Some(certificate) = &offers[place].certificate else {
            continue;
        };
        let signer = offers.iter().find(|offer| offer.key == certificate.key);
        if let (Some(signer), Origin::File(path)) = (signer, &offers[place].origin) {
            let mut origin = signer.origin.clone();
            if let Origin::Agent {
                file: file @ None, ..
            } = &mut origin
            {
                *file = Some(path.clone());
            }
            offers[place].origin = origin;
        }
    }
}

/// Would ssh offer a key of this type and size at all (sshconnect2.c `key_type_allowed_by_config`, ssh.c `check_load`)?
/// PubkeyAcceptedAlgorithms names signature algorithms, of which an RSA key has three.
pub fn usable_by(config: &SshConfig, key: &PublicKey) -> bool {
    let accepted = &config.pubkey_accepted_algorithms;
    let has = |name: &str| accepted.iter().any(|algorithm| algorithm == name);
    let type_is_accepted = match key.algorithm.strip_prefix("ssh-rsa") {
        _ if accepted.is_empty() || has(&key.algorithm) => true,
        Some(suffix) => ["rsa-sha2-512", "rsa-sha2-256"]
            .iter()
            .any(|name| has(&format!("{name}{suffix}"))),
        None => false,
    };
    let least = config.required_rsa_size as usize;
    type_is_accepted && key.rsa_bits().is_none_or(|bits| bits >= least)
}

#[cfg(test)]
mod tests;
