//! A certificate among the keys that the server refuses, or one that ssh does not even load.

use std::path::PathBuf;

use super::keys::Case;
use super::other_keys::Words;
use super::{Walk, found};
use crate::evidence::{Certificate, Mode, Offer, PublicKey, git};
use crate::finding::userauth::certificate_expired::CertificateExpired;
use crate::finding::userauth::certificate_not_accepted::CertificateNotAccepted;
use crate::finding::userauth::certificate_not_yet_valid::CertificateNotYetValid;
use crate::finding::userauth::certificate_principal_mismatch::CertificatePrincipalMismatch;
use crate::finding::userauth::certificate_unsupported::CertificateUnsupported;
use crate::finding::{Certainty, Diagnosis};
use crate::say;
use crate::text::Untrusted;

impl Case<'_> {
    /// The certificate that is most likely meant, and what is wrong with it. How sure that is depends on what else was
    /// refused: a server that knows the plain key, too, may refuse that one for a reason of its own.
    pub(super) fn certificate(&self) -> Option<Walk> {
        if !self.certificates_count() {
            return None;
        }
        let others_refused = self.plain().count();
        let Some((certificate, path)) = self.nearest() else {
            let (certificate, path, what) = self.unloaded()?;
            return Some(found(CertificateUnsupported {
                path: Some(path),
                certificate,
                what,
                others_refused,
            }));
        };
        let now = self.evidence.now;
        Some(if self.is_expired(&certificate) {
            found(CertificateExpired {
                path,
                certificate,
                now,
                others_refused,
            })
        } else if now < certificate.valid_after {
            found(CertificateNotYetValid {
                path,
                written: self.written(&certificate),
                refused: self.evidence.mode() == Mode::Live,
                certificate,
                now,
                others_refused,
            })
        } else if let Some(what) = unsupported(&certificate) {
            found(CertificateUnsupported {
                path,
                certificate,
                what,
                others_refused,
            })
        } else if !self.is_listed(&certificate) {
            found(CertificatePrincipalMismatch {
                path,
                certificate,
                user: self.evidence.target.user.clone(),
                ident: self.evidence.ident(),
                others_refused,
            })
        } else {
            found(CertificateNotAccepted { path, certificate })
        })
    }

    /// What is wrong with the certificate is the answer if it is certain. Else another key that works is, or what sshd says
    /// of it behind a password.
    pub(super) fn by_certificate(&self, certificate: Diagnosis) -> Walk {
        let sure = certificate
            .root()
            .is_some_and(|cause| cause.certainty() == Certainty::Certain);
        if sure {
            return Ok(certificate);
        }
        if let Some(key) = self.other_keys()? {
            return self.beside_certificate(key, &certificate);
        }
        if self.evidence.can_type_a_password() {
            let way_in = self.way_in()?;
            match self.words_behind_a_password(way_in.as_deref())? {
                Some(Words::Reason(diagnosis)) => return Ok(diagnosis),
                Some(Words::Silence | Words::NoLogin(_)) | None => {}
            }
        }
        let (_, unasked) = self.other_keys_asked_and_not();
        Ok(match unasked.len() {
            0 => certificate,
            count => certificate.note(say!(
                "{count} more key(s) of this machine were not asked about, since each refused one counts there as a failure; with --answer other-keys=yes they are.",
                "この端末のほかの鍵 {count} 個は問い合わせていません (拒否されるたびにサーバーで失敗と数えられるため)。--answer other-keys=yes を付けると問い合わせます。",
                count = count
            )),
        })
    }

    /// A certificate that is refused for reasons out of sight, and another key that works: that one is certain.
    fn beside_certificate(&self, key: PublicKey, certificate: &Diagnosis) -> Walk {
        let diagnosis = self.other_key(key)?;
        let named = diagnosis.root().map(|cause| cause.page().code);
        if !matches!(named, Some("other-key-accepted" | "agent-key-hidden")) {
            return Ok(diagnosis);
        }
        let suspicion = certificate
            .root()
            .map(|cause| cause.cause(&self.evidence.target));
        Ok(match suspicion {
            Some(suspicion) => diagnosis.note(suspicion),
            None => diagnosis,
        })
    }

    /// Offers that are no certificates.
    fn plain(&self) -> impl Iterator<Item = &Offer> {
        self.offers
            .iter()
            .filter(|offer| offer.certificate.is_none())
    }

    /// A Git host takes plain keys. One of GitHub's organisations may have an authority; its certificates say `login@HOST`.
    fn certificates_count(&self) -> bool {
        let host = &self.evidence.target.hostname;
        if self.plain().next().is_none() || git::service(host, &self.evidence.ident()).is_none() {
            return true;
        }
        let mut certificates = self
            .offers
            .iter()
            .filter_map(|offer| offer.certificate.as_ref());
        certificates.any(|certificate| {
            let mut names = certificate.extensions.iter();
            names.any(|name| name.bytes().starts_with(b"login@"))
        })
    }

    /// Of several certificates the one with the least against it: an old one may lie about for years.
    fn nearest(&self) -> Option<(Certificate, Option<PathBuf>)> {
        let now = self.evidence.now;
        let fitness = |certificate: &Certificate| {
            (
                !self.is_expired(certificate) && now >= certificate.valid_after,
                unsupported(certificate).is_none(),
                self.is_listed(certificate),
                certificate.valid_before,
            )
        };
        // The first of equals: ssh offers it first.
        let offers = self.offers.iter().rev();
        offers
            .filter_map(|offer| {
                let path = offer.origin.file().map(ToOwned::to_owned);
                Some((offer.certificate.clone()?, path))
            })
            .max_by_key(|(certificate, _)| fitness(certificate))
    }

    const fn is_expired(&self, certificate: &Certificate) -> bool {
        self.evidence.now >= certificate.valid_before
    }

    fn is_listed(&self, certificate: &Certificate) -> bool {
        let user = self.evidence.target.user.as_bytes();
        let mut principals = certificate.principals.iter();
        principals.any(|principal| principal.bytes() == user)
    }

    /// When this certificate's file was written.
    fn written(&self, certificate: &Certificate) -> Option<u64> {
        let beside = self.identities.files.iter().map(|file| &file.certificate);
        let named = self.identities.certificates.iter().map(|(_, named)| named);
        beside
            .chain(named)
            .flatten()
            .find(|known| known.blob == certificate.blob)?
            .written
    }

    /// A certificate that ssh passes by: for hosts, or with more principals than OpenSSH takes.
    fn unloaded(&self) -> Option<(Certificate, PathBuf, String)> {
        let beside = self
            .identities
            .files
            .iter()
            .filter_map(|file| Some((file.certificate.clone()?, file.path.clone())));
        let named = self
            .identities
            .certificates
            .iter()
            .filter_map(|(path, certificate)| Some((certificate.clone()?, path.clone())));
        let (certificate, path) = named
            .chain(beside)
            .find(|(certificate, _)| !certificate.is_usable_for_login())?;
        let what = if certificate.host {
            String::from("a host certificate")
        } else {
            format!("{} principals, 256 at most", certificate.principals.len())
        };
        Some((certificate, path, what))
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
