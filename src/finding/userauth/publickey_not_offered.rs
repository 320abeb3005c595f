//! The answer to `none` lists methods, and publickey is not among them (RFC 4252 section 5.1).
//! Server side of the same fault: publickey-disabled.

use super::words::{join, takes_password, user};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "publickey-not-offered",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server does not allow publickey for this user",
        "サーバーがこのユーザーに公開鍵認証を許可していません",
    ),
    text: Say::fixed(
        "\
Before any key is shown, the server lists what it lets this user try. \"publickey\" is not on that list, so no key can ever work here, however well it is registered.

It is known from the server's answer to the request \"none\". In \"ssh -v\": \"Authentications that can continue: password\", and no \"Offering public key\".

Where several steps are demanded (AuthenticationMethods), a method may appear only after the one before it: \"password\" first, \"publickey\" next. A refused key is another fault (key-not-accepted); there the list does hold publickey.

Use a method that is listed:

  ssh -o PreferredAuthentications=password,keyboard-interactive user@host

On the server, whoever looks after it finds the rule with \"sudo sshd -T -C user=USER | grep -i pubkeyauthentication\" and sets \"PubkeyAuthentication yes\" (globally, or in a Match block for this user), tests with \"sudo sshd -t\" and reloads sshd.",
        "\
鍵を見せる前に、サーバーはこのユーザーに試させる認証方式の一覧を返します。その中に \"publickey\" がないため、鍵が正しく登録されていても公開鍵認証はできません。

要求 \"none\" に対するサーバーの応答で分かりました。\"ssh -v\" では \"Authentications that can continue: password\" と出て、\"Offering public key\" は出ません。

複数段階の認証 (AuthenticationMethods) では、前の方式に成功して初めて次の方式が現れます (先に \"password\"、次に \"publickey\" など)。鍵が拒否された場合は別の原因 (key-not-accepted) で、そのときの一覧には publickey があります。

一覧にある方式を使います。

  ssh -o PreferredAuthentications=password,keyboard-interactive user@host

サーバーの管理者は \"sudo sshd -T -C user=USER | grep -i pubkeyauthentication\" で設定を確認し、全体またはこのユーザーの Match ブロックで \"PubkeyAuthentication yes\" とし、\"sudo sshd -t\" で検査してから sshd を再読み込みします。",
    ),
    sentences: &["Authentications that can continue: password"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublickeyNotOffered {
    /// The methods the server lists.
    pub methods: Vec<String>,
    /// Keys ssh would have offered.
    pub offered: usize,
}

impl Cause for PublickeyNotOffered {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The server asks no key of {user}: it begins with {methods} only.",
            "サーバーは {user} に鍵を求めていません。最初に受け付けるのは {methods} だけです。",
            user = user(target),
            methods = join(&self.methods),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        vec![
            Seen::new(
                "server",
                say!(
                    "methods that can continue: {methods}",
                    "サーバーが提示した認証方式: {methods}",
                    methods = join(&self.methods)
                ),
            ),
            Seen::new(
                "ssh -G",
                say!(
                    "ssh has {count} key(s) to offer and gets no chance to",
                    "ssh には提示できる鍵が {count} 個ありますが、提示する機会がありません",
                    count = self.offered
                ),
            ),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        if takes_password(&self.methods) {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Log in with a password; a server that wants the key after it (AuthenticationMethods) gets it then.",
                        "パスワードでログインします。その後に鍵を求めるサーバー (AuthenticationMethods) には、続けて鍵が提示されます。"
                    ),
                )
                .run(target.ssh(&[
                    "-o",
                    "PreferredAuthentications=keyboard-interactive,password,publickey",
                ])),
            );
        }
        steps.push(
            Step::new(
                Where::Server,
                say!(
                    "As root on the server: confirm the rule.",
                    "サーバー上で root として設定を確認します。"
                ),
            )
            .run(
                Command::new(["sshd", "-T", "-C", &format!("user={}", target.user)]).pipe(
                    Command::new([
                        "grep",
                        "-Ei",
                        "^(pubkeyauthentication|authenticationmethods) ",
                    ]),
                ),
            ),
        );
        steps.push(
            Step::new(
                Where::Administrator,
                say!(
                    "To allow it, add at the end of /etc/ssh/sshd_config, check with sshd -t, reload sshd:",
                    "許可するには /etc/ssh/sshd_config の末尾に追加し、sshd -t で検査して sshd を再読み込みします。"
                ),
            )
            .lines([
                format!("Match User {}", target.user),
                String::from("    PubkeyAuthentication yes"),
            ]),
        );
        steps
    }
}
