//! SSH answers on another port of the same host.
//!
//! Known by a port that refuses or is not SSH, and an SSH identification string on another one. Whether it is the same
//! machine's sshd only the host key on record can say.

use crate::evidence::{KnownKey, OtherPorts};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "wrong-port",
    stage: Stage::Connect,
    fault: Say::fixed(
        "SSH answers on another port of the same host",
        "同じホストの別のポートで SSH が応答しています",
    ),
    text: Say::fixed(
        "\
On the port ssh used nobody listens, or something other than SSH does; on another port of the same host an SSH server identifies itself. Somebody moved sshd, or a router forwards another port.

It is known from both answers. ssh uses port 22 unless -p, the URL or a Port line says otherwise:
  ssh -G HOST | grep '^port'

The other port may belong to another SSH server: a container, a Git service, a second machine behind the same router. The host key tells: if it is the one on record, it is the right one; if ssh asks about an unknown key, compare the fingerprint first.

Connect to that port, and write it down for the host:
  ssh -p 2222 USER@HOST
  Host HOST
      Port 2222

If sshd should listen on the old port: on Ubuntu since 22.10 the port is opened by ssh.socket, and a changed Port line needs
  sudo systemctl daemon-reload && sudo systemctl restart ssh.socket",
        "\
ssh が使ったポートでは何も待ち受けていないか、SSH ではないものが動いています。同じホストの別のポートでは SSH サーバーが識別文字列を返しました。sshd のポートが変更されたか、ルーターが別のポートを転送しています。

両方の応答から分かります。ssh は、-p、URL、Port 行の指定がなければポート 22 を使います。
  ssh -G HOST | grep '^port'

別のポートの SSH は、コンテナ、Git サービス、同じルーターの奥の別のマシンなど、別のサーバーかもしれません。ホスト鍵で区別できます。記録と同じなら正しいサーバーです。未知の鍵かどうかを聞かれたら、先にフィンガープリントを確認してください。

そのポートに接続し、ホストの設定に書いておきます。
  ssh -p 2222 USER@HOST
  Host HOST
      Port 2222

sshd を元のポートで待ち受けさせたい場合、Ubuntu 22.10 以降では ssh.socket がポートを開くため、Port 行を変えたあとに次が必要です。
  sudo systemctl daemon-reload && sudo systemctl restart ssh.socket",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongPort {
    /// The port ssh would use.
    pub tried: u16,
    /// It refused; otherwise it is not SSH.
    pub refused: bool,
    /// The port with SSH.
    pub port: u16,
    /// The identification string there.
    pub ident: Untrusted,
    /// All that was looked at.
    pub looked: OtherPorts,
    /// The line of known_hosts whose key the other port shows: it is the same server.
    pub known: Option<KnownKey>,
}

impl Cause for WrongPort {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.known {
            Some(_) => Certainty::Certain,
            None => Certainty::Likely,
        }
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "SSH on {host} answers on port {port}, not on port {tried}.",
            "{host} の SSH はポート {tried} ではなく {port} で待ち受けています。",
            host = target.host,
            port = self.port,
            tried = self.tried
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let tried = if self.refused {
            say!(
                "port {tried} answered with RST: nothing listens there",
                "ポート {tried} は RST を返しました (待ち受けがありません)",
                tried = self.tried
            )
        } else {
            say!(
                "port {tried} is open and does not speak SSH",
                "ポート {tried} は開いていますが、SSH ではありません",
                tried = self.tried
            )
        };
        let ident = say!(
            "port {port} identifies itself as \"{ident}\"",
            "ポート {port} の識別文字列は \"{ident}\"",
            port = self.port,
            ident = self.ident.visible(120)
        );
        let mut seen = vec![Seen::new("tcp", tried), Seen::new("server", ident)];
        seen.extend(self.known.as_ref().map(|known| {
            let same = say!(
                "its host key is the one on record for this host: {kind} {fingerprint}",
                "ホスト鍵は、このホストの記録と同じです: {kind} {fingerprint}",
                kind = known.key.kind(),
                fingerprint = known.key.fingerprint()
            );
            Seen::new("known_hosts", same)
                .in_file(&known.file)
                .at_line(known.line)
        }));
        let others = self.looked.0.iter().filter(|other| other.port != self.port);
        let others = OtherPorts(others.cloned().collect());
        seen.extend(super::other_ports(&others));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!("Connect to port {port}", "ポート {port} に接続します", port = self.port),
            )
            .run(steps::ssh_on_port(target, self.port))
            .caution(Say::fixed(
                "If ssh asks about an unknown host key, compare its fingerprint first: another SSH server may listen there",
                "未知のホスト鍵について聞かれたら、先にフィンガープリントを確認してください。別の SSH サーバーかもしれません",
            )),
            steps::write_host_block(target, &[("Port", &self.port.to_string())]),
        ]
    }
}
