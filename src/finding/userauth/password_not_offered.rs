//! The person counts on a password and the server lists neither password nor keyboard-interactive.
//! Known from: the answer to `none`, and PreferredAuthentications or an answer.

use super::words::{join, user};
use crate::finding::steps::ssh_with;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "password-not-offered",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the person counts on a password and the server allows none",
        "パスワードでのログインを、サーバーが許可していません",
    ),
    text: Say::fixed(
        "\
The server does not take passwords from this user: neither \"password\" nor \"keyboard-interactive\" is among the methods it lists. So ssh never asks for one and ends with \"Permission denied (publickey)\".

It is known from the server's answer to the request \"none\". It says nothing about the password being right or wrong.

A password that is asked for and refused is another fault (password-rejected). ssh-copy-id fails here for the same reason: it needs a password to bring the first key in. Clouds and hardened systems set this on purpose (PasswordAuthentication no).

Log in with a key. If none is registered yet, add it through the provider's console or another account, as root on the server:

  install -d -o USER -g USER -m 700 ~USER/.ssh
  echo 'ssh-ed25519 AAAA… you@laptop' >> ~USER/.ssh/authorized_keys
  chown USER: ~USER/.ssh/authorized_keys; chmod 600 ~USER/.ssh/authorized_keys

Or allow passwords for as long as ssh-copy-id takes (PasswordAuthentication yes, reload sshd), prove the key, and switch them off again. Install and prove the key first, always in this order.",
        "\
サーバーはこのユーザーのパスワードを受け付けません。提示された認証方式に \"password\" も \"keyboard-interactive\" もないため、ssh はパスワードを尋ねずに \"Permission denied (publickey)\" で終わります。

要求 \"none\" に対するサーバーの応答で分かりました。パスワードが正しいかどうかとは関係ありません。

尋ねられて拒否される場合は別の原因 (password-rejected) です。ssh-copy-id も最初の鍵を登録するためにパスワードを使うので、同じ理由で失敗します。クラウドや堅牢化されたシステムでは意図的な設定 (PasswordAuthentication no) です。

鍵でログインします。まだ登録していない場合は、プロバイダーのコンソールや別のアカウントから、サーバー上で root として追加します。

  install -d -o USER -g USER -m 700 ~USER/.ssh
  echo 'ssh-ed25519 AAAA… you@laptop' >> ~USER/.ssh/authorized_keys
  chown USER: ~USER/.ssh/authorized_keys; chmod 600 ~USER/.ssh/authorized_keys

または ssh-copy-id の間だけパスワードを許可し (PasswordAuthentication yes、sshd の再読み込み)、鍵でログインできることを確認してから元に戻します。必ず鍵の登録と確認を先に行ってください。",
    ),
    sentences: &["No supported authentication methods available"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordNotOffered {
    /// The methods the server lists.
    pub methods: Vec<String>,
}

impl Cause for PasswordNotOffered {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The server takes no password from {user}: it takes {methods} only.",
            "サーバーは {user} のパスワードを受け付けません。受け付けるのは {methods} だけです。",
            user = user(target),
            methods = join(&self.methods),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        vec![Seen::new(
            "server",
            say!(
                "methods that can continue: {methods}; neither password nor keyboard-interactive",
                "サーバーが提示した認証方式: {methods} (password も keyboard-interactive もなし)",
                methods = join(&self.methods)
            ),
        )]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!("Log in with a key.", "鍵でログインします。"),
            )
            .run(ssh_with(target, &[("PreferredAuthentications", "publickey")])),
            Step::new(
                Where::Administrator,
                say!(
                    "If no key of yours is registered yet: have your .pub added for {user}, or passwords allowed until ssh-copy-id has run. For that, add at the end of /etc/ssh/sshd_config, check with sshd -t, reload sshd, and take it out again afterwards:",
                    "鍵がまだ登録されていない場合: {user} に .pub を登録してもらうか、ssh-copy-id が終わるまでパスワードを許可してもらいます。許可するには /etc/ssh/sshd_config の末尾に追加し、sshd -t で検査して sshd を再読み込みします。終わったら元に戻します。",
                    user = user(target),
                ),
            )
            .lines([
                format!("Match User {}", target.user),
                String::from("    PasswordAuthentication yes"),
            ])
            .caution(super::words::keys_before_passwords()),
            Step::new(
                Where::Server,
                say!(
                    "If passwords were turned off before a key was registered, the way back in is a console (the provider's, a screen): as root there, paste the line of your .pub file into a file of {user}'s:",
                    "鍵を登録する前にパスワード認証を無効にした場合、入る方法はコンソール (事業者の画面や直結の端末) だけです。そこで root として、{user} のファイルに手元の .pub の行を貼り付けます。",
                    user = user(target),
                ),
            )
            .run(Command::new([
                "su",
                "-s",
                "/bin/sh",
                &target.user,
                "-c",
                "umask 077; mkdir -p ~/.ssh && cat >> ~/.ssh/authorized_keys",
            ])),
        ]
    }
}
