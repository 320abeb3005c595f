//! Another ssh, home directory, agent or configuration takes part than the person thinks.
//!
//! Named here: the server accepts a key that lies in another home of the person, of the account behind sudo or doas
//! (SUDO_USER, DOAS_USER), or where HOME points; ssh takes the home of the passwd entry (ssh.c `main`).
//! Also known by several ssh programs in the search path, GIT_SSH, GIT_SSH_COMMAND and core.sshCommand, WSL against
//! Windows; or by an answer (it works here, not there).
//! Looks the same: `other-key-accepted` (that key lies in this very home), `no-identity`.

use std::path::PathBuf;

use crate::evidence::{Keeper, PublicKey, Whose};
use crate::finding::userauth::words::{host, key_name, show, use_file, user, word};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

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

/// This case of it: what is needed lies in another home than ssh looks into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentDiffers {
    /// That home.
    pub home: PathBuf,
    /// Why the person has it in mind.
    pub whose: Whose,
    /// What lies there.
    pub there: There,
}

/// What is needed and lies elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum There {
    /// The key that the server accepts.
    Key {
        /// The key.
        key: PublicKey,
        /// Where it is kept.
        keeper: Keeper,
        /// Keys that ssh does offer, all refused.
        refused: usize,
    },
    /// The Host block that gives the name an address.
    Block {
        /// The file.
        file: PathBuf,
        /// The line of its `Host`.
        line: usize,
    },
}

impl Cause for EnvironmentDiffers {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        match (&self.there, &self.whose) {
            (There::Key { .. }, Whose::Caller(caller)) => say!(
                "This runs as another account: ssh uses that account's keys, and the one {host} accepts for {user} is {caller}'s.",
                "別のアカウントで実行されています。ssh はそのアカウントの鍵を使いますが、{host} が {user} について受け付けるのは {caller} の鍵です。",
                host = host(target),
                user = user(target),
                caller = caller,
            ),
            (There::Key { .. }, Whose::Variable) => say!(
                "HOME is {home}, and ssh does not read HOME: the key {host} accepts for {user} lies there, where ssh does not look.",
                "HOME は {home} ですが、ssh は HOME を参照しません。{host} が {user} について受け付ける鍵は、ssh が見ないその場所にあります。",
                home = show(&self.home),
                host = host(target),
                user = user(target),
            ),
            (There::Block { .. }, Whose::Caller(caller)) => say!(
                "This runs as another account: the Host block for {host} stands in {caller}'s configuration, which ssh does not read now.",
                "別のアカウントで実行されています。{host} の Host ブロックは {caller} の設定にあり、いまの ssh はそれを読みません。",
                host = host(target),
                caller = caller,
            ),
            (There::Block { .. }, Whose::Variable) => say!(
                "HOME is {home}, and ssh does not read HOME: the Host block for {host} stands there, in a configuration that ssh does not read.",
                "HOME は {home} ですが、ssh は HOME を参照しません。{host} の Host ブロックは、ssh が読まないその場所の設定にあります。",
                home = show(&self.home),
                host = host(target),
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let why = match &self.whose {
            Whose::Caller(caller) => say!(
                "sudo or doas was typed by {caller}",
                "sudo または doas を実行したのは {caller} です",
                caller = caller
            ),
            Whose::Variable => say!(
                "HOME={home}, and the passwd entry names another directory",
                "HOME={home} ですが、passwd のエントリには別のディレクトリが書かれています",
                home = show(&self.home)
            ),
        };
        let mut seen = vec![Seen::new("environment", why)];
        seen.extend(self.there.seen());
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match (&self.there, &self.whose) {
            (There::Key { keeper, .. }, Whose::Variable) => match keeper {
                Keeper::File(file) => use_file(target, file),
                Keeper::Agent(socket) => vec![through_agent(target, socket, None)],
            },
            (There::Key { keeper, .. }, Whose::Caller(caller)) => vec![
                without_sudo(caller).run(target.ssh_as(&target.user, &[])),
                match keeper {
                    Keeper::File(file) => {
                        let key = word(file);
                        let ssh = target.ssh(&["-o", "IdentitiesOnly=yes", "-i", &key]);
                        Step::new(
                            Where::Client,
                            say!(
                                "If it must run under sudo, name the key.",
                                "sudo で実行する必要がある場合は、鍵を指定します。"
                            ),
                        )
                        .run(Command::new(["sudo"]).before(ssh))
                    }
                    Keeper::Agent(socket) => through_agent(target, socket, Some("sudo")),
                },
            ],
            (There::Block { file, .. }, Whose::Variable) => {
                vec![name_the_file().run(target.ssh(&["-F", &word(file)]))]
            }
            (There::Block { file, .. }, Whose::Caller(caller)) => {
                let ssh = target.ssh(&["-F", &word(file)]);
                vec![
                    without_sudo(caller).run(target.ssh(&[])),
                    name_the_file()
                        .run(Command::new(["sudo"]).before(ssh))
                        .caution(say!(
                            "keys and known_hosts are still root's there, unless the block names them",
                            "その場合も、ブロックで指定されていない限り鍵と known_hosts は root のものです"
                        )),
                ]
            }
        }
    }
}

impl There {
    fn seen(&self) -> Vec<Seen> {
        let (key, keeper, refused) = match self {
            There::Key {
                key,
                keeper,
                refused,
            } => (key, keeper, *refused),
            There::Block { file, line } => {
                let text = say!(
                    "a Host block for this very name",
                    "この名前の Host ブロックがあります"
                );
                return vec![
                    Seen::new(
                        "dns",
                        say!(
                            "no resolver knows the name: Name or service not known (EAI_NONAME)",
                            "名前解決の結果: Name or service not known (EAI_NONAME)"
                        ),
                    ),
                    Seen::new("ssh_config", text).in_file(file).at_line(*line),
                ];
            }
        };
        let accepted = say!(
            "the server accepts {key}",
            "サーバーは {key} を受け付けます",
            key = key_name(key)
        );
        let kept = match keeper {
            Keeper::File(file) => Seen::new(
                "identity file",
                say!("its private half is here", "その秘密鍵はここにあります"),
            )
            .in_file(file),
            Keeper::Agent(socket) => Seen::new(
                "agent",
                say!(
                    "the agent at this socket holds it",
                    "このソケットのエージェントが保持しています"
                ),
            )
            .in_file(socket),
        };
        let offered = match refused {
            0 => say!(
                "ssh itself has no key to offer here",
                "この環境の ssh には提示できる鍵がありません"
            ),
            count => say!(
                "ssh itself offers {count} key(s) here, and the server refuses them all",
                "この環境で ssh が提示する鍵は {count} 個で、サーバーはすべて拒否しました",
                count = count
            ),
        };
        vec![
            Seen::new("server", accepted),
            kept,
            Seen::new("ssh -G", offered),
        ]
    }
}

fn without_sudo(caller: &str) -> Step {
    Step::new(
        Where::Client,
        say!(
            "Log in as {caller}, without sudo: keys, agent and configuration are then {caller}'s.",
            "sudo を付けず {caller} としてログインします。鍵、エージェント、設定がすべて {caller} のものになります。",
            caller = caller
        ),
    )
}

fn name_the_file() -> Step {
    Step::new(
        Where::Client,
        say!(
            "If it must run so, name that configuration.",
            "このまま実行する必要がある場合は、その設定ファイルを指定します。"
        ),
    )
}

/// `ssh` with the agent at `socket`.
fn through_agent(target: &Target, socket: &std::path::Path, sudo: Option<&str>) -> Step {
    let variable = format!("SSH_AUTH_SOCK={}", word(socket));
    let words = sudo.into_iter().chain(["env", &variable]);
    Step::new(
        Where::Client,
        say!(
            "Let ssh use that agent.",
            "そのエージェントを ssh に使わせます。"
        ),
    )
    .run(Command::new(words).before(target.ssh(&[])))
}
