//! A key file of this machine that ssh is not configured to offer is the one the server accepts.
//! Known from: PK_OK (RFC 4252 section 7) for a key that is not in ssh's offer.

use std::path::PathBuf;

use super::words::{host, key_name, show, use_file, user, viewed};
use crate::evidence::{BlockView, PublicKey};
use crate::finding::{Cause, Certainty, Code, Page, Repair, Seen, Stage, Step};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "other-key-accepted",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server accepts a key on this machine that ssh is not configured to offer",
        "サーバーは、ssh が提示していないこのマシンの別の鍵を受け付けます",
    ),
    text: Say::fixed(
        "\
ssh offers the keys its configuration names (or, without IdentityFile, only the default names such as ~/.ssh/id_ed25519). The key this server knows lies in another file, so ssh never shows it and ends with \"Permission denied (publickey)\".

It is known by asking the server: it answers \"acceptable\" to that key's public half, for this user. That answer also says that the account, its authorized_keys and their permissions are fine.

In \"ssh -v\" compare the \"Offering public key\" lines with the fingerprint: the accepted key is not among them. If the agent holds it and IdentitiesOnly hides it, the name is agent-key-hidden; if it is offered too late, too-many-authentication-failures.

Name the key at once, and for good in ~/.ssh/config:

  ssh -o IdentitiesOnly=yes -i ~/.ssh/work_key user@host

  Host host
      IdentityFile ~/.ssh/work_key
      IdentitiesOnly yes",
        "\
ssh が提示するのは設定で指定した鍵だけです (IdentityFile がなければ ~/.ssh/id_ed25519 などの既定の名前だけ)。このサーバーが知っている鍵は別のファイルにあるため提示されず、\"Permission denied (publickey)\" で終わります。

サーバーに問い合わせて分かりました。このユーザーについて、その鍵の公開鍵に「受け付ける」と答えています。この答えから、アカウント、authorized_keys、そのパーミッションに問題がないことも分かります。

\"ssh -v\" の \"Offering public key\" の行と指紋を比べると、受け付けられる鍵はその中にありません。エージェントにあって IdentitiesOnly で隠れている場合は agent-key-hidden、提示の順番が遅すぎる場合は too-many-authentication-failures です。

鍵を指定してログインし、~/.ssh/config にも書きます。

  ssh -o IdentitiesOnly=yes -i ~/.ssh/work_key user@host

  Host host
      IdentityFile ~/.ssh/work_key
      IdentitiesOnly yes",
    ),
    sentences: &[],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherKeyAccepted {
    /// The key the server accepts.
    pub key: PublicKey,
    /// Its private half.
    pub file: PathBuf,
    /// Keys ssh does offer, all refused.
    pub refused: usize,
    /// File and line of the Host block that applies.
    pub block: Option<(PathBuf, usize)>,
    /// ssh's own view of the block that is printed; nothing where it was not asked.
    pub view: Option<BlockView>,
}

impl OtherKeyAccepted {
    /// The configuration of the person's own that the block goes into, where ssh has said that it then does what is meant.
    fn config_file(&self, target: &Target) -> Option<PathBuf> {
        self.view
            .as_ref()
            .filter(|view| **view == BlockView::AsMeant)?;
        let mut options = target.options.windows(2);
        let given = options.find_map(|words| (words[0] == "-F").then(|| PathBuf::from(&words[1])));
        given.or_else(|| {
            let folder = self.file.parent()?;
            folder.ends_with(".ssh").then(|| folder.join("config"))
        })
    }
}

impl Cause for OtherKeyAccepted {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The server accepts the key {file} for {user}, but ssh is not configured to offer it.",
            "サーバーは {user} について鍵 {file} を受け付けますが、ssh はその鍵を提示する設定になっていません。",
            file = show(&self.file),
            user = user(target),
        )
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "server",
                say!(
                    "the server accepts {key}",
                    "サーバーは {key} を受け付けます",
                    key = key_name(&self.key)
                ),
            ),
            Seen::new(
                "identity file",
                say!("its private half is here", "その秘密鍵はここにあります"),
            )
            .in_file(&self.file),
        ];
        let offer = Seen::new(
            "ssh -G",
            match self.refused {
                0 => say!(
                    "ssh for {host} offers no key at all",
                    "{host} に対して ssh が提示する鍵はありません",
                    host = host(target),
                ),
                count => say!(
                    "ssh for {host} offers {count} key(s), all refused, and not this one",
                    "{host} に対して ssh が提示する鍵は {count} 個で、すべて拒否されました。この鍵は含まれていません",
                    host = host(target),
                    count = count,
                ),
            },
        );
        seen.push(match &self.block {
            Some((file, line)) => offer.in_file(file).at_line(*line),
            None => offer,
        });
        seen.extend(self.view.as_ref().and_then(viewed));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = use_file(target, &self.file);
        if let (Some((file, line)), Some(step)) = (&self.block, steps.last_mut()) {
            step.text = say!(
                "So that it works every time, add these lines to the Host block at line {line} of {file}, or as a block of its own:",
                "毎回指定しなくて済むように、{file} の {line} 行目の Host ブロックに追加するか、独立したブロックとして書きます。",
                line = line,
                file = show(file),
            );
        }
        if let Some(step) = steps.last_mut()
            && let Some(file) = self.config_file(target)
        {
            let lines = step.lines.clone();
            step.repair = Some(Repair::AddHostBlock { file, lines });
        }
        steps
    }
}
