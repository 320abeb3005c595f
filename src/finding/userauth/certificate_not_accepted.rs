//! A certificate that is valid as far as one can see here, and refused. The reason lies on the server: TrustedUserCAKeys, RevokedKeys, source-address, principals.
//! Known from: FAILURE to the query, nothing wrong in the parsed certificate.

use std::path::PathBuf;

use super::words::{certificate_name, certificate_seen, key_name, principals, user};
use crate::evidence::Certificate;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "certificate-not-accepted",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "a valid-looking certificate is refused (CA not trusted, revoked)",
        "有効に見える証明書が拒否されています (CA が信頼されていない、失効など)",
    ),
    text: Say::fixed(
        "\
The certificate is in its validity, lists the login name and can be read, and still the server refuses it. The reason lies on the server: its TrustedUserCAKeys does not hold this authority, the certificate or its key is revoked, source-address does not fit, principals are mapped otherwise, or the account itself may not log in.

It is known that the server refuses; which reason it is the server does not tell before a login. After a login by any other way sshd (10.1 and newer) names it in \"ssh -v\": \"Remote: Refused Certificate ID …\".

Where the plain key under the certificate is registered too, ssh offers it next; that was refused as well.

Compare the authority's fingerprint with what the server trusts:

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  sudo sshd -T -C user=USER | grep -iE 'trustedusercakeys|authorizedprincipals|revokedkeys'
  ssh-keygen -lf /etc/ssh/FILE_NAMED_THERE

The last two are for the server; add the authority's public key to that file if it is missing.",
        "\
証明書は有効期間内で、ログイン名も含まれ、読み取りもできますが、サーバーが拒否します。理由はサーバー側にあります。TrustedUserCAKeys にこの認証局がない、証明書または鍵が失効している、source-address が合わない、プリンシパルの対応付けが異なる、アカウント自体がログインできない、などです。

拒否されたことは確かですが、理由はログイン前には分かりません。別の方法で一度ログインできれば、sshd (10.1 以降) は \"ssh -v\" に \"Remote: Refused Certificate ID …\" として理由を示します。

証明書のもとの鍵そのものも続けて提示されますが、それも拒否されています。

認証局の指紋を、サーバーが信頼しているものと比べます。

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  sudo sshd -T -C user=USER | grep -iE 'trustedusercakeys|authorizedprincipals|revokedkeys'
  ssh-keygen -lf /etc/ssh/FILE_NAMED_THERE

後の 2 つはサーバーで実行します。そのファイルに認証局の公開鍵がなければ追加します。",
    ),
    sentences: &["Refused Certificate ID", "Refusing certificate ID"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateNotAccepted {
    /// The certificate's file, or the private key's.
    pub path: Option<PathBuf>,
    /// The certificate.
    pub certificate: Certificate,
}

impl Cause for CertificateNotAccepted {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        vec![
            &crate::finding::server::certificate_authority_untrusted::PAGE,
            &crate::finding::server::user_unknown::PAGE,
            &crate::finding::server::user_not_allowed::PAGE,
            &crate::finding::server::key_restricted::PAGE,
            &crate::finding::server::key_revoked::PAGE,
            &crate::finding::server::key_algorithm_refused::PAGE,
            &crate::finding::server::account_locked::PAGE,
            &crate::finding::server::account_expired::PAGE,
            &crate::finding::server::shell_invalid::PAGE,
            &super::wrong_user::PAGE,
        ]
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "The server refuses the certificate {name}, though nothing is wrong with it as far as one can see from here.",
            "サーバーが証明書 {name} を拒否しています。ここから見える範囲では証明書に問題はありません。",
            name = certificate_name(&self.certificate),
        )
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        vec![
            Seen::new(
                "server",
                say!(
                    "the server refuses it for {user}",
                    "サーバーは {user} についてこれを拒否します",
                    user = user(target)
                ),
            ),
            certificate_seen(
                self.path.as_deref(),
                say!(
                    "in its validity, principals ({principals})",
                    "有効期間内、プリンシパル ({principals})",
                    principals = principals(&self.certificate)
                ),
            ),
            certificate_seen(
                self.path.as_deref(),
                say!(
                    "signed by {ca}",
                    "認証局: {ca}",
                    ca = key_name(&self.certificate.authority)
                ),
            ),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let settings = "^(trustedusercakeys|authorizedprincipals|revokedkeys|allow|deny)";
        vec![
            Step::new(
                Where::Server,
                say!(
                    "As root on the server: which authorities, principals and revocations count for {user}?",
                    "サーバー上で root として: {user} に適用される認証局、プリンシパル、失効の設定を確認します。",
                    user = user(target),
                ),
            )
            .run(
                Command::new(["sshd", "-T", "-C", &format!("user={}", target.user)])
                    .pipe(Command::new(["grep", "-Ei", settings])),
            ),
            Step::new(
                Where::Server,
                say!(
                    "The file after trustedusercakeys must hold this line (fingerprint {ca}):",
                    "trustedusercakeys のファイルに次の行が必要です (指紋 {ca})。",
                    ca = self.certificate.authority.fingerprint(),
                ),
            )
            .lines([self.certificate.authority.line()]),
        ]
    }
}
