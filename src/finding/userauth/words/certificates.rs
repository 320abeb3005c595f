//! What is said of certificates.

use std::path::Path;

use super::names::{certificate_file, key_name, user, word};
use crate::evidence::Certificate;
use crate::finding::{Seen, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// What a certificate says of itself, in one line.
pub(crate) fn certificate_name(certificate: &Certificate) -> String {
    format!(
        "{} \"{}\" serial {}",
        certificate.blob.kind(),
        certificate.id.visible(64),
        certificate.serial
    )
}

/// The principals of a certificate in one line.
pub(crate) fn principals(certificate: &Certificate) -> String {
    let names: Vec<String> = certificate
        .principals
        .iter()
        .map(|name| name.visible(64))
        .collect();
    names.join(", ")
}

/// What to ask of whoever runs the certificate authority.
pub(crate) fn ask_authority(certificate: &Certificate, target: &Target) -> Step {
    let (name, ca, user) = (
        certificate_name(certificate),
        key_name(&certificate.authority),
        user(target),
    );
    Step::new(
        Where::Administrator,
        say!(
            "Ask whoever runs the certificate authority {ca} for a new certificate with the principal {user} for this public key (the present one is {name}):",
            "認証局 {ca} の管理者に、次の公開鍵に対してプリンシパル {user} を含む新しい証明書の発行を依頼します (現在の証明書は {name} です)。",
            ca = ca,
            user = user,
            name = name,
        ),
    )
    .lines([certificate.key.line()])
}

/// Something seen in a certificate.
pub(crate) fn certificate_seen(path: Option<&Path>, text: Say) -> Seen {
    let seen = Seen::new("certificate", text);
    match path {
        Some(path) => seen.in_file(certificate_file(path)),
        None => seen,
    }
}

/// Shows what is in a certificate file.
pub(crate) fn show_certificate(path: &Path) -> Step {
    Step::new(
        Where::Client,
        say!(
            "Look at the certificate: validity, principals, options, authority.",
            "証明書の内容 (有効期間、プリンシパル、オプション、認証局) を確認します。"
        ),
    )
    .run(Command::new([
        "ssh-keygen",
        "-L",
        "-f",
        &word(&certificate_file(path)),
    ]))
}
