//! What the sentences and commands of this stage share: how a key, a path and a Host block are written.

use std::path::{Path, PathBuf};

use crate::evidence::{Certificate, Offer, Origin, PublicKey};
use crate::finding::{Seen, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// `ED25519 SHA256:…`
pub(crate) fn key_name(key: &PublicKey) -> String {
    Untrusted::from(format!("{} {}", key.kind(), key.fingerprint()).as_str()).visible(120)
}

/// A path as a person may see it.
pub(crate) fn show(path: &Path) -> String {
    Untrusted::new(path.as_os_str().as_encoded_bytes()).visible(120)
}

/// A path as a word of a command.
pub(crate) fn word(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Names from the network in one line.
pub(crate) fn join(names: &[String]) -> String {
    Untrusted::from(names.join(",").as_str()).visible(120)
}

/// Several paths in one line.
pub(crate) fn join_paths(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().map(|path| show(path)).collect();
    shown.join(", ")
}

/// `path` with `suffix` behind its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The private key file that belongs to `path`, whether that is the private file, its `.pub` or its `-cert.pub`.
pub(crate) fn private_file(path: &Path) -> PathBuf {
    let name = word(path);
    let stem = name
        .strip_suffix("-cert.pub")
        .or_else(|| name.strip_suffix(".pub"));
    stem.map_or_else(|| path.to_owned(), PathBuf::from)
}

/// The public key file beside `path`.
pub(crate) fn public_file(path: &Path) -> PathBuf {
    with_suffix(&private_file(path), ".pub")
}

/// The certificate file that belongs to `path`.
pub(crate) fn certificate_file(path: &Path) -> PathBuf {
    if word(path).ends_with("-cert.pub") {
        path.to_owned()
    } else {
        with_suffix(&private_file(path), "-cert.pub")
    }
}

/// A path as an argument in ssh_config(5): `%` doubled, in double quotes where a blank stands in it.
pub(crate) fn config_path(path: &Path) -> String {
    let escaped = word(path).replace('%', "%%");
    if escaped.contains([' ', '\t', '#']) {
        format!("\"{escaped}\"")
    } else {
        escaped
    }
}

/// A Host block for this target.
pub(crate) fn host_block(target: &Target, settings: &[String]) -> Vec<String> {
    let mut lines = vec![format!("Host {}", target.host)];
    lines.extend(settings.iter().map(|setting| format!("    {setting}")));
    lines
}

/// The settings that make ssh offer this one file and nothing else.
pub(crate) fn only_this(file: &Path) -> Vec<String> {
    vec![
        format!("IdentityFile {}", config_path(file)),
        String::from("IdentitiesOnly yes"),
    ]
}

/// `ssh` with this one key and nothing else.
pub(crate) fn ssh_with(target: &Target, file: &Path) -> Command {
    target.ssh(&["-o", "IdentitiesOnly=yes", "-i", &word(file)])
}

/// This diagnosis again, with more words behind the options.
pub(crate) fn again_with(target: &Target, extra: &[&str]) -> Command {
    let mut words = vec![String::from("sshdoctor")];
    words.extend(target.options.iter().cloned());
    words.extend(extra.iter().map(|&word| word.to_owned()));
    words.push(target.given.clone());
    Command::new(words)
}

/// Writes the public half of `key` to `file`, so that ssh can be told to ask the agent for this one key.
pub(crate) fn write_public(key: &PublicKey, file: &Path) -> Command {
    Command::new(["echo", &key.line()]).into_file(file)
}

/// A name for the public half of an agent key in the directory of the person's ssh configuration: its comment, where
/// that is a plain word, else the end of its fingerprint.
pub(crate) fn agent_key_file(directory: &Path, key: &PublicKey, comment: &Untrusted) -> PathBuf {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    let comment = comment.visible(64);
    let name = if !comment.is_empty()
        && comment.chars().all(plain)
        && comment.starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        comment
    } else {
        let fingerprint = key.fingerprint();
        let tail: String = fingerprint
            .trim_start_matches("SHA256:")
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(8)
            .collect();
        format!("agent-{tail}")
    };
    directory.join(format!("{name}.agent.pub"))
}

/// How to connect with the key of `offer` alone: at once, and for good.
pub(crate) fn use_offer(target: &Target, offer: &Offer) -> Vec<Step> {
    match offer.origin.file() {
        Some(file) => use_file(target, &private_file(file)),
        None => use_agent_key(target, &offer.key, &comment_of(&offer.origin), None),
    }
}

/// How to connect with the key in `file` alone: at once, and for good.
pub(crate) fn use_file(target: &Target, file: &Path) -> Vec<Step> {
    vec![
        Step::new(
            Where::Client,
            say!(
                "Log in with this key and no other.",
                "この鍵だけを使ってログインします。"
            ),
        )
        .run(ssh_with(target, file)),
        Step::new(
            Where::Client,
            say!(
                "So that it works every time, write into ~/.ssh/config, above any \"Host *\":",
                "毎回指定しなくて済むように、~/.ssh/config の \"Host *\" より上に書きます。"
            ),
        )
        .lines(host_block(target, &only_this(file))),
    ]
}

/// How to connect with a key that only the agent holds.
pub(crate) fn use_agent_key(
    target: &Target,
    key: &PublicKey,
    comment: &Untrusted,
    config: Option<&(PathBuf, usize)>,
) -> Vec<Step> {
    let own = config
        .and_then(|(file, _)| file.parent())
        .filter(|directory| directory.ends_with(".ssh"));
    let file = agent_key_file(own.unwrap_or(Path::new("~/.ssh")), key, comment);
    let write = if own.is_some() {
        write_public(key, &file)
    } else {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let script = "umask 077 && mkdir -p ~/.ssh && echo \"$1\" > ~/.ssh/\"$2\"";
        Command::new(["sh", "-c", script, "sh", &key.line(), &name])
    };
    let place = match config {
        Some((path, line)) => say!(
            "So that it works every time, write under the Host line {line} of {path}, or as a block of its own:",
            "毎回指定しなくて済むように、{path} の {line} 行目の Host の下に書くか、独立したブロックとして書きます。",
            line = line,
            path = show(path),
        ),
        None => say!(
            "So that it works every time, write into ~/.ssh/config, above any \"Host *\":",
            "毎回指定しなくて済むように、~/.ssh/config の \"Host *\" より上に書きます。"
        ),
    };
    vec![
        Step::new(
            Where::Client,
            say!(
                "Save the public half of that agent key as {file} and log in with this key alone; the private half stays in the agent.",
                "エージェントの鍵の公開鍵を {file} に保存し、その鍵だけでログインします。秘密鍵はエージェントの中に残ります。",
                file = show(&file),
            ),
        )
        .run(write.and(ssh_with(target, &file))),
        Step::new(Where::Client, place).lines(host_block(target, &only_this(&file))),
    ]
}

fn comment_of(origin: &Origin) -> Untrusted {
    match origin {
        Origin::Agent { comment, .. } => comment.clone(),
        Origin::File(_) => Untrusted::default(),
    }
}

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

/// The login name as a person may see it.
pub(crate) fn user(target: &Target) -> String {
    Untrusted::from(target.user.as_str()).visible(64)
}

/// The host as a person may see it.
pub(crate) fn host(target: &Target) -> String {
    Untrusted::from(target.host.as_str()).visible(120)
}

/// The command that registers `key` for `user`, for root on the server. It works as the user: owner and mode come out as
/// sshd wants them, and no symbolic link of the user's can lead root astray. The first newline ends a last line that has
/// none; blank lines are passed over.
pub(crate) fn register_command(user: &str, key: &PublicKey) -> Command {
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

/// What a certificate says of itself, in one line.
pub(crate) fn certificate_name(certificate: &Certificate) -> String {
    format!(
        "{} \"{}\" serial {}",
        certificate.blob.kind(),
        certificate.id.visible(64),
        certificate.serial
    )
}

/// The principals of a certificate in one line.
pub(crate) fn principals(certificate: &Certificate) -> String {
    let names: Vec<String> = certificate
        .principals
        .iter()
        .map(|name| name.visible(64))
        .collect();
    names.join(", ")
}

/// What to ask of whoever runs the certificate authority.
pub(crate) fn ask_authority(certificate: &Certificate, target: &Target) -> Step {
    let (name, ca, user) = (
        certificate_name(certificate),
        key_name(&certificate.authority),
        user(target),
    );
    Step::new(
        Where::Administrator,
        say!(
            "Ask whoever runs the certificate authority {ca} for a new certificate with the principal {user} for this public key (the present one is {name}):",
            "認証局 {ca} の管理者に、次の公開鍵に対してプリンシパル {user} を含む新しい証明書の発行を依頼します (現在の証明書は {name} です)。",
            ca = ca,
            user = user,
            name = name,
        ),
    )
    .lines([certificate.key.line()])
}

/// Something seen in a certificate.
pub(crate) fn certificate_seen(path: Option<&Path>, text: Say) -> Seen {
    let seen = Seen::new("certificate", text);
    match path {
        Some(path) => seen.in_file(certificate_file(path)),
        None => seen,
    }
}

/// Shows what is in a certificate file.
pub(crate) fn show_certificate(path: &Path) -> Step {
    Step::new(
        Where::Client,
        say!(
            "Look at the certificate: validity, principals, options, authority.",
            "証明書の内容 (有効期間、プリンシパル、オプション、認証局) を確認します。"
        ),
    )
    .run(Command::new([
        "ssh-keygen",
        "-L",
        "-f",
        &word(&certificate_file(path)),
    ]))
}

/// Seconds since 1970 as a date and time in UTC (proleptic Gregorian, after Howard Hinnant's `civil_from_days`).
pub(crate) fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC",
        rest / 3_600,
        rest % 3_600 / 60,
        rest % 60
    )
}

/// What the server said to a person, each line on its own.
pub(crate) fn quotes(lines: &[Untrusted]) -> Vec<Seen> {
    lines
        .iter()
        .filter(|line| !line.is_empty())
        .take(8)
        .map(|line| {
            Seen::new(
                "server",
                say!(
                    "the server said: \"{line}\"",
                    "サーバーの文言: 「{line}」",
                    line = line.visible(120)
                ),
            )
        })
        .collect()
}

/// What OpenSSH itself says of a file.
pub(crate) fn openssh_says(words: Option<&Untrusted>, path: &Path) -> Option<Seen> {
    words.map(|words| Seen::new("ssh-keygen", Say::verbatim(words.visible(200))).in_file(path))
}

/// That other keys were refused as well.
pub(crate) fn others_refused(count: usize) -> Option<Seen> {
    (count > 0).then(|| {
        Seen::new(
            "server",
            say!(
                "the server refused {count} other key(s) that ssh offers",
                "ssh が提示するほかの鍵 {count} 個はサーバーに拒否されました",
                count = count,
            ),
        )
    })
}

/// The keys ssh offered and the server refused, one line each.
pub(crate) fn refusals(offers: &[Offer]) -> Vec<Seen> {
    offers
        .iter()
        .take(8)
        .map(|offer| {
            let key = key_name(&offer.key);
            match &offer.origin {
                Origin::File(path) => Seen::new(
                    "server",
                    say!(
                        "the server refuses {key}",
                        "サーバーは {key} を拒否します",
                        key = key
                    ),
                )
                .in_file(path),
                Origin::Agent { comment, .. } => Seen::new(
                    "server",
                    say!(
                        "the server refuses {key} (agent: {comment})",
                        "サーバーは {key} を拒否します (エージェント: {comment})",
                        key = key,
                        comment = comment.visible(60),
                    ),
                ),
            }
        })
        .collect()
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

/// Where the server itself says why it ended a login: its log, its account data.
pub(crate) fn account_steps(target: &Target) -> Vec<Step> {
    let user = user(target);
    let log = Command::new([
        "journalctl",
        "-u",
        "ssh",
        "-u",
        "sshd",
        "--since",
        "-1h",
        "--no-pager",
    ])
    .pipe(Command::new([
        "grep",
        "-E",
        "PAM|pam_|prohibited|expired|nologin|fatal|error",
    ]));
    let account = "getent passwd \"$1\"; chage -l \"$1\"; ls -l /etc/nologin /run/nologin";
    vec![
        Step::new(
            Where::Server,
            say!(
                "As root on the server: what sshd and PAM say of it.",
                "サーバー上で root として、sshd と PAM のログを確認します。"
            ),
        )
        .run(log),
        Step::new(
            Where::Server,
            say!(
                "As root on the server: is the account {user} there and not expired, and are logins not switched off?",
                "サーバー上で root として、アカウント {user} が存在し期限切れでないこと、ログインが停止されていないことを確認します。",
                user = user,
            ),
        )
        .run(Command::new(["sh", "-c", account, "sh", &target.user])),
        Step::new(
            Where::Administrator,
            say!(
                "Without access: send the owner of the server the text above with the time, your address and the account {user}.",
                "アクセスできない場合は、上の文言と時刻、接続元アドレス、アカウント {user} をサーバーの管理者に送ります。",
                user = user,
            ),
        ),
    ]
}
