//! The server accepts the key, its file is encrypted, no agent holds it and ssh has nobody to ask for the passphrase.
//! Known from: PK_OK for the public half, the cipher in the key's header, no terminal and no askpass, or BatchMode. sshconnect2.c `load_identity_file`.

use std::path::PathBuf;

use super::words::{key_name, show, with_suffix, word};
use crate::evidence::{Agent, PublicKey, Starter};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::{Lang, Say};
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "passphrase-required",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the key is encrypted, no agent holds it and nobody can be asked",
        "鍵がパスフレーズで保護され、エージェントになく、尋ねる相手もいません",
    ),
    text: Say::fixed(
        "\
The private key is encrypted with a passphrase. ssh may ask for it only where it has a terminal (or an askpass program) and BatchMode is off. In cron, systemd, CI, an IDE or a script there is nobody to ask, so ssh skips the key without a word.

It is known from both sides: the key's header names a cipher, no agent holds the key, and the server answers \"acceptable\" to its public half. In \"ssh -v\" the line \"Server accepts key\" stands there and then nothing: many read that as success.

A wrong passphrase (passphrase-wrong) needs somebody who typed one. A .pub that belongs to another private key (key-pair-mismatch) ends in the same silence.

Load the key into an agent once, or log in from a terminal:

  ssh-add ~/.ssh/id_ed25519
  ssh -o BatchMode=no user@host

For a service make a key of its own without a passphrase, and restrict it in authorized_keys (from=, command=, restrict). Do not take the passphrase off your own key.",
        "\
秘密鍵はパスフレーズで暗号化されています。ssh がパスフレーズを尋ねられるのは、端末 (または askpass プログラム) があり、BatchMode が無効な場合だけです。cron、systemd、CI、IDE、スクリプトでは尋ねる相手がいないため、ssh は何も言わずにその鍵を飛ばします。

両側の事実から分かります。鍵のヘッダーに暗号方式が書かれ、どのエージェントもこの鍵を持たず、サーバーは公開鍵に「受け付ける」と答えています。\"ssh -v\" では \"Server accepts key\" の後に何も続かないため、成功したと誤解されがちです。

パスフレーズの間違い (passphrase-wrong) は、誰かが入力した場合の話です。.pub が別の秘密鍵のものである場合 (key-pair-mismatch) も、同じように無言で終わります。

鍵をエージェントに読み込むか、端末からログインします。

  ssh-add ~/.ssh/id_ed25519
  ssh -o BatchMode=no user@host

サービスにはパスフレーズなしの専用の鍵を作り、authorized_keys で制限します (from=、command=、restrict)。自分の鍵のパスフレーズを外してはいけません。",
    ),
    sentences: &["Enter passphrase for key", "Private key file is encrypted"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassphraseRequired {
    /// The private key file.
    pub path: PathBuf,
    /// Its public half, which the server accepts.
    pub key: PublicKey,
    /// BatchMode is on.
    pub batch_mode: bool,
    /// The agent ssh would ask.
    pub agent: Agent,
    /// What started this run, where no person did.
    pub started_by: Option<Starter>,
}

impl PassphraseRequired {
    /// Why no agent signs instead.
    fn agent_words(&self) -> Say {
        match &self.agent {
            Agent::NotConfigured => say!(
                "no agent is running here",
                "ここではエージェントが動いておらず"
            ),
            Agent::Disabled => say!(
                "IdentityAgent none keeps ssh from asking an agent",
                "IdentityAgent none のため ssh はエージェントを使わず"
            ),
            Agent::Unreachable { .. } => {
                say!("the agent cannot be reached", "エージェントに接続できず")
            }
            Agent::Refused { .. } => say!("the agent is locked", "エージェントはロックされており"),
            Agent::Silent { .. } | Agent::Garbage { .. } => {
                say!(
                    "the agent gives no answer",
                    "エージェントから正しい応答がなく"
                )
            }
            Agent::Keys { .. } => say!("the agent does not hold it", "エージェントにこの鍵はなく"),
        }
    }

    /// Why nobody is asked for it.
    fn asking(&self) -> Say {
        if self.batch_mode {
            say!(
                "BatchMode forbids ssh to ask",
                "BatchMode のため ssh は尋ねることができません"
            )
        } else {
            match self.started_by {
                Some(Starter::Cron) => say!(
                    "cron has no terminal to ask on",
                    "cron には尋ねるための端末がありません"
                ),
                Some(Starter::Service) => say!(
                    "a service has no terminal to ask on",
                    "サービスには尋ねるための端末がありません"
                ),
                None => say!(
                    "there is no terminal to ask on (a script, a pipe, an editor)",
                    "尋ねるための端末もありません (スクリプト、パイプ、エディターなど)"
                ),
            }
        }
    }

    /// What runs where nobody sits gets a key of its own: nobody is there to type, and no agent either.
    fn own_key(&self, target: &Target) -> Vec<Step> {
        let file = with_suffix(&self.path, "_unattended");
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Nobody is there to type when cron or a service runs it: make a key of its own for it, without a passphrase.",
                    "cron やサービスの実行時には入力する人がいないため、専用の鍵をパスフレーズなしで作成します。"
                ),
            )
            .run(Command::new(["ssh-keygen", "-t", "ed25519", "-N", "", "-f", &word(&file)]))
            .caution(say!(
                "Whoever reads that file can log in: on the server restrict its line to the one command it is for (command=\"…\",restrict).",
                "このファイルを読める人は誰でもログインできます。サーバー側の行で、用途のコマンドだけに制限します (command=\"…\",restrict)。"
            )),
            Step::new(
                Where::Client,
                say!(
                    "Register it, from a terminal.",
                    "端末から登録します。"
                ),
            )
            .run(target.ssh_copy_id(&word(&with_suffix(&file, ".pub")))),
        ]
    }
}

/// A sentence begins with a capital.
fn capital(words: &str) -> &str {
    match words {
        "ssh would use" => "For this login ssh would use",
        words => words,
    }
}

impl Cause for PassphraseRequired {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _target: &Target) -> Say {
        let (agent, asking) = (self.agent_words(), self.asking());
        let accepted = if self.key == PublicKey::default() {
            say!("ssh would use", "ssh が使う鍵")
        } else {
            say!("The server accepts", "サーバーが受け付ける鍵")
        };
        let path = show(&self.path);
        let both = |lang| (accepted.lang(lang), agent.lang(lang), asking.lang(lang));
        let (en, ja) = (both(Lang::En), both(Lang::Ja));
        Say::made(
            format!(
                "{} the key {path}, but it needs its passphrase, {}, and {}.",
                capital(en.0),
                en.1,
                en.2
            ),
            format!(
                "{} {path} にはパスフレーズが必要ですが、{}、{}。",
                ja.0, ja.1, ja.2
            ),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        // A file whose public half is not readable was not shown to the server.
        let accepted = (self.key != PublicKey::default()).then(|| {
            Seen::new(
                "server",
                say!(
                    "the server accepts {key}",
                    "サーバーは {key} を受け付けます",
                    key = key_name(&self.key)
                ),
            )
        });
        let mut seen: Vec<Seen> = accepted.into_iter().collect();
        seen.extend([
            Seen::new(
                "identity file",
                say!("the private key is encrypted", "秘密鍵は暗号化されています"),
            )
            .in_file(&self.path),
            Seen::new(
                "agent",
                match &self.agent {
                    Agent::Keys { socket, keys } => say!(
                        "the agent at {socket} lists {count} key(s), not this one",
                        "エージェント {socket} の鍵は {count} 個で、この鍵はありません",
                        socket = show(socket),
                        count = keys.len(),
                    ),
                    Agent::NotConfigured
                    | Agent::Disabled
                    | Agent::Unreachable { .. }
                    | Agent::Refused { .. }
                    | Agent::Silent { .. }
                    | Agent::Garbage { .. } => say!(
                        "no agent that ssh could ask",
                        "ssh が問い合わせられるエージェントがありません"
                    ),
                },
            ),
            if self.batch_mode {
                Seen::new("ssh -G", Say::verbatim("batchmode yes"))
            } else {
                Seen::new(
                    "environment",
                    say!(
                        "no terminal and no askpass program",
                        "端末も askpass プログラムもありません"
                    ),
                )
            },
        ]);
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let file = word(&self.path);
        let add = Command::new(["ssh-add", &file]);
        let load = match self.agent {
            Agent::Keys { .. } => Step::new(
                Where::Client,
                say!(
                    "In a terminal: load the key into the agent; it asks for the passphrase once.",
                    "端末で鍵をエージェントに読み込みます。パスフレーズを一度だけ尋ねられます。"
                ),
            )
            .run(add),
            Agent::NotConfigured
            | Agent::Disabled
            | Agent::Unreachable { .. }
            | Agent::Refused { .. }
            | Agent::Silent { .. }
            | Agent::Garbage { .. } => {
                let step = Step::new(
                    Where::Client,
                    say!(
                        "In a terminal: start an agent, load the key and log in; it asks for the passphrase once.",
                        "端末でエージェントを起動し、鍵を読み込んでログインします。パスフレーズを一度だけ尋ねられます。"
                    ),
                );
                let login = target.ssh(&["-o", "IdentityAgent=SSH_AUTH_SOCK", "-i", &file]);
                let both = add.and(login);
                match both.line() {
                    Some(line) => step.run(Command::new(["ssh-agent", "sh", "-c", line])),
                    None => step,
                }
            }
        };
        let mut steps = match self.started_by {
            Some(Starter::Cron | Starter::Service) if !self.batch_mode => self.own_key(target),
            Some(_) | None => Vec::new(),
        };
        steps.extend([
            load,
            Step::new(
                Where::Client,
                say!(
                    "Or log in from a terminal, where ssh may ask.",
                    "または、ssh が尋ねられる端末からログインします。"
                ),
            )
            .run(target.ssh(&["-o", "BatchMode=no", "-i", &file])),
        ]);
        steps
    }
}
