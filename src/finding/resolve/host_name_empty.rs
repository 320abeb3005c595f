//! No usable host name is left after options, variables and configuration.
//!
//! ssh.c: an empty host ends in the usage text; since 9.6 `hostname contains invalid characters` for shell
//! metacharacters, blanks and a leading dash. Typical: an unset variable, `ssh:///path`, an scp path in ssh's place.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-name-empty",
    stage: Stage::Resolve,
    fault: Say::fixed(
        "no host name is left after options, variables and config are applied",
        "オプション、変数、設定を適用した結果、ホスト名が残っていません",
    ),
    text: Say::fixed(
        "\
Where a host name should stand there is none, or one that ssh refuses for its characters: a blank, a quote, a dollar sign, a semicolon, a leading dash. ssh stops before it asks the resolver (OpenSSH 9.6 and newer; older ones fail later and in stranger ways).

It is known from ssh's sentence, hostname contains invalid characters, from its usage text, or from Could not resolve hostname with nothing between the words.

Usually a variable in a script is not set: ssh deploy@$HOST becomes ssh deploy@. Or a URL has a slash too many, as in ssh:///srv/git, or a path for scp was given to ssh.

A name with ordinary characters that does not exist is name-not-found.

The shapes ssh takes:
  ssh USER@HOST
  ssh ssh://USER@HOST:PORT

In a script let the shell stop at the empty variable:
  ssh \"deploy@${HOST:?}\"",
        "\
ホスト名のあるべき場所が空か、ssh が受け付けない文字 (空白、引用符、$、;、先頭のハイフンなど) を含んでいます。ssh は名前解決の前に止まります (OpenSSH 9.6 以降。古い版ではもっと後で、分かりにくい形で失敗します)。

ssh の hostname contains invalid characters という文、使い方の表示、または名前の部分が空の Could not resolve hostname から分かります。

多くはスクリプトの変数が未設定です。ssh deploy@$HOST は ssh deploy@ になります。ssh:///srv/git のようにスラッシュが 1 つ多い URL や、scp 用のパスを ssh に渡した場合もあります。

普通の文字だけの名前で、存在しない場合は name-not-found です。

ssh が受け付ける形は次のとおりです。
  ssh USER@HOST
  ssh ssh://USER@HOST:PORT

スクリプトでは、変数が空ならシェルが止まるように書きます。
  ssh \"deploy@${HOST:?}\"",
    ),
    sentences: &[
        "hostname contains invalid characters",
        "remote username contains invalid characters",
        "Could not resolve hostname :",
        "invalid hostname",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostNameEmpty {
    /// ssh's own words.
    pub text: Untrusted,
}

impl Cause for HostNameEmpty {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        if target.hostname.trim().is_empty() {
            Say::fixed(
                "No host name is left to connect to.",
                "接続先のホスト名がありません。",
            )
        } else {
            Say::fixed(
                "The host name holds characters that ssh refuses.",
                "ホスト名に、ssh が受け付けない文字が含まれています。",
            )
        }
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let given = say!(
            "given as the target: \"{given}\"",
            "指定された接続先: \"{given}\"",
            given = target.given
        );
        let mut seen = vec![Seen::new("command line", given)];
        if !self.text.is_empty() {
            seen.push(Seen::new("ssh -G", Say::verbatim(self.text.visible(120))));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let before_path = target.host.split([':', '/']).next().unwrap_or_default();
        if !before_path.is_empty()
            && before_path != target.host
            && !before_path.starts_with('-')
            && before_path.chars().all(plain)
        {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Leave the path away; it is for scp and git",
                        "パスは scp や git のためのものです。外して実行します",
                    ),
                )
                .run(steps::with_host(target, before_path).ssh(&[])),
            );
        }
        steps.push(Step::new(
            Where::Client,
            Say::fixed(
                "Write the target as USER@HOST or ssh://USER@HOST:PORT; in a script look for the variable that is empty",
                "接続先を USER@HOST か ssh://USER@HOST:PORT の形で書きます。スクリプトなら、空になっている変数を探します",
            ),
        ));
        steps
    }
}
