//! The login name is not among the certificate's principals, or it has none (refused since OpenSSH 10.3).
//! Known from: the parsed certificate. A server may map principals (AuthorizedPrincipalsFile, AuthorizedPrincipalsCommand), which nobody sees from here.

use std::path::PathBuf;

use super::words::{
    ask_authority, certificate_name, certificate_seen, if_a_plain_key_is_meant, plain_keys_refused,
    principals, unless_a_plain_key_is_meant,
};
use crate::evidence::Certificate;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "certificate-principal-mismatch",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the user certificate does not list the login name",
        "ユーザー証明書のプリンシパルにログイン名がありません",
    ),
    text: Say::fixed(
        "\
A user certificate names the accounts it is good for: its principals. The login name is not among them, so a server without a mapping of its own refuses it (\"name is not a listed principal\" in its log; nothing is said to the client).

It is known from the certificate itself. It is likely, not certain: a server may map principals to accounts (AuthorizedPrincipalsFile or AuthorizedPrincipalsCommand), and what that says cannot be seen from here.

A certificate without any principal was good for every account on servers before OpenSSH 10.3, and is refused since.

Look at the principals, then log in as one of them, or have the certificate issued for the right name:

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  ssh -l PRINCIPAL host
  ssh-keygen -s CA_KEY -I ID -n user -V +52w ~/.ssh/id_ed25519.pub

The last one is for whoever holds the authority's key.",
        "\
ユーザー証明書には、使えるアカウント名 (プリンシパル) が書かれています。ログイン名がその中にないため、独自の対応付けを持たないサーバーは拒否します (サーバーのログには \"name is not a listed principal\" と出ますが、クライアントには何も知らされません)。

証明書を読み取って分かりました。ただし確実とまでは言えません。サーバーがプリンシパルとアカウントの対応付け (AuthorizedPrincipalsFile、AuthorizedPrincipalsCommand) を持つことがあり、その内容はここからは見えません。

プリンシパルのない証明書は、OpenSSH 10.3 より前のサーバーではどのアカウントにも使えましたが、10.3 以降は拒否されます。

プリンシパルを確認し、そのいずれかの名前でログインするか、正しい名前で証明書を発行してもらいます。

  ssh-keygen -L -f ~/.ssh/id_ed25519-cert.pub
  ssh -l PRINCIPAL host
  ssh-keygen -s CA_KEY -I ID -n user -V +52w ~/.ssh/id_ed25519.pub

最後のコマンドは認証局の鍵を持つ管理者用です。",
    ),
    sentences: &["name is not a listed principal", "Certificate lacks principal list"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificatePrincipalMismatch {
    /// The certificate's file, or the private key's.
    pub path: Option<PathBuf>,
    /// The certificate.
    pub certificate: Certificate,
    /// The login name.
    pub user: String,
    /// The server's identification string.
    pub ident: Untrusted,
    /// How many plain keys that ssh offers were refused, too: one of them may be the one that is meant.
    pub others_refused: usize,
}

impl CertificatePrincipalMismatch {
    /// No server can map a name that is not there; OpenSSH refuses such a certificate since 10.3 (sshkey.c).
    fn nothing_to_map(&self) -> bool {
        let ident = self.ident.visible(200);
        let version = ident.split("OpenSSH_").nth(1).map(|rest| {
            let mut numbers = rest.split(|c: char| !c.is_ascii_digit());
            let mut next = || numbers.next().and_then(|number| number.parse::<u32>().ok());
            (next().unwrap_or(0), next().unwrap_or(0))
        });
        self.certificate.principals.is_empty() && version.is_some_and(|it| it >= (10, 3))
    }
}

impl Cause for CertificatePrincipalMismatch {
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
        if self.nothing_to_map() {
            return unless_a_plain_key_is_meant(self.others_refused);
        }
        vec![
            &crate::finding::server::certificate_authority_untrusted::PAGE,
            &super::certificate_not_accepted::PAGE,
            &super::key_not_accepted::PAGE,
        ]
    }

    fn cause(&self, _target: &Target) -> Say {
        let user = Untrusted::from(self.user.as_str()).visible(64);
        if self.certificate.principals.is_empty() {
            say!(
                "The user certificate names no principal at all, so it is not good for {user}.",
                "ユーザー証明書にプリンシパルがひとつもないため、{user} では使えません。",
                user = user,
            )
        } else {
            say!(
                "The user certificate is for {principals}, not for {user}.",
                "ユーザー証明書は {principals} 用で、{user} は含まれていません。",
                principals = principals(&self.certificate),
                user = user,
            )
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            certificate_seen(
                self.path.as_deref(),
                say!(
                    "{name}: principals ({principals})",
                    "{name}: プリンシパル ({principals})",
                    name = certificate_name(&self.certificate),
                    principals = principals(&self.certificate),
                ),
            ),
            Seen::new(
                "server",
                say!(
                    "the server refuses it for {user}",
                    "サーバーは {user} についてこれを拒否します",
                    user = Untrusted::from(self.user.as_str()).visible(64)
                ),
            ),
        ];
        seen.extend(plain_keys_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let plain = |name: &&Untrusted| {
            let bytes = name.bytes();
            bytes.first().is_some_and(u8::is_ascii_alphanumeric)
                && bytes
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-@".contains(byte))
        };
        let mut steps = Vec::new();
        if let Some(name) = self.certificate.principals.iter().find(plain) {
            let name = name.visible(64);
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "If that is an account you may use there: log in as {name}.",
                        "{name} が使ってよいアカウントなら、その名前でログインします。",
                        name = name
                    ),
                )
                .run(target.ssh_as(&name, &[])),
            );
        }
        steps.push(ask_authority(&self.certificate, target));
        steps.extend(if_a_plain_key_is_meant(self.others_refused));
        steps
    }
}
