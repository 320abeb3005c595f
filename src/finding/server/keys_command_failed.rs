//! AuthorizedKeysCommand fails, so the keys it should deliver are missing.
//!
//! **Known by**: its exit status or sshd's complaint about it in the log; run by hand as its user.
//! **Looks the same**: `key-not-registered` (it works and delivers nothing), `slow-login` (it is slow),
//! `sshd-config-invalid` (set without AuthorizedKeysCommandUser).
//! **References**: sshd_config(5) AuthorizedKeysCommand, AuthorizedKeysCommandUser; OpenSSH auth2-pubkey.c
//! (`user_key_command_allowed2`), misc.c (`subprocess`, `exited_cleanly`).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "keys-command-failed",
    stage: Stage::Server,
    fault: Say::fixed(
        "the program that should deliver the user's keys (AuthorizedKeysCommand) fails",
        "ユーザーの鍵を渡すプログラム(AuthorizedKeysCommand)が失敗しています",
    ),
    text: Say::fixed(
        "\
On this server keys come from a program (SSSD, opkssh, EC2 Instance Connect, a script of your own). It did not run or ended with an error, so its keys are missing, and the login is refused as for an unknown key. Keys in authorized_keys are looked at first and still work.

The log says which: \"AuthorizedKeysCommand /usr/bin/... failed, status 1\", \"Unsafe AuthorizedKeysCommand ...: bad ownership or modes\", \"AuthorizedKeysCommandUser ... not found\".
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep authorizedkeyscommand

Run it by hand as the user it is given, with the same arguments; the status must be 0 and the lines must be keys:
  sudo -u nobody /usr/bin/sss_ssh_authorizedkeys USER; echo $?
If it works there and not from sshd, suspect SELinux (selinux-denied): a denial is logged by the audit system, not by sshd. If it works and prints no line for this key, that is key-not-registered.

\"Unsafe\": the program and every directory above it must belong to root and not be writable by group or others:
  namei -l /usr/bin/sss_ssh_authorizedkeys
\"not found\": the account in AuthorizedKeysCommandUser must exist. \"failed\": mend what stands behind it (directory service, network, its own configuration), for SSSD:
  systemctl status sssd
A key in the plain authorized_keys of one administrator keeps a way in for the next time.",
        "\
このサーバーでは、鍵はプログラム(SSSD、opkssh、EC2 Instance Connect、自作のスクリプトなど)から渡されます。それが動かないかエラーで終わったため、渡されるはずの鍵がなく、知らない鍵と同じように拒否されます。authorized_keys の鍵は先に調べられるので、引き続き使えます。

ログに理由が出ます。「AuthorizedKeysCommand /usr/bin/... failed, status 1」「Unsafe AuthorizedKeysCommand ...: bad ownership or modes」「AuthorizedKeysCommandUser ... not found」などです。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep authorizedkeyscommand

設定されたユーザーで、同じ引数を付けて手動で実行します。ステータスが 0 で、出力が鍵の行なら正常です。
  sudo -u nobody /usr/bin/sss_ssh_authorizedkeys USER; echo $?
手動では動き、sshd からは動かないなら、SELinux を疑います(selinux-denied)。拒否の記録は sshd ではなく監査ログに残ります。動いてもこの鍵の行を出さないなら key-not-registered です。

「Unsafe」なら、プログラムとその上のすべてのディレクトリを root の所有にし、グループやその他から書き込めないようにします。
  namei -l /usr/bin/sss_ssh_authorizedkeys
「not found」なら、AuthorizedKeysCommandUser のアカウントが必要です。「failed」なら、背後にあるもの(ディレクトリサービス、ネットワーク、プログラム自身の設定)を直します。SSSD の場合:
  systemctl status sssd
管理者一人の鍵を通常の authorized_keys に置いておくと、次に起きたときの入口になります。",
    ),
    sentences: &[
        "AuthorizedKeysCommand /",
        "Unsafe AuthorizedKeysCommand",
        "Could not stat AuthorizedKeysCommand",
        "AuthorizedKeysCommand path is not absolute",
        "AuthorizedKeysCommandUser \"",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysCommandFailed {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
    /// Its exit status.
    pub status: Option<usize>,
}

impl Cause for KeysCommandFailed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "AuthorizedKeysCommand {path} fails, so sshd gets no keys from it.",
            "AuthorizedKeysCommand {path} が失敗し、sshd は鍵を得られません。",
            path = path_or(self.path.as_ref(), "?")
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("Show what is configured", "設定を確認します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -i authorizedkeyscommand",
            ])),
            Step::new(
                Where::Server,
                Say::fixed("Run it by hand", "手で実行します"),
            )
            .run(Command::new([
                "sudo",
                &path_or(self.path.as_ref(), "?"),
                &target.user,
            ])),
        ]
    }
}
