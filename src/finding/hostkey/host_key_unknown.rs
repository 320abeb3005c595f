//! There is no line for this host in any known_hosts file, and ssh may not or cannot ask.
//!
//! sshconnect.c `check_host_key`: with StrictHostKeyChecking yes it refuses; with ask it needs a terminal or askpass,
//! else it ends with `Host key verification failed.` alone.

use super::retired::retired;
use crate::evidence::{HostKeyStanding, StrictHostKeyChecking};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-key-unknown",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "no known_hosts entry, and there is nobody to ask or strict checking forbids it",
        "known_hosts に記録がなく、確認する相手がいないか、厳格な検査のため拒否されています",
    ),
    text: Say::fixed(
        "\
At the first contact ssh cannot know whether the server is the right one. It shows the fingerprint of the server's key and asks. Here nobody can be asked (a script, cron, CI, git in an IDE, BatchMode), or StrictHostKeyChecking yes forbids to ask.

It is known from the known_hosts files ssh would read: none has a line for this name. The name counts as it is typed, with the port in brackets where it is not 22: [host]:2222 is another entry than host.

If the key is on record under another name, the server was renamed or is reached by another name now; that speaks for it. A key that differs from the one on record is host-key-changed. A known_hosts file that cannot be read looks the same (known-hosts-unreadable).

Get the fingerprint from somebody or something that is surely the server: its console, the provider's page, its administrator. On the server:
  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

If both are the same, let ssh write it down:
  ssh -o StrictHostKeyChecking=accept-new USER@HOST

In CI put a known_hosts file with the right line beside the job. StrictHostKeyChecking no is no cure: it takes any key, of anybody.",
        "\
初めて接続するとき、ssh には相手が正しいサーバーかどうか分かりません。そのため、サーバーの鍵のフィンガープリントを表示して確認を求めます。ここでは、確認する相手がいない (スクリプト、cron、CI、IDE の git、BatchMode) か、StrictHostKeyChecking yes で確認が禁止されています。

ssh が読む known_hosts のどれにも、この名前の行がないことから分かります。名前は入力したとおりに扱われ、ポートが 22 でなければ角括弧とポートが付きます。[host]:2222 と host は別の記録です。

同じ鍵が別の名前で記録されていれば、サーバーの名前が変わったか、今回は別の名前で接続しています。これは正しいサーバーである根拠になります。記録と違う鍵なら host-key-changed です。known_hosts が読めない場合も同じように見えます (known-hosts-unreadable)。

サーバーのコンソール、事業者の画面、管理者など、確実にそのサーバーだと分かる方法でフィンガープリントを入手します。サーバー側では次のとおりです。
  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

同じであれば、ssh に記録させます。
  ssh -o StrictHostKeyChecking=accept-new USER@HOST

CI では、正しい行の入った known_hosts をジョブと一緒に置いてください。StrictHostKeyChecking no は解決になりません。誰のどんな鍵でも受け入れてしまいます。",
    ),
    sentences: &[
        "host key is known for",
        "The authenticity of host",
        "can't be established",
        "Are you sure you want to continue connecting",
        "Host key verification failed",
        "This key is not known by any other names",
        "not found in known_hosts",
        "UnknownHostKey",
        "is not in the trusted hosts file",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyUnknown {
    /// The offered key against known_hosts.
    pub standing: HostKeyStanding,
    /// `StrictHostKeyChecking` in force.
    pub strict: StrictHostKeyChecking,
    /// Could ssh ask this person?
    pub someone_to_ask: bool,
}

/// What may hide a line that exists.
const UNREADABLE: &[Code] = &[&super::known_hosts_unreadable::PAGE];

impl HostKeyUnknown {
    /// Every file that could hold the line was read whole.
    fn all_read(&self) -> bool {
        self.standing.unreadable.is_empty() && self.standing.broken.is_empty()
    }
}

impl Cause for HostKeyUnknown {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.all_read() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn cause(&self, _: &Target) -> Say {
        let name = &self.standing.name;
        if self.strict == StrictHostKeyChecking::Yes {
            return say!(
                "The host key of {name} is not on record, and StrictHostKeyChecking yes forbids to accept it.",
                "{name} のホスト鍵が known_hosts になく、StrictHostKeyChecking yes のため受け入れられません。",
                name = name
            );
        }
        if self.someone_to_ask {
            return say!(
                "The host key of {name} is not on record yet.",
                "{name} のホスト鍵は、まだ known_hosts に記録されていません。",
                name = name
            );
        }
        say!(
            "The host key of {name} is not on record, and ssh has nobody to ask whether it is right.",
            "{name} のホスト鍵が known_hosts になく、正しいかどうかを確認する相手もいません。",
            name = name
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::offered(&self.standing)];
        seen.extend(super::published(&self.standing));
        seen.extend(retired(&self.standing, &self.standing.offered, true));
        for file in &self.standing.files {
            let none = say!(
                "no line for {name}",
                "{name} の行はありません",
                name = self.standing.name
            );
            seen.push(Seen::new("known_hosts", none).in_file(file));
        }
        for known in &self.standing.other_names {
            let same = Say::fixed(
                "the same key is on record for another name",
                "同じ鍵が別の名前で記録されています",
            );
            seen.push(
                Seen::new("known_hosts", same)
                    .in_file(&known.file)
                    .at_line(known.line),
            );
        }
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        if self.all_read() {
            Vec::new()
        } else {
            UNREADABLE.to_vec()
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if super::is_foreign(&self.standing) {
            return vec![super::compare(&self.standing)];
        }
        vec![
            super::compare(&self.standing),
            Step::new(
                Where::Client,
                Say::fixed(
                    "If it is the same: connect and let ssh write the key down",
                    "同じであれば、接続して ssh に鍵を記録させます",
                ),
            )
            .run(steps::ssh_with(
                target,
                &[("StrictHostKeyChecking", "accept-new")],
            ))
            .caution(Say::fixed(
                "Only after the fingerprints were compared over another way than this connection",
                "必ず、この接続とは別の方法でフィンガープリントを照合してから実行してください",
            )),
        ]
    }
}
