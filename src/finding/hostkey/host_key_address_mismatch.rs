//! The name's key is right, and the address is on record with another key.
//!
//! Only with CheckHostIP yes (the default until OpenSSH 8.4): ssh looks the address up in known_hosts as well.

use crate::finding::{Page, Stage};
use crate::lang::Say;

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
