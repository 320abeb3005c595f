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
    code: "no-matching-mac",
    stage: Stage::Kex,
    fault: Say::fixed(
        "no MAC in common",
        "手元の ssh と共通の MAC がありません",
    ),
    text: Say::fixed(
        "\
Every packet carries a check against tampering (MAC), and the two sides know no method that both will use.

It is known from both lists; ssh prints no matching MAC found. Their offer: hmac-md5,hmac-sha1-96 or the like.

Old devices know MD5 and cut SHA-1 tags, off since 7.2. A MACs line or a crypto policy that leaves only the -etm variants shuts out more servers than intended: if the server offers hmac-sha2-256 and your list does not have it, your own list is the narrow one.

Allow the strongest of their offer for this one host:
  ssh -o MACs=+hmac-sha1 USER@HOST
  Host HOST
      MACs +hmac-sha1

What this ssh knows, and what it would use here:
  ssh -Q mac
  ssh -G HOST | grep -i macs

Ciphers such as aes256-gcm@openssh.com and chacha20-poly1305@openssh.com bring their own check and need no MAC.",
        "\
各パケットには改ざんを検出するための MAC が付きます。双方が使える方式がありません。

双方の一覧から分かります。ssh は no matching MAC found. Their offer: に続けて hmac-md5,hmac-sha1-96 のような提案を表示します。

古い機器は MD5 や短縮した SHA-1 しか知りません。これらは 7.2 以降で無効です。-etm だけを残した MACs 行や暗号ポリシーは、意図したより多くのサーバーを締め出します。サーバーが hmac-sha2-256 を提案していて自分の一覧にないなら、絞りすぎているのは自分の側です。

サーバーの提案のうち最も強いものを、このホストに限って許可します。
  ssh -o MACs=+hmac-sha1 USER@HOST
  Host HOST
      MACs +hmac-sha1

この ssh が知っているものと、ここで使うものは次で分かります。
  ssh -Q mac
  ssh -G HOST | grep -i macs

aes256-gcm@openssh.com や chacha20-poly1305@openssh.com のような暗号は改ざん検出を含むため、MAC を必要としません。",
    ),
    sentences: &[
        "no matching MAC found",
        "no acceptable macs",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatchingMac {
    /// Both lists.
    pub facts: NoCommon,
}

impl Cause for NoMatchingMac {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server and your ssh have no MAC in common.",
            "サーバーと手元の ssh に共通の MAC がありません。",
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        super::no_common::evidence(&self.facts)
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        super::no_common::next(&self.facts, target)
    }
}
