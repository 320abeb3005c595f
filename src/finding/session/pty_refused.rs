//! The server refuses a terminal; commands without one work.
//!
//! **Known by**: CHANNEL_FAILURE to `pty-req` only; `ssh -T … true` passes.
//! **Looks the same**: "Pseudo-terminal will not be allocated because stdin is not a terminal" is the client's own
//! note and no fault.
//! **References**: RFC 4254 section 6.2; sshd_config(5) PermitTTY; sshd(8) no-pty, restrict; OpenSSH session.c
//! (`session_pty_req`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "pty-refused",
    stage: Stage::Session,
    fault: Say::fixed("the server refuses a terminal", "サーバーが端末の割り当てを拒否しています"),
    text: Say::fixed(
        "\
The login works, but the server gives no terminal (pty) to this session. ssh says \"PTY allocation request failed on channel 0\" and goes on without one: no prompt appears, which looks like a hang.

It is known by the refusal of that one request, while a command without a terminal passes:
  ssh -T USER@HOST true

Three things refuse a terminal: PermitTTY no in sshd_config, the option no-pty or restrict on the key's line in authorized_keys, or a server that has no terminal left or no /dev/pts (often in containers). The second shows from outside: ssh -v prints a line \"Remote: ... key options: ...\" that lists what the key may do; if the word \"pty\" is missing there, the key forbids it. The other two the administrator sees:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep permittty
  mount | grep devpts

What needs no terminal works at once with -T (commands, scripts, file transfer). To get one, the administrator sets PermitTTY yes for this user, or takes no-pty or restrict off the key's line. Accounts for Git or backups are meant to be without a terminal.",
        "\
ログインは成功しますが、サーバーがこのセッションに端末(pty)を割り当てません。ssh は「PTY allocation request failed on channel 0」と表示し、端末なしで続行します。プロンプトが出ないので、固まったように見えます。

端末の要求だけが拒否され、端末を使わないコマンドは通ることから分かります。
  ssh -T USER@HOST true

端末を拒否するものは三つあります。sshd_config の PermitTTY no、authorized_keys の鍵の行に付いた no-pty または restrict、そしてサーバーに空きの端末や /dev/pts がない場合(コンテナでよくあります)です。二つ目は外からも見えます。ssh -v が表示する「Remote: ... key options: ...」の行はその鍵に許されたことの一覧で、そこに pty がなければ鍵の側で禁じられています。残りの二つは管理者が確認します。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep permittty
  mount | grep devpts

端末の要らない作業(コマンド、スクリプト、ファイル転送)は -T を付ければすぐに使えます。端末が必要なら、管理者がこのユーザーに PermitTTY yes を設定するか、鍵の行から no-pty や restrict を外します。Git やバックアップ用のアカウントは、端末を使わせないのが本来の姿です。",
    ),
    sentences: &["PTY allocation request failed on channel"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PtyRefused;

impl Cause for PtyRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server gives this session no terminal.",
            "サーバーはこのセッションに端末を割り当てません。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed("Without a terminal it works", "端末なしなら使えます"),
            )
            .run(target.ssh(&["-T"])),
            Step::new(Where::Server, Say::fixed("See why", "理由を確認します")).run(Command::new(
                [
                    "sudo",
                    "sh",
                    "-c",
                    "sshd -T | grep -i permittty; mount | grep devpts",
                ],
            )),
        ]
    }
}
