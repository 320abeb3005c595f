//! The file is a PuTTY private key, which OpenSSH does not read.
//! Known from: its first line, `PuTTY-User-Key-File-N:`.

use std::path::PathBuf;

use super::words::{openssh_says, others_refused, show, use_file, with_suffix, word};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "identity-file-putty",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the file is a PuTTY key",
        "PuTTY 形式の鍵が指定されています",
    ),
    text: Say::fixed(
        "\
PuTTY keeps private keys in a format of its own (.ppk). OpenSSH cannot read it and says \"Load key …: invalid format\" or \"error in libcrypto\", as for a damaged file; the key itself is fine.

It is known from the first line of the file: \"PuTTY-User-Key-File-2\" or \"-3\".

Convert it once. On Linux and macOS puttygen comes with the package putty-tools or putty; format 3 needs puttygen 0.75 or newer:

  puttygen key.ppk -O private-openssh -o key
  chmod 600 key

On Windows: PuTTYgen, \"Load\", then \"Conversions\", \"Export OpenSSH key\". The public half on the server stays as it is.",
        "\
PuTTY は秘密鍵を独自の形式 (.ppk) で保存します。OpenSSH はこれを読めず、壊れたファイルと同じように \"Load key …: invalid format\" または \"error in libcrypto\" と表示します。鍵そのものに問題はありません。

ファイルの 1 行目が \"PuTTY-User-Key-File-2\" または \"-3\" であることで分かります。

一度だけ変換します。puttygen は Linux と macOS では putty-tools または putty パッケージに含まれます。形式 3 には puttygen 0.75 以降が必要です。

  puttygen key.ppk -O private-openssh -o key
  chmod 600 key

Windows では PuTTYgen で \"Load\" した後、\"Conversions\" の \"Export OpenSSH key\" を選びます。サーバーに登録済みの公開鍵はそのままで構いません。",
    ),
    sentences: &["PuTTY-User-Key-File"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFilePutty {
    /// The file.
    pub path: PathBuf,
    /// Version of the format, 1 to 3.
    pub version: u8,
    /// Other keys ssh offers, all refused.
    pub others_refused: usize,
    /// What OpenSSH itself says of the file.
    pub openssh: Option<Untrusted>,
}

impl IdentityFilePutty {
    /// Where the converted key goes: a name that nothing else has.
    fn converted(&self) -> PathBuf {
        if self
            .path
            .extension()
            .is_some_and(|extension| extension == "ppk")
        {
            self.path.with_extension("openssh")
        } else {
            with_suffix(&self.path, ".openssh")
        }
    }
}

impl Cause for IdentityFilePutty {
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
            "The private key {path} is in PuTTY's format, which ssh cannot read.",
            "秘密鍵 {path} は PuTTY 形式のため、ssh では読み取れません。",
            path = show(&self.path),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "identity file",
                say!(
                    "first line: PuTTY-User-Key-File-{version}",
                    "1 行目: PuTTY-User-Key-File-{version}",
                    version = self.version
                ),
            )
            .in_file(&self.path)
            .at_line(1),
        ];
        seen.extend(openssh_says(self.openssh.as_ref(), &self.path));
        seen.extend(others_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let file = self.converted();
        let (ppk, out) = (word(&self.path), word(&file));
        let convert = Step::new(
            Where::Client,
            say!(
                "Convert the key into {file} (puttygen is in the package putty-tools or putty).",
                "鍵を変換して {file} に保存します (puttygen は putty-tools または putty パッケージにあります)。",
                file = show(&file)
            ),
        )
        .run(
            Command::new(["puttygen", &ppk, "-O", "private-openssh", "-o", &out])
                .and(Command::new(["chmod", "600", &out])),
        );
        let mut steps = vec![convert];
        steps.extend(use_file(target, &file));
        steps
    }
}
