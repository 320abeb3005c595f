//! The port speaks another protocol.
//!
//! Known by the first bytes: HTTP, a TLS record, `220 ` of SMTP or FTP, `RFB` … ssh hides them and prints the same
//! sentences as for a throttled sshd. A service that waits for the client shows itself after our own string.

use crate::evidence::Protocol;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "not-ssh",
    stage: Stage::Identify,
    fault: Say::fixed(
        "the port speaks another protocol",
        "そのポートでは SSH ではない別のプロトコルが動いています",
    ),
    text: Say::fixed(
        "\
An SSH server begins with a line SSH-2.0-... Here something else speaks: a web server, TLS, mail, a database, a remote desktop. The port or the address is wrong, or a program in front of sshd answers in its place.

It is known from the first bytes of the answer. ssh itself hides them; only ssh -v prints lines of text as banner line 0. Without -v it may say no more than Connection closed by remote host.

A web page with a redirect where SSH should be is the log-in page of this network if other hosts show it too (captive-portal). Endless lines of text are a tarpit (endless-preamble). Silence is identification-timed-out.

See the first line, and where sshd listens; the last one on the server:
  nc -w 5 HOST 22 </dev/null
  sudo ss -ltnp

Behind a TLS front (port 443 of a balancer, stunnel) SSH may travel inside TLS:
  ssh -o \"ProxyCommand=openssl s_client -quiet -connect %h:%p\" USER@HOST

A reverse proxy for the web (nginx, Cloudflare) passes no SSH at all: use the server's own name or address.",
        "\
SSH サーバーは最初に SSH-2.0-... という行を送ります。ここでは、Web サーバー、TLS、メール、データベース、リモートデスクトップなど、別のものが応答しています。ポートかアドレスが違うか、sshd の手前のプログラムが代わりに答えています。

応答の最初のバイト列から分かります。ssh 自身はこれを表示しません。ssh -v のときだけ、テキストの行が banner line 0 として出ます。-v なしでは Connection closed by remote host としか出ないことがあります。

SSH のはずの場所に Web のリダイレクトが返り、ほかのホストでも同じなら、このネットワークのログインページです (captive-portal)。テキストの行が終わりなく続くならタールピットです (endless-preamble)。無応答なら identification-timed-out です。

最初の行と、sshd の待ち受け先を調べます (最後のコマンドはサーバーで実行します)。
  nc -w 5 HOST 22 </dev/null
  sudo ss -ltnp

TLS のフロント (ロードバランサーのポート 443、stunnel など) の後ろでは、TLS の中を SSH が通ることがあります。
  ssh -o \"ProxyCommand=openssl s_client -quiet -connect %h:%p\" USER@HOST

Web 用のリバースプロキシ (nginx、Cloudflare) は SSH を通しません。サーバー自身の名前かアドレスを使ってください。",
    ),
    sentences: &[
        "banner line contains invalid characters",
        "banner line too long",
        "Bad remote protocol version identification",
        "Invalid SSH identification string",
        "Indecipherable protocol version",
        "invalid server's version string",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSsh {
    /// Which protocol, where it can be told.
    pub protocol: Protocol,
    /// The first line or bytes.
    pub first: Untrusted,
    /// This machine made the connection itself, so that it can look at other ports.
    pub direct: bool,
}

/// What an HTTP redirect may be instead.
const REDIRECTED: &[Code] = &[&crate::finding::connect::captive_portal::PAGE];

impl NotSsh {
    /// A redirect, or "network authentication required" (RFC 6585 section 6), of the network this machine is in.
    fn redirects(&self) -> bool {
        let redirect = [" 301", " 302", " 303", " 307", " 308", " 511"];
        self.direct
            && self.protocol == Protocol::Http
            && redirect.iter().any(|code| self.first.contains(code))
    }
}

impl Cause for NotSsh {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.redirects() {
            Certainty::Likely
        } else {
            Certainty::Certain
        }
    }

    fn cause(&self, target: &Target) -> Say {
        match self.protocol.name() {
            Some(name) => say!(
                "Port {port} of {host} speaks {name}, not SSH.",
                "{host} のポート {port} で動いているのは SSH ではなく {name} です。",
                host = target.host,
                port = target.port,
                name = name
            ),
            None => say!(
                "Port {port} of {host} does not speak SSH.",
                "{host} のポート {port} で動いているのは SSH ではありません。",
                host = target.host,
                port = target.port
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![Seen::new(
            "server",
            say!(
                "its first bytes: \"{first}\"",
                "最初のバイト列: \"{first}\"",
                first = self.first.visible(120)
            ),
        )]
    }

    fn candidates(&self) -> Vec<Code> {
        if self.redirects() {
            REDIRECTED.to_vec()
        } else {
            Vec::new()
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.redirects() {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Does this network answer for every host? A redirect here is its log-in page: open it in a browser",
                        "このネットワークがすべてのホストに代わって応答していないかを調べます。ここでもリダイレクトされるならログインページです。ブラウザーで開きます",
                    ),
                )
                .run(Command::new(["curl", "-sI", "http://example.com/"])),
            );
        }
        if target.port != 22 {
            let usual = Say::fixed("Try SSH's usual port", "SSH の標準のポートで接続します");
            steps.push(Step::new(Where::Client, usual).run(steps::ssh_on_port(target, 22)));
        }
        if self.protocol == Protocol::Tls {
            let inside = "openssl s_client -quiet -connect %h:%p";
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "If SSH is meant to travel inside TLS here",
                        "ここで SSH を TLS の中に通す構成になっている場合",
                    ),
                )
                .run(steps::ssh_with(target, &[("ProxyCommand", inside)])),
            );
        }
        if self.direct {
            steps.push(steps::look_at_other_ports(target));
        }
        steps.push(
            Step::new(
                Where::Server,
                Say::fixed(
                    "On the server's console: which port does sshd listen on?",
                    "サーバーのコンソールで、sshd がどのポートで待ち受けているかを調べます",
                ),
            )
            .run(Command::new(["sudo", "ss", "-ltnp"])),
        );
        steps
    }
}
