//! The server hangs up between its identification string and the new keys.
//!
//! Known by EOF, RST or SSH_MSG_DISCONNECT before NEWKEYS. A child of sshd that dies there (sandbox against a new libc,
//! half-finished upgrade, missing moduli, FIPS self-test) leaves `unpriv child crash` in the log (9.8).

use crate::evidence::{Closing, Disconnect};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "key-exchange-closed",
    stage: Stage::Kex,
    fault: Say::fixed(
        "the server hangs up during key exchange",
        "鍵交換の途中でサーバーが接続を切っています",
    ),
    text: Say::fixed(
        "\
The server identified itself and then closed the connection before the keys were agreed. No user name and no login key has been sent.

It is known from the close, or from a disconnect message with its text, after the identification string and before the host key was accepted.

A server that finds no common algorithm says so (no-matching-...). One that is closed by a box on the path works from another network (identification-blocked). Otherwise the part of sshd that does the exchange died: an update of the system half done, a sandbox that does not know a new library's system calls, no moduli file, a failing self-test in FIPS mode, no memory.

The server's log names it:
  sudo journalctl -u ssh -u sshd -n 50 --no-pager

Finish the update, test, and restart:
  sudo apt-get -f install
  sudo /usr/sbin/sshd -t
  sudo systemctl restart ssh

Do not try again and again: since 9.8 every such crash counts ninety seconds against your address (penalised-by-server).",
        "\
サーバーは識別文字列を送りましたが、鍵が決まる前に接続を切りました。ユーザー名もログイン用の鍵もまだ送っていません。

識別文字列のあと、ホスト鍵を確認する前の切断、または理由の付いた切断メッセージから分かります。

共通のアルゴリズムがない場合、サーバーはそう伝えます (no-matching-...)。途中の機器が切っている場合は、別のネットワークからなら動きます (identification-blocked)。それ以外は、sshd の鍵交換を担当するプロセスが落ちています。途中で止まったシステムの更新、新しいライブラリのシステムコールを知らないサンドボックス、moduli ファイルの欠如、FIPS モードの自己診断の失敗、メモリー不足などです。

サーバーのログに理由があります。
  sudo journalctl -u ssh -u sshd -n 50 --no-pager

更新を最後まで進め、確認してから再起動します。
  sudo apt-get -f install
  sudo /usr/sbin/sshd -t
  sudo systemctl restart ssh

繰り返し試さないでください。9.8 以降では、異常終了のたびに接続元アドレスに 90 秒が加算されます (penalised-by-server)。",
    ),
    sentences: &[
        "unpriv child crash",
        "preauth child terminated by signal",
        "Bad system call",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyExchangeClosed {
    /// How.
    pub how: Closing,
    /// Its SSH_MSG_DISCONNECT, if it sent one.
    pub disconnect: Option<Disconnect>,
}

/// Why the server's side may die there.
const REASONS: &[Code] = &[
    &crate::finding::server::sshd_upgrade_incomplete::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
    &crate::finding::identify::identification_blocked::PAGE,
];

/// SSH_DISCONNECT_HOST_NOT_ALLOWED_TO_CONNECT and SSH_DISCONNECT_TOO_MANY_CONNECTIONS (RFC 4253 section 11.1).
const NOT_ALLOWED: u32 = 1;
const TOO_MANY: u32 = 12;

/// Who does not let a host connect.
const NOT_LET_IN: &[Code] = &[
    &crate::finding::server::hosts_denied::PAGE,
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::userauth::vendor_policy_refused::PAGE,
];

/// What runs out where there are too many.
const CROWDED: &[Code] = &[
    &crate::finding::identify::max_startups_exceeded::PAGE,
    &crate::finding::session::session_limit_reached::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
];

fn not_let_in(target: &Target) -> Step {
    Step::new(
        Where::Administrator,
        say!(
            "Ask whoever runs {host} to let your address in: a list of allowed addresses, a ban or the rule of a gate keeps it out",
            "{host} の管理者に、接続元アドレスの許可を依頼します。許可リスト、BAN、ゲートの規則のどれかが拒んでいます",
            host = target.host
        ),
    )
}

fn try_later(target: &Target) -> Step {
    let wait = Command::new(["sleep", "30"]);
    Step::new(
        Where::Client,
        Say::fixed(
            "Close connections of your own that you do not need, and try again in a moment",
            "不要な自分の接続を閉じ、少し待ってからもう一度接続します",
        ),
    )
    .run(wait.and(target.ssh(&[])))
}

fn crowd(target: &Target) -> Step {
    let port = format!("( sport = :{} )", target.port);
    Step::new(
        Where::Server,
        Say::fixed(
            "On the server: see which addresses hold the places",
            "サーバーで、どのアドレスが接続を占めているかを調べます",
        ),
    )
    .run(Command::new([
        "sudo",
        "ss",
        "-tn",
        "state",
        "established",
        &port,
    ]))
}

impl KeyExchangeClosed {
    fn reason(&self) -> Option<u32> {
        self.disconnect.as_ref().map(|disconnect| disconnect.reason)
    }
}

impl Cause for KeyExchangeClosed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        match self.reason() {
            Some(NOT_ALLOWED) => {
                return say!(
                    "{host} hangs up in the middle of the key exchange: it does not let this machine connect.",
                    "{host} はこの端末からの接続を許可しておらず、鍵交換の途中で接続を切っています。",
                    host = target.host
                );
            }
            Some(TOO_MANY) => {
                return say!(
                    "{host} hangs up in the middle of the key exchange: it has too many connections.",
                    "{host} は接続数が多すぎるとして、鍵交換の途中で接続を切っています。",
                    host = target.host
                );
            }
            Some(_) | None => {}
        }
        say!(
            "{host} hangs up in the middle of the key exchange.",
            "{host} が鍵交換の途中で接続を切っています。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = Vec::new();
        if let Some(disconnect) = &self.disconnect {
            seen.push(Seen::new(
                "server",
                say!(
                    "its disconnect message, reason {reason}: \"{text}\"",
                    "切断メッセージ (理由 {reason}): \"{text}\"",
                    reason = disconnect.reason,
                    text = disconnect.text.visible(120)
                ),
            ));
        }
        let words = match self.how {
            Closing::Eof => "Connection closed by remote host",
            Closing::Reset => "Connection reset by peer",
        };
        seen.push(Seen::new("server", Say::verbatim(words)));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        match self.reason() {
            Some(NOT_ALLOWED) => NOT_LET_IN.to_vec(),
            Some(TOO_MANY) => CROWDED.to_vec(),
            Some(_) | None => REASONS.to_vec(),
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match self.reason() {
            Some(NOT_ALLOWED) => return vec![steps::read_log(), not_let_in(target)],
            Some(TOO_MANY) => return vec![try_later(target), steps::read_log(), crowd(target)],
            Some(_) | None => {}
        }
        vec![
            steps::read_log(),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Finish an update that stopped half-way, and test what sshd needs",
                    "途中で止まった更新があれば最後まで進め、sshd に必要なものを確かめます",
                ),
            )
            .run(Command::new(["sudo", "/usr/sbin/sshd", "-t"])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Then start sshd anew; sessions that are open stay open",
                    "そのあと sshd を再起動します。接続中のセッションは切れません",
                ),
            )
            .run(steps::restart_sshd_if_valid()),
        ]
    }
}
