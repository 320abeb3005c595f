//! The user certificate is past its validity.
//! Known from: `valid before` in the certificate (PROTOCOL.certkeys) against this clock; the server says only FAILURE, its log `Certificate invalid: expired`.

use std::path::PathBuf;

use super::words::{
    ask_authority, certificate_name, certificate_seen, if_a_plain_key_is_meant, plain_keys_refused,
    show_certificate, unless_a_plain_key_is_meant, utc,
};
use crate::evidence::Certificate;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "certificate-expired",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the user certificate is past its validity",
        "ユーザー証明書の有効期限が切れています",
    ),
    text: Say::fixed(
        "\
An SSH user certificate is valid between two points in time. This one's end has passed, so every server refuses it, without giving a reason to the client. The key under it may be as good as ever.

It is known from the certificate itself, read here and held against this machine's clock. The server's log says \"Certificate invalid: expired\".

If this clock is wrong, so is the verdict: compare it with another one (date -u). Short-lived certificates from Vault, step-ca, Teleport or opkssh run out within hours: what worked this morning fails now.

Look at it, then get a new one from where the old one came:

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  step ssh login
  vault write -field=signed_key ssh/sign/ROLE public_key=@$HOME/.ssh/id_ed25519.pub > ~/.ssh/id_ed25519-cert.pub
  tsh login",
        "\
SSH のユーザー証明書には有効期間があります。この証明書は期限を過ぎているため、どのサーバーも理由を告げずに拒否します。証明書のもとの鍵には問題がないこともあります。

証明書を読み取り、このマシンの時計と比べて分かりました。サーバーのログには \"Certificate invalid: expired\" と出ます。

この時計が狂っていると、この判定も誤りになります。date -u で別の時計と比べてください。Vault、step-ca、Teleport、opkssh などの短期証明書は数時間で切れるため、朝はログインできたのに今はできない、ということが起こります。

内容を確認し、発行元から新しい証明書を取得します。

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  step ssh login
  vault write -field=signed_key ssh/sign/ROLE public_key=@$HOME/.ssh/id_ed25519.pub > ~/.ssh/id_ed25519-cert.pub
  tsh login",
    ),
    sentences: &["Certificate invalid: expired"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateExpired {
    /// The certificate's file, or the private key's.
    pub path: Option<PathBuf>,
    /// The certificate.
    pub certificate: Certificate,
    /// This machine's clock, seconds since 1970.
    pub now: u64,
    /// How many plain keys that ssh offers were refused, too: one of them may be the one that is meant.
    pub others_refused: usize,
}

impl Cause for CertificateExpired {
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
        unless_a_plain_key_is_meant(self.others_refused)
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "The user certificate expired at {end}.",
            "ユーザー証明書の有効期限 ({end}) が切れています。",
            end = utc(self.certificate.valid_before),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            certificate_seen(
                self.path.as_deref(),
                say!(
                    "{name}: valid until {end}",
                    "{name}: 有効期限 {end}",
                    name = certificate_name(&self.certificate),
                    end = utc(self.certificate.valid_before),
                ),
            ),
            Seen::new(
                "clock",
                say!("now {now}", "現在 {now}", now = utc(self.now)),
            ),
        ];
        seen.extend(plain_keys_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = vec![ask_authority(&self.certificate, target)];
        steps.extend(self.path.as_deref().map(show_certificate));
        steps.extend(if_a_plain_key_is_meant(self.others_refused));
        steps
    }
}
