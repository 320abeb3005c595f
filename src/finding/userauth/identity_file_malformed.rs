//! The private key file is there and its bytes are damaged.
//! Known from: the bytes. ssh says `error in libcrypto` or `invalid format` for every kind of damage (sshkey.c `private2_uudecode`: the marks
//! must stand alone on their lines, each ended by a newline).

use std::path::{Path, PathBuf};

use super::words::{make_key, openssh_says, others_refused, show, user, with_suffix, word};
use crate::evidence::Defect;
use crate::finding::{Cause, Certainty, Code, Page, Repair, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "identity-file-malformed",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the private key file is damaged: CRLF, cut short, lost line breaks, byte-order mark, no final newline",
        "秘密鍵ファイルが壊れています (CRLF、途中で切れている、改行の欠落、BOM、末尾の改行なし)",
    ),
    text: Say::fixed(
        "\
A private key is a text file, and ssh is strict about its form: the BEGIN and END lines must stand alone, each line ends with a plain newline, also the last one. Copying through a chat window, a web form, a CI secret, a Windows editor or an environment variable breaks that easily.

It is known from the bytes of the file; this program names the defect. ssh itself says only \"Load key …: error in libcrypto\" or \"invalid format\" for all of them, and then goes on without the key.

What looks the same: a PuTTY key (identity-file-putty), a public key given as private (identity-file-is-public-key), a type this ssh does not know (identity-file-unsupported). \"load pubkey …: invalid format\" alone is only noise about the .pub file.

Keep a copy, mend the file, and test it; it must print the public key:

  cp -p ~/.ssh/id_ed25519 ~/.ssh/id_ed25519.bak
  tr -d '\\r' < ~/.ssh/id_ed25519.bak > ~/.ssh/id_ed25519
  echo >> ~/.ssh/id_ed25519
  ssh-keygen -y -f ~/.ssh/id_ed25519

The second line is for CR LF line ends, the third for a missing final newline. A file that is cut short or does not decode cannot be mended: fetch the key again from where it is kept, in one piece (scp, not copy and paste).",
        "\
秘密鍵はテキストファイルで、ssh はその書式に厳格です。BEGIN と END の行は単独の行であること、すべての行 (最終行も) が LF で終わることが必要です。チャット、Web フォーム、CI のシークレット、Windows のエディター、環境変数を経由すると簡単に崩れます。

ファイルのバイト列で分かり、このプログラムは壊れ方を特定します。ssh はどの場合も \"Load key …: error in libcrypto\" または \"invalid format\" としか言わず、その鍵なしで進みます。

同じように見えるもの: PuTTY 形式の鍵 (identity-file-putty)、公開鍵を秘密鍵として指定した場合 (identity-file-is-public-key)、この ssh が対応していない種類 (identity-file-unsupported)。\"load pubkey …: invalid format\" だけなら .pub についての表示で、原因ではありません。

コピーを残してから修復し、確認します。最後のコマンドで公開鍵が表示されれば修復できています。

  cp -p ~/.ssh/id_ed25519 ~/.ssh/id_ed25519.bak
  tr -d '\\r' < ~/.ssh/id_ed25519.bak > ~/.ssh/id_ed25519
  echo >> ~/.ssh/id_ed25519
  ssh-keygen -y -f ~/.ssh/id_ed25519

2 行目は改行が CR LF の場合、3 行目は末尾の改行がない場合です。途中で切れたファイルや復号できないファイルは修復できません。保管元からもう一度、コピー & ペーストではなく scp などでファイルごと取得します。",
    ),
    sentences: &["\": error in libcrypto", "\": invalid format", "invalid privatekey"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFileMalformed {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub defect: Defect,
    /// The server accepts this key's public half.
    pub accepted: bool,
    /// Other keys ssh offers, all refused.
    pub others_refused: usize,
    /// What OpenSSH itself says of the file.
    pub openssh: Option<Untrusted>,
}

/// Joins a key that lost its line breaks (or has them as `\n`, or stands among other text): the marks on lines of their
/// own, the base64 between them in lines of 64. Without a backslash, so that it stays readable when quoted.
const REFLOW: &str = concat!(
    r#"{ s = s $0 " " } END { gsub(sprintf("%c%c[nr]", 92, 92), " ", s);"#,
    r#" match(s, /-----BEGIN [A-Z0-9 ]+-----/); print substr(s, RSTART, RLENGTH); s = substr(s, RSTART + RLENGTH);"#,
    r#" match(s, /-----END [A-Z0-9 ]+-----/); e = substr(s, RSTART, RLENGTH); s = substr(s, 1, RSTART - 1);"#,
    r#" gsub("[^A-Za-z0-9+/=]", "", s); for (; length(s) > 64; s = substr(s, 65)) print substr(s, 1, 64);"#,
    r#" print s; print e }"#,
);

/// Takes a CR off the end of each line, and ends the last one too.
const TO_LF: &str = r#"{ sub(sprintf("%c$", 13), ""); print }"#;

/// Puts BEGIN and END lines around bare base64; which ones, its first characters tell (the OpenSSH magic, PKCS#8, RSA, EC).
const ADD_MARKS: &str = concat!(
    r#"b=$(grep -v -e - "$1" | tr -cd "A-Za-z0-9+/=" | fold -w 64); case $b in b3BlbnNzaC1rZXk*) t="OPENSSH PRIVATE KEY" ;;"#,
    r#" MII*ADANBgkqhkiG*) t="PRIVATE KEY" ;; MII*) t="RSA PRIVATE KEY" ;; *) t="EC PRIVATE KEY" ;; esac;"#,
    r#" { echo "-----BEGIN $t-----"; echo "$b"; echo "-----END $t-----"; } > "$2""#,
);

impl IdentityFileMalformed {
    /// The defect in plain words.
    fn defect(&self) -> Say {
        match self.defect {
            Defect::Empty => say!("it is empty", "空のファイルです"),
            Defect::Crlf => say!(
                "its lines end in CR LF, as Windows writes them",
                "改行が Windows 形式の CR LF です"
            ),
            Defect::NoFinalNewline => say!(
                "its last line does not end with a newline",
                "最終行の末尾に改行がありません"
            ),
            Defect::ByteOrderMark => say!(
                "it starts with a byte-order mark (EF BB BF)",
                "先頭に BOM (EF BB BF) があります"
            ),
            Defect::Utf16 => say!("it is written in UTF-16", "UTF-16 で書かれています"),
            Defect::CutShort => say!(
                "it is cut short: its end is missing",
                "途中で切れていて、末尾がありません"
            ),
            Defect::OneLine => say!(
                "its line breaks are lost, or written as \\n",
                "改行が失われているか、\\n という文字になっています"
            ),
            Defect::Indented => say!("blanks stand before its lines", "行頭に空白があります"),
            Defect::LeadingText => say!(
                "other text stands before its BEGIN line",
                "BEGIN の行より前に余分な文字があります"
            ),
            Defect::NoHeader => say!(
                "its BEGIN line is missing or misspelt",
                "BEGIN の行がないか、誤っています"
            ),
            Defect::Html => say!("it is a web page, not a key", "鍵ではなく Web ページです"),
            Defect::Corrupt => say!("its contents do not decode", "内容を復号できません"),
        }
    }

    /// The command that mends the file from its copy, where it can be mended.
    fn mend(&self, copy: &str, file: &str) -> Option<Command> {
        let path = self.path.as_path();
        match self.defect {
            Defect::Crlf => Some(Command::new(["awk", TO_LF, copy]).into_file(path)),
            Defect::NoFinalNewline => Some(Command::new(["echo"]).onto_file(path)),
            Defect::ByteOrderMark => Some(Command::new(["tail", "-c", "+4", copy]).into_file(path)),
            Defect::Utf16 => Some(
                Command::new(["iconv", "-f", "UTF-16", "-t", "UTF-8", copy])
                    .pipe(Command::new(["awk", TO_LF]))
                    .into_file(path),
            ),
            Defect::OneLine => Some(Command::new(["awk", REFLOW, copy]).into_file(path)),
            Defect::Indented => {
                Some(Command::new(["sed", "s/^[[:blank:]]*//", copy]).into_file(path))
            }
            Defect::LeadingText => {
                Some(Command::new(["sed", "-n", "/^-----BEGIN /,$p", copy]).into_file(path))
            }
            Defect::NoHeader => Some(Command::new(["sh", "-c", ADD_MARKS, "sh", copy, file])),
            Defect::Empty | Defect::CutShort | Defect::Html | Defect::Corrupt => None,
        }
    }
}

impl Cause for IdentityFileMalformed {
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
        if self.accepted || self.others_refused == 0 {
            Vec::new()
        } else {
            vec![&super::key_not_accepted::PAGE]
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        let defect = self.defect();
        Say::made(
            format!(
                "ssh cannot use the private key {}: {}.",
                show(&self.path),
                defect.lang(crate::lang::Lang::En)
            ),
            format!(
                "ssh は秘密鍵 {} を使えません。{}。",
                show(&self.path),
                defect.lang(crate::lang::Lang::Ja)
            ),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new("identity file", self.defect()).in_file(&self.path)];
        if self.accepted {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server accepts this key's public half",
                    "サーバーはこの鍵の公開鍵を受け付けます"
                ),
            ));
        }
        seen.extend(openssh_says(self.openssh.as_ref(), &self.path));
        seen.extend(others_refused(self.others_refused));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let file = word(&self.path);
        let copy = format!("{file}.bak");
        let keep = Command::new(["cp", "-p", &file, &copy]);
        let check = || Command::new(["ssh-keygen", "-y", "-f", &file]);
        match self.mend(&copy, &file) {
            Some(mend) => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "Keep a copy as {copy}, and mend the file.",
                        "{copy} にコピーを残し、ファイルを修復します。",
                        copy = show(Path::new(&copy)),
                    ),
                )
                .run(keep.and(mend))
                .with(Repair::mends(self.defect).then(|| Repair::MendKey {
                    file: self.path.clone(),
                    defect: self.defect,
                })),
                Step::new(
                    Where::Client,
                    say!(
                        "Check: this must print the public key. If it does not, fetch the key again from where it is kept.",
                        "確認: 公開鍵が表示されれば修復できています。表示されない場合は、保管元から鍵を取得し直します。"
                    ),
                )
                .run(check()),
            ],
            None => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "It cannot be mended: fetch the key again from where it is kept, as a whole file (scp, not copy and paste), put it at {path} with mode 600, and check that this prints its public key.",
                        "修復はできません。保管元から鍵をファイルごと取得し直し (コピー & ペーストではなく scp など)、{path} にモード 600 で置いて、次のコマンドで公開鍵が表示されることを確認します。",
                        path = show(&self.path),
                    ),
                )
                .run(check()),
                make_key(&with_suffix(&self.path, "_new")).caution(say!(
                    "Only if the key is kept nowhere else: the public half of the new key must be registered for {user} on the server.",
                    "鍵がほかのどこにもない場合だけ行います。新しい公開鍵をサーバーの {user} に登録する必要があります。",
                    user = user(target),
                )),
            ],
        }
    }
}
