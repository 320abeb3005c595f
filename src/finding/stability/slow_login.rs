//! Login works, but one step takes five seconds or more.
//!
//! **Known by**: the gap between two protocol points.
//! **Looks the same**: `identification-timed-out` and `login-grace-exceeded` (it never gets through),
//! `shell-startup-broken` (it never ends).
//! **References**: sshd_config(5) UseDNS, GSSAPIAuthentication; OpenSSH canohost.c/auth.c (reverse look-up);
//! pam_systemd(8).

use crate::evidence::pace::{Heard, LoginStep, Wait};
use crate::finding::steps::{self, ssh_with, write_host_block};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "slow-login",
    stage: Stage::Stability,
    fault: Say::fixed(
        "login works, but one step of it takes five seconds or more",
        "ログインはできますが、ある段階に 5 秒以上かかっています",
    ),
    text: Say::fixed(
        "\
The login works; one of its steps is slow. Which one is known from the time between two points of the protocol, and each step has its usual suspects.

Before the connection: name look-up on this machine, or an IPv6 address that is tried first and never answers. In key exchange: a slow or overloaded server. Between the request for authentication and the first answer: the server looks up your address backwards (UseDNS), or asks a directory service (LDAP, SSSD). At Kerberos (GSSAPI), which ssh tries before keys: a name server or a realm's server that is silent, even where there is no ticket. After the key was accepted: PAM, AuthorizedKeysCommand. After the session started: start-up files, motd scripts, a home on the network, or logind (a wait of 25 seconds).

ssh's own clock shows the place; the pause stands before the line that comes late:
  ssh -v USER@HOST true 2>&1 | while IFS= read -r l; do echo \"$(date +%T) $l\"; done
Give those lines to sshdoctor log, which names the step; sshdoctor --answer log-in=yes USER@HOST does both.

Before the connection, try IPv4 alone; for GSSAPI, try without:
  ssh -4 USER@HOST
  ssh -o GSSAPIAuthentication=no USER@HOST
If either is quick, put AddressFamily inet or GSSAPIAuthentication no under that host in ~/.ssh/config.

On the server: UseDNS no (the default since OpenSSH 6.8), and mend its resolver. For the 25 seconds:
  systemctl status systemd-logind
  sudo systemctl restart systemd-logind
If the wait grows past LoginGraceTime (120 seconds by default) the server hangs up: login-grace-exceeded.",
        "\
ログインはできますが、どこかの段階が遅くなっています。どの段階かはプロトコルの二つの時点の間隔から分かり、段階ごとによくある原因があります。

接続の前なら、手元での名前解決か、先に試される IPv6 アドレスが応答しないことです。鍵交換の途中なら、サーバーが遅いか過負荷です。認証を要求してから最初の返事までなら、サーバーが接続元アドレスを逆引きしている(UseDNS)か、ディレクトリサービス(LDAP、SSSD)です。鍵より先に試す Kerberos (GSSAPI) なら、ネームサーバーやレルムのサーバーが応答しないことで、チケットがなくても起こります。鍵が受け入れられた後なら PAM か AuthorizedKeysCommand、セッションの開始後なら起動ファイル、motd のスクリプト、ネットワーク上のホーム、または logind(25 秒の待ち)です。

次のように時刻を付けると場所が分かります。遅れて出る行の手前で待っています。
  ssh -v USER@HOST true 2>&1 | while IFS= read -r l; do echo \"$(date +%T) $l\"; done
この出力を sshdoctor log に渡すと、遅い段階が分かります。sshdoctor --answer log-in=yes USER@HOST なら、両方をまとめて行います。

接続の前が遅いなら IPv4 だけで、GSSAPI が疑わしければ GSSAPI なしで試します。
  ssh -4 USER@HOST
  ssh -o GSSAPIAuthentication=no USER@HOST
どちらかで速くなるなら、~/.ssh/config の該当ホストに AddressFamily inet または GSSAPIAuthentication no と書きます。

サーバーでは UseDNS no(OpenSSH 6.8 からの既定値)とし、名前解決を直します。25 秒待つ場合は次を見ます。
  systemctl status systemd-logind
  sudo systemctl restart systemd-logind
待ち時間が LoginGraceTime(既定は 120 秒)を超えると、サーバーが切断します(login-grace-exceeded)。",
    ),
    sentences: &[
        "reverse mapping checking getaddrinfo",
        "but this does not map back to the address",
    ],
};

/// This case of it: all is well but for the time one step takes.
#[derive(Debug, Clone, PartialEq)]
pub struct SlowLogin {
    /// The slow step.
    pub step: LoginStep,
    /// Seconds it took.
    pub seconds: f64,
    /// Where it stood between ssh's own lines; nothing where this program's own probe met it.
    pub seen: Option<Wait>,
    /// The way to the server takes the time, where that was measured.
    pub path: Option<Path>,
    /// It is Kerberos that lets this person in: without it they may be locked out.
    pub by_kerberos: bool,
}

/// What the way to the server has to do with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Path {
    /// Each round trip takes so many seconds.
    Long {
        /// That of the TCP connection's opening.
        round_trip: f64,
    },
    /// So many segments were sent again, or came ahead of one that was missing.
    Loses {
        /// How many.
        segments: u32,
    },
}

impl Path {
    fn seen(self) -> Seen {
        Seen::new(
            "tcp",
            match self {
                Path::Long { round_trip } => say!(
                    "opening the TCP connection, one round trip, took {round_trip:.1} s: the server is far, or the way to it is slow",
                    "TCP 接続の確立 (1 往復) に {round_trip:.1} 秒かかりました。サーバーが遠いか、途中の経路が遅くなっています"
                ),
                Path::Loses { segments } => say!(
                    "the kernel's account: {segments} segments got lost and were sent again, or came out of order",
                    "カーネルの記録: {segments} 個のセグメントが失われて再送されたか、順序が入れ替わって届きました"
                ),
            },
        )
    }

    fn next(target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Network,
                say!(
                    "The way to the server takes this time, not the server. See how long an answer takes and how many get lost; compare with a cable in place of Wi-Fi, and without the VPN",
                    "時間がかかっているのはサーバーではなく、サーバーまでの経路です。応答の時間と失われる割合を確認し、有線接続や VPN なしの場合と比べます"
                ),
            )
            .run(Command::new(["ping", "-c", "20", &target.hostname])),
            Step::new(
                Where::Client,
                say!(
                    "Logins that follow the first go through its connection, and save the round trips",
                    "2 回目以降のログインは最初の接続を使い回すと、往復を減らせます"
                ),
            )
            .run(ssh_with(target, SHARED)),
        ]
    }
}

const SHARED: &[(&str, &str)] = &[
    ("ControlMaster", "auto"),
    ("ControlPath", "~/.ssh/cm-%C"),
    ("ControlPersist", "10m"),
];

impl Cause for SlowLogin {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        let seconds = self.seconds;
        let [en, ja] = subject(self.step, target);
        Say::made(
            format!("The login works, but {en} takes {seconds:.0} seconds."),
            format!("ログインはできますが、{ja}に {seconds:.0} 秒かかります。"),
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let Some(wait) = &self.seen else {
            let clock = Seen::new(
                "clock",
                say!("{seconds:.1} s", "{seconds:.1} 秒", seconds = self.seconds),
            );
            return std::iter::once(clock)
                .chain(self.path.map(Path::seen))
                .collect();
        };
        let line = |heard: &Heard| Say::verbatim(heard.text.visible(120));
        vec![
            Seen::new("ssh -v", line(&wait.before)),
            Seen::new("clock", silence(wait)),
            Seen::new("ssh -v", line(&wait.after)),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if self.path.is_some() {
            return Path::next(target);
        }
        match self.step {
            LoginStep::Name => slow_name(target),
            LoginStep::Connecting => slow_connection(target),
            LoginStep::Ticket | LoginStep::TicketAnswer => slow_kerberos(self, target),
            LoginStep::Identification | LoginStep::KeyExchange => vec![busy_server()],
            LoginStep::FirstAnswer => vec![names_at_the_server()],
            LoginStep::KeyAnswer => vec![keys_at_the_server()],
            LoginStep::Accepted => vec![which_side(target), account_at_the_server()],
            LoginStep::AfterKey | LoginStep::TypedAnswer => vec![account_at_the_server()],
            LoginStep::Opening => session_at_the_server(),
            LoginStep::Shell => vec![start_up_files(target)],
            // None of these is a machine's own time.
            LoginStep::HostKey
            | LoginStep::Keys
            | LoginStep::Signing
            | LoginStep::Typing
            | LoginStep::Session => vec![names_at_the_server()],
        }
    }
}

/// How long ssh printed nothing here, and in the whole step where that is more.
fn silence(wait: &Wait) -> Say {
    let (seconds, all) = (wait.longest, wait.seconds);
    if all - seconds < 0.5 {
        return say!(
            "{seconds:.1} s in which ssh prints nothing",
            "ssh が何も表示しない時間: {seconds:.1} 秒"
        );
    }
    say!(
        "{seconds:.1} s in which ssh prints nothing; with the other pauses of this step {all:.1} s",
        "ssh が何も表示しない時間: {seconds:.1} 秒 (この段階のほかの待ちも合わせると {all:.1} 秒)"
    )
}

/// What takes the time, as the subject of a sentence, in English and Japanese.
pub fn subject(step: LoginStep, target: &Target) -> [String; 2] {
    let (en, ja) = what_takes_time(step);
    [en, ja].map(|words| words.replace("{host}", &target.hostname))
}

const fn what_takes_time(step: LoginStep) -> (&'static str, &'static str) {
    match step {
        LoginStep::Name => ("looking up {host}", "{host} の名前解決"),
        LoginStep::Connecting => ("the TCP connection to {host}", "{host} への TCP 接続"),
        LoginStep::Identification => (
            "the server's identification string, once connected,",
            "接続してからサーバーが識別文字列を送るまで",
        ),
        LoginStep::KeyExchange => ("the key exchange with the server", "サーバーとの鍵交換"),
        LoginStep::HostKey => ("the check of the host key", "ホスト鍵の確認"),
        LoginStep::Keys => ("reading your keys", "鍵の読み込み"),
        LoginStep::FirstAnswer => (
            "the server's answer to the first authentication request",
            "最初の認証要求に対するサーバーの応答",
        ),
        LoginStep::Ticket => (
            "Kerberos (GSSAPI) on this machine, which your ssh tries before your keys,",
            "鍵より先に試す、このマシンの Kerberos (GSSAPI) の処理",
        ),
        LoginStep::TicketAnswer => (
            "the server's answer to Kerberos (GSSAPI), which your ssh tries before your keys,",
            "鍵より先に試す Kerberos (GSSAPI) に対するサーバーの応答",
        ),
        LoginStep::KeyAnswer => (
            "the server's answer whether it takes your key",
            "鍵を受け付けるかどうかのサーバーの応答",
        ),
        LoginStep::Signing => ("the signature with your key", "鍵での署名"),
        LoginStep::Accepted => (
            "the way from the server's yes to your key to the login (your signature, then the server's check of the account)",
            "サーバーが鍵を受け付けてからログインできるまで (手元での署名と、サーバーでのアカウントの確認)",
        ),
        LoginStep::AfterKey => (
            "the server's yes, after your key has signed,",
            "鍵で署名した後、サーバーがログインを認めるまで",
        ),
        LoginStep::Typing => ("typing", "入力"),
        LoginStep::TypedAnswer => (
            "the server's answer to what was typed",
            "入力した内容に対するサーバーの応答",
        ),
        LoginStep::Opening => (
            "the opening of the session, after the login has been accepted,",
            "ログインが認められた後、セッションが開くまで",
        ),
        LoginStep::Shell => (
            "the start of the shell on the server",
            "サーバーでのシェルの起動",
        ),
        LoginStep::Session => ("the session", "セッション"),
    }
}

fn slow_name(target: &Target) -> Vec<Step> {
    vec![
        Step::new(
            Where::Client,
            say!(
                "See which name server is slow, and take it out of resolv.conf or mend it",
                "どのネームサーバーが遅いか確認し、resolv.conf から外すか直します"
            ),
        )
        .run(Command::new(["cat", "/etc/resolv.conf"])),
        Step::new(
            Where::Client,
            say!(
                "Meanwhile one address family saves a question",
                "当面は、アドレスの種類を片方にすると問い合わせが 1 回減ります"
            ),
        )
        .run(ssh_with(target, INET)),
    ]
}

const INET: &[(&str, &str)] = &[("AddressFamily", "inet")];
const WITHOUT_KERBEROS: &[(&str, &str)] = &[("GSSAPIAuthentication", "no")];

fn slow_connection(target: &Target) -> Vec<Step> {
    vec![
        Step::new(
            Where::Client,
            say!(
                "An address that is tried first and does not answer costs such a time: see whether it is quick by IPv4 alone",
                "先に試すアドレスが応答しないと、このように時間がかかります。IPv4 だけなら速いか確かめます"
            ),
        )
        .run(ssh_with(target, INET)),
        write_host_block(target, INET),
    ]
}

fn slow_kerberos(slow: &SlowLogin, target: &Target) -> Vec<Step> {
    let without = [
        Step::new(
            Where::Client,
            say!(
                "Log in without Kerberos: if it is quick now, that was it",
                "Kerberos を使わずにログインします。速くなれば、これが原因です"
            ),
        )
        .run(ssh_with(target, WITHOUT_KERBEROS)),
        write_host_block(target, WITHOUT_KERBEROS),
    ];
    let mut steps: Vec<Step> = match slow.by_kerberos {
        true => Vec::new(),
        false => without.into(),
    };
    steps.push(match slow.step {
        LoginStep::TicketAnswer => Step::new(
            Where::Server,
            say!(
                "If you need Kerberos here: the server looks up its own name and yours for it; see which name server it asks",
                "Kerberos が必要なら: サーバーはそのために自分と接続元の名前を調べます。どのネームサーバーに問い合わせるか確認します"
            ),
        )
        .run(Command::new(["cat", "/etc/resolv.conf"])),
        _ => Step::new(
            Where::Client,
            say!(
                "If you need Kerberos here: the library says what it waits for, a name server or a realm's server (KDC)",
                "Kerberos が必要なら: ライブラリに、何を待っているか (ネームサーバーか、レルムの KDC か) を表示させます"
            ),
        )
        .run(target.ssh_in("KRB5_TRACE=/dev/stderr", &["-v"])),
    });
    steps
}

fn busy_server() -> Step {
    Step::new(
        Where::Server,
        say!(
            "The server itself is slow at this point: see how busy it is",
            "この時点ではサーバー自身が遅くなっています。負荷を確認します"
        ),
    )
    .run(Command::new(["uptime"]))
}

/// `-v` alone does not tell when the signature left.
fn which_side(target: &Target) -> Step {
    Step::new(
        Where::Client,
        say!(
            "A passphrase that was typed meanwhile, or a token that was touched, is no fault. If there was none, see on which side the time goes",
            "その間にパスフレーズを入力したりトークンに触れたりしていれば、故障ではありません。そうでなければ、どちら側で時間がかかっているか確認します"
        ),
    )
    .run(steps::again_with(target, &["--answer", "log-in=yes"]))
}

/// What sshd waits for before its first answer.
fn names_at_the_server() -> Step {
    Step::new(
        Where::Server,
        say!(
            "sshd most often waits for the name of your address: with UseDNS no it does not ask. Else look at the server's own resolver, and at LDAP or SSSD, which look the user up",
            "多くの場合、sshd は接続元アドレスの逆引きを待っています。UseDNS no で問い合わせなくなります。そのほか、サーバーのリゾルバーと、ユーザーを調べる LDAP や SSSD を確認します"
        ),
    )
    .run(
        Command::new(["sudo", "sshd", "-T"])
            .pipe(Command::new(["grep", "-Ei", "^(usedns|usepam|gssapiauthentication)"])),
    )
}

fn keys_at_the_server() -> Step {
    Step::new(
        Where::Server,
        say!(
            "sshd looks for the key meanwhile: a program (AuthorizedKeysCommand), or a home on the network",
            "その間、sshd は鍵を探しています。鍵を調べるプログラム (AuthorizedKeysCommand) か、ネットワーク上のホームを確認します"
        ),
    )
    .run(
        Command::new(["sudo", "sshd", "-T"])
            .pipe(Command::new(["grep", "-Ei", "^authorizedkeys(command|file)"])),
    )
}

fn account_at_the_server() -> Step {
    Step::new(
        Where::Server,
        say!(
            "PAM's account and auth lines are at work then (LDAP, SSSD, programs), and AuthorizedKeysCommand a second time",
            "この間に動くのは PAM の account と auth の行 (LDAP、SSSD、プログラム) と、2 度目の AuthorizedKeysCommand です"
        ),
    )
    .run(Command::new(["grep", "-rE", "^(account|auth|@include)", "/etc/pam.d/sshd", "/etc/pam.d/common-account", "/etc/pam.d/common-auth"]))
}

fn session_at_the_server() -> Vec<Step> {
    vec![
        Step::new(
            Where::Server,
            say!(
                "PAM's session lines are at work then: pam_systemd (25 seconds where logind does not answer), motd scripts, a home that is mounted",
                "この間に動くのは PAM の session の行です。pam_systemd (logind が応答しないと 25 秒)、motd のスクリプト、ホームのマウントなどを確認します"
            ),
        )
        .run(Command::new(["grep", "-rE", "^(session|@include)", "/etc/pam.d/sshd", "/etc/pam.d/common-session"])),
        Step::new(
            Where::Server,
            say!("If it is logind: does it run?", "logind が原因なら、動作しているか確認します"),
        )
        .run(Command::new(["systemctl", "status", "systemd-logind"])),
    ]
}

fn start_up_files(target: &Target) -> Step {
    Step::new(
        Where::Client,
        say!(
            "See which line of its start-up files the shell waits at (~/.bashrc, ~/.profile, /etc/profile.d)",
            "シェルが起動ファイル (~/.bashrc、~/.profile、/etc/profile.d) のどの行で待っているか確認します"
        ),
    )
    .run(target.ssh_running(&[], "PS4='+ $(date +%T) ' bash -xlic true"))
}
