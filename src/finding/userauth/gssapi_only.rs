//! Only gssapi-with-mic (or gssapi-keyex) is listed, and there is no Kerberos ticket.
//! Known from: the answer to `none`, no credential cache. sshconnect2.c `userauth_gssapi`.

use super::words::{join, user};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "gssapi-only",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "only Kerberos is offered and there is no ticket",
        "サーバーは Kerberos だけを受け付けますが、チケットがありません",
    ),
    text: Say::fixed(
        "\
The server lists only Kerberos (\"gssapi-with-mic\" or \"gssapi-keyex\") for this user, and this machine has no valid ticket. No key and no password is ever asked for.

It is known from the server's answer to the request \"none\" and from the missing credential cache (\"klist\" says \"No credentials cache found\" or shows an expired ticket). \"ssh -v\" prints \"No Kerberos credentials available\".

Beside other methods that line is only noise. With a ticket and still refused: the ticket is for another realm, the name asked for is not the host's full name, or this clock is more than five minutes off.

Get a ticket and log in with the host's full name:

  kinit user@EXAMPLE.COM
  ssh -o GSSAPIAuthentication=yes user@host.example.com

Add GSSAPIDelegateCredentials=yes only for hosts that may act in your name.",
        "\
サーバーがこのユーザーに提示したのは Kerberos (\"gssapi-with-mic\" または \"gssapi-keyex\") だけで、このマシンには有効なチケットがありません。鍵もパスワードも尋ねられません。

要求 \"none\" に対するサーバーの応答と、資格情報キャッシュがないこと (\"klist\" が \"No credentials cache found\" と表示する、または期限切れ) で分かります。\"ssh -v\" には \"No Kerberos credentials available\" と出ます。

ほかの認証方式もある場合、この行は原因ではありません。チケットがあっても拒否される場合は、別のレルムのチケット、ホスト名が FQDN でない、時計が 5 分以上ずれている、などが考えられます。

チケットを取得し、ホストの FQDN でログインします。

  kinit user@EXAMPLE.COM
  ssh -o GSSAPIAuthentication=yes user@host.example.com

GSSAPIDelegateCredentials=yes は、自分の代わりに操作させてよいホストにだけ付けます。",
    ),
    sentences: &["No Kerberos credentials available", "Permission denied (gssapi-with-mic)", "Permission denied (gssapi-keyex,gssapi-with-mic)"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GssapiOnly {
    /// The methods the server lists.
    pub methods: Vec<String>,
    /// Whether there is a ticket could be looked at.
    pub looked: bool,
}

impl Cause for GssapiOnly {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.looked {
            true => Certainty::Certain,
            false => Certainty::Likely,
        }
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The server lets {user} in by Kerberos only, and there is no ticket.",
            "サーバーは {user} に Kerberos 認証だけを許可していますが、チケットがありません。",
            user = user(target),
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
            match self.looked {
                true => Seen::new(
                    "klist -s",
                    say!(
                        "no Kerberos ticket, or none that is still valid",
                        "有効な Kerberos のチケットがありません"
                    ),
                ),
                false => Seen::new(
                    "klist -s",
                    say!(
                        "could not be asked: whether there is a ticket is not known",
                        "実行できません。チケットの有無は分かりません"
                    ),
                ),
            },
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Get a ticket; if your realm is not the default one, write it behind the name (name@REALM).",
                    "チケットを取得します。既定のレルムでない場合は名前の後ろに付けます (name@REALM)。"
                ),
            )
            .run(Command::new(["kinit", &target.user])),
            Step::new(
                Where::Client,
                say!("Log in with it.", "そのチケットでログインします。"),
            )
            .run(target.ssh(&["-o", "GSSAPIAuthentication=yes"])),
        ]
    }
}
