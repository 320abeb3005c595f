//! sshd refuses its configuration.
//!
//! **Known by**: `sshd -t` names file and line.
//! **Looks the same**: `sshd-not-running` (what it leads to), `closed-before-identification` (under socket
//! activation), `sshd-config-not-loaded`.
//! **References**: sshd(8) -t; sshd_config(5); OpenSSH servconf.c.

use std::path::PathBuf;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sshd-config-invalid",
    stage: Stage::Server,
    fault: Say::fixed(
        "sshd refuses its configuration",
        "sshd の設定に誤りがあり、sshd が受け付けません",
    ),
    text: Say::fixed(
        "\
sshd cannot read its own configuration: a word it does not know, a missing argument, an option in a place where it may not stand. It will not start with such a file.

The test changes nothing and names file and line:
  sudo sshd -t
A sentence like \"/etc/ssh/sshd_config: line 42: Bad configuration option\" comes from there. It reads the included files (sshd_config.d) too. The directory and key tests come after the configuration, so complaints about host keys or a privilege separation directory are other faults.

A server that is still running keeps its old configuration, and the fault shows only at the next restart. Under socket activation every new connection is closed at once instead (closed-before-identification).

Three usual finds: an option that this version does not know or no longer knows; a line that belongs before the first Match block, since everything below a Match counts to it (\"Directive 'Port' is not allowed within a Match block\"); algorithm names from another version. The lists of names this build knows:
  ssh -Q kex; ssh -Q cipher; ssh -Q mac; ssh -Q HostKeyAlgorithms

Correct the line or put # in front of it, test again, and only then load it (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload-or-restart ssh
Keep the session you have open until a second login works.",
        "\
sshd が自分の設定を読めません。知らない語、足りない引数、書けない場所に書かれた設定などです。このままでは sshd は起動しません。

次の検査は何も変更せず、ファイルと行を示します。
  sudo sshd -t
「/etc/ssh/sshd_config: line 42: Bad configuration option」のような文が出ます。取り込まれるファイル(sshd_config.d)も読まれます。ディレクトリと鍵の検査は設定の後に行われるので、ホスト鍵や特権分離ディレクトリについてのエラーは別の障害です。

動いている sshd は古い設定のまま動き続け、次の再起動で初めて表面化します。ソケットアクティベーションでは、新しい接続がすべてすぐに切られます(closed-before-identification)。

よくあるのは次の三つです。この版が知らない、または廃止された設定。最初の Match ブロックより前に書くべき行(Match の下の行はすべてその Match に属するため、「Directive 'Port' is not allowed within a Match block」となります)。別の版のアルゴリズム名。この環境で使える名前は次で分かります。
  ssh -Q kex; ssh -Q cipher; ssh -Q mac; ssh -Q HostKeyAlgorithms

その行を直すか先頭に # を付け、もう一度検査してから読み込みます(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo sshd -t && sudo systemctl reload-or-restart ssh
二つ目のログインが成功するまで、今のセッションは閉じないでください。",
    ),
    sentences: &[
        "Bad configuration option",
        "is not allowed within a Match block",
        "Bad SSH2 cipher spec",
        "Bad SSH2 mac spec",
        "Bad SSH2 KexAlgorithms",
        "extra arguments at end of line",
        "AuthorizedKeysCommand set without",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshdConfigInvalid {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
    /// The line of that file.
    pub line: Option<usize>,
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for SshdConfigInvalid {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "sshd does not take its configuration: {text}",
            "sshd は設定を受け付けません: {text}",
            text = self.text.visible(160)
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
                Say::fixed(
                    "Test it; the line is named",
                    "検査します。行番号が表示されます",
                ),
            )
            .run(Command::new(["sudo", "/usr/sbin/sshd", "-t"])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "When it is silent, start sshd",
                    "何も表示されなくなったら sshd を起動します",
                ),
            )
            .run(steps::restart_sshd_if_valid()),
        ]
    }
}
