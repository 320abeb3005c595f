//! What the server and OpenSSH said, and where the server says more.

use std::path::Path;

use super::names::{host, key_name, user, utc};
use crate::evidence::{BlockView, Footprint, Offer, Origin};
use crate::finding::{Seen, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

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

/// ssh's own view of the Host block that is printed.
pub(crate) fn viewed(view: &BlockView) -> Option<Seen> {
    let text = match view {
        BlockView::AsMeant => say!(
            "asked with the block below in front of your configuration, ssh would offer that one key first, and no other that you did not name",
            "下のブロックを設定の先頭に置いて ssh に確認すると、この鍵を最初に提示し、指定のない鍵は提示しません"
        ),
        BlockView::Overruled(line) => say!(
            "with the block below something stronger still stands against it: {line}",
            "下のブロックを置いても、より優先される指定が残ります: {line}",
            line = line.visible(120)
        ),
        BlockView::CouldNotAsk => return None,
    };
    Some(Seen::new("ssh -G", text))
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

/// For a message to an administrator: what finds the attempt in the server's log.
pub(crate) fn tried(footprint: Footprint) -> Say {
    match (footprint.when.map(utc), footprint.from) {
        (Some(when), Some(from)) => say!(
            "I tried at {when} from {address} port {port} (as my machine sees it; behind NAT your log shows another one).",
            "試したのは {when}、接続元は {address} ポート {port} です (手元のマシンから見たアドレスで、NAT の内側ではログに別のアドレスが出ます)。",
            when = when,
            address = from.ip(),
            port = from.port()
        ),
        (Some(when), None) => say!(
            "I tried at {when}, through another machine (a jump host or a proxy), whose address your log shows.",
            "試したのは {when} です。別のマシン (踏み台またはプロキシ) を経由しているため、ログにはそのアドレスが出ます。",
            when = when
        ),
        (None, _) => say!(
            "What my ssh printed comes with this message.",
            "ssh の出力を一緒に送ります。"
        ),
    }
}

/// Where the server itself says why it ended a login: its log, its account data.
pub(crate) fn account_steps(target: &Target, footprint: Footprint) -> Vec<Step> {
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
                "Without access: send this to whoever looks after the server, with the lines quoted above.\n\nI cannot log in to {host} (port {port}) as \"{user}\". ",
                "アクセスできない場合は、上に引用した文言とともに、次の内容をサーバーの管理者に送ります。\n\n{host} (ポート {port}) に \"{user}\" でログインできません。",
                host = host(target),
                port = target.port,
                user = user
            )
            .then(&tried(footprint))
            .then(&say!(
                " Please see what sshd and PAM say of that attempt, and whether the account may log in.",
                "この試行について sshd と PAM のログを確認し、アカウントのログインが許可されているかを教えてください。"
            )),
        ),
    ]
}
