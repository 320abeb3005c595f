//! Only a key of another type is on record, and the server still has that very key.
//!
//! Known by asking for the recorded type by name: it is served and the same. ssh asks for recorded types first by
//! itself, unless HostKeyAlgorithms is set outright (sshconnect2.c); it prints the whole "has changed" block.

use crate::evidence::{HostKeyStanding, KnownKey};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-key-type-changed",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "only another key type is on record; the recorded key is still served",
        "別の種類の鍵だけが記録されており、サーバーはその鍵をまだ使っています",
    ),
    text: Say::fixed(
        "\
A server has several host keys, one of each type. Yours is on record with one of them, and ssh was made to ask for another. Nothing is wrong with the server: asked for the recorded type, it shows the recorded key.

It is known from that second question. ssh itself prints the full warning REMOTE HOST IDENTIFICATION HAS CHANGED here; its lines name two types, the fingerprint for the ED25519 key and the Offending RSA key.

If the recorded key were gone or another one, it would be host-key-changed. That is why this is asked before anything is removed.

ssh puts the types on record first by itself, unless HostKeyAlgorithms is set without +, - or ^. Look for that line, and delete it or begin it with a caret:
  ssh -v USER@HOST 2>&1 | grep -i 'host key algorithms'

Connect once with the recorded type first; UpdateHostKeys then learns the others, vouched for by the old one:
  ssh -o HostKeyAlgorithms=^ssh-ed25519 -o UpdateHostKeys=yes USER@HOST

Other programs (libraries, backup tools) may take one type only, whatever known_hosts holds.",
        "\
サーバーは種類ごとに 1 つずつ、複数のホスト鍵を持っています。記録にはそのうちの 1 つがあり、ssh は別の種類を要求する設定になっています。サーバーに問題はありません。記録と同じ種類を要求すると、記録どおりの鍵を示します。

この 2 回目の問い合わせから分かります。ssh はここでも REMOTE HOST IDENTIFICATION HAS CHANGED の警告をすべて表示します。その中に the fingerprint for the ED25519 key と Offending RSA key のように 2 つの種類が出ます。

記録されている鍵がなくなっているか違っていれば host-key-changed です。そのため、何かを削除する前にこれを確かめます。

ssh は記録のある種類を自動的に優先します。ただし、HostKeyAlgorithms を +、-、^ なしで設定していると優先しません。その行を探し、削除するか先頭に ^ を付けます。
  ssh -v USER@HOST 2>&1 | grep -i 'host key algorithms'

記録のある種類を優先して 1 回接続します。UpdateHostKeys により、古い鍵を根拠にほかの鍵も記録されます。
  ssh -o HostKeyAlgorithms=^ssh-ed25519 -o UpdateHostKeys=yes USER@HOST

ほかのプログラム (ライブラリやバックアップツール) は、known_hosts の内容に関係なく、1 種類しか使わないことがあります。",
    ),
    sentences: &[
        "host key not permitted by HostkeyAlgorithms",
        "not in HostKeyAlgorithms",
        "but keys of different type are already known for this host",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyTypeChanged {
    /// The offered key against known_hosts.
    pub standing: HostKeyStanding,
    /// The line whose key is still served.
    pub same: KnownKey,
}

impl Cause for HostKeyTypeChanged {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "{name} shows its {offered} key, and its {recorded} key is the one on record; that one is still the same.",
            "{name} は {offered} 鍵を示しましたが、記録にあるのは {recorded} 鍵です。その {recorded} 鍵は変わっていません。",
            name = self.standing.name,
            offered = self.standing.offered.kind(),
            recorded = self.same.key.kind()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let same = say!(
            "on record and still served: {kind} {fingerprint}",
            "記録にあり、現在も使われている鍵: {kind} {fingerprint}",
            kind = self.same.key.kind(),
            fingerprint = self.same.key.fingerprint()
        );
        vec![
            Seen::new("known_hosts", same)
                .in_file(&self.same.file)
                .at_line(self.same.line),
            super::offered(&self.standing),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            super::by_recorded(
                &self.same.key,
                Say::fixed(
                    "Connect with the recorded type first; ssh learns the other keys by it",
                    "記録のある種類を優先して接続します。ssh がこの鍵を根拠にほかの鍵も記録します",
                ),
                target,
            ),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Then delete the HostKeyAlgorithms line of your configuration, or put a caret (^) in front of its list",
                    "そのあと、設定の HostKeyAlgorithms の行を削除するか、一覧の先頭に ^ を付けます",
                ),
            ),
        ]
    }
}
