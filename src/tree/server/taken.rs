//! Is the key one that sshd takes: its type and size, the list of those revoked, the authority of its certificate?

use super::Judge;
use crate::evidence::PublicKey;
use crate::evidence::server::{AskedKey, Person, PlaceState, Registered};
use crate::finding::Seen;
use crate::finding::server::certificate_authority_untrusted::CertificateAuthorityUntrusted;
use crate::finding::server::key_algorithm_refused::KeyAlgorithmRefused;
use crate::finding::server::key_revoked::KeyRevoked;
use crate::finding::server::looked::{Looked, setting};
use crate::finding::server::mend;
use crate::say;
use crate::text::Untrusted;

impl<'a> Judge<'a> {
    /// PubkeyAcceptedAlgorithms and RequiredRSASize; they are looked at before any file is.
    pub(super) fn algorithm(self, key: &PublicKey, asked: &AskedKey) -> Option<Looked> {
        if key.is_fingerprint_only() {
            return None;
        }
        let accepted = ["pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"]
            .into_iter()
            .find_map(|keyword| {
                Some((
                    keyword,
                    self.look
                        .effective
                        .as_ref()
                        .and_then(|_| self.look.setting(keyword))?,
                ))
            });
        let steps = |line: Option<&crate::evidence::server::ConfigLine>| {
            line.map(|line| vec![mend::edit(line), mend::load()])
                .unwrap_or_default()
        };
        if let Some((keyword, list)) = accepted {
            let certificate = asked
                .certificate
                .as_ref()
                .map(|certificate| &certificate.blob.algorithm);
            let own: Vec<&str> = match key.algorithm.as_str() {
                "ssh-rsa" => vec!["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
                other => vec![other],
            };
            let own: Vec<&str> = own
                .into_iter()
                .chain(certificate.map(String::as_str))
                .collect();
            if !list.split(',').any(|algorithm| own.contains(&algorithm)) {
                let line = self.look.line_with(keyword, &list);
                let looked = Looked::certain(
                    KeyAlgorithmRefused {
                        text: Untrusted::from(key.algorithm.as_str()),
                    },
                    vec![setting(keyword, &list, line)],
                );
                return Some(looked.mended_by(steps(line)));
            }
        }
        let least: usize = self.look.setting("requiredrsasize")?.parse().ok()?;
        let bits = key.size().filter(|_| key.algorithm == "ssh-rsa")?;
        if bits >= least {
            return None;
        }
        let value = least.to_string();
        let line = self.look.line_with("requiredrsasize", &value);
        let text = format!("RSA {bits} < {least}");
        let cause = KeyAlgorithmRefused {
            text: Untrusted::from(text.as_str()),
        };
        Some(Looked::certain(
            cause,
            vec![setting("requiredrsasize", &value, line)],
        ))
    }

    /// RevokedKeys: a file that cannot be read refuses every key.
    pub(super) fn revoked(self) -> Option<Looked> {
        for (place, listed) in &self.look.revoked {
            let cause = KeyRevoked {
                path: Some(place.path.clone()),
            };
            let seen = |words| vec![Seen::new("RevokedKeys", words).in_file(&place.path)];
            match place.state {
                PlaceState::Missing | PlaceState::NoFile => {
                    let there = say!("is not there", "存在しません");
                    let words = say!(
                        "RevokedKeys names {path}, which cannot be read: sshd then refuses every key.",
                        "RevokedKeys に指定された {path} を読めないため、sshd はすべての鍵を拒否します。",
                        path = place.path.display()
                    );
                    let line = self.look.lines_of("revokedkeys").first().copied();
                    let steps = line.map(|line| vec![mend::edit(line), mend::load()]);
                    let looked = Looked::certain(cause, seen(there)).told(words);
                    return Some(looked.mended_by(steps.unwrap_or_default()));
                }
                PlaceState::Readable if listed.contains(&true) => {
                    let words = say!("the list holds the key", "一覧にこの鍵があります");
                    return Some(Looked::certain(cause, seen(words)));
                }
                PlaceState::Readable | PlaceState::Denied => {}
            }
        }
        None
    }

    /// A certificate: its authority, its names. Its time is the client's to mend, and is told there.
    pub(super) fn certificate(
        self,
        asked: &AskedKey,
        certificate: &crate::evidence::Certificate,
        person: &Person,
    ) -> Option<Looked> {
        let configured = self.look.setting("trustedusercakeys")?;
        let unread =
            |place: &crate::evidence::server::PlacedFile| place.state == PlaceState::Denied;
        if configured != "none"
            && (self.look.authorities.is_empty()
                || self.look.authorities.iter().any(|(place, _)| unread(place)))
        {
            return None;
        }
        let signer = certificate.authority.fingerprint();
        let trusted = self
            .look
            .authorities
            .iter()
            .any(|(_, prints)| prints.iter().any(|print| print.visible(120) == signer));
        let by_line = self.look.files.iter().any(|file| {
            file.lines.iter().any(|line| {
                matches!(line.read(), Registered::Key(key, options, _) if options.authority && key.fingerprint() == signer)
            })
        });
        if !trusted && !by_line {
            let mut seen = vec![Seen::new(
                "certificate",
                say!(
                    "signed by {signer}",
                    "署名した認証局: {signer}",
                    signer = signer
                ),
            )];
            seen.extend(self.look.authorities.iter().map(|(place, prints)| {
                let prints: Vec<String> = prints
                    .iter()
                    .take(4)
                    .map(|print| print.visible(60))
                    .collect();
                let words = say!(
                    "sshd trusts {prints}",
                    "sshd が信頼する認証局: {prints}",
                    prints = prints.join(", ")
                );
                Seen::new("TrustedUserCAKeys", words).in_file(&place.path)
            }));
            return Some(Looked::certain(CertificateAuthorityUntrusted, seen));
        }
        if let Some((place, lines)) = &self.look.principals
            && trusted
        {
            let names = |text: &Untrusted| {
                let text = text.visible(200);
                text.split_whitespace()
                    .last()
                    .map(str::to_owned)
                    .filter(|name| !name.starts_with('#'))
            };
            let listed: Vec<String> = lines.iter().filter_map(|(_, text)| names(text)).collect();
            let own: Vec<String> = certificate
                .principals
                .iter()
                .map(|name| name.visible(100))
                .collect();
            if place.state == PlaceState::Denied || own.iter().any(|name| listed.contains(name)) {
                return None;
            }
            let words = say!(
                "none of the certificate's names ({own}) stands in it",
                "証明書の名前 ({own}) がありません",
                own = own.join(", ")
            );
            let seen = vec![Seen::new("AuthorizedPrincipalsFile", words).in_file(&place.path)];
            return Some(Looked::certain(CertificateAuthorityUntrusted, seen));
        }
        let _all_else_is_told_by_the_log = (asked, person);
        None
    }
}
