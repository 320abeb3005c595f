//! FAILURE for every key while publickey stays on the list. The reason lies on the server, and sshd answers alike, in the same time, for all of
//! them (auth2-pubkey.c, auth2.c `user_specific_delay`): unknown user, user not allowed, key not installed, modes, `from=` …
//! Known from: no PK_OK. What is left out of the candidates: what lets the query pass and refuses later (root policy, PAM's account phase,
//! nologin under PAM), and what takes publickey off the list (PubkeyAuthentication no, AuthenticationMethods).

use std::net::SocketAddr;
use std::path::Path;

use super::words::{
    again_with, copy_id, host, join, key_name, refusals, register, registrable, takes_password,
    user, utc,
};
use crate::evidence::image::{self, usual_names};
use crate::evidence::{Offer, PublicKey};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
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

With another login that works, \"sshdoctor user@host --via other@host\" makes the same checks. Do not repeat the failing login: each one counts against your address.",
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

ほかにログインできる方法があるなら \"sshdoctor user@host --via other@host\" で同じ確認ができます。失敗するログインを繰り返さないでください。接続元アドレスの失敗として数えられます。",
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
    /// A login by password worked meanwhile, and sshd had nothing to say of the key.
    pub login_works: bool,
    /// This end of the connection, as this machine sees it.
    pub from: Option<SocketAddr>,
    /// When, in seconds since 1970.
    pub when: u64,
}

/// Puts `codes` to the front of `all`, in their order, and keeps the rest as it is.
fn first(all: &mut Vec<Code>, codes: &[Code]) {
    for code in codes.iter().rev() {
        if let Some(at) = all.iter().position(|other| other == code) {
            let code = all.remove(at);
            all.insert(0, code);
        }
    }
}

/// Puts `codes` to the end of `all`.
fn last(all: &mut Vec<Code>, codes: &[Code]) {
    for code in codes {
        if let Some(at) = all.iter().position(|other| other == code) {
            let code = all.remove(at);
            all.push(code);
        }
    }
}

impl KeyNotAccepted {
    /// The image's own login name, where the person said which image it is and logs in under another name.
    fn usual_name(&self) -> Option<&'static str> {
        let names = usual_names(self.image.as_deref()?);
        let other = !names.contains(&self.user.as_str());
        names.first().copied().filter(|_| other)
    }

    /// The user is not the one an image of this kind comes with, by the identification string alone.
    fn unusual_for_ident(&self) -> bool {
        let names = usual_names(image::of(&self.ident));
        !names.is_empty() && !names.contains(&self.user.as_str())
    }

    fn way_in(&self) -> &str {
        self.way_in.as_deref().unwrap_or_default()
    }

    /// What stands between ssh and this key on a server to be looked at as root.
    fn look(&self, key: Option<&PublicKey>) -> Vec<Step> {
        let file = "f=$(getent passwd \"$1\" | cut -d: -f6)/.ssh/authorized_keys";
        let fingerprint = key.map(PublicKey::fingerprint).unwrap_or_default();
        let user = Untrusted::from(self.user.as_str()).visible(64);
        vec![
            Step::new(
                Where::Server,
                say!(
                    "As root on the server: does {user} exist, and is the key registered? One of these lines must show {fingerprint}.",
                    "サーバー上で root として: {user} が存在し、鍵が登録されているかを確認します。いずれかの行に {fingerprint} が必要です。",
                    user = user,
                    fingerprint = fingerprint,
                ),
            )
            .run(Command::new([
                "sh",
                "-c",
                &format!("id \"$1\" && {file} && ssh-keygen -lf \"$f\""),
                "sh",
                &self.user,
            ])),
            Step::new(
                Where::Server,
                say!(
                    "If it is listed: no line from the home directory down may belong to another user than {user} or root, nor show a w for group or others.",
                    "一覧にある場合: ホームディレクトリ以下のどの行も、所有者が {user} か root で、group と others に w がないことを確認します。",
                    user = user,
                ),
            )
            .run(Command::new([
                "sh",
                "-c",
                &format!("{file} && namei -l \"$f\""),
                "sh",
                &self.user,
            ])),
            Step::new(
                Where::Server,
                say!(
                    "If one shows such a w: take it away. This runs as {user}, who owns these files.",
                    "そのような w がある場合は取り除きます。所有者である {user} として実行されます。",
                    user = user,
                ),
            )
            .run(Command::new([
                "su",
                "-s",
                "/bin/sh",
                &self.user,
                "-c",
                "chmod go-w ~ ~/.ssh ~/.ssh/authorized_keys",
            ])),
            Step::new(
                Where::Server,
                say!(
                    "The rules that count for {user}: may the user log in, and is this the file sshd reads?",
                    "{user} に適用される規則: ログインが許可されているか、sshd が読むのはこのファイルかを確認します。",
                    user = user,
                ),
            )
            .run(
                Command::new(["sshd", "-T", "-C", &format!("user={}", self.user)]).pipe(Command::new([
                    "grep",
                    "-Ei",
                    "^(allow|deny|authorizedkeys|pubkey|strictmodes|usepam|trustedusercakeys|revokedkeys)",
                ])),
            ),
            Step::new(
                Where::Server,
                say!(
                    "What sshd itself says of it; \"Connection closed by authenticating user\" alone fits a key that is not registered.",
                    "sshd 自身のログを確認します。\"Connection closed by authenticating user\" だけなら、鍵が登録されていない場合に当てはまります。"
                ),
            )
            .run(
                Command::new(["journalctl", "-u", "ssh", "-u", "sshd", "--since", "-1h", "--no-pager"])
                    .pipe(Command::new(["grep", "-F", "--", &self.user])),
            ),
        ]
    }

    /// What to send to somebody who looks after the server.
    fn message(&self, target: &Target, key: Option<&PublicKey>) -> Step {
        let tried: Vec<String> = self
            .refused
            .iter()
            .map(|offer| key_name(&offer.key))
            .chain(self.other_refused.iter().map(key_name))
            .take(8)
            .collect();
        Step::new(
            Where::Administrator,
            say!(
                "Send this to whoever looks after the server:\n\nI cannot log in to {host} (port {port}) as \"{user}\": sshd refuses my key. I tried at {when} from {from} (as my machine sees it; behind NAT your log shows another one). Please see whether the account exists and may log in, and whether the line below stands in its authorized_keys, with owner and modes sshd accepts.\n\nFingerprint {fingerprint}; tried: {tried}. In sshd's log my attempt ends with \"Connection closed by authenticating user {user}\" or \"Connection closed by invalid user {user}\"; a line just before it may give the reason.",
                "次の内容をサーバーの管理者に送ります。\n\n{host} (ポート {port}) に \"{user}\" でログインしようとすると、sshd に鍵を拒否されます。試したのは {when}、接続元は {from} です (手元のマシンから見たアドレスで、NAT の内側ではログに別のアドレスが出ます)。アカウントが存在しログインを許可されているか、下の行が authorized_keys にあり、所有者とモードが sshd に受け付けられるものになっているかを確認してください。\n\n指紋: {fingerprint}。試した鍵: {tried}。sshd のログでは \"Connection closed by authenticating user {user}\" または \"Connection closed by invalid user {user}\" で終わっています。その直前の行に理由が出ていることがあります。",
                host = host(target),
                port = target.port,
                user = Untrusted::from(self.user.as_str()).visible(64),
                fingerprint = key.map(PublicKey::fingerprint).unwrap_or_default(),
                tried = tried.join(", "),
                when = utc(self.when),
                from = self.from.map_or_else(
                    || String::from("-"),
                    |from| format!("{} port {}", from.ip(), from.port())
                ),
            ),
        )
        .lines(key.map(PublicKey::line))
    }

    /// Registers the key through a login by password.
    fn by_password(&self, target: &Target, key: &PublicKey, file: Option<&Path>) -> Step {
        match file {
            Some(file) => copy_id(target, file),
            None => {
                let remote = "umask 077; mkdir -p ~/.ssh && cat >> ~/.ssh/authorized_keys";
                Step::new(
                    Where::Client,
                    say!(
                        "Register the public key for {user} on the server; it asks for that user's password there.",
                        "サーバーの {user} に公開鍵を登録します。サーバー側のパスワードを尋ねられます。",
                        user = user(target),
                    ),
                )
                .run(
                    Command::new(["echo", &key.line()])
                        .pipe(target.ssh_running(&["-o", "PubkeyAuthentication=no"], remote)),
                )
            }
        }
    }
}

impl Cause for KeyNotAccepted {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        let mut codes: Vec<Code> = vec![
            &crate::finding::server::key_not_registered::PAGE,
            &crate::finding::server::authorized_keys_missing::PAGE,
            &crate::finding::server::key_registered_for_other_user::PAGE,
            &super::wrong_user::PAGE,
            &crate::finding::server::user_unknown::PAGE,
            &crate::finding::server::authorized_keys_permissions::PAGE,
            &crate::finding::server::user_not_allowed::PAGE,
            &crate::finding::server::authorized_keys_elsewhere::PAGE,
            &crate::finding::server::authorized_keys_line_broken::PAGE,
            &crate::finding::server::key_restricted::PAGE,
            &crate::finding::server::account_locked::PAGE,
            &crate::finding::server::account_expired::PAGE,
            &crate::finding::server::shell_invalid::PAGE,
            &crate::finding::server::home_unusable::PAGE,
            &crate::finding::server::key_algorithm_refused::PAGE,
            &crate::finding::server::keys_command_failed::PAGE,
            &crate::finding::server::selinux_denied::PAGE,
            &crate::finding::server::key_revoked::PAGE,
        ];
        if self.login_works {
            // The account is there, may log in, and its files are read: only the key is left.
            codes.retain(|code| {
                [
                    &crate::finding::server::key_not_registered::PAGE,
                    &crate::finding::server::authorized_keys_missing::PAGE,
                    &crate::finding::server::key_registered_for_other_user::PAGE,
                    &super::wrong_user::PAGE,
                    &crate::finding::server::authorized_keys_elsewhere::PAGE,
                    &crate::finding::server::authorized_keys_line_broken::PAGE,
                    &crate::finding::server::key_algorithm_refused::PAGE,
                    &crate::finding::server::keys_command_failed::PAGE,
                    &crate::finding::server::selinux_denied::PAGE,
                    &crate::finding::server::key_revoked::PAGE,
                ]
                .contains(code)
            });
        }
        if self.refused.iter().any(|offer| offer.certificate.is_some()) {
            codes.insert(
                1,
                &crate::finding::server::certificate_authority_untrusted::PAGE,
            );
        }
        // Several keys refused at once: a reason that lies in one key or one line explains less than one in the account.
        if self.refused.len() + self.other_refused.len() >= 3 {
            last(
                &mut codes,
                &[
                    &crate::finding::server::authorized_keys_line_broken::PAGE,
                    &crate::finding::server::key_restricted::PAGE,
                    &crate::finding::server::key_algorithm_refused::PAGE,
                    &crate::finding::server::key_revoked::PAGE,
                ],
            );
        }
        if self.unusual_for_ident() && self.image.is_none() {
            let at = 1;
            if let Some(from) = codes
                .iter()
                .position(|code| *code == &super::wrong_user::PAGE)
            {
                let code = codes.remove(from);
                codes.insert(at, code);
            }
        }
        match self.installed.as_deref() {
            Some("ssh-copy-id") => {
                first(
                    &mut codes,
                    &[
                        &crate::finding::server::authorized_keys_permissions::PAGE,
                        &crate::finding::server::key_registered_for_other_user::PAGE,
                        &crate::finding::server::home_unusable::PAGE,
                        &crate::finding::server::selinux_denied::PAGE,
                        &crate::finding::server::authorized_keys_elsewhere::PAGE,
                    ],
                );
                last(&mut codes, &[&crate::finding::server::user_unknown::PAGE]);
            }
            Some("console") => first(
                &mut codes,
                &[
                    &crate::finding::server::authorized_keys_line_broken::PAGE,
                    &crate::finding::server::authorized_keys_permissions::PAGE,
                    &crate::finding::server::key_registered_for_other_user::PAGE,
                ],
            ),
            Some("provider") => first(
                &mut codes,
                &[
                    &super::wrong_user::PAGE,
                    &crate::finding::server::user_unknown::PAGE,
                    &crate::finding::server::key_not_registered::PAGE,
                    &crate::finding::server::keys_command_failed::PAGE,
                ],
            ),
            Some("administrator") => first(
                &mut codes,
                &[
                    &crate::finding::server::key_not_registered::PAGE,
                    &super::wrong_user::PAGE,
                    &crate::finding::server::user_unknown::PAGE,
                    &crate::finding::server::user_not_allowed::PAGE,
                ],
            ),
            Some("never") => first(
                &mut codes,
                &[
                    &crate::finding::server::key_not_registered::PAGE,
                    &crate::finding::server::authorized_keys_missing::PAGE,
                ],
            ),
            Some(_) | None => {}
        }
        if self.usual_name().is_some() {
            first(
                &mut codes,
                &[
                    &super::wrong_user::PAGE,
                    &crate::finding::server::user_unknown::PAGE,
                ],
            );
        }
        if self.name_refused.is_some() {
            last(&mut codes, &[&super::wrong_user::PAGE]);
        }
        if self.user == "root" {
            codes.retain(|code| *code != &crate::finding::server::user_unknown::PAGE);
            if !matches!(
                self.installed.as_deref(),
                Some("ssh-copy-id" | "console" | "never")
            ) {
                first(
                    &mut codes,
                    &[
                        &crate::finding::server::key_registered_for_other_user::PAGE,
                        &super::wrong_user::PAGE,
                    ],
                );
            }
        }
        codes
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
                    "a login by password works, and sshd gave no reason for the key: it found it in no file it reads",
                    "パスワードではログインでき、sshd は鍵を拒否した理由を示しませんでした。読んだファイルのどこにも鍵がなかったことになります"
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
        let chosen = registrable(&self.refused);
        let key = chosen.as_ref().map(|(key, _)| key);
        let file = chosen.as_ref().and_then(|(_, file)| file.as_deref());
        let mut steps = Vec::new();
        if let Some(name) = self.usual_name() {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "This kind of image usually has the login name {name}: try that one.",
                        "この種類のイメージの既定のログイン名は {name} です。この名前を試します。",
                        name = name
                    ),
                )
                .run(target.ssh_as(name, &[])),
            );
        }
        if !self.unasked.is_empty() {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Ask the server about the other keys of this machine as well, at most five a connection.",
                        "この端末のほかの鍵もサーバーに問い合わせます (1 接続あたり最大 5 個)。"
                    ),
                )
                .run(again_with(target, &["--answer", "other-keys=yes"])),
            );
        }
        let password = takes_password(&self.methods);
        let copy = key.map(|key| self.by_password(target, key, file));
        let cure = key.map(|key| register(&self.user, key));
        match self.way_in() {
            "password" => {
                steps.extend(copy);
                steps.extend(cure);
            }
            "login" | "console" => {
                let mut look = self.look(key);
                let rest = look.split_off(1);
                steps.extend(look);
                steps.extend(cure);
                steps.extend(rest);
                if self.way_in() == "login" && password {
                    steps.extend(copy);
                }
            }
            "none" => {
                steps.push(self.message(target, key));
                steps.extend(cure);
            }
            _ if password => {
                steps.extend(copy);
                steps.extend(cure);
            }
            _ => {
                let mut look = self.look(key);
                let rest = look.split_off(1);
                steps.extend(look);
                steps.extend(cure);
                steps.extend(rest);
                steps.push(self.message(target, key));
            }
        }
        steps
    }
}
