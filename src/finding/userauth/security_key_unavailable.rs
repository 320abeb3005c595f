//! The server accepts a FIDO key (sk-…), and the token that signs is not there, or this ssh cannot speak to it.
//! Known from: PK_OK for an sk key, `device not found` and the like (ssh-sk.c, sshconnect2.c `identity_sign`).

use std::path::PathBuf;

use super::words::{key_name, others_refused, show, word};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "security-key-unavailable",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "an sk key is accepted but its token is absent or ssh lacks support",
        "サーバーはセキュリティキーの鍵を受け付けますが、トークンがないか ssh が対応していません",
    ),
    text: Say::fixed(
        "\
A key of type sk-ssh-ed25519 or sk-ecdsa is a handle only: the signature is made by a security token (YubiKey, SoloKey …). The server accepts the key, and no token signs: it is unplugged, another one is plugged in, its PIN is needed, another program holds it, or this ssh was built without FIDO support.

It is known from the server's yes and ssh's \"signing failed for … device not found\", \"requested feature not supported\" or \"invalid format\". \"Confirm user presence for key\" without an end means that the token waits for a touch.

A token that answers and a server that still says no is another fault: no-touch-required and verify-required rules (login-refused-after-key).

Plug the token in, watch for its blinking, touch it, and try again; this lists what is plugged in:

  fido2-token -L

Resident keys are fetched onto a new machine with \"ssh-keygen -K\". Alpine needs the package openssh-sk-helper, macOS a build with libfido2 (Homebrew), a remote desktop or WSL passes no token through.",
        "\
sk-ssh-ed25519 や sk-ecdsa の鍵ファイルはハンドルにすぎず、署名はセキュリティトークン (YubiKey、SoloKey など) が行います。サーバーは鍵を受け付けていますが、署名するトークンがありません。トークンが挿さっていない、別のトークンが挿さっている、PIN が必要、別のプログラムが使用中、この ssh が FIDO に対応していない、などが考えられます。

サーバーの受け付けるという応答と、ssh の \"signing failed for … device not found\"、\"requested feature not supported\"、\"invalid format\" で分かります。\"Confirm user presence for key\" のまま止まる場合は、トークンがタッチを待っています。

トークンが応答してもサーバーが拒む場合は、touch や verify-required の規則によるもの (login-refused-after-key) です。

トークンを挿し、点滅したら触れて、もう一度試します。挿さっているトークンは次で一覧できます。

  fido2-token -L

resident key は \"ssh-keygen -K\" で新しいマシンに取り出せます。Alpine では openssh-sk-helper パッケージ、macOS では libfido2 付きの ssh (Homebrew) が必要です。リモートデスクトップや WSL ではトークンが渡りません。",
    ),
    sentences: &["device not found"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityKeyUnavailable {
    /// The key the server accepts.
    pub key: PublicKey,
    /// The file with its handle.
    pub path: PathBuf,
    /// How that is known.
    pub why: Why,
}

/// How it is known that nothing signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// This machine's devices show no token; nobody was asked to sign.
    NoToken,
    /// ssh's words when it should have signed.
    Said(Untrusted),
    /// This ssh has nothing that speaks to tokens, so it does not even offer the key; so many others are refused.
    NoProvider {
        /// Keys that ssh offers.
        others_refused: usize,
    },
}

impl Cause for SecurityKeyUnavailable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.why {
            Why::NoToken | Why::NoProvider { others_refused: 0 } => Certainty::Certain,
            Why::Said(_) | Why::NoProvider { .. } => Certainty::Likely,
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.why {
            Why::NoProvider {
                others_refused: 1..,
            } => vec![&super::key_not_accepted::PAGE],
            Why::NoToken | Why::Said(_) | Why::NoProvider { .. } => Vec::new(),
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        let path = show(&self.path);
        match self.why {
            Why::Said(_) => say!(
                "The server accepts the key {path}, and the security token that signs for it does not sign.",
                "サーバーは鍵 {path} を受け付けますが、セキュリティトークンで署名できません。",
                path = path,
            ),
            Why::NoToken => say!(
                "The server accepts the key {path}, and the security token that signs for it is not plugged in.",
                "サーバーは鍵 {path} を受け付けますが、署名に必要なセキュリティトークンが接続されていません。",
                path = path,
            ),
            Why::NoProvider { .. } => say!(
                "ssh does not offer the key {path}: this build of it cannot speak to security tokens, and no SecurityKeyProvider is set.",
                "この ssh はセキュリティトークンに対応しておらず、SecurityKeyProvider も設定されていないため、鍵 {path} を提示しません。",
                path = path,
            ),
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let accepted = Seen::new(
            "server",
            say!(
                "the server accepts {key}",
                "サーバーは {key} を受け付けます",
                key = key_name(&self.key)
            ),
        );
        match &self.why {
            Why::Said(words) => vec![
                accepted,
                Seen::new("ssh", Say::verbatim(words.visible(160))),
            ],
            Why::NoToken => vec![
                accepted,
                Seen::new(
                    "device",
                    say!(
                        "no FIDO token among the devices of this machine",
                        "この端末のデバイスに FIDO トークンがありません"
                    ),
                )
                .in_file("/sys/class/hidraw"),
            ],
            Why::NoProvider {
                others_refused: others,
            } => {
                let key = Say::verbatim(key_name(&self.key));
                let missing = say!(
                    "securitykeyprovider is a variable that is not set",
                    "securitykeyprovider は設定されていない環境変数です"
                );
                let mut seen = vec![
                    Seen::new("identity file", key).in_file(&self.path),
                    Seen::new("ssh -G", missing),
                ];
                seen.extend(others_refused(*others));
                seen
            }
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let equip = Step::new(
            Where::Client,
            say!(
                "Use an OpenSSH that is built with FIDO support (on macOS: brew install openssh; on Alpine: apk add openssh-sk-helper), or name the library that speaks to tokens as SecurityKeyProvider in ~/.ssh/config.",
                "FIDO 対応の OpenSSH を使うか (macOS: brew install openssh、Alpine: apk add openssh-sk-helper)、トークン用のライブラリーを ~/.ssh/config の SecurityKeyProvider に指定します。"
            ),
        );
        let first = matches!(self.why, Why::NoProvider { .. }).then_some(equip);
        let plugged = [
            Step::new(
                Where::Client,
                say!(
                    "Plug the token in; it must be listed here (package libfido2-tools, fido2-tools or fido2).",
                    "トークンを接続します。次の一覧に表示されるはずです (パッケージは fido2-tools、libfido2-tools など)。"
                ),
            )
            .run(Command::new(["fido2-token", "-L"])),
            Step::new(
                Where::Client,
                say!(
                    "Then log in, and touch the token when it blinks.",
                    "その後ログインし、トークンが点滅したら触れます。"
                ),
            )
            .run(target.ssh(&["-i", &word(&self.path)])),
        ];
        first.into_iter().chain(plugged).collect()
    }
}
