//! The identity file is there and this user may not read it.
//! Known from: EACCES (or EIO …) on open. authfile.c `sshkey_load_private_type`; modes are checked only on files that open.

use std::path::PathBuf;

use super::words::{others_refused, show, word};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "identity-file-unreadable",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the identity file cannot be read",
        "鍵ファイルを読み取れません",
    ),
    text: Say::fixed(
        "\
The private key file exists, but the user who runs ssh may not open it. ssh prints one line, \"Load key …: Permission denied\", and goes on without the key.

It is known by opening the file as this user. Mostly the file was made or copied under sudo and belongs to root, or a directory above it cannot be entered.

Mode 0644 or 0777 is the opposite fault (identity-file-permissions): there ssh can read the key and refuses because others can, too. A public half (.pub) that is readable makes ssh offer the key all the same: the server accepts it, and ssh cannot sign.

Give the file back to its user and close it for others:

  sudo chown \"$(id -un)\" ~/.ssh/id_ed25519
  chmod 600 ~/.ssh/id_ed25519

Do not answer with \"sudo ssh\": it runs with root's home directory, configuration, known_hosts and without your agent.",
        "\
秘密鍵のファイルはありますが、ssh を実行しているユーザーには開けません。ssh は \"Load key …: Permission denied\" を 1 行表示し、その鍵なしで進みます。

このユーザーでファイルを開いてみれば分かります。多くの場合、sudo で作成・コピーしたため所有者が root になっているか、上位のディレクトリに入れません。

モードが 0644 や 0777 の場合は逆の原因 (identity-file-permissions) です。その場合 ssh は鍵を読めますが、他人も読めるという理由で拒みます。公開鍵 (.pub) だけが読める場合、ssh は鍵を提示し、サーバーも受け付けますが、署名ができません。

所有者を戻し、他人から読めないようにします。

  sudo chown \"$(id -un)\" ~/.ssh/id_ed25519
  chmod 600 ~/.ssh/id_ed25519

\"sudo ssh\" で回避しないでください。root のホームディレクトリ、設定、known_hosts が使われ、エージェントも使えません。",
    ),
    sentences: &["not accessible: Permission denied"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFileUnreadable {
    /// The file.
    pub path: PathBuf,
    /// The system's words.
    pub text: Untrusted,
    /// Its owner's uid; none where not even that can be looked at.
    pub owner: Option<u32>,
    /// Other keys ssh offers, all refused.
    pub others_refused: usize,
}

impl Cause for IdentityFileUnreadable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.others_refused == 0 {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn candidates(&self) -> Vec<Code> {
        if self.others_refused == 0 {
            Vec::new()
        } else {
            vec![&super::key_not_accepted::PAGE]
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "ssh cannot read the private key {path}: {text}.",
            "ssh が秘密鍵 {path} を読み取れません ({text})。",
            path = show(&self.path),
            text = self.text.visible(120),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "identity file",
                Say::verbatim(format!("{}: {}", show(&self.path), self.text.visible(120))),
            )
            .in_file(&self.path),
        ];
        if let Some(owner) = self.owner {
            seen.push(
                Seen::new(
                    "identity file",
                    say!(
                        "the file belongs to uid {owner}",
                        "ファイルの所有者は uid {owner} です",
                        owner = owner
                    ),
                )
                .in_file(&self.path),
            );
        }
        seen.extend(others_refused(self.others_refused));
        seen
    }

    fn next(&self, _target: &Target) -> Vec<Step> {
        let file = word(&self.path);
        let step = match self.owner {
            Some(_) => {
                let script = "chmod 600 \"$1\" 2> /dev/null || { sudo chown \"$(id -u)\" \"$1\" && chmod 600 \"$1\"; }";
                Step::new(
                    Where::Client,
                    say!(
                        "Make the file yours and readable for you alone.",
                        "ファイルの所有者を自分にし、自分だけが読めるようにします。"
                    ),
                )
                .run(Command::new(["sh", "-c", script, "sh", &file]))
            }
            None => {
                let script = "d=$(dirname \"$1\") && sudo chown \"$(id -u)\" \"$d\" \"$1\" && chmod 700 \"$d\" && chmod 600 \"$1\"";
                Step::new(
                    Where::Client,
                    say!(
                        "Not even the owner of the file can be looked at: make its directory and the file yours.",
                        "ファイルの所有者も確認できません。ディレクトリとファイルの所有者を自分にします。"
                    ),
                )
                .run(Command::new(["sh", "-c", script, "sh", &file]))
            }
        };
        vec![step]
    }
}
