//! PubkeyAuthentication no for this connection.
//!
//! **Known by**: `pubkeyauthentication` (or AuthenticationMethods without publickey) of `sshd -T -C`.
//! **Looks the same**: `publickey-not-offered` is the same fault seen from the client; `key-not-accepted` (offered,
//! then refused).
//! **References**: sshd_config(5) PubkeyAuthentication, AuthenticationMethods, Match; RFC 4252 section 5.1.

use crate::finding::server::mend;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "publickey-disabled",
    stage: Stage::Server,
    fault: Say::fixed(
        "the server has public key authentication switched off for this login",
        "このログインでは、サーバーの公開鍵認証が無効になっています",
    ),
    text: Say::fixed(
        "\
sshd does not offer public keys for this login, so no key can work, whatever stands in authorized_keys. Either PubkeyAuthentication is no, for all or in a Match block, or AuthenticationMethods lists other methods only.

From outside the list in parentheses tells: \"Permission denied (password)\" without publickey in it. If publickey stands there, the method is on and the key is the matter (key-not-accepted).

Ask the server for this very login, and once for everybody; a difference means a Match block:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -E '^(pubkeyauthentication|authenticationmethods)'
  sudo sshd -T | grep -E '^(pubkeyauthentication|authenticationmethods)'
Which line does it:
  sudo grep -rniE '^ *(match|pubkeyauthentication|authenticationmethods)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/

Set PubkeyAuthentication yes, or delete the line: yes is the default. The first value found counts, so a line in sshd_config.d that is read earlier wins. Then test and reload (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh
Until then use a method from the list.",
        "\
sshd はこのログインに公開鍵認証を提供していません。authorized_keys に何が書かれていても、鍵ではログインできません。PubkeyAuthentication が(全体または Match ブロックで)no になっているか、AuthenticationMethods にほかの方式しか書かれていません。

外からは、括弧の中の一覧で分かります。「Permission denied (password)」のように publickey がありません。publickey があるなら方式は有効で、問題は鍵です(key-not-accepted)。

このログインについてと、全体について確認します。違いがあれば Match ブロックが原因です。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -E '^(pubkeyauthentication|authenticationmethods)'
  sudo sshd -T | grep -E '^(pubkeyauthentication|authenticationmethods)'
どの行かは次で探します。
  sudo grep -rniE '^ *(match|pubkeyauthentication|authenticationmethods)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/

PubkeyAuthentication yes にするか、行を消します(既定値は yes)。最初に見つかった値が使われるので、先に読まれる sshd_config.d の行が優先されます。その後、検査して再読み込みします(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo sshd -t && sudo systemctl reload ssh
それまでは、一覧にある方式を使ってください。",
    ),
    sentences: &[],
};

/// This case of it, as seen on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublickeyDisabled {
    /// The setting that leaves public keys out, and its value.
    pub setting: &'static str,
}

impl Cause for PublickeyDisabled {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "sshd takes no public keys from {user} here: {setting} leaves them out.",
            "sshd はここで {user} の公開鍵を受け付けません。{setting} で除外されています。",
            user = target.user,
            setting = self.setting
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let show = "sshd -T | grep -Ei 'pubkeyauthentication|authenticationmethods'";
        vec![
            Step::new(
                Where::Server,
                Say::fixed(
                    "Show what holds for everybody",
                    "全体に対して有効な設定を表示します",
                ),
            )
            .run(Command::new(["sudo", "sh", "-c", show])),
            mend::load(),
        ]
    }
}
