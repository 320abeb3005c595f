//! A certificate that no current server takes as it is: signed with an algorithm off since 8.5, an unknown critical option, a host certificate, a malformed body.
//! Known from: the parsed certificate. The server's reasons: sshkey.c `sshkey_cert_check_authority`, auth-options.c.

use std::path::PathBuf;

use super::words::{
    ask_authority, certificate_name, certificate_seen, if_a_plain_key_is_meant, key_name,
    plain_keys_refused, show_certificate, unless_a_plain_key_is_meant,
};
use crate::evidence::Certificate;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "certificate-unsupported",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the user certificate cannot be used: signed with an algorithm no longer allowed, an unknown critical option, a malformed body",
        "ユーザー証明書を使えません (許可されない署名アルゴリズム、未知の critical option、壊れた内容)",
    ),
    text: Say::fixed(
        "\
The certificate can be read, and something in it makes servers refuse it outright: its authority signed it with ssh-rsa (SHA-1, no longer accepted since OpenSSH 8.5), it carries a critical option the server does not know, it is a host certificate, or its body is malformed.

It is known from the certificate itself. The server's log says \"Certificate signed with disallowed algorithm\", \"Certificate contains unsupported critical options\" or \"not a user certificate\"; the client is told nothing.

Time and names are not the matter here: those would be certificate-expired, certificate-not-yet-valid and certificate-principal-mismatch.

Look at it, and have it issued anew; an RSA authority must say -t rsa-sha2-512:

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  ssh-keygen -s CA_KEY -t rsa-sha2-512 -I ID -n user -V +52w ~/.ssh/id_ed25519.pub",
        "\
証明書は読み取れますが、サーバーが無条件に拒否する要素があります。認証局が ssh-rsa (SHA-1、OpenSSH 8.5 以降は不可) で署名している、サーバーの知らない critical option がある、ホスト証明書である、内容が壊れている、のいずれかです。

証明書を読み取って分かりました。サーバーのログには \"Certificate signed with disallowed algorithm\"、\"Certificate contains unsupported critical options\"、\"not a user certificate\" などと出ますが、クライアントには何も知らされません。

有効期間や名前の問題ではありません。それらは certificate-expired、certificate-not-yet-valid、certificate-principal-mismatch です。

内容を確認し、発行し直してもらいます。RSA の認証局では -t rsa-sha2-512 が必要です。

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  ssh-keygen -s CA_KEY -t rsa-sha2-512 -I ID -n user -V +52w ~/.ssh/id_ed25519.pub",
    ),
    sentences: &["Certificate signed with disallowed algorithm", "Certificate contains unsupported critical options", "Certificate invalid: not a user certificate"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateUnsupported {
    /// The certificate's file, or the private key's.
    pub path: Option<PathBuf>,
    /// The certificate.
    pub certificate: Certificate,
    /// What makes it unusable.
    pub what: String,
    /// How many plain keys that ssh offers were refused, too: one of them may be the one that is meant.
    pub others_refused: usize,
}

impl Cause for CertificateUnsupported {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.candidates().is_empty() {
            true => Certainty::Certain,
            false => Certainty::Likely,
        }
    }

    fn candidates(&self) -> Vec<Code> {
        let mut candidates = unless_a_plain_key_is_meant(self.others_refused);
        // A server can be told to take such signatures (CASignatureAlgorithms).
        if self.certificate.signature_algorithm == "ssh-rsa" {
            candidates.insert(0, &super::certificate_not_accepted::PAGE);
        }
        candidates
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "No server takes this user certificate as it is: {what}.",
            "このユーザー証明書はそのままではサーバーに受け付けられません ({what})。",
            what = Untrusted::from(self.what.as_str()).visible(100),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            certificate_seen(
                self.path.as_deref(),
                say!(
                    "{name}: {what}",
                    "{name}: {what}",
                    name = certificate_name(&self.certificate),
                    what = Untrusted::from(self.what.as_str()).visible(100),
                ),
            ),
            certificate_seen(
                self.path.as_deref(),
                say!(
                    "signed with {algorithm} by {ca}",
                    "署名: {algorithm}、認証局: {ca}",
                    algorithm =
                        Untrusted::from(self.certificate.signature_algorithm.as_str()).visible(60),
                    ca = key_name(&self.certificate.authority),
                ),
            ),
        ];
        seen.extend(plain_keys_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = vec![ask_authority(&self.certificate, target)];
        if self.certificate.signature_algorithm == "ssh-rsa" {
            steps[0].caution = Some(say!(
                "The authority must sign with -t rsa-sha2-512, or with an ed25519 key of its own.",
                "認証局は -t rsa-sha2-512 で署名するか、ed25519 の鍵を使う必要があります。"
            ));
        }
        steps.extend(self.path.as_deref().map(show_certificate));
        steps.extend(if_a_plain_key_is_meant(self.others_refused));
        steps
    }
}
