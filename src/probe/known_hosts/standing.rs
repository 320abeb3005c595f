//! What ssh concludes of an offered host key (sshconnect.c `verify_host_key` and `check_host_key`, hostfile.c
//! `check_hostkeys_by_key_or_type`).

use std::path::PathBuf;

use super::key_text::{spells, without_certificate};
use super::{KnownHosts, Marker, Record, authority, order, pattern, revocation};
use crate::evidence::Release;
use crate::evidence::{Certificate, HostKeyStanding, KnownKey, PublicKey, SshConfig, StandingKind};
use crate::text::Untrusted;

/// The first release of OpenSSH, 1999-12-01: no known_hosts file of its is older.
const FIRST_RELEASE: u64 = 944_006_400;

/// As many other names as ssh lists (sshconnect.c `MAX_OTHER_NAMES`).
const OTHER_NAMES: usize = 8;

impl KnownHosts {
    /// How the `offered` key, with its host certificate if it is one, stands for the host of `config` at `now` (seconds
    /// since 1970). The answer's `offered` is the key that was judged: the plain one wherever ssh falls back to it.
    pub fn standing(
        &self,
        config: &SshConfig,
        offered: &PublicKey,
        certificate: Option<&Certificate>,
        now: u64,
    ) -> HostKeyStanding {
        let name = config.known_hosts_name().to_ascii_lowercase();
        let plain = match certificate {
            Some(certificate) => certificate.key.clone(),
            None => without_certificate(offered),
        };
        let record = self.record_of(&name);
        let bare = bare_name(config).map(|bare| self.record_of(&bare));
        let judge = Judge {
            config,
            plain: &plain,
            certificate,
            now,
        };
        let kind = revocation::verdict(config, &self.types, &plain, certificate)
            .unwrap_or_else(|| judge.check(&record, bare.as_ref()));
        let other_names = self.other_names(&name, &plain);
        let broken = bare.into_iter().flat_map(|bare| bare.broken);
        let files = self.sources.iter().map(|source| source.path.clone());
        let other_types = match &kind {
            StandingKind::Changed(same) => record
                .own_keys()
                .map(|entry| &entry.known)
                .filter(|known| !same.contains(known))
                .cloned()
                .collect(),
            StandingKind::Known(_)
            | StandingKind::ByAuthority(_)
            | StandingKind::Unknown
            | StandingKind::OtherTypes(_)
            | StandingKind::Revoked(_)
            | StandingKind::RevokedFileUnreadable { .. }
            | StandingKind::CertificateInvalid { .. } => Vec::new(),
        };
        HostKeyStanding {
            other_types,
            offered: judged_key(&kind, certificate).unwrap_or(&plain).clone(),
            name,
            kind,
            address: Vec::new(),
            other_names,
            unreadable: self.unreadable(),
            broken: record.broken.into_iter().chain(broken).collect(),
            files: files.collect(),
            met: None,
            written: self.written(now),
        }
    }

    /// When each file was last written; a time before OpenSSH itself or after now was set by something else than a writer.
    fn written(&self, now: u64) -> Vec<(PathBuf, u64)> {
        let meant = |written: &u64| (FIRST_RELEASE..=now).contains(written);
        let times = self.sources.iter().filter_map(|source| {
            let written = source.written.filter(meant)?;
            Some((source.path.clone(), written))
        });
        times.collect()
    }

    /// With CheckHostIP: the lines that hold other keys for `address`, where none holds `key` (sshconnect.c
    /// `check_host_key`). A host that is an address, or has an alias, is not checked twice.
    pub fn address_lines(
        &self,
        config: &SshConfig,
        address: &str,
        key: &PublicKey,
    ) -> Vec<KnownKey> {
        if !config.check_host_ip || config.host_key_alias.is_some() || config.hostname == address {
            return Vec::new();
        }
        let name = crate::target::known_hosts_name(address, config.port);
        let entries = self
            .entries_for(&name)
            .into_iter()
            .filter(|entry| entry.marker == Marker::None);
        let lines: Vec<KnownKey> = entries.map(|entry| entry.known).collect();
        if lines.iter().any(|known| known.key == *key) {
            Vec::new()
        } else {
            lines
        }
    }

    fn unreadable(&self) -> Vec<(PathBuf, Untrusted)> {
        let problems = self.sources.iter().filter_map(|source| {
            let problem = source.problem.clone()?;
            Some((source.path.clone(), problem))
        });
        problems.collect()
    }

    /// Lines of other names that hold `key` (sshconnect.c `hostkeys_find_by_key`).
    fn other_names(&self, name: &str, key: &PublicKey) -> Vec<KnownKey> {
        self.lines()
            .filter(|(_, _, line)| line.marker == Marker::None)
            .filter(|(_, _, line)| spells(line.key, key))
            .filter(|(_, _, line)| !pattern::names(line.hosts, name))
            .take(OTHER_NAMES)
            .map(|(source, number, line)| KnownKey {
                file: source.path.clone(),
                line: number,
                key: key.clone(),
                hashed: line.is_hashed(),
            })
            .collect()
    }
}

/// The certificate, where it is what `kind` is about.
fn judged_key<'a>(
    kind: &StandingKind,
    certificate: Option<&'a Certificate>,
) -> Option<&'a PublicKey> {
    let about_certificate = matches!(
        kind,
        StandingKind::ByAuthority(_) | StandingKind::CertificateInvalid { .. }
    );
    let certificate = certificate.filter(|_| about_certificate)?;
    Some(&certificate.blob)
}

/// Where the name has a port and nothing is on record for it, every OpenSSH looks for the host without the port as well.
fn bare_name(config: &SshConfig) -> Option<String> {
    let has_port = config.host_key_alias.is_none() && config.port != 22 && config.port != 0;
    has_port.then(|| config.hostname.to_ascii_lowercase())
}

/// One offered key before the records.
#[derive(Clone, Copy)]
struct Judge<'a> {
    config: &'a SshConfig,
    plain: &'a PublicKey,
    certificate: Option<&'a Certificate>,
    now: u64,
}

impl Judge<'_> {
    /// The certificate first, if there is one; where it does not do, the plain key in it.
    fn check(self, record: &Record, bare: Option<&Record>) -> StandingKind {
        let Some(certificate) = self.certificate else {
            return self.check_plain(record, bare);
        };
        let refusal = match self.check_certificate(certificate, record, bare) {
            Ok(kind) => return kind,
            Err(refusal) => refusal,
        };
        if let Some(forbidden) = self.forbidden_fallback() {
            return refusal.unwrap_or(forbidden);
        }
        match self.check_plain(record, bare) {
            StandingKind::Unknown => refusal.unwrap_or(StandingKind::Unknown),
            judged => judged,
        }
    }

    /// What the certificate decides; `Err` where ssh goes on with the plain key, with what it said against the certificate.
    fn check_certificate(
        self,
        certificate: &Certificate,
        record: &Record,
        bare: Option<&Record>,
    ) -> Result<StandingKind, Option<StandingKind>> {
        let revoking = record
            .revoking(self.plain)
            .or_else(|| record.revoking(&certificate.authority));
        if let Some(entry) = revoking {
            return Ok(StandingKind::Revoked(entry.known.clone()));
        }
        let authority = record
            .marked(Marker::CertAuthority)
            .find(|entry| entry.known.key == certificate.authority);
        if let Some(entry) = authority {
            return match authority::fault(certificate, self.config, self.now) {
                None => Ok(StandingKind::ByAuthority(entry.known.clone())),
                Some(reason) => Err(Some(StandingKind::CertificateInvalid {
                    reason: Untrusted::from(reason),
                    authority: Some(entry.known.clone()),
                })),
            };
        }
        match bare.map(|bare| self.check(bare, None)) {
            Some(kind) if decides(&kind) => Ok(kind),
            Some(kind @ StandingKind::CertificateInvalid { .. }) => Err(Some(kind)),
            _ => Err(unknown_authority(record)),
        }
    }

    /// The key itself against the keys on record.
    fn check_plain(self, record: &Record, bare: Option<&Record>) -> StandingKind {
        if let Some(entry) = record.revoking(self.plain) {
            return StandingKind::Revoked(entry.known.clone());
        }
        if let Some(entry) = record
            .own_keys()
            .find(|entry| entry.known.key == *self.plain)
        {
            return StandingKind::Known(entry.known.clone());
        }
        let recorded: Vec<KnownKey> = record.own_keys().map(|entry| entry.known.clone()).collect();
        if recorded.is_empty() {
            return bare
                .map(|bare| self.check_plain(bare, None))
                .filter(decides)
                .unwrap_or(StandingKind::Unknown);
        }
        let (same, others): (Vec<_>, Vec<_>) = recorded
            .into_iter()
            .partition(|known| known.key.algorithm == self.plain.algorithm);
        if same.is_empty() {
            StandingKind::OtherTypes(others)
        } else {
            StandingKind::Changed(same)
        }
    }

    /// From 9.8 on ssh falls back only to a key type that HostKeyAlgorithms holds.
    fn forbidden_fallback(self) -> Option<StandingKind> {
        let forbidden =
            Release::of(self.config) >= Release(9, 8) && !order::permits(self.config, self.plain);
        forbidden.then(|| StandingKind::CertificateInvalid {
            reason: Untrusted::new(format!(
                "host key {} not permitted by HostkeyAlgorithms",
                self.plain.algorithm
            )),
            authority: None,
        })
    }
}

/// Does the host without its port decide for the host with it? A changed key does not: ssh passes over it in silence. A
/// revoked one ssh reports; with `StrictHostKeyChecking accept-new` it then takes the key all the same, and we do not.
fn decides(kind: &StandingKind) -> bool {
    matches!(
        kind,
        StandingKind::Known(_) | StandingKind::ByAuthority(_) | StandingKind::Revoked(_)
    )
}

/// Another authority is on record for the host, so its certificate was meant to count. Where none is, a certificate means
/// nothing to this side, and the plain key decides alone.
fn unknown_authority(record: &Record) -> Option<StandingKind> {
    record.marked(Marker::CertAuthority).next()?;
    Some(StandingKind::CertificateInvalid {
        reason: Untrusted::from("No matching CA found"),
        authority: None,
    })
}
