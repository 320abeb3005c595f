//! A name server answers, and its answer is a failure: SERVFAIL, REFUSED.
//!
//! getaddrinfo(3) says EAI_AGAIN for this as for silence; only the response code of the server itself (RFC 1035
//! section 4.1.1) separates them.

use crate::evidence::{NameServer, NameServerState};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "resolver-failed",
    stage: Stage::Resolve,
    fault: Say::fixed(
        "a name server answers, but with a failure of its own (SERVFAIL, REFUSED)",
        "ネームサーバーは応答しましたが、サーバー自身の失敗 (SERVFAIL、REFUSED) を返しました",
    ),
    text: Say::fixed(
        "\
The name server is alive and cannot or will not answer for this name. SERVFAIL means that it tried and failed: the servers of the domain do not answer, or DNSSEC does not hold. REFUSED means that it does not serve this machine or this name.

It is known by asking the configured servers directly and reading the response code. ssh itself only says Temporary failure in name resolution, as it does for a dead server.

If every name fails, the server refuses this machine or has lost its own connection. If only this name fails, it is the domain: its servers, its delegation or its DNSSEC signatures.

Ask another server for the same name. That tells the other server the name:
  dig HOST @9.9.9.9
  resolvectl query HOST

With REFUSED inside a company or a VPN, this machine asks the wrong server: the VPN is off, or its name server is used for names it does not know. With SERVFAIL for one domain only its owner can mend it; meanwhile use the address:
  ssh -o HostKeyAlias=HOST USER@ADDRESS",
        "\
ネームサーバーは動いていますが、この名前に答えられないか、答えません。SERVFAIL は、調べようとして失敗したという意味です。そのドメインのサーバーが応答しないか、DNSSEC の検証に失敗しています。REFUSED は、この端末またはこの名前には答えないという意味です。

設定されているサーバーに直接問い合わせ、応答コードを読んで分かります。ssh は、サーバーが落ちているときと同じ Temporary failure in name resolution しか表示しません。

すべての名前で失敗するなら、サーバーがこの端末を拒否しているか、サーバー自身の接続が切れています。この名前だけなら、ドメインのサーバー、委任、DNSSEC 署名の問題です。

別のサーバーに同じ名前を問い合わせます (そのサーバーに名前が伝わります)。
  dig HOST @9.9.9.9
  resolvectl query HOST

社内や VPN で REFUSED になる場合は、問い合わせ先が違います。VPN が切れているか、VPN のネームサーバーに関係のない名前を聞いています。特定のドメインだけの SERVFAIL は、ドメインの管理者にしか直せません。それまではアドレスで接続できます。
  ssh -o HostKeyAlias=HOST USER@ADDRESS",
    ),
    sentences: &[
        "SERVFAIL",
        "Non-recoverable failure in name resolution",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverFailed {
    /// The configured name servers, each asked directly.
    pub servers: Vec<NameServer>,
    /// The resolver's words, where it gave another error than EAI_AGAIN.
    pub text: Option<Untrusted>,
}

impl ResolverFailed {
    /// The first server that answered with a failure of its own.
    fn failing(&self) -> Option<(&NameServer, u8)> {
        self.servers.iter().find_map(|server| match server.state {
            NameServerState::Failed(code) => Some((server, code)),
            NameServerState::Answered(_)
            | NameServerState::PortClosed
            | NameServerState::Unreachable
            | NameServerState::Forbidden
            | NameServerState::Silent => None,
        })
    }
}

impl Cause for ResolverFailed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.failing().is_some() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn cause(&self, target: &Target) -> Say {
        match self.failing() {
            Some((server, code)) => say!(
                "The name server {server} fails on {host}: it answers {code}.",
                "ネームサーバー {server} が {host} に対して {code} を返しています。",
                server = server.address.ip(),
                host = target.hostname,
                code = super::response_code(code)
            ),
            None => say!(
                "The resolver of this machine fails on {host}.",
                "この端末のリゾルバーが {host} の名前解決に失敗しています。",
                host = target.hostname
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen: Vec<_> = self.servers.iter().map(super::name_server).collect();
        let words = match &self.text {
            Some(text) => text.visible(120),
            None => String::from("Temporary failure in name resolution (EAI_AGAIN)"),
        };
        seen.push(Seen::new("resolver", Say::verbatim(words)));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some((server, _)) = self.failing() {
            let at = format!("@{}", server.address.ip());
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Ask that server again, and for another name: does it fail for this one only?",
                        "そのサーバーに、この名前と別の名前を問い合わせます。この名前だけが失敗するかを確かめます",
                    ),
                )
                .run(
                    Command::new(["dig", &target.hostname, &at])
                        .and(Command::new(["dig", "example.com", &at])),
                ),
            );
        }
        steps.push(Step::new(
            Where::Client,
            Say::fixed(
                "If it fails for every name: connect the VPN or network it belongs to, or set another name server",
                "どの名前でも失敗するなら、そのサーバーが属する VPN やネットワークに接続するか、別のネームサーバーを設定します",
            ),
        ));
        steps.push(Step::new(
            Where::Administrator,
            say!(
                "If it fails for this name only: tell whoever runs the domain of {host} the answer above",
                "この名前だけが失敗するなら、{host} のドメインの管理者に上の応答を伝えます",
                host = target.hostname
            ),
        ));
        steps
    }
}
