//! The server hangs up before it identifies itself.
//!
//! Known by EOF or RST without an identification string. Which of the two it is says nothing: a server that closes
//! while our string lies unread sends RST, else FIN. libwrap waits five seconds before it closes. What a second connection
//! meets on which this side keeps quiet tells an sshd that dies from a port where something else waits.

use crate::evidence::{Closing, HangUp};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "closed-before-identification",
    stage: Stage::Identify,
    fault: Say::fixed(
        "the server hangs up before it identifies itself",
        "サーバーが識別文字列を送る前に接続を切っています",
    ),
    text: Say::fixed(
        "\
Somebody accepts the connection and closes it without saying who they are. No user name and no key has been sent: this has nothing to do with the account.

It is known from the close itself. Connection closed by remote host and Connection reset by peer mean the same here; which of them appears is chance.

A line of text before the close names the reason, and ssh shows it only with -v: Exceeded MaxStartups (max-startups-exceeded), Not allowed at this time (penalised-by-server), a web server's words (not-ssh). Without any line: hosts.deny, if the close comes after five seconds; an sshd that dies at its start for each connection (privilege separation directory, half-finished upgrade, broken configuration under socket activation); a balancer without a healthy member; a ban; a box on the path that dislikes SSH.

The server's log names it:
  sudo journalctl -u ssh -u sshd -n 50 --no-pager
  sudo /usr/sbin/sshd -t

Does it always happen? Now and then is load, or one sick member of a group. Always, but not from another network, is a ban, hosts.deny or a box on the path:
  cat /etc/hosts.allow /etc/hosts.deny
  sudo fail2ban-client status sshd",
        "\
接続は受け付けられますが、相手は名乗らずに切断します。ユーザー名も鍵もまだ送っていないので、アカウントとは関係ありません。

切断そのものから分かります。Connection closed by remote host と Connection reset by peer は、ここでは同じ意味です。どちらになるかは偶然です。

切断前に 1 行の文があれば、それが理由です。ssh は -v のときだけ表示します。Exceeded MaxStartups (max-startups-exceeded)、Not allowed at this time (penalised-by-server)、Web サーバーの応答 (not-ssh) などです。何もない場合は、5 秒後の切断なら hosts.deny、そのほかに、接続ごとに起動直後に落ちる sshd (特権分離ディレクトリ、途中で止まったアップグレード、ソケット起動での設定の誤り)、正常なメンバーのいないロードバランサー、BAN、SSH を嫌う途中の機器が考えられます。

サーバーのログに理由があります。
  sudo journalctl -u ssh -u sshd -n 50 --no-pager
  sudo /usr/sbin/sshd -t

常に起こるかを確かめます。時々なら負荷か、グループの 1 台の故障です。常に起こり、別のネットワークからは起こらないなら、BAN、hosts.deny、途中の機器のいずれかです。
  cat /etc/hosts.allow /etc/hosts.deny
  sudo fail2ban-client status sshd",
    ),
    sentences: &[
        "kex_exchange_identification: Connection closed by remote host",
        "kex_exchange_identification: read: Connection reset by peer",
        "ssh_exchange_identification: Connection closed by remote host",
        "ssh_exchange_identification: read: Connection reset by peer",
        "Remote side unexpectedly closed network connection",
        "connection is closed by foreign host",
        "Failed getting banner",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosedBeforeIdentification {
    /// How.
    pub how: Closing,
    /// What the server said before, line by line.
    pub said: Vec<Untrusted>,
    /// Seconds after the connection opened.
    pub seconds: f64,
    /// What it did with a client that kept quiet.
    pub again: Option<HangUp>,
}

/// libwrap's `refuse()` sleeps five seconds before it closes.
const WRAPPERS_SECONDS: std::ops::Range<f64> = 4.5..6.5;

/// What remains after five seconds.
const AFTER_FIVE_SECONDS: &[Code] = &[
    &crate::finding::server::hosts_denied::PAGE,
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
];

/// What remains else.
const REASONS: &[Code] = &[
    &super::max_startups_exceeded::PAGE,
    &crate::finding::server::sshd_privsep_missing::PAGE,
    &crate::finding::server::sshd_upgrade_incomplete::PAGE,
    &crate::finding::server::sshd_config_invalid::PAGE,
    &crate::finding::server::sshd_host_keys_missing::PAGE,
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::server::hosts_denied::PAGE,
    &super::not_ssh::PAGE,
    &super::identification_blocked::PAGE,
    &crate::finding::connect::addresses_disagree::PAGE,
];

/// The server turns clients away by chance, or one of several behind the address is ill.
const BY_CHANCE: &[Code] = &[
    &super::max_startups_exceeded::PAGE,
    &crate::finding::connect::addresses_disagree::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
];

/// The time fits tcp wrappers.
pub(crate) fn as_wrappers_do(seconds: f64) -> bool {
    WRAPPERS_SECONDS.contains(&seconds)
}

impl ClosedBeforeIdentification {
    fn as_wrappers_do(&self) -> bool {
        as_wrappers_do(self.seconds)
    }

    /// It wants a PROXY protocol header.
    fn wants_a_header(&self) -> bool {
        matches!(self.again, Some(HangUp::Proxy { .. }))
    }
}

/// The second connection, on which this side kept quiet.
fn quiet(again: &HangUp) -> Option<Seen> {
    let text = match again {
        HangUp::Unasked { .. } => say!(
            "a second connection, which said nothing at all, was hung up on as well",
            "何も送らない 2 回目の接続も、同じように切断されました"
        ),
        HangUp::Identified { ident, .. } => say!(
            "a second connection got its identification string: \"{ident}\"",
            "2 回目の接続では識別文字列が届きました: \"{ident}\"",
            ident = ident.visible(120)
        ),
        HangUp::Proxy { ident } => say!(
            "behind a PROXY protocol header (PROXY TCP4 ...) it says \"{ident}\"",
            "PROXY プロトコルのヘッダー (PROXY TCP4 ...) を先に送ると \"{ident}\" と応答します",
            ident = ident.visible(120)
        ),
        HangUp::Waits => say!(
            "a second connection, which said nothing, was left open: it waits for the client to speak first, and an SSH server does not",
            "何も送らない 2 回目の接続は開いたままでした。相手はこちらが先に送るのを待っており、これは SSH サーバーの動作ではありません"
        ),
        HangUp::Tls { .. } | HangUp::CouldNotAsk => return None,
    };
    Some(Seen::new("server", text))
}

impl Cause for ClosedBeforeIdentification {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        // It identifies itself behind a header, and only there.
        if self.wants_a_header() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn cause(&self, target: &Target) -> Say {
        match self.again {
            Some(HangUp::Proxy { .. }) => {
                return say!(
                    "{host} answers SSH only behind a PROXY protocol header: it is made to be reached through a load balancer, and not directly.",
                    "{host} は、先に PROXY プロトコルのヘッダーが届いたときだけ SSH で応答します。直接ではなくロードバランサー経由で使う構成です。",
                    host = target.host
                );
            }
            Some(HangUp::Identified { .. }) => {
                return say!(
                    "{host} hung up on one connection and let the next one through: it turns clients away by chance, or one of several machines behind the address is ill.",
                    "{host} は 1 回目の接続を切断し、次の接続は受け付けました。負荷のため無作為に断っているか、同じアドレスの複数のマシンのうち 1 台が故障しています。",
                    host = target.host
                );
            }
            Some(
                HangUp::Unasked { .. } | HangUp::Tls { .. } | HangUp::Waits | HangUp::CouldNotAsk,
            )
            | None => {}
        }
        if self.as_wrappers_do() {
            return say!(
                "{host} accepts the connection and hangs up after five seconds, as /etc/hosts.deny makes it do.",
                "{host} は接続を受け付け、5 秒後に切断しています。/etc/hosts.deny で拒否されたときの動作です。",
                host = target.host
            );
        }
        say!(
            "{host} accepts the connection and hangs up before it identifies itself.",
            "{host} は接続を受け付けますが、識別文字列を送る前に切断しています。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let quoted = |line: &Untrusted| {
            let text = say!(
                "before that it said \"{line}\"",
                "その前に届いた行: \"{line}\"",
                line = line.visible(120)
            );
            Seen::new("server", text)
        };
        let mut seen: Vec<_> = self.said.iter().take(5).map(quoted).collect();
        seen.push(super::closed(self.how, self.seconds));
        seen.extend(self.again.as_ref().and_then(quiet));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        let without = |unwanted: &[Code]| {
            let reasons = REASONS.iter().copied();
            reasons
                .filter(|reason| !unwanted.contains(reason))
                .collect()
        };
        match self.again {
            _ if self.as_wrappers_do() => AFTER_FIVE_SECONDS.to_vec(),
            Some(HangUp::Proxy { .. }) => Vec::new(),
            Some(HangUp::Identified { .. }) => BY_CHANCE.to_vec(),
            // What waits for the client never hangs up on one that keeps quiet.
            Some(HangUp::Unasked { .. }) => without(&[&super::not_ssh::PAGE]),
            Some(HangUp::Waits) => {
                vec![&super::not_ssh::PAGE, &super::identification_blocked::PAGE]
            }
            Some(HangUp::Tls { .. } | HangUp::CouldNotAsk) | None => without(&[]),
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let wrappers = Step::new(
            Where::Server,
            Say::fixed(
                "On the server's console: a line for sshd or ALL in hosts.deny shuts this address out; a line in hosts.allow goes before it",
                "サーバーのコンソールで調べます。hosts.deny の sshd か ALL の行がこのアドレスを拒否しています。hosts.allow の行が優先されます",
            ),
        )
        .run(Command::new(["cat", "/etc/hosts.allow", "/etc/hosts.deny"]));
        let test = Step::new(
            Where::Server,
            Say::fixed(
                "Can sshd start at all? This names a broken line, a missing key or directory",
                "sshd が起動できる状態かを調べます。壊れた行や、足りない鍵、ディレクトリが分かります",
            ),
        )
        .run(Command::new(["sudo", "/usr/sbin/sshd", "-t"]));
        // systemd makes /run/sshd anew, but `sshd -t` wants it before; and an sshd that an update left behind becomes the one on the disk.
        let restart = Step::new(
            Where::Server,
            Say::fixed(
                "If only a directory is missing, or the log speaks of an update: start sshd anew, which makes the directory; sessions that are open stay open",
                "ディレクトリが足りないだけの場合や、ログに更新のことが出ている場合は、sshd を再起動します。ディレクトリも作り直されます。接続中のセッションは切れません",
            ),
        )
        .run(Command::new([
            "sudo",
            "sh",
            "-c",
            "install -d -m 755 /run/sshd && /usr/sbin/sshd -t && { systemctl restart ssh || systemctl restart sshd; }",
        ]));
        let banned = Step::new(
            Where::Server,
            Say::fixed(
                "Is your address banned?",
                "自分のアドレスが BAN されていないかを調べます",
            ),
        )
        .run(Command::new(["sudo", "fail2ban-client", "status", "sshd"]));
        let listener = Step::new(
            Where::Server,
            Say::fixed(
                "On the server's console: which program listens on this port?",
                "サーバーのコンソールで、このポートで待ち受けているプログラムを調べます",
            ),
        )
        .run(Command::new(["sudo", "ss", "-ltnp"]));
        let member = Step::new(
            Where::Administrator,
            say!(
                "If the address is a load balancer's: is one of its members healthy, and does its health check reach port {port}?",
                "アドレスがロードバランサーのものなら、正常なメンバーがあるか、ヘルスチェックがポート {port} に届いているかを確かめます",
                port = target.port
            ),
        );
        match self.again {
            _ if self.as_wrappers_do() => vec![wrappers, banned, steps::read_log()],
            Some(HangUp::Proxy { .. }) => vec![
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Use the name or address of the load balancer before it",
                        "手前のロードバランサーの名前かアドレスを使って接続します",
                    ),
                ),
                Step::new(
                    Where::Administrator,
                    Say::fixed(
                        "Or take the PROXY protocol off this port (accept-proxy of haproxy, proxy_protocol of nginx), or give sshd a port without it",
                        "または、このポートの PROXY プロトコル (haproxy の accept-proxy、nginx の proxy_protocol) を外すか、それを使わないポートを sshd に用意します",
                    ),
                ),
                listener,
            ],
            Some(HangUp::Identified { .. }) => {
                let text = Say::fixed("Try again in a moment", "少し待ってからもう一度接続します");
                let wait = Command::new(["sleep", "30"]).and(target.ssh(&[]));
                let once_more = Step::new(Where::Client, text).run(wait);
                vec![once_more, steps::read_log(), member]
            }
            Some(HangUp::Waits) => vec![steps::look_at_other_ports(target), listener],
            Some(HangUp::Unasked { .. } | HangUp::Tls { .. } | HangUp::CouldNotAsk) | None => {
                vec![steps::read_log(), test, restart, wrappers, banned, member]
            }
        }
    }
}
