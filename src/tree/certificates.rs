//! A user certificate says by itself why a server may refuse it.

use super::keys::Case;
use super::{Walk, found};
use crate::evidence::{Certificate, Mode};
use crate::finding::userauth::certificate_expired::CertificateExpired;
use crate::finding::userauth::certificate_not_accepted::CertificateNotAccepted;
use crate::finding::userauth::certificate_not_yet_valid::CertificateNotYetValid;
use crate::finding::userauth::certificate_principal_mismatch::CertificatePrincipalMismatch;
use crate::finding::userauth::certificate_unsupported::CertificateUnsupported;
use crate::text::Untrusted;

impl Case<'_> {
    /// A certificate among the refused offers says why by itself; so does one that ssh does not even load.
    pub(super) fn certificate(&self) -> Option<Walk> {
        let offered = self.offers.iter().find_map(|offer| {
            let path = offer.origin.file().map(ToOwned::to_owned);
            Some((offer.certificate.clone()?, path))
        });
        let Some((certificate, path)) = offered else {
            let (certificate, path, what) = self.unloaded()?;
            return Some(found(CertificateUnsupported {
                path: Some(path),
                certificate,
                what,
            }));
        };
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
                written: self.written(&certificate),
                refused: self.evidence.mode() == Mode::Live,
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
                ident: self.evidence.ident(),
            })
        } else {
            found(CertificateNotAccepted { path, certificate })
        })
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
    fn unloaded(&self) -> Option<(Certificate, std::path::PathBuf, String)> {
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
