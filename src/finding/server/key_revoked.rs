//! RevokedKeys on the server lists the key (or its CA), or that file cannot be read.
//!
//! **Known by**: `ssh-keygen -Q` against the file; "Authentication key … revoked by file" in the log.
//! **Looks the same**: `key-not-accepted` (the same bytes from outside); an unreadable file, which refuses
//! everybody's keys.
//! **References**: sshd_config(5) RevokedKeys; ssh-keygen(1) KEY REVOCATION LISTS; OpenSSH auth.c
//! (`auth_key_is_revoked`).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-revoked",
    stage: Stage::Server,
    fault: Say::fixed(
        "the server has this key on its list of revoked keys",
        "この鍵は、サーバーの失効リストに載っています",
    ),
    text: Say::fixed(
        "\
Somebody declared this key invalid: it is on the list that RevokedKeys names. It is refused for every user, whatever stands in authorized_keys. A certificate is refused too when the authority that signed it is on the list.

The log says \"Authentication key ED25519 SHA256:... revoked by file ...\". To ask the list about a key:
  sudo sshd -T | grep revokedkeys
  sudo ssh-keygen -Q -f /etc/ssh/revoked_keys KEY.pub

One thing looks alike and is worse: if the file cannot be read, or is missing, sshd refuses public keys for everybody, and the log says \"Error checking authentication key ... in revoked keys file\". Then mend the file's path, mode or content:
  sudo ls -l /etc/ssh/revoked_keys

A revoked key is not to be used again: it may have been stolen or belonged to someone who left. Make a new one and have it installed:
  ssh-keygen -t ed25519
Do not take a key off the list unless the person who put it there agrees. The list should be replaced in one step (write a new file, then rename it), since sshd may read it at any moment.",
        "\
誰かがこの鍵を無効と宣言しました。RevokedKeys で指定されたリストに載っています。authorized_keys に何が書かれていても、どのユーザーでも拒否されます。署名した認証局が載っている場合は、証明書も拒否されます。

ログには「Authentication key ED25519 SHA256:... revoked by file ...」と出ます。鍵がリストにあるかは次で確認します。
  sudo sshd -T | grep revokedkeys
  sudo ssh-keygen -Q -f /etc/ssh/revoked_keys KEY.pub

似ていて、より重い障害があります。このファイルが読めない、または存在しないと、sshd は全員の公開鍵を拒否し、ログに「Error checking authentication key ... in revoked keys file」と残します。その場合はファイルのパス、モード、内容を直します。
  sudo ls -l /etc/ssh/revoked_keys

失効した鍵は、盗まれたか、離れた人のものだったかもしれません。二度と使わず、新しい鍵を作って登録してもらってください。
  ssh-keygen -t ed25519
載せた人の同意なしに、リストから鍵を外さないでください。sshd はいつでもこのリストを読むので、更新するときは新しいファイルを書いてから名前を変え、一度に置き換えます。",
    ),
    sentences: &[
        "Authentication key ED25519",
        "Authentication key RSA",
        "Authentication key ECDSA",
        "Error checking authentication key",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRevoked {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for KeyRevoked {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The key is listed as revoked in {path}.",
            "鍵は {path} で失効とされています。",
            path = path_or(self.path.as_ref(), "RevokedKeys")
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Make a new key, and register it",
                    "新しい鍵を作り、登録します",
                ),
            )
            .run(Command::new(["ssh-keygen", "-t", "ed25519"])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "A file that is missing or unreadable refuses every key, too",
                    "このファイルがないか読めないときは、すべての鍵が拒否されます",
                ),
            )
            .run(Command::new([
                "ls",
                "-l",
                &path_or(self.path.as_ref(), "/etc/ssh"),
            ])),
        ]
    }
}
