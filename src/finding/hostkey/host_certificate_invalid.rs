//! The server shows a certificate for its host key, and the certificate does not hold.
//!
//! Known from the parsed certificate against clock, name and `@cert-authority` lines (sshkey.c
//! `sshkey_cert_check_host`). ssh then falls back to the plain key and looks that up (sshconnect.c).

use crate::evidence::{Certificate, HostKeyStanding, KnownKey, StandingKind};
use crate::finding::userauth::words::utc;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-certificate-invalid",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "the host certificate is expired, for another name, or from an unknown authority",
        "ホスト証明書が期限切れか、別の名前用か、未知の認証局のものです",
    ),
    text: Say::fixed(
        "\
Here the server's key is vouched for by an authority, with a certificate that names the host and a span of time. ssh checked it and it does not hold.

It is known from ssh's own reason: Certificate invalid: expired, not yet valid, name is not a listed principal, not a host certificate, Certificate lacks principal list (refused since 10.3), or signed with disallowed algorithm (ssh-rsa, since 8.5).

Expired and not yet valid may be this machine's clock: compare it first. Name is not a listed principal means that you typed a name the certificate does not have (a short one, an address). An authority that is not on record makes ssh go on with the plain key, which is unknown then (host-key-unknown).

See the clock, and on the server the certificate:
  date -u
  ssh-keygen -L -f /etc/ssh/ssh_host_ed25519_key-cert.pub

The authority signs it anew, for every name people use, and sshd is restarted:
  ssh-keygen -s CA -h -I HOST -n HOST,HOST.example.org -V +52w /etc/ssh/ssh_host_ed25519_key.pub

After its fingerprint was compared, the plain key may be taken meanwhile:
  ssh -o 'HostKeyAlgorithms=-*-cert-v01@openssh.com' USER@HOST",
        "\
ここでは、サーバーの鍵を認証局の証明書が保証しています。証明書には、ホストの名前と有効期間が入っています。ssh が検証したところ、有効ではありませんでした。

ssh 自身の理由から分かります。Certificate invalid: に続く expired (期限切れ)、not yet valid (まだ有効でない)、name is not a listed principal (名前が載っていない)、not a host certificate (ホスト証明書でない) のほか、Certificate lacks principal list (10.3 以降で拒否)、signed with disallowed algorithm (8.5 以降の ssh-rsa) です。

期限切れや開始前は、手元の時計のずれかもしれません。先に時計を確かめてください。name is not a listed principal は、証明書にない名前 (短い名前やアドレス) で接続したという意味です。認証局が記録にない場合、ssh は普通の鍵で続行し、その鍵が未知となります (host-key-unknown)。

時計と、サーバー上の証明書を確かめます。
  date -u
  ssh-keygen -L -f /etc/ssh/ssh_host_ed25519_key-cert.pub

認証局で、利用者が使うすべての名前について署名し直し、sshd を再起動します。
  ssh-keygen -s CA -h -I HOST -n HOST,HOST.example.org -V +52w /etc/ssh/ssh_host_ed25519_key.pub

それまでは、フィンガープリントを照合したうえで、証明書なしの鍵で接続できます。
  ssh -o 'HostKeyAlgorithms=-*-cert-v01@openssh.com' USER@HOST",
    ),
    sentences: &[
        "Certificate invalid: expired",
        "Certificate invalid: not yet valid",
        "Certificate invalid: name is not a listed principal",
        "Certificate invalid: not a host certificate",
        "Certificate lacks principal list",
        "Certificate signed with disallowed algorithm",
        "Certificate contains unsupported critical options",
        "No matching CA found. Retry with plain key",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostCertificateInvalid {
    /// The offered certificate against the `@cert-authority` lines.
    pub standing: HostKeyStanding,
}

impl HostCertificateInvalid {
    /// What is wrong, and the line of its authority.
    fn reason(&self) -> (String, Option<&KnownKey>) {
        match &self.standing.kind {
            StandingKind::CertificateInvalid { reason, authority } => {
                (reason.visible(120), authority.as_ref())
            }
            StandingKind::Known(_)
            | StandingKind::ByAuthority(_)
            | StandingKind::Unknown
            | StandingKind::Changed(_)
            | StandingKind::OtherTypes(_)
            | StandingKind::Revoked(_)
            | StandingKind::RevokedFileUnreadable { .. } => {
                (String::from("Certificate invalid"), None)
            }
        }
    }
}

/// What the certificate says of itself.
fn contents(certificate: &Certificate) -> Seen {
    let names = certificate.principals.iter().take(8);
    let names: Vec<String> = names.map(|name| name.visible(60)).collect();
    let names = if names.is_empty() {
        String::from("*")
    } else {
        names.join(", ")
    };
    let bound = |seconds, open: &str| match seconds {
        0 | u64::MAX => open.to_owned(),
        seconds => utc(seconds),
    };
    let (from, until) = (certificate.valid_after, certificate.valid_before);
    let kind = certificate.authority.kind();
    let fingerprint = certificate.authority.fingerprint();
    // ssh-keygen's words for a side without a bound.
    let text = Say::made(
        format!(
            "it is for {names}, valid from {} to {}, signed by {kind} {fingerprint}",
            bound(from, "always"),
            bound(until, "forever")
        ),
        format!(
            "証明書の対象は {names}、有効期間の開始は {}、終了は {}、署名した認証局は {kind} {fingerprint} です",
            bound(from, "制限なし"),
            bound(until, "制限なし")
        ),
    );
    Seen::new("server", text)
}

/// Trusting the authority that signed, where it is the right one.
fn authority(standing: &HostKeyStanding, certificate: &Certificate) -> Step {
    Step::new(
        Where::Client,
        say!(
            "If whoever runs the servers confirms {fingerprint} as their authority: write this line into ~/.ssh/known_hosts",
            "サーバーの管理者に {fingerprint} が認証局の鍵であることを確認できたら、~/.ssh/known_hosts に次の行を書きます",
            fingerprint = certificate.authority.fingerprint()
        ),
    )
    .lines([format!(
        "@cert-authority {} {}",
        standing.name,
        certificate.authority.line()
    )])
    .caution(Say::fixed(
        "Whoever holds that key can sign for the name on this line: compare the fingerprint over another way",
        "その鍵の持ち主は、この行の名前のホストを証明できるようになります。別の方法でフィンガープリントを照合してください",
    ))
}

impl Cause for HostCertificateInvalid {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The host certificate of {name} does not hold: {reason}",
            "{name} のホスト証明書が有効ではありません: {reason}",
            name = self.standing.name,
            reason = self.reason().0
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let (reason, authority) = self.reason();
        let mut seen = vec![Seen::new("server", Say::verbatim(reason))];
        if let Some(known) = authority {
            let text = Say::fixed("its authority is on record", "認証局は記録にあります");
            seen.push(
                Seen::new("known_hosts", text)
                    .in_file(&known.file)
                    .at_line(known.line),
            );
        }
        seen.push(super::offered(&self.standing));
        seen.extend(
            Certificate::from_key(&self.standing.offered)
                .iter()
                .map(contents),
        );
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let (reason, _) = self.reason();
        let of_time = ["expired", "not yet valid"]
            .iter()
            .any(|about| reason.contains(about));
        let certificate = Certificate::from_key(&self.standing.offered);
        let mut steps = Vec::new();
        if of_time {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Is this machine's clock right?",
                        "この端末の時計が正しいかを確かめます",
                    ),
                )
                .run(Command::new(["date", "-u"])),
            );
        }
        if let Some(certificate) = certificate.filter(|_| reason.contains("No matching CA")) {
            steps.push(authority(&self.standing, &certificate));
        }
        let compared = steps::fingerprint_on_server(&self.standing.offered);
        let plain = [
            ("HostKeyAlgorithms", "-*-cert-v01@openssh.com"),
            ("StrictHostKeyChecking", "ask"),
        ];
        steps.extend([
            Step::new(
                Where::Administrator,
                say!(
                    "Ask whoever holds the authority's key (CA) to sign the server's key anew (ssh-keygen -s CA -h -I {name} -n {name} -V +52w {file}); then sshd needs a restart",
                    "認証局の鍵 (CA) の管理者に、サーバーの鍵の再署名を依頼します (ssh-keygen -s CA -h -I {name} -n {name} -V +52w {file})。その後、sshd の再起動が必要です",
                    name = self.standing.name,
                    file = steps::host_key_file(&self.standing.offered)
                ),
            ),
            compared,
            Step::new(
                Where::Client,
                Say::fixed(
                    "Meanwhile, if that is the same: connect by the plain key",
                    "それまでは、同じであれば証明書なしの鍵で接続します",
                ),
            )
            .run(steps::ssh_with(target, &plain)),
        ]);
        steps
    }
}
