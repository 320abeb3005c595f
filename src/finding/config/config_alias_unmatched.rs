//! The name typed fits no `Host` block, so ssh goes by defaults the person did not expect.
//!
//! Known when the name does not resolve and a near `Host` alias exists, or `ssh -G` with and without the file agree
//! where a difference was expected. The first value read wins (ssh_config(5)), so `Host *` at the top hides what follows.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "config-alias-unmatched",
    stage: Stage::Config,
    fault: Say::fixed(
        "no Host block matches the name given, so HostName, User, Port or key come from the wrong place",
        "指定した名前に一致する Host ブロックがなく、HostName、User、Port、鍵が想定と違うところから決まっています",
    ),
    text: Say::fixed(
        "\
A Host block in ~/.ssh/config holds only for the names on its Host line, as they are typed. ssh 203.0.113.7 does not use the block of Host web1, even if its HostName is that very address.

What ssh would use is printed by the first of these; the second leaves the configuration out. Where both agree, no block took part:
  ssh -G web1
  ssh -F none -G web1

It looks like a name that does not exist, like a refused key or like a wrong user: ssh then takes the local login name, port 22 and the default keys. The hostname, user, port and identityfile lines of ssh -G tell it apart.

For each keyword the first value found wins. A Host * block at the top therefore hides the same keywords in every block below it: move it to the end. To make a block fit more names, put them on one line:
  Host web1 web1.example.org 203.0.113.7

Another HOME means another file: under sudo, in cron, in an IDE or in WSL ssh may read a configuration you did not write. ssh -v prints the files it reads.",
        "\
~/.ssh/config の Host ブロックは、Host 行に書かれた名前がそのとおりに入力されたときだけ使われます。HostName が同じアドレスでも、ssh 203.0.113.7 では Host web1 のブロックは使われません。

1 つ目のコマンドは ssh が使う値を、2 つ目は設定ファイルなしの値を表示します。両方が同じなら、どのブロックも使われていません。
  ssh -G web1
  ssh -F none -G web1

名前が存在しない、鍵が拒否される、ユーザーが違う、といった症状に見えます。手元のログイン名、ポート 22、既定の鍵が使われるためです。ssh -G の hostname、user、port、identityfile の行で区別できます。

各キーワードは最初に見つかった値が使われます。先頭に Host * があると、その下のすべてのブロックの同じキーワードが隠れます。Host * は末尾に移してください。ブロックを複数の名前で使うには 1 行に並べます。
  Host web1 web1.example.org 203.0.113.7

HOME が変わると読むファイルも変わります。sudo、cron、IDE、WSL では、自分が書いたものではない設定が読まれることがあります。読んだファイルは ssh -v に出ます。",
    ),
    sentences: &[],
};

/// This case of it: the name does not resolve, and an alias looks like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigAliasUnmatched {
    /// The `Host` of ssh_config that is meant.
    pub alias: String,
}

impl Cause for ConfigAliasUnmatched {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "No Host block of your configuration matches {host}, and no such name exists; there is a block for {alias}.",
            "設定のどの Host ブロックも {host} に一致せず、その名前も存在しません。{alias} のブロックならあります。",
            host = target.host,
            alias = self.alias
        )
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        vec![
            Seen::new(
                "dns",
                say!(
                    "the resolver's answer for {host}: Name or service not known (EAI_NONAME)",
                    "{host} に対するリゾルバーの答え: Name or service not known (EAI_NONAME)",
                    host = target.hostname
                ),
            ),
            Seen::new(
                "ssh_config",
                say!("Host {alias}", "Host {alias}", alias = self.alias),
            ),
        ]
    }

    fn candidates(&self) -> Vec<Code> {
        vec![&crate::finding::resolve::name_not_found::PAGE]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let meant = steps::with_host(target, &self.alias);
        vec![
            Step::new(
                Where::Client,
                say!(
                    "If you mean {alias}",
                    "{alias} のことであれば、次のとおりです",
                    alias = self.alias
                ),
            )
            .run(meant.ssh(&[])),
            Step::new(
                Where::Client,
                say!(
                    "Or add the name you typed to the line of that block: Host {alias} {host}",
                    "または、入力した名前をそのブロックの行に加えます: Host {alias} {host}",
                    alias = self.alias,
                    host = target.host
                ),
            ),
        ]
    }
}
