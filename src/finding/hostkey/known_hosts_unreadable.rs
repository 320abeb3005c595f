//! A known_hosts file cannot be read, or a line in it cannot be parsed, where it decides.
//!
//! Known by the system's error (EACCES, EISDIR, ENOTDIR …) or by file and line. ssh itself skips such files and lines
//! without a word, and the host counts as unknown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "known-hosts-unreadable",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "a known_hosts file cannot be read, written or parsed where it matters",
        "必要な known_hosts ファイルを読み書きできないか、解釈できません",
    ),
    text: Say::fixed(
        "\
ssh looks for the server's key in known_hosts, and the file cannot be read, or the line that matters is damaged. ssh does not complain about that: it passes the file or line by and takes the host for a new one.

It is known from the system's error for the file, or from the line that is no known_hosts line.

The usual reason is a file that belongs to root, because ssh was once run with sudo. A file that can be read but not written stops no login; ssh only warns Failed to add the host to the list of known hosts and asks again next time. A host that is missing in a healthy file is host-key-unknown.

Make the file yours:
  sudo chown \"$(id -u)\" ~/.ssh/known_hosts && chmod 600 ~/.ssh/known_hosts

A damaged line, mostly two lines joined or one broken in two, is deleted by its number; here line 7, and the old file is kept:
  cp -p ~/.ssh/known_hosts ~/.ssh/known_hosts.before
  sed 7d ~/.ssh/known_hosts.before > ~/.ssh/known_hosts

The host of a deleted line is unknown afterwards: compare its fingerprint when ssh asks.",
        "\
ssh はサーバーの鍵を known_hosts で探しますが、ファイルが読めないか、必要な行が壊れています。ssh はエラーを表示せず、そのファイルや行を飛ばして、初めてのホストとして扱います。

ファイルに対するシステムのエラーか、known_hosts の行になっていない行から分かります。

よくある理由は、一度 sudo で ssh を実行したため、ファイルの所有者が root になっていることです。読めるが書けないだけなら、ログインは止まりません。Failed to add the host to the list of known hosts と警告され、次回も確認を求められるだけです。正常なファイルに記録がないホストは host-key-unknown です。

ファイルを自分の所有にします。
  sudo chown \"$(id -u)\" ~/.ssh/known_hosts && chmod 600 ~/.ssh/known_hosts

壊れた行 (多くは 2 行がつながったか、1 行が途中で切れたもの) は、行番号で削除します。7 行目の例です。元のファイルは残ります。
  cp -p ~/.ssh/known_hosts ~/.ssh/known_hosts.before
  sed 7d ~/.ssh/known_hosts.before > ~/.ssh/known_hosts

削除した行のホストは未知になります。ssh に確認を求められたら、フィンガープリントを照合してください。",
    ),
    sentences: &[
        "Failed to add the host to the list of known hosts",
        "hostkeys_foreach failed",
        "hostfile_replace_entries failed",
        "is not a valid known_hosts file",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHostsUnreadable {
    /// Files that could not be read, with the system's words.
    pub files: Vec<(PathBuf, Untrusted)>,
    /// They are the list of RevokedHostKeys, without which ssh trusts no host.
    pub revoked: bool,
    /// Lines for this host that could not be parsed.
    pub broken: Vec<(PathBuf, usize)>,
}

impl KnownHostsUnreadable {
    /// The broken lines of each file.
    fn broken_by_file(&self) -> BTreeMap<&Path, Vec<usize>> {
        let mut files: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
        for (file, line) in &self.broken {
            files.entry(file).or_default().push(*line);
        }
        files
    }
}

/// The file that ssh makes by itself: whatever else stands in its place may go.
fn is_usual(file: &Path) -> bool {
    [".ssh/known_hosts", ".ssh/known_hosts2"]
        .iter()
        .any(|usual| file.ends_with(usual))
}

/// Makes one file readable.
fn mend(file: &Path, text: &Untrusted, revoked: bool) -> Step {
    let name = file.to_string_lossy();
    if !text.contains("ermission denied") && revoked {
        return Step::new(
            Where::Client,
            say!(
                "Correct the path in RevokedHostKeys, or have {file} sent again by whoever keeps the list. To take the setting out lets revoked keys pass",
                "RevokedHostKeys のパスを直すか、一覧の管理者から {file} をもらい直します。設定を消すと、失効した鍵も受け入れてしまいます",
                file = name
            ),
        );
    }
    if !text.contains("ermission denied") && !is_usual(file) {
        return Step::new(
            Where::Client,
            say!(
                "{file} is not a file ssh can read: correct UserKnownHostsFile or GlobalKnownHostsFile, which names it",
                "{file} は ssh が読めるファイルではありません。これを指定している UserKnownHostsFile か GlobalKnownHostsFile を直します",
                file = name
            ),
        );
    }
    if !text.contains("ermission denied") {
        return Step::new(
            Where::Client,
            say!(
                "{file} is not a file ssh can read: move what stands there out of the way",
                "{file} は ssh が読めるファイルではありません。そこにあるものを別の場所に移します",
                file = name
            ),
        )
        .run(Command::new([
            "mv",
            name.as_ref(),
            &format!("{name}.before"),
        ]));
    }
    let step = Step::new(
        Where::Client,
        say!(
            "Make {file} readable for you",
            "{file} を読めるようにします",
            file = name
        ),
    );
    if steps::is_systems(file) {
        return step.run(Command::new(["sudo", "chmod", "a+r", name.as_ref()]));
    }
    let quoted = crate::shell::quote(&name);
    let line = format!("sudo chown \"$(id -u)\" {quoted} && chmod u+rw {quoted}");
    step.run(Command::new(["sh", "-c", &line]))
}

impl Cause for KnownHostsUnreadable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        let files: Vec<_> = self
            .files
            .iter()
            .map(|(file, _)| file.display().to_string())
            .collect();
        if files.is_empty() {
            return Say::fixed(
                "The line for this host in known_hosts is damaged, so ssh does not see it.",
                "known_hosts のこのホストの行が壊れているため、ssh から見えません。",
            );
        }
        if self.revoked {
            return say!(
                "ssh cannot read {files}, the list of revoked host keys, and trusts no host without it.",
                "ssh が失効したホスト鍵の一覧 {files} を読めません。読めない間は、どのホストも信頼しません。",
                files = files.join(", ")
            );
        }
        say!(
            "ssh cannot read {files}, so every host in it is unknown.",
            "ssh が {files} を読めないため、そこに記録されたホストがすべて未知になっています。",
            files = files.join(", ")
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let unreadable = self.files.iter().map(|(file, text)| {
            Seen::new("known_hosts", Say::verbatim(text.visible(120))).in_file(file)
        });
        let broken = self.broken.iter().map(|(file, line)| {
            let text = Say::fixed(
                "this line is no known_hosts line",
                "この行は known_hosts の行として解釈できません",
            );
            Seen::new("known_hosts", text).in_file(file).at_line(*line)
        });
        unreadable.chain(broken).collect()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let mended = self
            .files
            .iter()
            .map(|(file, text)| mend(file, text, self.revoked));
        let deleted = self.broken_by_file().into_iter().map(|(file, lines)| {
            let script: Vec<_> = lines.iter().map(|line| format!("{line}d")).collect();
            let numbers: Vec<_> = lines.iter().map(usize::to_string).collect();
            Step::new(
                Where::Client,
                say!(
                    "Delete line {numbers} of {file}; the old file stays as {file}.before",
                    "{file} の {numbers} 行目を削除します。元のファイルは {file}.before に残ります",
                    numbers = numbers.join(", "),
                    file = file.display()
                ),
            )
            .run(steps::edit(file, &["sed", &script.join(";")]))
            .caution(Say::fixed(
                "The host is unknown afterwards: compare its fingerprint when ssh asks",
                "このホストは未知になります。確認を求められたらフィンガープリントを照合してください",
            ))
        });
        mended.chain(deleted).collect()
    }
}
