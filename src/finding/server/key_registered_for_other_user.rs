//! The key stands in another user's authorized_keys.
//!
//! **Known by**: its fingerprint is found in another account's file.
//! **Looks the same**: `wrong-user` (seen from the client), `key-not-registered`, `authorized-keys-elsewhere`.
//! **References**: sshd_config(5) AuthorizedKeysFile; sshd(8) AUTHORIZED_KEYS FILE FORMAT.

use std::path::PathBuf;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-registered-for-other-user",
    stage: Stage::Server,
    fault: Say::fixed(
        "the key is registered for another user of the server",
        "この鍵は、サーバーの別のユーザーに登録されています",
    ),
    text: Say::fixed(
        "\
The key is on the server, but in the file of another account: it was added as root and the login is another name, or the reverse. For the name you use, sshd never looks there.

All accounts at once, as root; the fingerprint comes from ssh-keygen -lf on the .pub file:
  for h in $(getent passwd | cut -d: -f6 | sort -u); do f=\"$h/.ssh/authorized_keys\"; sudo test -r \"$f\" && sudo ssh-keygen -lf \"$f\" | grep -F 'SHA256:...' | sed \"s|^|$f: |\"; done
Accounts whose files lie elsewhere (AuthorizedKeysFile, network homes) are not in this list.

From outside this cannot be told from a key that was never installed (key-not-registered), unless one asks the server about the other name (wrong-user).

Either log in as the user who has it:
  ssh OTHER@HOST
or install it for the user you mean, on the server:
  sudo install -d -o USER -g USER -m 700 ~USER/.ssh
  sudo grep -F 'AAAA...' ~OTHER/.ssh/authorized_keys | sudo tee -a ~USER/.ssh/authorized_keys
  sudo chown USER: ~USER/.ssh/authorized_keys && sudo chmod 600 ~USER/.ssh/authorized_keys
Options in front of the key (from=, command=) come along; look at the line first. If the key should not be root's, take it out there once the new login works.",
        "\
鍵はサーバーにありますが、別のアカウントのファイルに書かれています。root に登録して別の名前でログインしようとしている場合や、その逆です。いま使っている名前では、sshd はそのファイルを見ません。

root で全アカウントをまとめて調べます。指紋は、.pub ファイルに対する ssh-keygen -lf の値です。
  for h in $(getent passwd | cut -d: -f6 | sort -u); do f=\"$h/.ssh/authorized_keys\"; sudo test -r \"$f\" && sudo ssh-keygen -lf \"$f\" | grep -F 'SHA256:...' | sed \"s|^|$f: |\"; done
ファイルが別の場所にあるアカウント(AuthorizedKeysFile、ネットワーク上のホーム)はこの一覧に含まれません。

外からは、登録されていない鍵(key-not-registered)と区別できません。もう一方の名前についてサーバーに尋ねれば分かります(wrong-user)。

鍵を持つユーザーとしてログインします。
  ssh OTHER@HOST
または、サーバーで目的のユーザーに登録します。
  sudo install -d -o USER -g USER -m 700 ~USER/.ssh
  sudo grep -F 'AAAA...' ~OTHER/.ssh/authorized_keys | sudo tee -a ~USER/.ssh/authorized_keys
  sudo chown USER: ~USER/.ssh/authorized_keys && sudo chmod 600 ~USER/.ssh/authorized_keys
鍵の前のオプション(from=、command=)も一緒に写るので、先に行の内容を確認してください。root に置くべきでない鍵なら、新しいログインが成功した後でそちらから消します。",
    ),
    sentences: &[],
};

/// This case of it, as seen on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRegisteredForOtherUser {
    /// The accounts that have the key, each with file and line; never empty.
    pub others: Vec<(Untrusted, PathBuf, usize)>,
}

impl Cause for KeyRegisteredForOtherUser {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        let names: Vec<String> = self
            .others
            .iter()
            .take(4)
            .map(|(name, _, _)| name.visible(32))
            .collect();
        say!(
            "The key is registered for {others}, and not for {user}.",
            "鍵は {others} に登録されており、{user} には登録されていません。",
            others = names.join(", "),
            user = target.user
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let seen = |(name, file, line): &(Untrusted, PathBuf, usize)| {
            let words = say!("the key of {name}", "{name} の鍵", name = name.visible(32));
            Seen::new("authorized_keys", words)
                .in_file(file)
                .at_line(*line)
        };
        self.others.iter().take(4).map(seen).collect()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let own = self
            .others
            .first()
            .map(|(name, _, _)| name.visible(64))
            .unwrap_or_default();
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Log in as {name}",
                    "{name} としてログインします",
                    name = own
                ),
            )
            .run(target.ssh_as(&own, &[])),
        ]
    }
}
