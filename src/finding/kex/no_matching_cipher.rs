//! Both sides' lists for one slot of SSH_MSG_KEXINIT have no name in common (RFC 4253 section 7.1).
//!
//! Known from the server's KEXINIT against the lists of the person's own ssh (`ssh -G`, `ssh -Q`). The words that the
//! five such causes share stand in `no_common`.

use crate::evidence::NoCommon;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "no-matching-cipher",
    stage: Stage::Kex,
    fault: Say::fixed(
        "no cipher in common",
        "手元の ssh と共通の暗号方式がありません",
    ),
    text: Say::fixed(
        "\
The session is to be encrypted, and the two sides know no cipher that both will use.

It is known from both lists; ssh prints no matching cipher found. Their offer: aes128-cbc,3des-cbc or the like.

An old device knows only CBC ciphers or RC4; ssh has switched CBC off (7.6) and dropped RC4 and Blowfish altogether. The other way round, a Ciphers line or a crypto policy on either side may leave too little: if your own line holds a single cipher, look there first.

Allow the strongest of their offer for this one host:
  ssh -o Ciphers=+aes128-cbc USER@HOST
  Host HOST
      Ciphers +aes128-cbc

What this ssh knows, and what it would use here:
  ssh -Q cipher
  ssh -G HOST | grep -i ciphers

CBC modes are weak: keep the line to that host. The lasting cure is to update the device.",
        "\
通信を暗号化するための方式のうち、双方が使えるものがありません。

双方の一覧から分かります。ssh は no matching cipher found. Their offer: に続けて aes128-cbc,3des-cbc のような提案を表示します。

古い機器は CBC モードの暗号か RC4 しか知りません。ssh は 7.6 で CBC を無効にし、RC4 と Blowfish は削除しました。逆に、どちらかの Ciphers 行や暗号ポリシーで絞りすぎていることもあります。自分の設定に暗号が 1 つしか書かれていなければ、まずそこを確かめてください。

サーバーの提案のうち最も強いものを、このホストに限って許可します。
  ssh -o Ciphers=+aes128-cbc USER@HOST
  Host HOST
      Ciphers +aes128-cbc

この ssh が知っているものと、ここで使うものは次で分かります。
  ssh -Q cipher
  ssh -G HOST | grep -i ciphers

CBC モードは弱いため、ほかのホストには広げないでください。根本的な対策は、機器の更新です。",
    ),
    sentences: &[
        "no matching cipher found",
        "Couldn't agree a client-to-server cipher",
        "no acceptable ciphers",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatchingCipher {
    /// Both lists.
    pub facts: NoCommon,
}

impl Cause for NoMatchingCipher {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server and your ssh have no cipher in common.",
            "サーバーと手元の ssh に共通の暗号方式がありません。",
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        super::no_common::evidence(&self.facts)
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        super::no_common::next(&self.facts, target)
    }
}
