//! The key's line is wrapped, cut, in another format or has a bad option.
//!
//! **Known by**: file and line, by parsing; "bad key options" in the `Remote:` line or at debug level.
//! **Looks the same**: `key-not-registered`, `key-restricted` (a good option that refuses).
//! **References**: sshd(8) AUTHORIZED_KEYS FILE FORMAT; OpenSSH auth2-pubkeyfile.c (`auth_check_authkey_line`),
//! auth-options.c.

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "authorized-keys-line-broken",
    stage: Stage::Server,
    fault: Say::fixed(
        "the key's line in authorized_keys is broken",
        "authorized_keys の鍵の行が壊れています",
    ),
    text: Say::fixed(
        "\
The key is in the file, but sshd cannot read its line, and passes it by without a word. One key must be one line: type, base64, comment, with options (if any) in front.

Each line that sshd can read is listed by this; a line number that is missing is the broken one:
  sudo ssh-keygen -lf ~USER/.ssh/authorized_keys
  sudo grep -n . ~USER/.ssh/authorized_keys | cut -c 1-60
The usual finds: a line broken in two by a terminal or editor, a base64 part cut off at the end, the word ssh-ed25519 or its first letter lost in pasting, a key in PuTTY's form (\"---- BEGIN SSH2 PUBLIC KEY ----\"), a file saved by Windows as UTF-16 or with a byte-order mark, two keys on one line because the one before had no line end.

A misspelt option makes the line useless too. sshd says so only at debug level, or after a login by other means as \"Remote: FILE:N: bad key options: unknown key option\". An option that is right and refuses is key-restricted.

Replace the line by a whole one. From PuTTY's or SSH2 form:
  ssh-keygen -i -f KEY.pub
From the private key, on the client:
  ssh-keygen -y -f ~/.ssh/id_ed25519
Make sure the file ends with a line end before you append, and prefer ssh-copy-id to the clipboard.",
        "\
鍵はファイルにありますが、sshd はその行を読めず、何も言わずに飛ばしています。一つの鍵は一行で、種類、base64、コメントの順に書き、オプションがあればその前に置きます。

sshd が読める行は、一つ目のコマンドで表示されます。そこに出てこない行が壊れています。
  sudo ssh-keygen -lf ~USER/.ssh/authorized_keys
  sudo grep -n . ~USER/.ssh/authorized_keys | cut -c 1-60
よくあるのは、端末やエディターによる途中の改行、base64 の末尾の欠け、貼り付けで失われた ssh-ed25519 という語やその先頭の文字、PuTTY の形式(「---- BEGIN SSH2 PUBLIC KEY ----」)、Windows で UTF-16 や BOM 付きで保存されたファイル、前の行に改行がなく二つの鍵が一行につながったもの、です。

オプションのつづりの誤りも、その行を無効にします。sshd はデバッグレベルでしかそれを記録しませんが、別の方法でログインできたときは「Remote: FILE:N: bad key options: unknown key option」と伝えます。正しいオプションによる拒否は key-restricted です。

その行を正しい一行に置き換えます。PuTTY や SSH2 の形式からは次で変換します。
  ssh-keygen -i -f KEY.pub
秘密鍵から作るなら、クライアントで実行します。
  ssh-keygen -y -f ~/.ssh/id_ed25519
追記する前に、ファイルが改行で終わっていることを確かめてください。クリップボードより ssh-copy-id のほうが確実です。",
    ),
    sentences: &[
        "bad key options",
        "invalid key option string",
        "unknown key option",
        "Bad public key options",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedKeysLineBroken {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
    /// The line of that file.
    pub line: Option<usize>,
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for AuthorizedKeysLineBroken {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "Line {line} of {path} cannot be read: {text}",
            "{path} の {line} 行目を解釈できません: {text}",
            path = path_or(self.path.as_ref(), "authorized_keys"),
            line = self
                .line
                .map_or_else(|| String::from("?"), |line| line.to_string()),
            text = self.text.visible(80)
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed(
                    "Show the lines with their numbers; mend the options in front of the key",
                    "行番号付きで表示します。鍵の前のオプションを直します",
                ),
            )
            .run(Command::new([
                "cat",
                "-An",
                &path_or(self.path.as_ref(), "authorized_keys"),
            ])),
        ]
    }
}
