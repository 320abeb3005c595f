//! The .pub file beside the private key belongs to another key. ssh shows the server what stands in .pub (authfile.c `sshkey_load_public` tries
//! FILE, FILE.pub and only then the private file), so the right key is never offered.
//! Known from: the public half inside the private file against .pub; `private key … contents do not match public` (sshconnect2.c `identity_sign`).

use std::path::PathBuf;

use super::words::{copy_id, key_name, public_file, show, with_suffix, word};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-pair-mismatch",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the .pub file beside the private key belongs to another key",
        "秘密鍵の隣の .pub が別の鍵のものです",
    ),
    text: Say::fixed(
        "\
A key is two files, FILE and FILE.pub. ssh reads the public half from FILE.pub and offers that to the server; only then does it sign with FILE. If FILE.pub belongs to another key (made anew, copied over, restored from a backup), the server is asked about the wrong key.

It is known by comparing the public half inside the private file with the .pub beside it. If the server knows the key in .pub, \"ssh -v\" prints \"Server accepts key\" and then \"private key … contents do not match public\"; if it does not, all that is seen is \"Permission denied (publickey)\".

Compare both yourself:

  ssh-keygen -y -f ~/.ssh/id_ed25519
  cat ~/.ssh/id_ed25519.pub

Write the .pub anew from the private key (a passphrase may be asked for):

  mv ~/.ssh/id_ed25519.pub ~/.ssh/id_ed25519.pub.old
  ssh-keygen -y -f ~/.ssh/id_ed25519 > ~/.ssh/id_ed25519.pub

If the server knows only the old public half and its private half is lost, register the new .pub: ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host.",
        "\
鍵は FILE と FILE.pub の 2 つのファイルで一組です。ssh は公開鍵を FILE.pub から読んでサーバーに提示し、その後で FILE を使って署名します。FILE.pub が別の鍵のもの (作り直し、上書きコピー、バックアップからの復元など) だと、サーバーには違う鍵を問い合わせることになります。

秘密鍵に含まれる公開鍵と隣の .pub を比べると分かります。サーバーが .pub の鍵を知っている場合は \"ssh -v\" に \"Server accepts key\" の後 \"private key … contents do not match public\" と出ます。知らない場合は \"Permission denied (publickey)\" しか見えません。

自分で比べるには次を実行します。

  ssh-keygen -y -f ~/.ssh/id_ed25519
  cat ~/.ssh/id_ed25519.pub

秘密鍵から .pub を作り直します (パスフレーズを尋ねられることがあります)。

  mv ~/.ssh/id_ed25519.pub ~/.ssh/id_ed25519.pub.old
  ssh-keygen -y -f ~/.ssh/id_ed25519 > ~/.ssh/id_ed25519.pub

サーバーに古い公開鍵しか登録されておらず、その秘密鍵を失っている場合は、新しい .pub を登録します: ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host",
    ),
    sentences: &["contents do not match public"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPairMismatch {
    /// The private key file.
    pub path: PathBuf,
    /// The public half of the private key.
    pub private: PublicKey,
    /// The key in the .pub beside it.
    pub beside: PublicKey,
    /// The server accepts the key in the .pub.
    pub accepted_beside: bool,
    /// Asked for by itself, the server accepts the private file's own key.
    pub accepted_private: bool,
}

impl Cause for KeyPairMismatch {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.accepted_beside || self.accepted_private {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn candidates(&self) -> Vec<Code> {
        if self.accepted_beside || self.accepted_private {
            Vec::new()
        } else {
            vec![&super::key_not_accepted::PAGE]
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "{public} does not belong to the private key {path}, so ssh offers the server a key it cannot sign with.",
            "{public} は秘密鍵 {path} と対になっていないため、ssh は署名できない鍵をサーバーに提示しています。",
            public = show(&public_file(&self.path)),
            path = show(&self.path),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "identity file",
                say!(
                    "private key: {key}",
                    "秘密鍵: {key}",
                    key = key_name(&self.private)
                ),
            )
            .in_file(&self.path),
            Seen::new(
                "identity file",
                say!(
                    "the .pub beside it: {key}",
                    "隣の .pub: {key}",
                    key = key_name(&self.beside)
                ),
            )
            .in_file(public_file(&self.path)),
        ];
        seen.push(Seen::new(
            "server",
            if self.accepted_beside {
                say!(
                    "the server accepts the key in the .pub, whose private half is not here",
                    "サーバーは .pub の鍵を受け付けますが、その秘密鍵がここにありません"
                )
            } else {
                say!(
                    "the server refuses the key in the .pub",
                    "サーバーは .pub の鍵を拒否します"
                )
            },
        ));
        if self.accepted_private {
            seen.push(Seen::new(
                "server",
                say!(
                    "asked about the private file's own key, the server accepts it",
                    "秘密鍵そのものの公開鍵を問い合わせると、サーバーは受け付けます"
                ),
            ));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let public = public_file(&self.path);
        let old = with_suffix(&public, ".old");
        let renew = Command::new(["mv", &word(&public), &word(&old)])
            .and(Command::new(["ssh-keygen", "-y", "-f", &word(&self.path)]).into_file(&public));
        let mut steps = vec![
            Step::new(
                Where::Client,
                say!(
                    "Write the .pub anew from the private key; the old one is kept as {old}.",
                    "秘密鍵から .pub を作り直します。古いものは {old} に残します。",
                    old = show(&old),
                ),
            )
            .run(renew),
        ];
        if self.accepted_beside {
            steps.push(copy_id(target, &self.path));
            steps.push(Step::new(
                Where::Client,
                say!(
                    "Without another way in: find the private half of {key} (a backup, another machine); the server knows only that one.",
                    "ほかにログインする方法がない場合は、{key} の秘密鍵 (バックアップや別のマシン) を探します。サーバーが知っているのはこの鍵だけです。",
                    key = key_name(&self.beside),
                ),
            ));
        }
        steps
    }
}
