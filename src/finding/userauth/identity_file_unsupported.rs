//! A kind of key this ssh cannot use.
//! Known from: the type in the file against `ssh -Q key`. sshkey.c `unknown or unsupported key type`, `key encrypted using unsupported cipher`.
//! DSA went in OpenSSH 10.0.

use std::path::PathBuf;

use super::words::{
    copy_id, make_default_key, make_key, openssh_says, others_refused, private_file, show,
    use_file, with_suffix, word,
};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "identity-file-unsupported",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "a key type this ssh cannot use",
        "この ssh では使えない種類の鍵です",
    ),
    text: Say::fixed(
        "\
The file is a private key, and this ssh program cannot work with its kind: DSA since OpenSSH 10.0, ed25519 before 6.5, security keys before 8.2, an old encryption that OpenSSL 3 no longer opens, a type of another program.

It is known from the type in the file against what \"ssh -Q key\" lists. ssh says \"unknown or unsupported key type\", \"key encrypted using unsupported cipher\" or \"requested feature not supported\".

It belongs to the program, not to the machine: another ssh here (Git for Windows, Homebrew, /usr/local/bin) may know the type. \"type -a ssh\" lists them. A damaged file (identity-file-malformed) looks alike, but its kind can still be read.

Make a key of a kind that every ssh since 2014 knows, and have its public half registered:

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519
  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host",
        "\
ファイルは秘密鍵ですが、この ssh プログラムでは扱えない種類です。OpenSSH 10.0 以降の DSA、6.5 より前の ed25519、8.2 より前のセキュリティキー、OpenSSL 3 で開けない古い暗号化、別プログラムの種類などがあります。

ファイルに書かれた種類を \"ssh -Q key\" の一覧と比べると分かります。ssh は \"unknown or unsupported key type\"、\"key encrypted using unsupported cipher\"、\"requested feature not supported\" と表示します。

これはマシンではなくプログラムの制約です。同じマシンの別の ssh (Git for Windows、Homebrew、/usr/local/bin) なら使えることがあります。\"type -a ssh\" で一覧できます。壊れたファイル (identity-file-malformed) も似て見えますが、今回は種類を読み取れています。

2014 年以降のどの ssh でも使える種類の鍵を作成し、公開鍵を登録します。

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519
  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host",
    ),
    sentences: &["unknown or unsupported key type", "key encrypted using unsupported cipher", "\": requested feature not supported"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFileUnsupported {
    /// The file.
    pub path: PathBuf,
    /// What this ssh does not know: a key type, a cipher.
    pub what: String,
    /// Other keys ssh offers, all refused.
    pub others_refused: usize,
    /// What OpenSSH itself says of the file.
    pub openssh: Option<Untrusted>,
}

impl IdentityFileUnsupported {
    /// What stands there is no file at all.
    pub const NOT_A_FILE: &str = "not a regular file";

    fn is_no_file(&self) -> bool {
        self.what == Self::NOT_A_FILE
    }
}

impl Cause for IdentityFileUnsupported {
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
        if self.is_no_file() {
            return say!(
                "{path} is no file that ssh could read a private key from: it is a directory, a pipe or a device.",
                "{path} は秘密鍵を読み取れるファイルではありません (ディレクトリ、パイプ、デバイスなど)。",
                path = show(&self.path),
            );
        }
        say!(
            "This ssh cannot use the private key {path}: it does not take {what}.",
            "この ssh では {what} を使えないため、秘密鍵 {path} を利用できません。",
            path = show(&self.path),
            what = Untrusted::from(self.what.as_str()).visible(80),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "identity file",
                if self.is_no_file() {
                    say!("not a regular file", "通常のファイルではありません")
                } else {
                    say!(
                        "the file uses {what}, which this ssh does not take",
                        "ファイルは {what} を使っていますが、この ssh では使えません",
                        what = Untrusted::from(self.what.as_str()).visible(80),
                    )
                },
            )
            .in_file(&self.path),
        ];
        seen.extend(openssh_says(self.openssh.as_ref(), &self.path));
        seen.extend(others_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if self.is_no_file() {
            return vec![
                Step::new(
                    Where::Client,
                    say!(
                        "See what it is, and name the key file itself (-i, IdentityFile).",
                        "何であるかを確認し、鍵ファイルそのものを指定します (-i、IdentityFile)。"
                    ),
                )
                .run(Command::new(["ls", "-ld", &word(&self.path)])),
                make_default_key(),
            ];
        }
        let file = with_suffix(&private_file(&self.path), "_ed25519");
        let mut steps = vec![make_key(&file), copy_id(target, &file)];
        steps.extend(use_file(target, &file));
        steps
    }
}
