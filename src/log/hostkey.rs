//! What ssh tells of a host key before it refuses it, over many lines.

use std::path::PathBuf;

use super::attempt::Quote;
use crate::evidence::{HostKeyStanding, KnownKey, PublicKey, StandingKind, UNKNOWN_FINGERPRINT};
use crate::text::Untrusted;

/// Gathered line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HostKey {
    /// `ED25519`
    pub(super) kind: Option<String>,
    /// `SHA256:…`
    pub(super) fingerprint: Option<String>,
    /// `Offending ED25519 key in FILE:LINE`
    pub(super) offending: Option<(String, PathBuf, usize)>,
    /// What is wrong, and where the log says so.
    pub(super) fault: Option<(Fault, Quote)>,
    /// The name it was looked up by.
    pub(super) name: Option<String>,
}

/// What is wrong with a host key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// REMOTE HOST IDENTIFICATION HAS CHANGED
    Changed,
    /// Not on record.
    Unknown,
    /// Marked as revoked.
    Revoked,
    /// A host certificate that does not hold.
    Certificate(Untrusted),
}

impl HostKey {
    pub(super) fn is_empty(&self) -> bool {
        *self == HostKey::default()
    }

    /// The graver fault stays: a changed key is also said to be refused, and a revoked one changed.
    pub(super) fn is(&mut self, fault: Fault, quote: Quote) {
        let rank = |fault: &Fault| match fault {
            Fault::Unknown => 0,
            Fault::Changed => 1,
            Fault::Certificate(_) => 2,
            Fault::Revoked => 3,
        };
        if self
            .fault
            .as_ref()
            .is_none_or(|(known, _)| rank(known) < rank(&fault))
        {
            self.fault = Some((fault, quote));
        }
    }

    /// The same as the tree knows it.
    pub(super) fn standing(&self, host: &str) -> Option<HostKeyStanding> {
        let (fault, _) = self.fault.as_ref()?;
        let offered = PublicKey::from_fingerprint(
            &algorithm(self.kind.as_deref().unwrap_or_default()),
            self.fingerprint.as_deref().unwrap_or(UNKNOWN_FINGERPRINT),
        );
        let (kind, file, line) = self.offending.clone().unwrap_or_default();
        let files = if file.as_os_str().is_empty() {
            Vec::new()
        } else {
            vec![file.clone()]
        };
        let on_record = KnownKey {
            file,
            line,
            key: PublicKey::from_fingerprint(&algorithm(&kind), UNKNOWN_FINGERPRINT),
            hashed: false,
        };
        let same_type = self
            .kind
            .as_ref()
            .is_none_or(|offered| kind.is_empty() || *offered == kind);
        let kind = match fault {
            Fault::Changed if same_type => StandingKind::Changed(vec![on_record]),
            Fault::Changed => StandingKind::OtherTypes(vec![on_record]),
            Fault::Unknown => StandingKind::Unknown,
            Fault::Revoked => StandingKind::Revoked(on_record),
            Fault::Certificate(reason) => StandingKind::CertificateInvalid {
                reason: reason.clone(),
                authority: None,
            },
        };
        Some(HostKeyStanding {
            name: self.name.clone().unwrap_or_else(|| host.to_owned()),
            offered,
            kind,
            other_types: Vec::new(),
            address: Vec::new(),
            other_names: Vec::new(),
            unreadable: Vec::new(),
            broken: Vec::new(),
            files,
            met: None,
            written: Vec::new(),
        })
    }
}

/// The algorithm of a key type as ssh prints it (sshkey.c `sshkey_type`).
pub(super) fn algorithm(kind: &str) -> String {
    let (plain, certificate) = kind
        .strip_suffix("-CERT")
        .map_or((kind, false), |plain| (plain, true));
    let name = match plain.to_ascii_uppercase().as_str() {
        "RSA" => "ssh-rsa",
        "DSA" | "DSS" => "ssh-dss",
        "ECDSA" => "ecdsa-sha2-nistp256",
        "ED25519" => "ssh-ed25519",
        "ECDSA-SK" => "sk-ecdsa-sha2-nistp256@openssh.com",
        "ED25519-SK" => "sk-ssh-ed25519@openssh.com",
        _ => return kind.to_owned(),
    };
    match (certificate, name.strip_suffix("@openssh.com")) {
        (true, Some(short)) => format!("{short}-cert-v01@openssh.com"),
        (true, None) => format!("{name}-cert-v01@openssh.com"),
        (false, _) => name.to_owned(),
    }
}
