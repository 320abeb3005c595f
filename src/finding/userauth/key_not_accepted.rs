//! FAILURE for every key while publickey stays on the list. The reason lies on the server, and sshd answers alike, in the same time, for all of
//! them (auth2-pubkey.c, auth2.c `user_specific_delay`): unknown user, user not allowed, key not installed, modes, `from=` …
//! Known from: no PK_OK. What is left out of the candidates: what lets the query pass and refuses later (root policy, PAM's account phase,
//! nologin under PAM), and what takes publickey off the list (PubkeyAuthentication no, AuthenticationMethods).

mod age;
mod remains;
mod steps;

use super::words::{host, join, key_name, refusals};
use crate::evidence::{Footprint, KeyAge, Offer, PublicKey};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-not-accepted",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server refuses every key; the reason is on the server",
        "サーバーがすべての鍵を拒否しています (理由はサーバー側にあります)",
    ),
    text: Say::fixed(
        "\
The server lets this user try keys, and refuses every one it was shown: \"Permission denied (publickey)\". Why, only the server knows. An account that does not exist, one that may not log in, a key that was never registered, a directory writable by others: sshd answers all of these with the very same bytes, on purpose.

It is known from the server's answers: no key got a yes, and \"publickey\" stays among the methods. So this side has done its part: the keys are there and were shown. (\"Offering public key\" in \"ssh -v\" means shown, \"Server accepts key\" means accepted.)

The usual reasons, likeliest first: the key is not in authorized_keys of this very user; it is in another user's; the login name is wrong (ubuntu, ec2-user, admin …); the home directory, ~/.ssh or authorized_keys is writable by others; AllowUsers or AllowGroups; a line that is wrapped or cut.

With a password login, register the key; ssh-copy-id also sets the modes:

  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host

With a console, look there as root. The log decides, and says nothing more than \"Connection closed by authenticating user\" where the key is simply not registered:

  ssh-keygen -lf ~user/.ssh/authorized_keys
  namei -l ~user/.ssh/authorized_keys
  sudo sshd -T -C user=user | grep -iE '^(allow|deny|authorizedkeys|pubkey|strictmodes)'
  sudo journalctl -u ssh -u sshd --since -1h

With sshdoctor on the server, \"sudo sshdoctor check-server --user user\" makes these checks and names the reason. Do not repeat the failing login: each one counts against your address.",
        "\
サーバーはこのユーザーに公開鍵認証を試させていますが、提示された鍵をすべて拒否しました: \"Permission denied (publickey)\"。理由はサーバーにしか分かりません。アカウントがない、ログインを許可されていない、鍵が登録されていない、ディレクトリに他人が書き込める、といったどの場合にも、sshd は意図的にまったく同じ応答を返します。

サーバーの応答で分かります。どの鍵も受け付けられず、認証方式の一覧には \"publickey\" が残っています。手元側は鍵を用意して提示するところまで済んでいます (\"ssh -v\" の \"Offering public key\" は提示した、\"Server accepts key\" は受け付けられた、という意味です)。

よくある理由を可能性の高い順に挙げます。そのユーザーの authorized_keys に鍵がない。別のユーザーに登録されている。ログイン名が違う (ubuntu、ec2-user、admin など)。ホームディレクトリ、~/.ssh、authorized_keys に他人が書き込める。AllowUsers や AllowGroups。行が折り返されたり切れたりしている。

パスワードでログインできるなら鍵を登録します。ssh-copy-id はモードも設定します。

  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host

コンソールがあるなら、root で確認します。決め手はログですが、鍵が登録されていないだけの場合は \"Connection closed by authenticating user\" としか出ません。

  ssh-keygen -lf ~user/.ssh/authorized_keys
  namei -l ~user/.ssh/authorized_keys
  sudo sshd -T -C user=user | grep -iE '^(allow|deny|authorizedkeys|pubkey|strictmodes)'
  sudo journalctl -u ssh -u sshd --since -1h

サーバーに sshdoctor があれば、\"sudo sshdoctor check-server --user user\" がこれらを確認し、理由を示します。失敗するログインを繰り返さないでください。接続元アドレスの失敗として数えられます。",
    ),
    sentences: &["Permission denied (publickey", "No more authentication methods to try", "Connection closed by authenticating user", "Server refused our key", "Username/PublicKey combination invalid"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyNotAccepted {
    /// The keys ssh offers, all refused.
    pub refused: Vec<Offer>,
    /// Other keys of this machine, refused as well.
    pub other_refused: Vec<PublicKey>,
    /// Keys of this machine the server was not asked about.
    pub unasked: Vec<PublicKey>,
    /// The methods the server lists.
    pub methods: Vec<String>,
    /// The server's identification string.
    pub ident: Untrusted,
    /// The login name.
    pub user: String,
    /// The answer to `way-in`.
    pub way_in: Option<String>,
    /// The answer to `key-installed`.
    pub installed: Option<String>,
    /// The answer to `image`.
    pub image: Option<String>,
    /// Another login name that was asked about, and refused as well.
    pub name_refused: Option<String>,
    /// The answer to `worked-before`, where it was yes or no.
    pub worked_before: Option<bool>,
    /// How old the keys are that ssh offers, against the record of the host.
    pub age: Option<KeyAge>,
    /// A login by password worked meanwhile, and sshd had nothing to say of the key.
    pub login_works: bool,
    /// What finds the attempt in the server's log.
    pub footprint: Footprint,
}

impl Cause for KeyNotAccepted {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        self.remaining()
    }

    fn cause(&self, target: &Target) -> Say {
        let count = self.refused.len() + self.other_refused.len();
        if count == 1 {
            say!(
                "{host} refuses the key for {user}. Why, only the server knows.",
                "{host} が {user} の鍵を拒否しています。理由はサーバーにしか分かりません。",
                host = host(target),
                user = Untrusted::from(self.user.as_str()).visible(64),
            )
        } else {
            say!(
                "{host} refuses every key for {user} ({count} tried). Why, only the server knows.",
                "{host} が {user} の鍵をすべて拒否しています ({count} 個を確認)。理由はサーバーにしか分かりません。",
                host = host(target),
                user = Untrusted::from(self.user.as_str()).visible(64),
                count = count,
            )
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = refusals(&self.refused);
        if !self.other_refused.is_empty() {
            let keys: Vec<String> = self.other_refused.iter().take(8).map(key_name).collect();
            seen.push(Seen::new(
                "server",
                say!(
                    "the server refuses this machine's other keys as well: {keys}",
                    "このマシンのほかの鍵もサーバーに拒否されました: {keys}",
                    keys = keys.join(", ")
                ),
            ));
        }
        seen.extend(self.seen_of_age());
        if !self.unasked.is_empty() {
            seen.push(Seen::new(
                "server",
                say!(
                    "{count} more key(s) of this machine were not asked about: each refused one counts there as a failure",
                    "この端末のほかの鍵 {count} 個は問い合わせていません (拒否されるたびにサーバーで失敗と数えられるため)",
                    count = self.unasked.len()
                ),
            ));
        }
        if let Some(name) = &self.name_refused {
            seen.push(Seen::new(
                "server",
                say!(
                    "the key is refused for {name} as well",
                    "{name} についても鍵は拒否されました",
                    name = Untrusted::from(name.as_str()).visible(64)
                ),
            ));
        }
        if self.login_works {
            seen.push(Seen::new(
                "server",
                say!(
                    "a login by password works, and sshd gave no reason for the key, as of one that stands in no file it reads",
                    "パスワードではログインでき、sshd は鍵を拒否した理由を示しませんでした。読むファイルのどこにも鍵がないときの動作です"
                ),
            ));
        }
        seen.push(Seen::new(
            "server",
            say!(
                "methods that can continue: {methods}",
                "サーバーが提示した認証方式: {methods}",
                methods = join(&self.methods)
            ),
        ));
        if !self.ident.is_empty() {
            seen.push(Seen::new("server", Say::verbatim(self.ident.visible(120))));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        self.steps(target)
    }
}
