//! The jump host forwards, and cannot reach the target itself.
//!
//! Known by a channel open failure with reason 2, `connect failed`, and the jump host's own words behind it.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "jump-target-unreachable",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the jump host itself cannot reach the target",
        "踏み台自身がターゲットに届きません",
    ),
    text: Say::fixed(
        "\
ProxyJump works as far as the jump host; its sshd tried to connect to the target and failed. What this machine can reach or resolve does not matter: the name is looked up on the jump host, and its network and firewall count.

It is known from open failed: connect failed, followed by the jump host's own reason: Connection refused, Connection timed out, No route to host or a name it does not know.

If the words are administratively prohibited, it was not even allowed to try (jump-forwarding-refused).

Ask the jump host for its view of the name, and let it try once more; the second prints SSH-2.0-... when it gets through, and needs no shell there:
  ssh JUMP getent hosts TARGET
  ssh -W TARGET:22 JUMP

Then it is a case of name-not-found, connection-refused or connection-timed-out as seen from there: use the name or inner address the jump host knows (HostName in the block of the target), the right port, or have its firewall opened towards the target.",
        "\
踏み台までは届いていて、踏み台の sshd がターゲットへの接続を試みて失敗しました。この端末から届くか、名前が引けるかは関係ありません。名前は踏み台で解決され、踏み台のネットワークとファイアウォールが使われます。

open failed: connect failed と、それに続く踏み台側の理由 (Connection refused、Connection timed out、No route to host、名前の不明など) から分かります。

administratively prohibited と出る場合は、接続を試すこと自体が許可されていません (jump-forwarding-refused)。

踏み台での名前の解決を確認し、もう一度接続させます。2 番目のコマンドは、届けば SSH-2.0-... と表示されます (踏み台のシェルは不要です)。
  ssh JUMP getent hosts TARGET
  ssh -W TARGET:22 JUMP

あとは、踏み台から見た name-not-found、connection-refused、connection-timed-out と同じです。踏み台で通じる名前や内側のアドレス (ターゲットのブロックの HostName)、正しいポートを使うか、踏み台からターゲットへの通信を許可してもらいます。",
    ),
    sentences: &[
        "open failed: connect failed",
        "stdio forwarding failed",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct JumpTargetUnreachable {
    /// The jump host; none where it hides in a ProxyCommand.
    pub jump: Option<Target>,
    /// What it met.
    pub met: Met,
}

/// What the jump host met on its way to the target.
#[derive(Debug, Clone, PartialEq)]
pub enum Met {
    /// Its own words.
    Reason(Untrusted),
    /// No answer for so many seconds; its system has not given up yet.
    Silence(f64),
}

impl JumpTargetUnreachable {
    /// The target's system, or a firewall, said no.
    fn is_refused(&self) -> bool {
        matches!(&self.met, Met::Reason(reason) if reason.contains("onnection refused"))
    }

    /// The jump host has its own idea of names.
    fn mend_the_name(&self, host: &str) -> Vec<Step> {
        let look_up = Say::fixed(
            "Ask the jump host what it makes of the name; this machine's own hosts file and resolver do not count there",
            "踏み台でその名前がどう解決されるか確認します。この端末の hosts ファイルやリゾルバーは関係しません",
        );
        let ask = Command::new(["getent", "hosts", host]);
        let asks = |jump: &Target| {
            let remote = ask.line()?;
            Some(Step::new(Where::Client, look_up.clone()).run(jump.ssh_running(&[], remote)))
        };
        let write = Step::new(
            Where::Client,
            Say::fixed(
                "Write the name or address under which the jump host knows it as HostName into the target's block of ~/.ssh/config",
                "踏み台で通じる名前またはアドレスを、~/.ssh/config のこのホストのブロックに HostName として書きます",
            ),
        );
        self.jump
            .as_ref()
            .and_then(asks)
            .into_iter()
            .chain([write])
            .collect()
    }

    /// It looked the name up, and does not know it.
    fn name_is_unknown(&self) -> bool {
        let says = |reason: &Untrusted| {
            let words = [
                "not known",
                "resolution",
                "nodename",
                "No address",
                "esolve",
            ];
            words.iter().any(|words| reason.contains(words))
        };
        matches!(&self.met, Met::Reason(reason) if says(reason))
    }
}

impl Cause for JumpTargetUnreachable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.met {
            Met::Reason(_) => Certainty::Certain,
            Met::Silence(_) => Certainty::Likely,
        }
    }

    fn cause(&self, target: &Target) -> Say {
        let jump = super::named(self.jump.as_ref());
        match &self.met {
            Met::Reason(reason) => say!(
                "The jump host {jump} lets you in and cannot reach {host} port {port} itself: {reason}",
                "踏み台 {jump} にはログインできますが、踏み台自身が {host} のポート {port} に接続できません: {reason}",
                jump = jump,
                host = target.hostname,
                port = target.port,
                reason = reason.visible(100)
            ),
            Met::Silence(seconds) => say!(
                "The jump host {jump} lets you in; its own connection to {host} port {port} gets no answer within {seconds:.0} s.",
                "踏み台 {jump} にはログインできますが、踏み台から {host} のポート {port} への接続に {seconds:.0} 秒間応答がありません。",
                jump = jump,
                host = target.hostname,
                port = target.port,
                seconds = *seconds
            ),
        }
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let text = match &self.met {
            Met::Reason(reason) => say!(
                "open failed: connect failed: {reason}",
                "open failed: connect failed: {reason}",
                reason = reason.visible(100)
            ),
            Met::Silence(seconds) => say!(
                "asked for {host} port {port}, the jump host has not answered within {seconds:.0} s",
                "{host} のポート {port} への接続を依頼しましたが、踏み台から {seconds:.0} 秒間応答がありません",
                host = target.hostname,
                port = target.port,
                seconds = *seconds
            ),
        };
        vec![Seen::new("ssh -W", text)]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let host = target.hostname.as_str();
        if self.name_is_unknown() {
            return self.mend_the_name(host);
        }
        let mut steps = Vec::new();
        if let Some(jump) = &self.jump {
            let again = Say::fixed(
                "Let the jump host try it again, without a login on the target: SSH-2.0-... means that it gets through",
                "踏み台からの接続だけをもう一度試します (ターゲットにはログインしません)。SSH-2.0-... と表示されれば届いています",
            );
            let place = format!("[{host}]:{}", target.port);
            steps.push(Step::new(Where::Client, again).run(jump.ssh(&["-W", &place])));
        }
        let listens = Say::fixed(
            "On the target's console: does sshd run, on this port, and on an address that the jump host reaches?",
            "ターゲットのコンソールで、sshd が動いているか、このポートで、踏み台から届くアドレスで待ち受けているかを確認します",
        );
        steps.push(Step::new(Where::Server, listens).run(Command::new(["sudo", "ss", "-ltnp"])));
        if !self.is_refused() {
            // Nothing answers the jump host: what lies between the two drops it.
            steps.extend(steps::open_port(target.port));
            steps.push(Step::new(
                Where::Administrator,
                say!(
                    "In a cloud: do the rules of the target (security group, VPC firewall, NSG) allow TCP port {port} from the jump host's inner address?",
                    "クラウドの場合は、ターゲットの規則 (セキュリティグループ、VPC ファイアウォール、NSG) で、踏み台の内側のアドレスから TCP ポート {port} への通信が許可されているか確認します",
                    port = target.port
                ),
            ));
        }
        steps
    }
}
