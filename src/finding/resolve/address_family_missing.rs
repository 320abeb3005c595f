//! The name exists, but has no address of the family that is asked for.
//!
//! Known by EAI_NODATA or EAI_ADDRFAMILY while -4, -6 or AddressFamily limits the family, and addresses of the other
//! one. Without a limit: a name with other records only (a mail domain).

use std::net::IpAddr;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "address-family-missing",
    stage: Stage::Resolve,
    fault: Say::fixed(
        "the name has no address of the family asked for (-4, -6, AddressFamily)",
        "指定されたアドレスファミリー (-4、-6、AddressFamily) のアドレスがその名前にありません",
    ),
    text: Say::fixed(
        "\
A name can have IPv4 addresses (A records), IPv6 addresses (AAAA records), both or neither. ssh was told to use one family only, and the name has none of it.

It is known from the resolver's answer, No address associated with hostname or Address family for hostname not supported, and from a look-up of the other family that finds addresses.

Where no family was asked for, the name has no address at all: it exists for mail or as the head of a domain, and the host has a longer name. musl (Alpine) prints the same text for a name that does not exist.

See where the limit comes from, and what the name has:
  ssh -G HOST | grep addressfamily
  getent ahosts HOST

Use the family that exists, or delete the AddressFamily line:
  ssh -4 USER@HOST
  ssh -6 USER@HOST",
        "\
名前には IPv4 のアドレス (A レコード)、IPv6 のアドレス (AAAA レコード)、その両方、またはどちらもないことがあります。ssh は片方だけを使うように指定されましたが、その名前にはそれがありません。

リゾルバーの答え (No address associated with hostname または Address family for hostname not supported) と、もう一方のファミリーではアドレスが見つかることから分かります。

ファミリーを指定していないなら、その名前にはアドレスがまったくありません。メール用の名前やドメインの頂点で、ホストにはもっと長い名前が付いていることがあります。musl (Alpine) は、存在しない名前にも同じ文を表示します。

指定がどこから来たかと、名前が持つアドレスを確かめます。
  ssh -G HOST | grep addressfamily
  getent ahosts HOST

あるほうのファミリーを使うか、AddressFamily の行を削除します。
  ssh -4 USER@HOST
  ssh -6 USER@HOST",
    ),
    sentences: &[
        "No address associated with hostname",
        "Address family for hostname not supported",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressFamilyMissing {
    /// AddressFamily in force: `any`, `inet`, `inet6`.
    pub family: String,
    /// Addresses of the other family.
    pub other_family: Vec<IpAddr>,
}

/// A family as people call it.
fn family_name(family: &str) -> &str {
    match family {
        "inet" => "IPv4",
        "inet6" => "IPv6",
        _ => "IP",
    }
}

impl Cause for AddressFamilyMissing {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.other_family.is_empty() {
            Certainty::Likely
        } else {
            Certainty::Certain
        }
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "{host} has no {family} address.",
            "{host} には {family} アドレスがありません。",
            host = target.hostname,
            family = family_name(&self.family)
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new("dns", Say::verbatim("No address associated with hostname")),
            Seen::new(
                "ssh -G",
                Say::verbatim(format!("addressfamily {}", self.family)),
            ),
        ];
        if !self.other_family.is_empty() {
            let addresses: Vec<_> = self.other_family.iter().map(IpAddr::to_string).collect();
            seen.push(Seen::new(
                "dns",
                say!(
                    "of the other family it has {addresses}",
                    "もう一方のファミリーのアドレスはあります: {addresses}",
                    addresses = addresses.join(", ")
                ),
            ));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let Some(address) = self.other_family.first() else {
            return vec![
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "See what the name has, and find the host's own name",
                        "名前が持つアドレスを確かめ、ホスト自身の名前を調べます",
                    ),
                )
                .run(Command::new(["getent", "ahosts", &target.hostname])),
            ];
        };
        let (option, name) = if address.is_ipv4() {
            ("-4", "inet")
        } else {
            ("-6", "inet6")
        };
        let unlimited = steps::without(target, &["AddressFamily"]);
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Connect over the family that the name has",
                    "その名前が持つほうのアドレスファミリーで接続します",
                ),
            )
            .run(unlimited.ssh(&[option])),
            steps::write_host_block(target, &[("AddressFamily", name)]),
        ]
    }
}
