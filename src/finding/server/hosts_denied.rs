//! hosts.deny or hosts.allow denies the client (libwrap builds only).
//!
//! **Known by**: a matching line, and that this sshd links libwrap; the log line "refused connect from".
//! **Looks the same**: `client-banned`, `penalised-by-server`, `closed-before-identification`.
//! **References**: hosts_access(5); libwrap was removed from OpenSSH in 6.7, some distributions patch it back.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "hosts-denied",
    stage: Stage::Server,
    fault: Say::fixed(
        "hosts.deny or hosts.allow on the server denies this client",
        "サーバーの hosts.deny または hosts.allow が、このクライアントを拒否しています",
    ),
    text: Say::fixed(
        "\
This sshd is built with TCP wrappers (libwrap), and a line in /etc/hosts.deny matches the client while none in /etc/hosts.allow does. The server takes the connection and closes it without a word; the client sees \"Connection closed by remote host\" or a reset.

Two facts together prove it. The sshd in use links libwrap (upstream removed it in 6.7, some distributions add it again; from 9.8 on look at sshd-session as well, here with Debian's path):
  ldd \"$(command -v sshd)\" | grep libwrap
  ldd /usr/lib/openssh/sshd-session | grep libwrap
And a line matches:
  grep -vE '^ *(#|$)' /etc/hosts.allow /etc/hosts.deny
The log then says \"refused connect from\". Without libwrap these files do nothing, whatever they say.

The order is: a match in hosts.allow lets in, else a match in hosts.deny keeps out, else it is let in. Names in these files depend on the reverse look-up of the client's address.

Allow the address or network, and try at once; nothing needs to be restarted:
  echo 'sshd: ADDRESS' | sudo tee -a /etc/hosts.allow
or delete the line in hosts.deny. DenyHosts and similar tools write such lines by themselves and will write them again while failures go on (client-banned).",
        "\
この sshd は TCP Wrappers(libwrap)付きでビルドされており、/etc/hosts.deny の行がクライアントに一致し、/etc/hosts.allow に一致する行がありません。サーバーは接続を受けた後、何も言わずに閉じます。クライアントには「Connection closed by remote host」またはリセットと見えます。

次の二つがそろえば確実です。まず、使われている sshd が libwrap をリンクしていること(本家は 6.7 で削除しましたが、一部のディストリビューションは付け直しています。9.8 以降では sshd-session も確認します。ここでは Debian のパスです)。
  ldd \"$(command -v sshd)\" | grep libwrap
  ldd /usr/lib/openssh/sshd-session | grep libwrap
次に、一致する行があること。
  grep -vE '^ *(#|$)' /etc/hosts.allow /etc/hosts.deny
このときログには「refused connect from」と残ります。libwrap がなければ、これらのファイルに何が書かれていても効果はありません。

順序は、hosts.allow に一致すれば許可、なければ hosts.deny に一致すると拒否、どちらにもなければ許可です。ホスト名で書かれた行は、クライアントのアドレスの逆引きに左右されます。

アドレスまたはネットワークを許可します。再起動は不要で、すぐに試せます。
  echo 'sshd: ADDRESS' | sudo tee -a /etc/hosts.allow
または hosts.deny の行を消します。DenyHosts などのツールはこうした行を自動で書くので、失敗が続くかぎり書き直されます(client-banned)。",
    ),
    sentences: &["refused connect from"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostsDenied {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for HostsDenied {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "hosts.deny on the server turns {text} away.",
            "サーバーの hosts.deny が {text} を拒否しています。",
            text = self.text.visible(60)
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
                Say::fixed("Look at both files", "両方のファイルを確認します"),
            )
            .run(Command::new(["cat", "/etc/hosts.allow", "/etc/hosts.deny"])),
        ]
    }
}
