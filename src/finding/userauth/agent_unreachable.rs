//! SSH_AUTH_SOCK or IdentityAgent names a socket behind which no agent answers, and the needed key is not on disk.
//! Known from: connect(2) on the socket. authfd.c `ssh_get_authentication_socket_path`; ssh itself says nothing without -v.

use std::path::PathBuf;

use super::words::{config_path, join_paths, show, word};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "agent-unreachable",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "SSH_AUTH_SOCK or IdentityAgent leads nowhere, and the needed key is not on disk",
        "SSH_AUTH_SOCK または IdentityAgent の先にエージェントがおらず、必要な鍵がディスクにもありません",
    ),
    text: Say::fixed(
        "\
An agent holds private keys for ssh, which finds it by a socket: the path in SSH_AUTH_SOCK, or IdentityAgent in the configuration. Here that socket leads nowhere, and no key file is there to use instead. ssh does not complain about it; it just has nothing to offer.

It is known by connecting to the socket: \"No such file or directory\" (the agent has ended and taken its socket along, or the path is wrong), \"Connection refused\" (the socket is left over, the agent is gone), \"Permission denied\" (it belongs to somebody else). ssh-add says \"Could not open a connection to your authentication agent\" or \"Error connecting to agent\".

Typical: a tmux or screen session older than the present login, sudo or su, a forwarded agent whose connection has ended, a 1Password, KeePassXC or gpg-agent that is not started; on Windows the service ssh-agent is stopped. An agent that answers with an empty list is another fault (no-identity).

See what the shell believes, and point ssh at an agent that lives:

  echo \"$SSH_AUTH_SOCK\"; ssh-add -l
  ssh -o IdentityAgent=/path/to/living/socket user@host

In tmux take over the fresh value: eval \"$(tmux show-environment -s SSH_AUTH_SOCK)\". On Windows: Get-Service ssh-agent | Set-Service -StartupType Manual; Start-Service ssh-agent.",
        "\
エージェントは ssh の代わりに秘密鍵を保持するプログラムで、ssh はソケット (環境変数 SSH_AUTH_SOCK、または設定の IdentityAgent) で見つけます。今回はそのソケットの先に何もなく、代わりに使える鍵ファイルもありません。ssh はそのことを表示せず、単に提示する鍵がない状態になります。

ソケットに接続してみると分かります。\"No such file or directory\" (エージェントが終了した、またはパスが違う)、\"Connection refused\" (ソケットだけ残り、エージェントはいない)、\"Permission denied\" (別のユーザーのもの) です。ssh-add は \"Could not open a connection to your authentication agent\" や \"Error connecting to agent\" と表示します。

よくある例: 今のログインより古い tmux や screen、sudo や su、接続が切れた転送エージェント、起動していない 1Password、KeePassXC、gpg-agent。Windows ではサービス ssh-agent の停止です。エージェントが応答して一覧が空の場合は別の原因 (no-identity) です。

シェルの設定を確認し、動いているエージェントを指定します。

  echo \"$SSH_AUTH_SOCK\"; ssh-add -l
  ssh -o IdentityAgent=/path/to/living/socket user@host

tmux では eval \"$(tmux show-environment -s SSH_AUTH_SOCK)\" で新しい値を取り込みます。Windows では Get-Service ssh-agent | Set-Service -StartupType Manual; Start-Service ssh-agent を実行します。",
    ),
    sentences: &["Could not open a connection to your authentication agent", "Error connecting to agent", "Error opening agent connection"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentUnreachable {
    /// The socket ssh is pointed to.
    pub socket: PathBuf,
    /// The system's words.
    pub text: Untrusted,
    /// Sockets of this user on which an agent answers.
    pub alive: Vec<PathBuf>,
    /// The identity files ssh looked for.
    pub looked: Vec<PathBuf>,
}

impl AgentUnreachable {
    /// A new agent on the old socket. Its directory goes with a session's end, too.
    fn fresh_agent(&self) -> Command {
        let socket = word(&self.socket);
        let agent =
            Command::new(["rm", "-f", &socket]).and(Command::new(["ssh-agent", "-a", &socket]));
        match self.socket.parent() {
            Some(directory) => {
                Command::new(["mkdir", "-p", "-m", "700", &word(directory)]).and(agent)
            }
            None => agent,
        }
    }

    /// Whose socket it was, by the names agents give theirs.
    fn origin(&self) -> Option<Seen> {
        let path = self.socket.to_string_lossy();
        let named = |part: &str| path.contains(part);
        let text = if named("/.ssh/agent/") || (named("/ssh-") && named("/agent.")) {
            say!(
                "such a name is made by ssh-agent, or by sshd for a forwarded agent: it dies with that agent or connection, and an older tmux, screen or sudo shell keeps the old value",
                "この名前は ssh-agent、または転送されたエージェントのために sshd が作るものです。そのエージェントや接続とともになくなり、古い tmux、screen、sudo のシェルには古い値が残ります"
            )
        } else if named("keyring") {
            say!(
                "such a name is GNOME Keyring's: it is there only in a desktop session",
                "この名前は GNOME Keyring のもので、デスクトップのセッション中だけ存在します"
            )
        } else if named("gpg-agent") {
            say!(
                "such a name is gpg-agent's: \"gpgconf --launch gpg-agent\" starts it",
                "この名前は gpg-agent のもので、\"gpgconf --launch gpg-agent\" で起動します"
            )
        } else if named("1password") {
            say!(
                "such a name is 1Password's: its SSH agent is switched on in the settings, under Developer",
                "この名前は 1Password のもので、設定の「開発者」で SSH エージェントを有効にします"
            )
        } else {
            return None;
        };
        Some(Seen::new("agent", text))
    }
}

impl Cause for AgentUnreachable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "ssh is pointed to the agent at {socket}, where no agent answers, and no key file is there to use instead.",
            "ssh が使うエージェント {socket} に接続できず、代わりに使える鍵ファイルもありません。",
            socket = show(&self.socket),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen: Vec<Seen> = self.origin().into_iter().collect();
        seen.splice(
            0..0,
            [
                Seen::new(
                    "agent",
                    Say::verbatim(format!(
                        "{}: {}",
                        show(&self.socket),
                        self.text.visible(120)
                    )),
                )
                .in_file(&self.socket),
                Seen::new(
                    "identity file",
                    say!(
                        "no key file to use instead: {files}",
                        "代わりに使える鍵ファイルはありません: {files}",
                        files = join_paths(&self.looked)
                    ),
                ),
            ],
        );
        if !self.alive.is_empty() {
            seen.push(Seen::new(
                "agent",
                say!(
                    "an agent answers at: {sockets}",
                    "応答するエージェント: {sockets}",
                    sockets = join_paths(&self.alive)
                ),
            ));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match self.alive.first() {
            Some(alive) => {
                let option = format!("IdentityAgent={}", config_path(alive));
                vec![
                    Step::new(
                        Where::Client,
                        say!("Log in through the agent that answers.", "応答するエージェントを使ってログインします。"),
                    )
                    .run(target.ssh(&["-o", &option])),
                    Step::new(
                        Where::Client,
                        say!(
                            "So that every command of this shell finds it, set the variable (in sh, bash, zsh):",
                            "このシェルのどのコマンドからも使えるように、環境変数を設定します (sh、bash、zsh)。"
                        ),
                    )
                    .lines([format!("export SSH_AUTH_SOCK={}", crate::shell::quote(&word(alive)))]),
                ]
            }
            None => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "Start the program that holds the key (1Password, KeePassXC, gpg-agent, the desktop's agent), or connect anew with ssh -A if the agent was forwarded; then this must list the key.",
                        "鍵を持つプログラム (1Password、KeePassXC、gpg-agent、デスクトップのエージェント) を起動します。転送されたエージェントだった場合は ssh -A で接続し直します。その後、次のコマンドで鍵が表示されることを確認します。"
                    ),
                )
                .run(Command::new(["ssh-add", "-l"])),
                Step::new(
                    Where::Client,
                    say!(
                        "If the agent was plain ssh-agent and the key is kept elsewhere: start a fresh agent on the same socket, then ssh-add the key.",
                        "通常の ssh-agent で、鍵を別の場所に保管している場合: 同じソケットで新しいエージェントを起動し、ssh-add で鍵を読み込みます。"
                    ),
                )
                .run(self.fresh_agent()),
            ],
        }
    }
}
