//! The exchange itself fails: a signature that does not hold, a key that is too small, a packet that is none.
//!
//! Known by the error, which is named: `incorrect signature`, `Invalid key length`, `DH GEX group out of range`,
//! `Bad packet length`, `strict KEX violation` (ssherr.c, packet.c, kex.c).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "key-exchange-failed",
    stage: Stage::Kex,
    fault: Say::fixed(
        "the exchange itself fails: bad signature, key too small, bad packet",
        "鍵交換そのものが失敗しています (署名の不一致、短すぎる鍵、壊れたパケット)",
    ),
    text: Say::fixed(
        "\
Both sides agreed on the algorithms, and a step of the exchange does not hold: the server's signature is wrong, its key or group is smaller than ssh accepts, or what arrives is no SSH packet.

It is known from ssh's own error behind ssh_dispatch_run_fatal or Bad packet length.

Invalid key length is an RSA host key below RequiredRSASize (1024 unless you raised it; less is never accepted): make new keys on the server. DH GEX group out of range is an old device with small groups: take another method. Bad packet length with a strange number is text in the stream: a ProxyCommand or a shell start-up file that prints. A wrong MAC or signature now and then is damage on the way: a network card's offloading, memory, a box that rewrites packets. A strict KEX violation is a broken server, or somebody in between.

New host keys for the server, then a restart:
  sudo ssh-keygen -A

If you raised RequiredRSASize yourself, to get in once; and to pass by small groups:
  ssh -o RequiredRSASize=1024 USER@HOST
  ssh -o KexAlgorithms=-diffie-hellman-group-exchange-* USER@HOST

Do not turn checks off to get past a wrong signature: nobody has proved to be the server.",
        "\
アルゴリズムは合意できましたが、鍵交換の途中の検証に失敗しました。サーバーの署名が正しくない、鍵や群が ssh の受け付ける大きさに足りない、届いたものが SSH のパケットではない、のいずれかです。

ssh_dispatch_run_fatal や Bad packet length に続く ssh 自身のエラーから分かります。

Invalid key length は、RSA のホスト鍵が RequiredRSASize (既定は 1024 で、それ未満は常に拒否) より短いという意味です。サーバーで新しい鍵を作ります。DH GEX group out of range は、古い機器の小さな群です。別の方式を使います。Bad packet length に不自然な数値が付く場合は、通信に文字が混ざっています。ProxyCommand かシェルの起動ファイルが何かを表示しています。MAC や署名の誤りが時々起こるなら、ネットワークカードのオフロード、メモリー、パケットを書き換える機器などによる破損です。strict KEX violation は、サーバーの不具合か、間に誰かがいます。

サーバーで新しいホスト鍵を作り、再起動します。
  sudo ssh-keygen -A

自分で RequiredRSASize を上げていた場合に 1 回だけ入る方法と、小さな群を避ける方法です。
  ssh -o RequiredRSASize=1024 USER@HOST
  ssh -o KexAlgorithms=-diffie-hellman-group-exchange-* USER@HOST

署名の誤りを、検証を無効にして回避しないでください。相手がサーバー本人であることが示されていません。",
    ),
    sentences: &[
        ": incorrect signature",
        "Invalid key length",
        "DH GEX group out of range",
        "message authentication code incorrect",
        "Bad packet length",
        "Packet corrupt",
        "Corrupted MAC on input",
        "strict KEX violation",
        "KEXINIT was not the first packet",
        "non-transport message",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyExchangeFailed {
    /// The error.
    pub text: Untrusted,
}

/// What damages a stream that is no SSH any more.
const DAMAGED: &[Code] = &[&crate::finding::connect::proxy_command_failed::PAGE];

impl KeyExchangeFailed {
    fn says(&self, words: &[&str]) -> bool {
        let text = self.text.visible(400).to_ascii_lowercase();
        words.iter().any(|word| text.contains(word))
    }

    /// What arrived is no packet.
    fn damaged(&self) -> bool {
        self.says(&[
            "packet length",
            "packet corrupt",
            "mac on input",
            "authentication code",
        ])
    }

    fn key_too_small(&self) -> bool {
        self.says(&[
            "key length",
            "key too small",
            "too short",
            "requiredrsasize",
        ])
    }

    fn group_too_small(&self) -> bool {
        self.says(&["out of range", "group"])
    }
}

impl Cause for KeyExchangeFailed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.damaged() {
            Certainty::Likely
        } else {
            Certainty::Certain
        }
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The key exchange with {host} fails: {text}",
            "{host} との鍵交換が失敗しています: {text}",
            host = target.host,
            text = self.text.visible(120)
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![Seen::new(
            "key exchange",
            Say::verbatim(self.text.visible(120)),
        )]
    }

    fn candidates(&self) -> Vec<Code> {
        if self.damaged() {
            DAMAGED.to_vec()
        } else {
            Vec::new()
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.key_too_small() {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "If RequiredRSASize was raised on this machine: with its default",
                        "この端末で RequiredRSASize を上げている場合は、既定値で接続します",
                    ),
                )
                .run(steps::ssh_with(target, &[("RequiredRSASize", "1024")])),
            );
            steps.push(
                Step::new(
                    Where::Server,
                    Say::fixed(
                        "On the server's console: a larger RSA host key in place of the old one (the old one is kept beside it)",
                        "サーバーのコンソールで、RSA のホスト鍵を長いものに替えます (元の鍵は残ります)",
                    ),
                )
                .run(
                    Command::new(["sudo", "mv", "/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_rsa_key.old"])
                        .and(Command::new(["sudo", "ssh-keygen", "-A"])),
                )
                .caution(Say::fixed(
                    "Everybody who knows the old key will be warned: tell them the new fingerprint",
                    "古い鍵を知っている全員に警告が出ます。新しいフィンガープリントを知らせてください",
                )),
            );
            steps.push(
                Step::new(
                    Where::Server,
                    Say::fixed("Restart sshd", "sshd を再起動します"),
                )
                .run(steps::restart_sshd_if_valid()),
            );
        } else if self.group_too_small() {
            let other = [("KexAlgorithms", "-diffie-hellman-group-exchange-*")];
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Take another method than the one with the small group",
                        "小さな群を使う方式を避けて接続します",
                    ),
                )
                .run(steps::ssh_with(target, &other)),
            );
            steps.push(steps::write_host_block(target, &other));
        } else if self.damaged() {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Is there a program in between that prints? See the proxy lines",
                        "間に、何かを表示するプログラムがないかを調べます。proxy の行を確かめます",
                    ),
                )
                .run(target.ssh(&["-G"])),
            );
            steps.push(Step::new(
                Where::Network,
                Say::fixed(
                    "If there is none: packets are damaged on the way. Try another network; on the server's network card switch offloading off",
                    "なければ、途中でパケットが壊れています。別のネットワークで試し、サーバーのネットワークカードのオフロードを無効にします",
                ),
            ));
        } else {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Does another key exchange method work?",
                        "別の鍵交換方式なら動くかを試します",
                    ),
                )
                .run(steps::ssh_with(
                    target,
                    &[("KexAlgorithms", "curve25519-sha256")],
                )),
            );
            steps.push(steps::read_log());
        }
        steps
    }
}
