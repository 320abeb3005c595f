//! The evidence does not reach a verdict; the finding says what is missing and how to get it.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "undecided",
    stage: Stage::Done,
    fault: Say::fixed(
        "the evidence does not reach a verdict",
        "判定に必要な情報が足りません",
    ),
    text: Say::fixed(
        "\
What was seen fits several causes, and the fact that would separate them is missing: a question was left open, a probe was not allowed, a log ends too early, or the server alone knows it. Naming one cause would be a guess.

The verdict says which fact is missing, which causes remain (likeliest first), and the one step that brings it. Everything that was seen up to that point holds.

A log is better when it is complete: made with -vvv, from the first line to the last, of one attempt, with the time it took.

Bring the missing fact and run again:

  ssh -vvv user@host 2>&1 | tee ssh.log
  sshdoctor log ssh.log
  sshdoctor --answer way-in=console user@host

With a console or another login on the server, \"sudo sshdoctor check-server --user user\" there looks where this side cannot.",
        "\
確認できたことが複数の原因に当てはまり、それらを区別する情報が足りません。質問に答えがない、確認が許可されていない、ログが途中で終わっている、サーバーにしか分からない、などの場合です。ここでひとつの原因を挙げると推測になってしまいます。

判定には、足りない情報、残っている原因 (可能性の高い順)、それを得るための次の手順を示しています。そこまでに確認できたことは有効です。

ログは完全なものほど役に立ちます。-vvv を付け、1 回の試行について最初の行から最後の行まで、かかった時間とともに取得します。

足りない情報を用意して、もう一度実行します。

  ssh -vvv user@host 2>&1 | tee ssh.log
  sshdoctor log ssh.log
  sshdoctor --answer way-in=console user@host

コンソールやサーバーへの別のログインがあれば、サーバー上の \"sudo sshdoctor check-server --user user\" で、手元からは見えないところを確認できます。",
    ),
    sentences: &[],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The fact that is missing.
    pub missing: Say,
    /// What remains, likeliest first.
    pub candidates: Vec<Code>,
    /// The step that brings the fact.
    pub step: Step,
}

impl Cause for Undecided {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Possible
    }

    fn candidates(&self) -> Vec<Code> {
        self.candidates.clone()
    }

    fn cause(&self, _target: &Target) -> Say {
        let (en, ja) = (
            self.missing.lang(crate::lang::Lang::En),
            self.missing.lang(crate::lang::Lang::Ja),
        );
        Say::made(
            format!("The evidence does not reach a verdict: {en}"),
            format!("判定に必要な情報が足りません: {ja}"),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _target: &Target) -> Vec<Step> {
        vec![self.step.clone()]
    }
}
