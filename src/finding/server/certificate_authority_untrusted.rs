//! TrustedUserCAKeys lacks the signer of the certificate, or principals do not fit.
//!
//! **Known by**: `trustedusercakeys` and `authorizedprincipalsfile` of `sshd -T -C`, the files, the parsed
//! certificate; the log's "Refusing certificate ID" (10.1 and later).
//! **Looks the same**: `certificate-not-accepted` (the client's view), `certificate-principal-mismatch`,
//! `certificate-expired`, `key-restricted`.
//! **References**: sshd_config(5) TrustedUserCAKeys, AuthorizedPrincipalsFile, CASignatureAlgorithms; ssh-keygen(1)
//! CERTIFICATES; OpenSSH auth2-pubkey.c (`user_cert_trusted_ca`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "certificate-authority-untrusted",
    stage: Stage::Server,
    fault: Say::fixed(
        "the server does not trust the certificate's authority, or its principals do not fit",
        "サーバーが証明書の認証局を信頼していないか、プリンシパルが合いません",
    ),
    text: Say::fixed(
        "\
The client offers a certificate that looks valid, and the server does not take it: the key that signed it is not in the file TrustedUserCAKeys, or the names in it (principals) are not those this account wants.

Who signed it, and for which names; compare the CA's fingerprint with the server's file:
  ssh-keygen -Lf ~/.ssh/id_ed25519-cert.pub
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei 'trustedusercakeys|authorizedprincipals'
  sudo ssh-keygen -lf /etc/ssh/user_ca.pub
(The last path is the one TrustedUserCAKeys gives.) An unknown CA leaves no line in the log at the usual level. For anything else the log names the reason: from 10.1 on \"Refusing certificate ID ...: Certificate does not contain an authorized principal\", before that \"Certificate invalid: ...\".

Without AuthorizedPrincipalsFile or AuthorizedPrincipalsCommand the login name itself must be among the principals. With one of them, only what they list counts, and the login name is not enough. A certificate that is out of date is certificate-expired.

Add the CA's public key as a line of that file; no reload is needed unless the option is new:
  cat CA.pub | sudo tee -a /etc/ssh/user_ca.pub
Or add the principal to the file for this user, or have the certificate signed with the right name:
  ssh-keygen -s CA -I ID -n USER -V +52w KEY.pub
Whoever holds a CA's private key can log in as any name it signs for: add only one whose owner you know.",
        "\
クライアントは有効に見える証明書を提示していますが、サーバーは受け入れません。署名した鍵が TrustedUserCAKeys のファイルにないか、証明書の名前(プリンシパル)がこのアカウントの求めるものと違います。

誰が、どの名前に対して署名したかを確認し、CA の指紋をサーバーのファイルと比べます。
  ssh-keygen -Lf ~/.ssh/id_ed25519-cert.pub
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei 'trustedusercakeys|authorizedprincipals'
  sudo ssh-keygen -lf /etc/ssh/user_ca.pub
(最後のパスは TrustedUserCAKeys の値です。)知らない CA の場合、通常のログレベルでは何も残りません。それ以外なら理由がログに出ます。10.1 以降は「Refusing certificate ID ...: Certificate does not contain an authorized principal」、それより前は「Certificate invalid: ...」です。

AuthorizedPrincipalsFile も AuthorizedPrincipalsCommand もなければ、ログイン名そのものがプリンシパルに含まれている必要があります。どちらかがあれば、そこに書かれたものだけが有効で、ログイン名だけでは足りません。期限の切れた証明書は certificate-expired です。

CA の公開鍵をそのファイルに一行で追加します。設定自体が新しい場合を除き、再読み込みは不要です。
  cat CA.pub | sudo tee -a /etc/ssh/user_ca.pub
または、このユーザーのファイルにプリンシパルを追加するか、正しい名前で署名し直してもらいます。
  ssh-keygen -s CA -I ID -n USER -V +52w KEY.pub
CA の秘密鍵を持つ人は、署名したどの名前でもログインできます。持ち主の分かる CA だけを追加してください。",
    ),
    sentences: &[
        "Refusing certificate ID",
        "Certificate does not contain an authorized principal",
        "No user for AuthorizedPrincipalsCommand specified",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateAuthorityUntrusted;

impl Cause for CertificateAuthorityUntrusted {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server does not trust the authority that signed the certificate.",
            "サーバーは、証明書に署名した認証局を信頼していません。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("See whom it trusts", "信頼する認証局を確認します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -Ei 'trustedusercakeys|authorizedprincipals'",
            ])),
        ]
    }
}
