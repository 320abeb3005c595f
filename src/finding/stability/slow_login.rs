//! Login works, but one step takes five seconds or more.
//!
//! **Known by**: the gap between two protocol points.
//! **Looks the same**: `identification-timed-out` and `login-grace-exceeded` (it never gets through),
//! `shell-startup-broken` (it never ends).
//! **References**: sshd_config(5) UseDNS, GSSAPIAuthentication; OpenSSH canohost.c/auth.c (reverse look-up);
//! pam_systemd(8).

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

Before the connection: name look-up on this machine, or an IPv6 address that is tried first and never answers. In key exchange: a slow or overloaded server. Between the request for authentication and the first answer: the server looks up your address backwards (UseDNS), a directory service (LDAP, SSSD), or GSSAPI. After the key was accepted: PAM, AuthorizedKeysCommand. After the session started: start-up files, motd scripts, a home on the network, or logind (a wait of 25 seconds).

ssh's own clock shows the place; the pause stands before the line that comes late:
  ssh -v USER@HOST true 2>&1 | while IFS= read -r l; do echo \"$(date +%T) $l\"; done

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

接続の前なら、手元での名前解決か、先に試される IPv6 アドレスが応答しないことです。鍵交換の途中なら、サーバーが遅いか過負荷です。認証を要求してから最初の返事までなら、サーバーが接続元アドレスを逆引きしている(UseDNS)か、ディレクトリサービス(LDAP、SSSD)、または GSSAPI です。鍵が受け入れられた後なら PAM か AuthorizedKeysCommand、セッションの開始後なら起動ファイル、motd のスクリプト、ネットワーク上のホーム、または logind(25 秒の待ち)です。

次のように時刻を付けると場所が分かります。遅れて出る行の手前で待っています。
  ssh -v USER@HOST true 2>&1 | while IFS= read -r l; do echo \"$(date +%T) $l\"; done

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
    pub step: Stage,
    /// Seconds it took.
    pub seconds: f64,
    /// The person's ssh tries Kerberos before keys.
    pub gssapi: bool,
}

impl Cause for SlowLogin {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        let seconds = self.seconds;
        match self.step {
            Stage::Resolve => say!(
                "The login works, but looking up {host} takes {seconds:.0} seconds.",
                "ログインはできますが、{host} の名前解決に {seconds:.0} 秒かかります。",
                host = target.hostname,
                seconds = seconds
            ),
            Stage::Userauth => say!(
                "The login works, but the server takes {seconds:.0} seconds before it answers the first authentication request.",
                "ログインはできますが、最初の認証要求への応答にサーバーが {seconds:.0} 秒かかります。",
                seconds = seconds
            ),
            Stage::Session => say!(
                "The login works, but a complete one takes {seconds:.0} seconds; no step before it was that slow.",
                "ログインはできますが、完了までに {seconds:.0} 秒かかります。それまでの段階はどれも、そこまで遅くありませんでした。",
                seconds = seconds
            ),
            _ => say!(
                "The login works, but the server takes {seconds:.0} seconds at the step {step}.",
                "ログインはできますが、サーバーは {step} の段階に {seconds:.0} 秒かかります。",
                seconds = seconds,
                step = self.step.name()
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![Seen::new(
            "clock",
            say!(
                "{step}: {seconds:.1} s",
                "{step}: {seconds:.1} 秒",
                step = self.step.name(),
                seconds = self.seconds
            ),
        )]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match self.step {
            Stage::Resolve => vec![
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
                .run(crate::finding::steps::ssh_with(
                    target,
                    &[("AddressFamily", "inet")],
                )),
            ],
            Stage::Session => {
                let mut steps = Vec::new();
                if self.gssapi {
                    let kerberos = say!(
                        "Your ssh tries Kerberos (GSSAPI) before keys, and looks for its servers in DNS: see whether it is quick without",
                        "お使いの ssh は鍵より先に Kerberos (GSSAPI) を試し、そのサーバーを DNS で探します。使わないと速くなるか確かめます"
                    );
                    let without =
                        crate::finding::steps::ssh_with(target, &[("GSSAPIAuthentication", "no")]);
                    steps.push(Step::new(Where::Client, kerberos).run(without));
                }
                steps.push(at_the_server());
                steps
            }
            _ => vec![at_the_server()],
        }
    }
}

/// What sshd waits for.
fn at_the_server() -> Step {
    Step::new(
        Where::Server,
        say!(
            "sshd most often waits for the name of your address: with UseDNS no it does not ask. Else look at PAM, LDAP and the server's own resolver",
            "多くの場合、sshd は接続元アドレスの逆引きを待っています。UseDNS no で問い合わせなくなります。そのほか PAM、LDAP、サーバーのリゾルバーを確認します"
        ),
    )
    .run(
        Command::new(["sudo", "sshd", "-T"])
            .pipe(Command::new(["grep", "-Ei", "^(usedns|usepam|gssapiauthentication)"])),
    )
}
