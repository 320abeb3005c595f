//! The file that `-i` or IdentityFile names is not there, and nothing else is left to offer.
//! Known from: ENOENT. ssh.c (`Warning: Identity file … not accessible`), sshconnect2.c `load_identity_file` (`no such identity`).

use std::path::PathBuf;

use super::words::{host_block, join_paths, make_key, only_this, others_refused, show, ssh_with};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "identity-file-missing",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the IdentityFile asked for does not exist",
        "指定した鍵ファイル (IdentityFile) が存在しません",
    ),
    text: Say::fixed(
        "\
-i on the command line, or IdentityFile in a configuration file, names a private key that is not at that path. ssh says so in a single line (\"no such identity: … No such file or directory\", \"Warning: Identity file … not accessible\") and goes on without it; the login then fails as if the server had refused a key.

It is known from the file system: opening the path gives \"No such file or directory\". A missing IdentityFile keeps the default files (~/.ssh/id_ed25519 and the like) from being tried; a missing file after -i is dropped with the warning, and the default ones are tried.

A path that exists for you and not for ssh: ~ is the home directory of the user who runs ssh (root under sudo), and a relative path counts from the directory ssh is started in. A file that exists but cannot be read is another fault, identity-file-unreadable.

Look what is there, then name the right file:

  ls -la ~/.ssh
  ssh -o IdentitiesOnly=yes -i ~/.ssh/id_ed25519 user@host

Correct or delete the IdentityFile line that names the missing file; \"ssh -G host\" prints which files are in force.",
        "\
コマンドラインの -i、または設定ファイルの IdentityFile が指す秘密鍵がその場所にありません。ssh は 1 行だけ (\"no such identity: … No such file or directory\" や \"Warning: Identity file … not accessible\") 表示してそのまま進むため、サーバーが鍵を拒否したかのように見えます。

ファイルシステムを見れば分かります。そのパスを開くと \"No such file or directory\" になります。IdentityFile を指定すると、そのファイルがなくても既定のファイル (~/.ssh/id_ed25519 など) は使われなくなります。-i で指定したファイルがない場合は、警告の後に既定のファイルが使われます。

自分からは見えるのに ssh からは見えないこともあります。~ は ssh を実行したユーザーのホームディレクトリ (sudo では root) で、相対パスは ssh を起動したディレクトリが基準です。ファイルはあるが読めない場合は別の原因 (identity-file-unreadable) です。

何があるかを確認し、正しいファイルを指定します。

  ls -la ~/.ssh
  ssh -o IdentitiesOnly=yes -i ~/.ssh/id_ed25519 user@host

存在しないファイルを指す IdentityFile の行は修正するか削除します。有効な設定は \"ssh -G host\" で確認できます。",
    ),
    sentences: &["no such identity:", "not accessible: No such file or directory"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFileMissing {
    /// The path asked for.
    pub path: PathBuf,
    /// Files beside it whose names look alike.
    pub near: Vec<PathBuf>,
    /// Other keys ssh offers, all refused.
    pub others_refused: usize,
    /// The server accepts the `.pub` beside it, and an agent is there that lists no key: empty, or locked.
    pub agent_lists_none: bool,
}

impl Cause for IdentityFileMissing {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.candidates().is_empty() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn candidates(&self) -> Vec<Code> {
        if self.agent_lists_none {
            // A locked ssh-agent answers with an empty list (ssh-agent.c `process_message`).
            vec![&super::agent_refused_to_sign::PAGE]
        } else if self.others_refused == 0 {
            Vec::new()
        } else {
            vec![&super::key_not_accepted::PAGE]
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "The private key ssh was told to use does not exist: {path}.",
            "ssh に指定された秘密鍵 {path} が存在しません。",
            path = show(&self.path),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "identity file",
                Say::verbatim(format!("{}: No such file or directory", show(&self.path))),
            )
            .in_file(&self.path),
        ];
        if !self.near.is_empty() {
            seen.push(Seen::new(
                "identity file",
                say!(
                    "files beside it with a similar name: {files}",
                    "同じ場所にある似た名前のファイル: {files}",
                    files = join_paths(&self.near),
                ),
            ));
        }
        if self.agent_lists_none {
            seen.push(Seen::new(
                "agent",
                say!(
                    "the agent lists no key: it is empty, or locked (ssh-add -x)",
                    "エージェントの一覧は空です。鍵がないか、ロックされています (ssh-add -x)"
                ),
            ));
        }
        seen.extend(others_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let private = self
            .near
            .iter()
            .find(|path| path.extension().is_none_or(|extension| extension != "pub"));
        match private {
            Some(file) => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "Use the file that is there: {file}.",
                        "実在するファイル {file} を使います。",
                        file = show(file)
                    ),
                )
                .run(ssh_with(target, file)),
                Step::new(
                    Where::Client,
                    say!(
                        "Replace the IdentityFile line that names {path} by:",
                        "{path} を指す IdentityFile の行を次のように書き換えます。",
                        path = show(&self.path),
                    ),
                )
                .lines(host_block(target, &only_this(file))),
            ],
            None => {
                let directory = self
                    .path
                    .parent()
                    .map_or("~/.ssh".into(), super::words::word);
                vec![
                    Step::new(
                        Where::Client,
                        say!(
                            "See which keys are there, and name the right one with -i or IdentityFile.",
                            "どの鍵があるかを確認し、正しいものを -i または IdentityFile で指定します。"
                        ),
                    )
                    .run(Command::new(["ls", "-la", &directory])),
                    Step::new(
                        Where::Client,
                        say!(
                            "If the key lies on another machine or in another home directory, copy it to {path} with mode 600.",
                            "鍵が別のマシンや別のホームディレクトリにある場合は、{path} にモード 600 でコピーします。",
                            path = show(&self.path),
                        ),
                    ),
                    make_key(&self.path).caution(say!(
                        "Only if the key is lost: the new public key must be registered on the server.",
                        "鍵を失った場合だけ行います。新しい公開鍵をサーバーに登録する必要があります。"
                    )),
                ]
            }
        }
    }
}
