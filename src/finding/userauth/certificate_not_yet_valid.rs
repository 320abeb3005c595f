//! The user certificate begins in the future, or this clock is behind.
//! Known from: `valid after` in the certificate against this clock.

use std::path::PathBuf;

use super::words::{
    ask_authority, certificate_name, certificate_seen, if_a_plain_key_is_meant, plain_keys_refused,
    unless_a_plain_key_is_meant, utc,
};
use crate::evidence::Certificate;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "certificate-not-yet-valid",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the user certificate is not valid yet, or this clock is wrong",
        "ユーザー証明書の有効期間がまだ始まっていないか、この時計が狂っています",
    ),
    text: Say::fixed(
        "\
The certificate's validity begins later than now. A server refuses it until then, without giving a reason to the client.

It is known from the certificate itself against this machine's clock. Two things fit: the certificate really begins later (made with -V for a later date, or by an authority whose clock is ahead), or this clock is behind. The server judges by its own clock.

A wrong clock here shows elsewhere too: TLS errors in the browser, one-time codes and Kerberos tickets that are refused.

Compare and set the clock:

  date -u
  sudo timedatectl set-ntp true

On Windows: w32tm /resync. If the clock is right, wait until the time named in \"ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub\", or have the certificate issued anew.",
        "\
証明書の有効期間が現在より後に始まります。それまではサーバーが理由を告げずに拒否します。

証明書を読み取り、このマシンの時計と比べて分かりました。証明書の開始が本当に先である (-V で先の日付を指定した、認証局の時計が進んでいる) 場合と、この時計が遅れている場合があります。サーバーは自分の時計で判断します。

この時計が狂っていると、ブラウザーの TLS エラー、ワンタイムコードや Kerberos チケットの拒否など、ほかにも影響が出ます。

時計を比べて合わせます。

  date -u
  sudo timedatectl set-ntp true

Windows では w32tm /resync です。時計が正しければ、\"ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub\" に表示される時刻まで待つか、証明書を発行し直してもらいます。",
    ),
    sentences: &["Certificate invalid: not yet valid"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateNotYetValid {
    /// The certificate's file, or the private key's.
    pub path: Option<PathBuf>,
    /// The certificate.
    pub certificate: Certificate,
    /// This machine's clock, seconds since 1970.
    pub now: u64,
    /// When the file was written, by the same clock.
    pub written: Option<u64>,
    /// The server was shown it, and refused it.
    pub refused: bool,
    /// How many plain keys that ssh offers were refused, too: one of them may be the one that is meant.
    pub others_refused: usize,
}

impl CertificateNotYetValid {
    /// This clock against the authority's, which dates a certificate from the moment it makes it unless told otherwise.
    fn authority(&self) -> Option<Seen> {
        let ahead = self
            .certificate
            .valid_after
            .checked_sub(self.written?)
            .filter(|ahead| *ahead > 0)?;
        Some(Seen::new(
            "clock",
            say!(
                "its file was written at {written} by this clock, {minutes} min before it becomes valid: made ahead of time, or this clock is behind the authority's",
                "証明書のファイルはこの時計で {written} に書かれており、有効になる {minutes} 分前です。先の日時を指定して発行されたか、この時計が認証局より遅れています",
                written = utc(self.written?),
                minutes = ahead.div_ceil(60),
            ),
        ))
    }

    /// This clock against the server's: sshd never says its time, but it judges the same certificate by it.
    fn server(&self) -> Option<Seen> {
        self.refused.then(|| {
            Seen::new(
                "server",
                say!(
                    "the server was shown it and refuses it: by its clock, too, it is not valid yet (or it is refused for another reason)",
                    "サーバーもこの証明書を拒否しました。サーバーの時計でもまだ有効でないか、別の理由で拒否されています"
                ),
            )
        })
    }
}

impl Cause for CertificateNotYetValid {
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
            "The user certificate is valid only from {start}, and this clock says {now}.",
            "ユーザー証明書は {start} から有効ですが、この時計は {now} です。",
            start = utc(self.certificate.valid_after),
            now = utc(self.now),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            certificate_seen(
                self.path.as_deref(),
                say!(
                    "{name}: valid from {start}",
                    "{name}: 有効期間の開始 {start}",
                    name = certificate_name(&self.certificate),
                    start = utc(self.certificate.valid_after),
                ),
            ),
            Seen::new(
                "clock",
                say!("now {now}", "現在 {now}", now = utc(self.now)),
            ),
        ];
        seen.extend(self.authority());
        seen.extend(self.server());
        seen.extend(plain_keys_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = vec![
            Step::new(
                Where::Client,
                say!(
                    "Compare this clock with another one; if it is behind, set it (sudo timedatectl set-ntp true).",
                    "この時計を別の時計と比べます。遅れている場合は合わせます (sudo timedatectl set-ntp true)。"
                ),
            )
            .run(Command::new(["date", "-u"])),
            ask_authority(&self.certificate, target),
        ];
        steps.extend(if_a_plain_key_is_meant(self.others_refused));
        steps
    }
}
