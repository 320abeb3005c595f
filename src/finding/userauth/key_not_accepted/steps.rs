//! What to do next, by the way in that there is.

use std::path::Path;

use super::super::words::{
    self, again_with, copy_id, host, key_name, register, registrable, takes_password, user,
};
use super::KeyNotAccepted;
use crate::evidence::PublicKey;
use crate::finding::{Step, Where};
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

impl KeyNotAccepted {
    /// The steps, in order.
    pub(super) fn steps(&self, target: &Target) -> Vec<Step> {
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
                    .pipe(Command::new(["grep", "-F", "--", as_logged(&self.user)])),
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
        let user = Untrusted::from(self.user.as_str()).visible(64);
        Step::new(
            Where::Administrator,
            say!(
                "Send this to whoever looks after the server:\n\nI cannot log in to {host} (port {port}) as \"{user}\": sshd refuses my key. ",
                "次の内容をサーバーの管理者に送ります。\n\n{host} (ポート {port}) に \"{user}\" でログインしようとすると、sshd に鍵を拒否されます。",
                host = host(target),
                port = target.port,
                user = user
            )
            .then(&words::tried(self.footprint))
            .then(&say!(
                " Please see whether the account exists and may log in, and whether the line below stands in its authorized_keys, with owner and modes sshd accepts.\n\nFingerprint {fingerprint}; tried: {tried}. In sshd's log my attempt ends with \"Connection closed by authenticating user {user}\" or \"Connection closed by invalid user {user}\"; a line just before it may give the reason.",
                "アカウントが存在しログインを許可されているか、下の行が authorized_keys にあり、所有者とモードが sshd に受け付けられるものになっているかを確認してください。\n\n指紋: {fingerprint}。試した鍵: {tried}。sshd のログでは \"Connection closed by authenticating user {user}\" または \"Connection closed by invalid user {user}\" で終わっています。その直前の行に理由が出ていることがあります。",
                user = user,
                fingerprint = key.map(PublicKey::fingerprint).unwrap_or_default(),
                tried = tried.join(", ")
            )),
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

/// The longest piece of a login name that stands in sshd's log as it is: a backslash and what is not ASCII are escaped there,
/// some of them twice (log.c `sshlogv`, vis(3)).
fn as_logged(user: &str) -> &str {
    // Behind a domain stands the name.
    let name = user.rsplit('\\').next().unwrap_or(user);
    let escaped = |c: char| !(c == ' ' || c.is_ascii_graphic());
    let longest = name.split(escaped).max_by_key(|piece| piece.len());
    longest.filter(|piece| !piece.is_empty()).unwrap_or(user)
}

#[cfg(test)]
mod tests {
    use super::as_logged;

    #[test]
    fn a_name_is_sought_as_sshd_writes_it() {
        for (user, sought) in [
            ("bob", "bob"),
            ("bob smith", "bob smith"),
            ("CORP\\robert", "robert"),
            ("CORP\\eve", "eve"),
            ("ren\u{e9}e", "ren"),
            ("\u{e9}", "\u{e9}"),
        ] {
            assert_eq!(as_logged(user), sought);
        }
    }
}
