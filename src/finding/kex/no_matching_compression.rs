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
    code: "no-matching-compression",
    stage: Stage::Kex,
    fault: Say::fixed(
        "no compression method in common",
        "手元の ssh と共通の圧縮方式がありません",
    ),
    text: Say::fixed(
        "\
Compression is agreed on like everything else, and even none is a method that must be offered. The server offers only one that your ssh does not have.

It is known from both lists; ssh prints no matching compression method found.

ssh offers none and zlib@openssh.com, whatever Compression says; the line only decides which comes first. Plain zlib is gone since 9.9. So a server that insists on zlib (some devices and libraries, a test set-up) finds no partner in a new ssh, while an old one gets in. A build without zlib knows only none.

What this ssh knows:
  ssh -Q compression

Let the server offer none or zlib@openssh.com. In OpenSSH's sshd_config:
  Compression yes

Until then an ssh before 9.9 may get in. Switching compression off on this side changes the order only.",
        "\
圧縮方式もほかと同じように双方の一覧から決まります。圧縮しないことを表す none も、提案に入っている必要があります。サーバーは、手元の ssh にないものだけを提案しています。

双方の一覧から分かります。ssh は no matching compression method found と表示します。

ssh は、Compression の設定に関係なく none と zlib@openssh.com を提案します。設定で変わるのは順番だけです。zlib は 9.9 以降にはありません。そのため、zlib だけを求めるサーバー (一部の機器やライブラリ、試験環境) には、新しい ssh では接続できず、古い ssh なら接続できます。zlib なしでビルドされた ssh は none しか知りません。

この ssh が知っているものは次で分かります。
  ssh -Q compression

サーバーが none か zlib@openssh.com を提案するようにします。OpenSSH の sshd_config では次のとおりです。
  Compression yes

それまでは、9.9 より前の ssh なら接続できることがあります。手元で圧縮を無効にしても、順番が変わるだけです。",
    ),
    sentences: &[
        "no matching compression method found",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatchingCompression {
    /// Both lists.
    pub facts: NoCommon,
}

impl Cause for NoMatchingCompression {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server and your ssh have no compression method in common.",
            "サーバーと手元の ssh に共通の圧縮方式がありません。",
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        super::no_common::evidence(&self.facts)
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        super::no_common::next(&self.facts, target)
    }
}
