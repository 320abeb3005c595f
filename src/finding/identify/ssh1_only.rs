//! The server speaks only protocol 1, which OpenSSH dropped in 7.6.
//!
//! Known by an identification string `SSH-1.x` other than `SSH-1.99` (which speaks 2.0 as well, RFC 4253 section 5.1).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "ssh1-only",
    stage: Stage::Identify,
    fault: Say::fixed(
        "the server speaks only protocol 1",
        "サーバーがプロトコル 1 しか話せません",
    ),
    text: Say::fixed(
        "\
The server identifies itself with SSH-1.x: it knows only the first version of the protocol. OpenSSH stopped speaking it in 2017 (7.6), because it protects nothing today. No option of a current ssh brings it back.

It is known from the identification string. SSH-1.99 would be fine: such a server speaks version 2 as well. ssh says Protocol major versions differ: 2 vs. 1.

It is an old switch, router, storage box or console server, or a newer one with version 2 switched off: many need an RSA key of at least 768 bits and a setting (ip ssh version 2) before they offer it.

Log in by serial line or the web page of the device, and switch version 2 on or update its firmware.

If there is no other way in, Debian and Ubuntu still pack an old client for just that. Use it on an isolated network only:
  sudo apt-get install openssh-client-ssh1
  ssh1 -p 22 USER@HOST",
        "\
サーバーの識別文字列が SSH-1.x で、最初の版のプロトコルしか話せません。OpenSSH は 2017 年の 7.6 でこれを廃止しました。今日では何も守れないためです。現在の ssh のオプションで有効にすることはできません。

識別文字列から分かります。SSH-1.99 であれば、バージョン 2 も話せるので問題ありません。ssh は Protocol major versions differ: 2 vs. 1 と表示します。

古いスイッチ、ルーター、ストレージ、コンソールサーバーか、新しい機器でもバージョン 2 が無効になっています。768 ビット以上の RSA 鍵と設定 (ip ssh version 2) がないとバージョン 2 を出さない機器もよくあります。

シリアルコンソールか機器の Web 画面でログインし、バージョン 2 を有効にするか、ファームウェアを更新してください。

ほかに入る方法がなければ、Debian と Ubuntu にはそのための古いクライアントがあります。隔離したネットワークでだけ使ってください。
  sudo apt-get install openssh-client-ssh1
  ssh1 -p 22 USER@HOST",
    ),
    sentences: &[
        "Protocol major versions differ",
        "could not read protocol version",
        "SSH protocol version 2 required by our configuration",
        "Incompatible version (",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssh1Only {
    /// The whole identification string.
    pub ident: Untrusted,
}

impl Cause for Ssh1Only {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "{host} speaks only SSH protocol 1, which no current ssh speaks.",
            "{host} は SSH プロトコル 1 しか話せません。現在の ssh はこれに対応していません。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![super::ident(&self.ident)]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let destination = format!("{}@{}", target.user, target.hostname);
        vec![
            Step::new(
                Where::Administrator,
                Say::fixed(
                    "By serial line or the device's web page: switch protocol 2 on, or update its firmware",
                    "シリアルコンソールか機器の Web 画面で、プロトコル 2 を有効にするか、ファームウェアを更新します",
                ),
            ),
            Step::new(
                Where::Client,
                Say::fixed(
                    "If there is no other way in (Debian and Ubuntu pack an old client)",
                    "ほかに入る方法がない場合 (Debian と Ubuntu には古いクライアントがあります)",
                ),
            )
            .run(
                Command::new(["sudo", "apt-get", "install", "openssh-client-ssh1"]).and(
                    Command::new(["ssh1", "-p", &target.port.to_string(), &destination]),
                ),
            )
            .caution(Say::fixed(
                "Protocol 1 protects neither password nor session: use it on an isolated network only",
                "プロトコル 1 ではパスワードも通信内容も守られません。隔離したネットワークでだけ使ってください",
            )),
        ]
    }
}
