//! ssh is told to send from an address that this machine does not have.
//!
//! sshconnect.c: `bind ADDRESS: Cannot assign requested address` (EADDRNOTAVAIL), or for an interface
//! `getifaddrs: IF: no suitable addresses` (7.7).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "bind-address-unavailable",
    stage: Stage::Connect,
    fault: Say::fixed(
        "BindAddress or BindInterface names an address this machine lacks",
        "BindAddress または BindInterface が、この端末にないアドレスを指しています",
    ),
    text: Say::fixed(
        "\
BindAddress (-b) and BindInterface (-B) tell ssh which of this machine's own addresses to send from. The one named is not there, so no packet was sent.

It is known from the system's words behind bind: Cannot assign requested address, and from the list of this machine's addresses, which lacks it.

Most often it is the address of a VPN that is not connected, or an old address kept in ~/.ssh/config. An address of the other family (an IPv4 one for an IPv6 server) fails as well, with another sentence: Address family for hostname not supported.

See the addresses, and where the setting comes from:
  ip -brief address
  ssh -G HOST | grep -i bind

Bring the interface up, or correct or delete the line. For one connection any address will do:
  ssh -b 0.0.0.0 USER@HOST",
        "\
BindAddress (-b) と BindInterface (-B) は、この端末のどのアドレスから送るかを指定します。指定されたアドレスがないため、パケットは送信されていません。

bind のあとの Cannot assign requested address という文と、この端末のアドレス一覧にそれがないことから分かります。

多くは、接続していない VPN のアドレスか、~/.ssh/config に残った古いアドレスです。ファミリーの違うアドレス (IPv6 のサーバーに対する IPv4 のアドレス) でも失敗しますが、文は Address family for hostname not supported になります。

アドレスと、指定の出どころを調べます。
  ip -brief address
  ssh -G HOST | grep -i bind

インターフェースを有効にするか、その行を直すか削除します。1 回だけなら、どのアドレスからでもよいと指定できます。
  ssh -b 0.0.0.0 USER@HOST",
    ),
    sentences: &[
        "Cannot assign requested address",
        "Can't assign requested address",
        "no suitable addresses",
        "BindInterface not supported on this platform",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindAddressUnavailable {
    /// The address or interface asked for.
    pub bind: String,
}

impl Cause for BindAddressUnavailable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "ssh is told to connect from {bind}, and this machine has no such address.",
            "ssh は {bind} から接続するよう指定されていますが、この端末にそのアドレスはありません。",
            bind = self.bind
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let words = format!("bind {}: Cannot assign requested address", self.bind);
        vec![Seen::new("tcp", Say::verbatim(words))]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let any = if self.bind.contains(':') {
            "::"
        } else {
            "0.0.0.0"
        };
        let unbound = steps::without(target, &["BindAddress", "BindInterface"]);
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Connect from whatever address leads there",
                    "送信元を指定せずに接続します",
                ),
            )
            .run(unbound.ssh(&["-b", any])),
            Step::new(
                Where::Client,
                say!(
                    "Then bring up the interface or VPN that has {bind}, or correct BindAddress or BindInterface; the addresses there are",
                    "そのあと、{bind} を持つインターフェースや VPN を有効にするか、BindAddress または BindInterface を直します。現在のアドレスは次で分かります",
                    bind = self.bind
                ),
            )
            .run(Command::new(["ip", "-brief", "address"])),
        ]
    }
}
