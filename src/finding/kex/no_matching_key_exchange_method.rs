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
    code: "no-matching-key-exchange-method",
    stage: Stage::Kex,
    fault: Say::fixed(
        "no key exchange method in common with the person's own ssh",
        "手元の ssh と共通の鍵交換方式がありません",
    ),
    text: Say::fixed(
        "\
Each side lists the ways in which it can agree on a session key, and the lists do not meet. Nothing of the account has been looked at.

It is known from the server's own list (SSH_MSG_KEXINIT) and the one of your ssh; ssh prints no matching key exchange method found. Their offer: and the server's names.

An old server offers only diffie-hellman-group1-sha1 or group14-sha1, which ssh has switched off (7.0 and 8.2). The other way round, servers since 10.0 offer no finite-field Diffie-Hellman, and very old clients know nothing else. And a policy on either side (FIPS, update-crypto-policies of the Red Hat family, a hardening guide) may have cut the list. The two version strings tell which side is old.

Allow the strongest of their offer for this one host. It is weak, so keep it to that host:
  ssh -o KexAlgorithms=+diffie-hellman-group14-sha1 USER@HOST
  Host HOST
      KexAlgorithms +diffie-hellman-group14-sha1

What this ssh knows, and what it would use here:
  ssh -Q kex
  ssh -G HOST | grep -i kexalgorithms

Write the plus sign: without it the line replaces the whole list. The lasting cure is to update the old side.",
        "\
鍵交換では、双方がセッション鍵の決め方の一覧を出し合います。その一覧に共通のものがありません。アカウントはまだ関係していません。

サーバーの一覧 (SSH_MSG_KEXINIT) と手元の ssh の一覧から分かります。ssh は no matching key exchange method found. Their offer: に続けてサーバーの提案を表示します。

古いサーバーは diffie-hellman-group1-sha1 や group14-sha1 しか提案しません。これらは ssh では無効になっています (7.0 と 8.2)。逆に、10.0 以降のサーバーは有限体の Diffie-Hellman を提案せず、とても古いクライアントはそれしか知りません。どちらかの側の方針 (FIPS、Red Hat 系の update-crypto-policies、要塞化の手順) が一覧を削っていることもあります。両方の版を見れば、どちらが古いか分かります。

サーバーの提案のうち最も強いものを、このホストに限って許可します。弱い方式なので、ほかのホストには広げないでください。
  ssh -o KexAlgorithms=+diffie-hellman-group14-sha1 USER@HOST
  Host HOST
      KexAlgorithms +diffie-hellman-group14-sha1

この ssh が知っているものと、ここで使うものは次で分かります。
  ssh -Q kex
  ssh -G HOST | grep -i kexalgorithms

+ を忘れると、一覧全体が置き換わります。根本的な対策は、古い側の更新です。",
    ),
    sentences: &[
        "no matching key exchange method found",
        "Couldn't agree a key exchange algorithm",
        "no acceptable kex algorithm",
        "Unable to exchange encryption keys",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatchingKeyExchangeMethod {
    /// Both lists.
    pub facts: NoCommon,
}

impl Cause for NoMatchingKeyExchangeMethod {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server and your ssh have no key exchange method in common.",
            "サーバーと手元の ssh に共通の鍵交換方式がありません。",
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        super::no_common::evidence(&self.facts)
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        super::no_common::next(&self.facts, target)
    }
}
