//! RefuseConnection in sshd_config refuses this user or address (OpenSSH 9.9 and later).
//!
//! **Known by**: `sshd -T -C` for this login; the log line "administratively prohibited connection".
//! **Looks the same**: `authentication-closed` (what the client sees), a child that crashes, `penalised-by-server`.
//! **References**: sshd_config(5) RefuseConnection, PerSourcePenalties; OpenSSH monitor.c (`mm_answer_pwnamallow`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "connection-refused-by-sshd-config",
    stage: Stage::Server,
    fault: Say::fixed(
        "RefuseConnection in sshd_config refuses this user or address",
        "sshd_config の RefuseConnection が、このユーザーまたはアドレスを拒否しています",
    ),
    text: Say::fixed(
        "\
Somebody wrote RefuseConnection yes into sshd_config, usually in a Match block, and this login matches it (OpenSSH 9.9 and later). The server hangs up as soon as it knows the user name, before any key or password counts.

The client only sees the connection close right after it asked to authenticate. The server's log is clear: \"administratively prohibited connection for USER from ADDRESS port ...\". The configuration shows it too:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep refuseconnection

A crash of sshd or of a directory service at that point looks the same from outside; only the log separates them. Trying again and again makes it worse: each attempt adds to the penalty for this address (10 seconds by default), and soon the server refuses the address altogether (penalised-by-server).

This is meant, so ask the person who wrote it. To lift it, find the Match block and take the line out or narrow the match:
  sudo grep -rniE '^ *(match|refuseconnection)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/
Then test and reload (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh",
        "\
sshd_config に(たいていは Match ブロックの中に)RefuseConnection yes が書かれており、このログインが一致しています(OpenSSH 9.9 以降)。サーバーはユーザー名を知った時点で切断し、鍵やパスワードは見られません。

クライアントからは、認証を要求した直後に接続が閉じたことしか分かりません。サーバーのログには「administratively prohibited connection for USER from ADDRESS port ...」とはっきり出ます。設定でも確認できます。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep refuseconnection

この時点で sshd やディレクトリサービスが異常終了した場合も、外からは同じに見えます。区別できるのはログだけです。繰り返し試すと悪化します。試すたびにこのアドレスのペナルティが増え(既定で 10 秒)、やがてアドレスごと拒否されます(penalised-by-server)。

意図された設定なので、書いた人に確認してください。解除するには、Match ブロックを探し、その行を消すか条件を絞ります。
  sudo grep -rniE '^ *(match|refuseconnection)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/
その後、検査して再読み込みします(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo sshd -t && sudo systemctl reload ssh",
    ),
    sentences: &[
        "administratively prohibited connection for",
        "connection prohibited by RefuseConnection",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRefusedBySshdConfig;

impl Cause for ConnectionRefusedBySshdConfig {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "RefuseConnection in sshd_config turns this connection away.",
            "sshd_config の RefuseConnection がこの接続を拒否しています。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![Step::new(Where::Server, Say::fixed("Find the line", "該当する行を探します")).run(Command::new(["sudo", "grep", "-rniE", "^[[:space:]]*RefuseConnection", "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d"])), Step::new(Where::Server, Say::fixed("Test the configuration, then let sshd read it (the unit is ssh on Debian and Ubuntu, sshd elsewhere)", "設定を検査してから sshd に読み込ませます (ユニット名は Debian と Ubuntu では ssh、ほかでは sshd です)")).run(steps::restart_sshd_if_valid())]
    }
}
