//! Another ssh, home directory, agent or configuration takes part than the person thinks.
//!
//! Known by several ssh programs in the search path, HOME against the passwd entry, GIT_SSH, GIT_SSH_COMMAND and
//! core.sshCommand, the effective uid, WSL against Windows; or by an answer (it works here, not there).

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "environment-differs",
    stage: Stage::Config,
    fault: Say::fixed(
        "another ssh, home directory, agent or configuration is in use than the person thinks (sudo, cron, IDE, WSL, Git for Windows)",
        "想定とは別の ssh、ホームディレクトリ、エージェント、設定が使われています (sudo、cron、IDE、WSL、Git for Windows)",
    ),
    text: Say::fixed(
        "\
The same login works in one place and fails in another on the same machine: in the terminal but not in cron, for you but not with sudo, in PowerShell but not in WSL, in the shell but not in git. Then the server is fine and the two places differ.

It is known by comparing them. Run this in both; the lines that differ name the fault:
  type ssh; ssh -V; id -un; echo \"$HOME $SSH_AUTH_SOCK\"
  ssh -G HOST

The usual ones: sudo reads root's ~/.ssh and loses the agent; cron and systemd have no agent and no terminal; an IDE brings its own ssh or its own settings; Git for Windows ships an ssh besides the one of Windows, with another agent; WSL has a home of its own.

ssh takes the home directory from the passwd entry, not from HOME; many programs around it do the opposite.

For git the program can be set:
  git config --global core.sshCommand C:/Windows/System32/OpenSSH/ssh.exe

In WSL copy the key instead of using it under /mnt, and give it its mode: chmod 600. With sudo, name things: sudo ssh -i /home/you/.ssh/id_ed25519 you@HOST.",
        "\
同じログインが、同じ端末のある場所では成功し、別の場所では失敗します。端末では動くが cron では動かない、自分では動くが sudo では動かない、PowerShell では動くが WSL では動かない、シェルでは動くが git では動かない、といった場合です。サーバーは正常で、2 つの環境が違っています。

両方で次を実行して比べます。違う行が原因です。
  type ssh; ssh -V; id -un; echo \"$HOME $SSH_AUTH_SOCK\"
  ssh -G HOST

よくある違いは次のとおりです。sudo では root の ~/.ssh が読まれ、エージェントも引き継がれません。cron と systemd にはエージェントも端末もありません。IDE は独自の ssh や設定を持つことがあります。Git for Windows は Windows とは別の ssh を持ち、エージェントも別です。WSL には独自のホームがあります。

ssh はホームディレクトリを HOME ではなく passwd のエントリから決めます。周辺のプログラムの多くは逆です。

git が使う ssh は指定できます。
  git config --global core.sshCommand C:/Windows/System32/OpenSSH/ssh.exe

WSL では /mnt 以下の鍵を使わず、コピーして chmod 600 を設定します。sudo では sudo ssh -i /home/you/.ssh/id_ed25519 you@HOST のように明示します。",
    ),
    sentences: &[],
};
