//! The network answers for every address until somebody has logged in to it with a browser.
//!
//! Known by an HTTP redirect (302, 511) where SSH or another known service should be; another host shows the same.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "captive-portal",
    stage: Stage::Connect,
    fault: Say::fixed(
        "this network answers for everyone until its log-in page is passed",
        "ログインページを通過するまで、このネットワークがすべての相手に代わって応答しています",
    ),
    text: Say::fixed(
        "\
Guest networks in hotels, trains and offices let nothing out before a page has been accepted in a browser. Until then they answer in the place of every server: with a web page, with a reset, or not at all.

It is known when an HTTP redirect or a log-in page comes where SSH should be, and when another host on another network shows the same.

A single server with a web server on its SSH port looks alike; there only this host answers HTTP (not-ssh). A network that blocks one port only lets a browser through (outbound-port-blocked).

Open a browser on any plain page, accept the terms, and try again:
  curl -sI http://example.com/

The page often lets only a browser's ports out. If SSH still fails afterwards, use port 443, a VPN or another network. And do not accept a host key while such a network answers: it is not your server's.",
        "\
ホテル、列車、オフィスのゲスト用ネットワークは、ブラウザーでページに同意するまで何も外に出しません。それまでは、Web ページを返す、リセットする、無応答にするなどして、すべてのサーバーに代わって応答します。

SSH のはずの場所に HTTP のリダイレクトやログインページが返り、別のネットワークにある別のホストでも同じになることから分かります。

SSH のポートで Web サーバーが動いている 1 台のサーバーも似て見えますが、その場合はそのホストだけが HTTP を返します (not-ssh)。特定のポートだけを塞ぐネットワークでは、ブラウザーは使えます (outbound-port-blocked)。

ブラウザーで適当なページを開いて同意し、やり直します。
  curl -sI http://example.com/

同意後もブラウザー用のポートしか出られないことがあります。その場合はポート 443、VPN、別のネットワークを使ってください。このようなネットワークが応答している間は、ホスト鍵を受け入れないでください。サーバーのものではありません。",
    ),
    sentences: &[],
};

/// This case of it: a redirect, or "network authentication required", where SSH should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptivePortal {
    /// The status line.
    pub first: Untrusted,
}

impl Cause for CaptivePortal {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "This network answers in place of {host} and sends whoever asks to a web page: log in to the network first.",
            "このネットワークが {host} の代わりに応答し、Web ページへ誘導しています。先にネットワークへのログインが必要です。",
            host = target.host
        )
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        vec![Seen::new(
            "server",
            say!(
                "port {port} answers \"{line}\" where an SSH identification string should be",
                "ポート {port} は、SSH の識別文字列の代わりに \"{line}\" を返しました",
                port = target.port,
                line = self.first.visible(120)
            ),
        )]
    }

    fn candidates(&self) -> Vec<Code> {
        vec![&crate::finding::identify::not_ssh::PAGE]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Network,
                say!(
                    "Open any web page in a browser, log in to this network there, then try again",
                    "ブラウザーで適当な Web ページを開き、このネットワークにログインしてから、もう一度試します"
                ),
            )
            .run(target.again()),
            Step::new(
                Where::Client,
                say!(
                    "If there is no such page, the port is a web server's: ask for the right one",
                    "そのようなページがなければ、このポートは Web サーバーのものです。正しいポートを確認します"
                ),
            ),
        ]
    }
}
