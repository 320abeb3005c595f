//! What is said of certificates.

use std::path::Path;

use super::names::{certificate_file, key_name, user, word};
use crate::evidence::Certificate;
use crate::finding::userauth::key_not_accepted;
use crate::finding::{Code, Seen, Step, Where};
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

/// So many principals are shown.
const SHOWN: usize = 8;

/// The principals of a certificate in one line; how many more there are, where they are many.
pub(crate) fn principals(certificate: &Certificate) -> String {
    let names = certificate.principals.iter().map(|name| name.visible(64));
    let shown = names.take(SHOWN).collect::<Vec<_>>().join(", ");
    match certificate.principals.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} … +{more}"),
    }
}

/// What else it may be where so many plain keys were refused beside the certificate.
pub(crate) fn unless_a_plain_key_is_meant(refused: usize) -> Vec<Code> {
    match refused {
        0 => Vec::new(),
        1.. => vec![&key_not_accepted::PAGE],
    }
}

/// That so many plain keys were refused beside the certificate.
pub(crate) fn plain_keys_refused(refused: usize) -> Option<Seen> {
    (refused > 0).then(|| {
        Seen::new(
            "server",
            say!(
                "the server refuses the {count} plain key(s) that ssh offers beside it, too: if one of those is meant to let you in, the reason is another",
                "ssh が証明書とともに提示する通常の鍵 {count} 個もサーバーに拒否されました。その鍵でログインするはずの場合、原因は別にあります",
                count = refused
            ),
        )
    })
}

/// Where to read on if the certificate is not what is meant.
pub(crate) fn if_a_plain_key_is_meant(refused: usize) -> Option<Step> {
    (refused > 0).then(|| {
        Step::new(
            Where::Client,
            say!(
                "If it is a plain key that is to let you in: read why a server refuses one.",
                "証明書ではなく通常の鍵でログインするはずの場合は、鍵が拒否される原因を確認します。"
            ),
        )
        .run(Command::new([
            "sshdoctor",
            "explain",
            key_not_accepted::PAGE.code,
        ]))
    })
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
