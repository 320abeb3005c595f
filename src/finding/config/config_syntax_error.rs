//! A line of ssh_config, or an option of the command line, that this ssh does not understand.
//!
//! Known by `ssh -G`, which ends with an error and names file and line (readconf.c). A `RefuseConnection` line ends
//! `ssh -G` in the same way and is no mistake: it has a cause of its own.

use std::path::PathBuf;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "config-syntax-error",
    stage: Stage::Config,
    fault: Say::fixed(
        "ssh_config cannot be parsed, or names an option or algorithm this ssh does not know",
        "ssh_config を解釈できないか、この ssh が知らないオプションやアルゴリズムが書かれています",
    ),
    text: Say::fixed(
        "\
ssh reads its configuration before it sends anything. One line it does not understand stops it there, for every host, even if the line stands in the block of another one.

It is known from ssh itself: ssh -G prints the configuration it would use, and here it ends with an error that names file and line instead. Only the lines it got to are checked; a second mistake shows after the first is mended.

Often the line is right for another ssh. UseKeychain belongs to Apple's ssh, GSSAPIKeyExchange to a patched one, and every release adds keywords and drops old algorithms. Two programs named ssh on one machine read the same file; which ssh -V tells which one is first.

A line that only another ssh understands may stay if a line above it says so (OpenSSH 6.3 and newer):
  IgnoreUnknown UseKeychain

Names of algorithms this ssh knows are printed by:
  ssh -Q kex
  ssh -Q cipher
  ssh -Q mac
  ssh -Q HostKeyAlgorithms

A Match line that is taken out leaves the lines below it in the block above: take out the whole block.",
        "\
ssh は通信を始める前に設定ファイルを読みます。理解できない行が 1 行でもあると、それが別のホスト用のブロックにあっても、そこで止まります。

これは ssh 自身の出力で分かります。ssh -G は使われる設定を表示するコマンドですが、この場合は設定の代わりにファイル名と行番号の付いたエラーで終わります。確かめられるのは読み進めた行までなので、1 つ直すと次の間違いが出ることがあります。

別の ssh にとっては正しい行であることもよくあります。UseKeychain は Apple の ssh、GSSAPIKeyExchange はパッチの入った ssh のものです。版が上がるとキーワードは増え、古いアルゴリズムは消えます。1 台に ssh が 2 つあれば、同じファイルを両方が読みます。which ssh と ssh -V で、どちらが先に使われるかが分かります。

ほかの ssh だけが理解する行は、それより上に次の行を書けば残せます (OpenSSH 6.3 以降)。
  IgnoreUnknown UseKeychain

この ssh が知っているアルゴリズム名は次のコマンドで分かります。
  ssh -Q kex
  ssh -Q cipher
  ssh -Q mac
  ssh -Q HostKeyAlgorithms

Match の行だけを外すと、その下の行は上のブロックに属してしまいます。ブロックごと外してください。",
    ),
    sentences: &[
        "Bad configuration option",
        "bad configuration options",
        "Missing argument.",
        "no argument after keyword",
        "extra arguments at end of line",
        "invalid quotes",
        "Bad SSH2 cipher spec",
        "Bad SSH2 MAC spec",
        "Bad SSH2 KexAlgorithms",
        "Bad key types",
        "Unsupported Match attribute",
        "Bad Match condition",
        "cannot be combined with other Match attributes",
        "Unsupported option",
        "Too many recursive configuration includes",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigSyntaxError {
    /// The file; none where the command line itself is wrong.
    pub file: Option<PathBuf>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// ssh's own words.
    pub text: Untrusted,
}

impl ConfigSyntaxError {
    /// The list of names this ssh knows, where the complaint is about one of an algorithm.
    fn known_names(&self) -> Option<&'static str> {
        [
            ("KexAlgorithms", "kex"),
            ("cipher spec", "cipher"),
            ("MAC spec", "mac"),
            ("key types", "HostKeyAlgorithms"),
        ]
        .into_iter()
        .find_map(|(words, list)| self.text.contains(words).then_some(list))
    }

    /// The keyword complained about, where it is a plain word.
    fn keyword(&self) -> Option<String> {
        let text = self.text.visible(400);
        let (_, rest) = text.split_once("Bad configuration option: ")?;
        let word = rest.split_whitespace().next()?;
        word.chars()
            .all(|c| c.is_ascii_alphanumeric())
            .then(|| word.to_owned())
    }
}

impl Cause for ConfigSyntaxError {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => say!(
                "ssh does not understand line {line} of {file} and stops before it connects.",
                "ssh は {file} の {line} 行目を理解できず、接続する前に止まっています。",
                line = line,
                file = file.display()
            ),
            (Some(file), None) => say!(
                "ssh does not understand {file} and stops before it connects.",
                "ssh は {file} を理解できず、接続する前に止まっています。",
                file = file.display()
            ),
            (None, _) => Say::fixed(
                "ssh does not understand an option of the command line and stops before it connects.",
                "ssh はコマンドラインのオプションを理解できず、接続する前に止まっています。",
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = Seen::new("ssh -G", Say::verbatim(self.text.visible(120)));
        seen.file = self.file.clone();
        seen.line = self.line;
        vec![seen]
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        match (&self.file, self.line) {
            (Some(file), Some(line)) if self.text.contains("Match") => steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Take out the Match block that begins on line {line}, or correct its line; the old file stays as {file}.before",
                        "{line} 行目から始まる Match ブロックを外すか、行を直します。元のファイルは {file}.before に残ります",
                        line = line,
                        file = file.display()
                    ),
                )
                .run(steps::comment_out_block(file, line)),
            ),
            (Some(file), Some(line)) => steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Correct line {line}, or take it out; the old file stays as {file}.before",
                        "{line} 行目を直すか、外します。元のファイルは {file}.before に残ります",
                        line = line,
                        file = file.display()
                    ),
                )
                .run(steps::comment_out(file, line)),
            ),
            (Some(_) | None, _) => steps.push(Step::new(
                Where::Client,
                Say::fixed(
                    "Correct the option ssh names, or leave it out",
                    "ssh が指摘しているオプションを直すか、外します",
                ),
            )),
        }
        if let (Some(keyword), Some(file)) = (self.keyword(), &self.file) {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Or, if another ssh on this machine needs the line: keep it, and write this at the top of {file}",
                        "この行をほかの ssh が必要としている場合は残し、{file} の先頭に次の行を書きます",
                        file = file.display()
                    ),
                )
                .lines([format!("IgnoreUnknown {keyword}")]),
            );
        }
        if let Some(list) = self.known_names() {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "The names this ssh knows",
                        "この ssh が知っている名前の一覧",
                    ),
                )
                .run(Command::new(["ssh", "-Q", list])),
            );
        }
        steps
    }
}
