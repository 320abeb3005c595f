//! The name's key is right, and the address is on record with another key.
//!
//! Only with CheckHostIP yes (the default until OpenSSH 8.4): ssh looks the address up in known_hosts as well.

use crate::evidence::HostKeyStanding;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-key-address-mismatch",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "the name's key matches but the address is on record with another key",
        "名前の鍵は一致しますが、アドレスには別の鍵が記録されています",
    ),
    text: Say::fixed(
        "\
ssh knows the server's key under its name, and it is the right one. Under the server's address another key is on record, because another machine had that address before.

It is known from ssh's warning, the host key for NAME differs from the key for the IP address, with Offending key for IP in FILE:LINE and Matching host key in FILE:LINE.

If the key of the name has changed as well, ssh prints REMOTE HOST IDENTIFICATION HAS CHANGED instead, with POSSIBLE DNS SPOOFING DETECTED above it; that is host-key-changed, and the address is the smaller matter.

The usual reason is an address that was given to a new machine (DHCP, a cloud, a replaced server). The name's key vouches for the server, so the old line of the address may go:
  ssh-keygen -R ADDRESS

Where addresses change hands all the time, stop looking at them for these hosts. It is the default since OpenSSH 8.5:
  CheckHostIP no",
        "\
サーバーの鍵は名前で記録されていて、一致しています。しかし、サーバーのアドレスには別の鍵が記録されています。以前、別のマシンがそのアドレスを使っていたためです。

ssh の警告 (the host key for NAME differs from the key for the IP address) と、それに続く Offending key for IP in FILE:LINE、Matching host key in FILE:LINE から分かります。

名前の鍵も変わっている場合は、REMOTE HOST IDENTIFICATION HAS CHANGED が出て、その上に POSSIBLE DNS SPOOFING DETECTED が出ます。それは host-key-changed で、アドレスのことは二の次です。

よくある理由は、アドレスが新しいマシンに割り当てられたことです (DHCP、クラウド、サーバーの交換)。名前の鍵で本人と確認できているので、アドレスの古い行は削除できます。
  ssh-keygen -R ADDRESS

アドレスの持ち主が頻繁に変わる環境では、該当するホストでアドレスの検査を無効にします。OpenSSH 8.5 以降の既定値です。
  CheckHostIP no",
    ),
    sentences: &[
        "differs from the key for the IP address",
        "Offending key for IP in",
        "Exiting, you have requested strict checking",
    ],
};

/// This case of it: the name's key matches, CheckHostIP is on, and the address has another one on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyAddressMismatch {
    /// The offered key against known_hosts; `address` holds the lines that disagree.
    pub standing: HostKeyStanding,
}

impl Cause for HostKeyAddressMismatch {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The host key is the one on record for {name}, but its address is on record with another key, and CheckHostIP makes ssh stop at that.",
            "ホスト鍵は {name} の記録と一致しますが、そのアドレスには別の鍵が記録されており、CheckHostIP のため ssh はそこで止まります。",
            name = self.standing.name
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::offered(&self.standing)];
        seen.extend(self.standing.address.iter().map(|known| {
            let text = say!(
                "on record for the address: {kind} {fingerprint}",
                "アドレスの記録: {kind} {fingerprint}",
                kind = known.key.kind(),
                fingerprint = known.key.fingerprint()
            );
            Seen::new("known_hosts", text)
                .in_file(&known.file)
                .at_line(known.line)
        }));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let mut files: Vec<_> = self
            .standing
            .address
            .iter()
            .map(|known| known.file.clone())
            .collect();
        files.dedup();
        for file in files {
            let address = crate::target::known_hosts_name(&target.address, target.port);
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "The address was most likely another machine's before: remove its old line",
                        "このアドレスは以前、別のマシンのものだったと考えられます。古い行を削除します"
                    ),
                )
                .run(Command::new(["ssh-keygen", "-R", &address, "-f", &file.to_string_lossy()])),
            );
        }
        steps.push(
            Step::new(
                Where::Client,
                say!(
                    "Or leave addresses unchecked, as OpenSSH does since 8.5",
                    "または、OpenSSH 8.5 以降の既定のとおり、アドレスを確認しないようにします"
                ),
            )
            .run(crate::finding::steps::ssh_with(
                target,
                &[("CheckHostIP", "no")],
            )),
        );
        steps
    }
}
