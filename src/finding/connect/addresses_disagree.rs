//! Of the name's addresses only some work.
//!
//! Known when the attempts of one family differ, or repeated connections do (other software, other host key).

use std::net::SocketAddr;

use crate::evidence::Attempt;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "addresses-disagree",
    stage: Stage::Connect,
    fault: Say::fixed(
        "only some of the name's addresses work",
        "名前に付いたアドレスの一部だけが使えます",
    ),
    text: Say::fixed(
        "\
The name has several addresses and they do not behave alike: some lead to an SSH server, some do not. ssh tries them in the resolver's order, which may change from one call to the next, so the login works now and then, or after a long wait.

It is known from attempts on all of them, side by side.

Either one member of a group is sick, or an old record was left when a machine moved. If all members answer but with different host keys, that is host-key-alternates.

Take the address that works; HostKeyAlias keeps the host key check under the name:
  ssh -o HostName=ADDRESS -o HostKeyAlias=HOST USER@HOST

Then have the dead record or member taken out:
  getent ahosts HOST",
        "\
名前に複数のアドレスがあり、動作がそろっていません。SSH サーバーに届くものと届かないものがあります。ssh はリゾルバーの順に試し、その順は呼び出しごとに変わることがあるため、ログインできたりできなかったり、長く待たされたりします。

すべてのアドレスを試し、結果を比べて分かります。

グループの 1 台が故障しているか、移転のときに古いレコードが残りました。すべて応答するがホスト鍵が違う場合は host-key-alternates です。

使えるアドレスを指定します。HostKeyAlias を付けると、ホスト鍵は名前で確認されます。
  ssh -o HostName=ADDRESS -o HostKeyAlias=HOST USER@HOST

そのあと、使えないレコードやメンバーを外してもらいます。
  getent ahosts HOST",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct AddressesDisagree {
    /// The attempts that failed.
    pub dead: Vec<Attempt>,
    /// The address that works.
    pub works: SocketAddr,
}

impl Cause for AddressesDisagree {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        let dead: Vec<_> = self
            .dead
            .iter()
            .map(|attempt| attempt.address.ip().to_string())
            .collect();
        say!(
            "Of the addresses of {host}, {works} works and {dead} does not.",
            "{host} のアドレスのうち、{works} は使えますが、{dead} は使えません。",
            host = target.host,
            works = self.works.ip(),
            dead = dead.join(", ")
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen: Vec<_> = self.dead.iter().map(super::attempt).collect();
        seen.push(Seen::new(
            "tcp",
            say!(
                "{works}: connected",
                "{works}: 接続できました",
                works = self.works
            ),
        ));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let address = self.works.ip().to_string();
        let name = target.known_hosts_name();
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Connect to the address that works",
                    "使えるアドレスに接続します",
                ),
            )
            .run(steps::ssh_with(
                target,
                &[("HostName", &address), ("HostKeyAlias", &name)],
            )),
            Step::new(
                Where::Administrator,
                say!(
                    "Have the dead address taken out of the record of {host}, or the machine behind it mended",
                    "使えないアドレスを {host} のレコードから外すか、そのマシンを直してもらいます",
                    host = target.hostname
                ),
            ),
        ]
    }
}
