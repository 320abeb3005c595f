//! How a key is made and gets onto the server.

use std::path::{Path, PathBuf};

use super::names::{host, private_file, public_file, user, word};
use crate::evidence::{Offer, PublicKey};
use crate::finding::{Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// Makes a new key in `file`.
pub(crate) fn make_key(file: &Path) -> Step {
    Step::new(
        Where::Client,
        say!(
            "Make a key; ssh-keygen asks for a passphrase.",
            "鍵を作成します。ssh-keygen がパスフレーズを尋ねます。"
        ),
    )
    .run(Command::new([
        "ssh-keygen",
        "-t",
        "ed25519",
        "-f",
        &word(file),
    ]))
}

/// Makes a new key in ssh-keygen's default file.
pub(crate) fn make_default_key() -> Step {
    Step::new(
        Where::Client,
        say!(
            "Make a key (ssh-keygen asks where and for a passphrase), then register the .pub it writes with ssh-copy-id.",
            "鍵を作成し (保存先とパスフレーズを尋ねられます)、できた .pub を ssh-copy-id で登録します。"
        ),
    )
    .run(Command::new(["ssh-keygen", "-t", "ed25519"]))
}

/// Does the server take a password in some form?
pub(crate) fn takes_password(methods: &[String]) -> bool {
    methods
        .iter()
        .any(|method| method == "password" || method == "keyboard-interactive")
}

/// Puts the public half of `file` onto the server with a password.
pub(crate) fn copy_id(target: &Target, file: &Path) -> Step {
    Step::new(
        Where::Client,
        say!(
            "Register the public key for {user} on the server; it asks for that user's password there.",
            "サーバーの {user} に公開鍵を登録します。サーバー側のパスワードを尋ねられます。",
            user = user(target),
        ),
    )
    .run(target.ssh_copy_id(&word(&public_file(file))))
    .caution(keys_before_passwords())
}

/// The order that locks nobody out.
pub(crate) fn keys_before_passwords() -> Say {
    say!(
        "Register the key and log in with it before passwords are turned off on the server: after that only a console lets you in.",
        "サーバーでパスワード認証を無効にするのは、鍵を登録し、その鍵でログインできることを確かめた後にします。先に無効にすると、コンソール以外に入る方法がなくなります。"
    )
}

/// Hands the public half of `file` to somebody who can register it.
pub(crate) fn hand_over(target: &Target, file: &Path) -> Step {
    Step::new(
        Where::Client,
        say!(
            "The server takes no password, so ssh-copy-id cannot help: send this public key to whoever looks after {host}, to be added for {user}.",
            "サーバーはパスワードを受け付けないため ssh-copy-id は使えません。この公開鍵を {host} の管理者に送り、{user} に登録してもらいます。",
            host = host(target),
            user = user(target),
        ),
    )
    .run(Command::new(["cat", &word(&public_file(file))]))
}

/// The command that registers `key` for `user`, for root on the server. It works as the user: owner and mode come out as
/// sshd wants them, and no symbolic link of the user's can lead root astray. The first newline ends a last line that has
/// none; blank lines are passed over.
fn register_command(user: &str, key: &PublicKey) -> Command {
    let script = format!(
        r#"umask 077; mkdir -p ~/.ssh && printf "\n%s\n" "{}" >> ~/.ssh/authorized_keys"#,
        key.line()
    );
    Command::new(["su", "-s", "/bin/sh", user, "-c", &script])
}

/// The same as a step.
pub(crate) fn register(user: &str, key: &PublicKey) -> Step {
    Step::new(
        Where::Server,
        say!(
            "Register the key for {user}. As root on the server (put sudo in front if you are not root).",
            "{user} に鍵を登録します。サーバー上で root として実行します (root でなければ先頭に sudo を付けます)。",
            user = Untrusted::from(user).visible(64),
        ),
    )
    .run(register_command(user, key))
}

/// The key to register among those that were offered, and its private file: the first one in a file, else the first; of a
/// certificate the key it certifies.
pub(crate) fn registrable(offers: &[Offer]) -> Option<(PublicKey, Option<PathBuf>)> {
    let offer = offers
        .iter()
        .find(|offer| offer.origin.file().is_some())
        .or(offers.first())?;
    let key = offer
        .certificate
        .as_ref()
        .map_or(&offer.key, |certificate| &certificate.key);
    Some((key.clone(), offer.origin.file().map(private_file)))
}
