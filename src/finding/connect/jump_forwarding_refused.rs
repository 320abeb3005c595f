//! The jump host lets the person in and forbids the way on to the target.
//!
//! Known by a channel open failure with reason 1, `administratively prohibited` (RFC 4254 section 5.1).

use crate::evidence::is_untold;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "jump-forwarding-refused",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the jump host forbids forwarding to the target",
        "踏み台がターゲットへの転送を禁止しています",
    ),
    text: Say::fixed(
        "\
ProxyJump logs in to the jump host and asks it to open a TCP connection to the target. The login worked; the jump host's sshd refuses to forward.

It is known from open failed: administratively prohibited, followed by stdio forwarding failed. The target has not been touched.

If the words are connect failed, the jump host tried and could not reach the target (jump-target-unreachable).

AllowTcpForwarding no, a PermitOpen list without the target, or restrict or no-port-forwarding before the key on the jump host forbid it. ssh -v to the jump host prints what the key may do, as Remote: ... key options:

Its administrator can allow just this target, in a Match block of sshd_config on the jump host:
  AllowTcpForwarding yes
  PermitOpen TARGET:22

Until then a login in two steps may do, if the jump host gives a shell; the key must then be usable there:
  ssh -t JUMP ssh USER@TARGET",
        "\
ProxyJump は踏み台にログインし、ターゲットへの TCP 接続を開くよう依頼します。ログインはできましたが、踏み台の sshd が転送を断りました。

open failed: administratively prohibited と、それに続く stdio forwarding failed から分かります。ターゲットには何も届いていません。

connect failed と出る場合は、踏み台が試したうえで届かなかったということです (jump-target-unreachable)。

禁止しているのは、AllowTcpForwarding no、ターゲットを含まない PermitOpen、踏み台の鍵に付いた restrict または no-port-forwarding のいずれかです。踏み台への ssh -v で、鍵に許されたことが Remote: ... key options: と表示されます。

踏み台の管理者は、sshd_config の Match ブロックで、このターゲットだけを許可できます。
  AllowTcpForwarding yes
  PermitOpen TARGET:22

それまでは、踏み台でシェルが使えるなら 2 段階でログインできます。鍵がそこで使える必要があります。
  ssh -t JUMP ssh USER@TARGET",
    ),
    sentences: &[
        "administratively prohibited: open failed",
        "stdio forwarding failed",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JumpForwardingRefused {
    /// The jump host; none where it hides in a ProxyCommand.
    pub jump: Option<Target>,
    /// ssh's words.
    pub text: Untrusted,
    /// What sshd said of the key that logged in there (auth.c `auth_log_authopts`): `FILE:LINE: key options: …`.
    pub key: Option<Untrusted>,
}

/// Which of the two forbids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forbids {
    /// The key's own options: no forwarding at all.
    Key,
    /// The key's own `permitopen`, which names other places.
    KeysList,
    /// Not the key: the server's configuration.
    Server,
    /// Either: sshd did not say.
    NotTold,
}

impl JumpForwardingRefused {
    fn forbids(&self) -> Forbids {
        let Some(key) = &self.key else {
            return Forbids::NotTold;
        };
        let options = key.after(": key options:").visible(400);
        let has = |option: &str| options.split(' ').any(|word| word == option);
        match (has("port-forwarding"), has("permitopen")) {
            (false, _) => Forbids::Key,
            (true, true) => Forbids::KeysList,
            (true, false) => Forbids::Server,
        }
    }

    /// The line of authorized_keys, as sshd names it: `FILE:LINE`.
    fn line_of_the_key(&self) -> String {
        let line = self.key.as_ref().map(|key| key.visible(200));
        let line = line.unwrap_or_default();
        let end = line.find(": key options:").unwrap_or_default();
        line.get(..end).unwrap_or_default().to_owned()
    }

    /// The administrator's step, where it is the key.
    fn mend_the_key(&self, target: &Target) -> Step {
        let line = self.line_of_the_key();
        let open = format!("permitopen=\"{}\"", forwarding_place(target));
        if self.forbids() == Forbids::KeysList {
            let text = say!(
                "On the jump host, {line}: add this target to the options before the key",
                "踏み台の {line} で、鍵の前のオプションにこの転送先を追加します",
                line = line
            );
            return Step::new(Where::Administrator, text).lines([open]);
        }
        let text = say!(
            "On the jump host, {line}: write this in the place of restrict or no-port-forwarding before the key; it allows just this target",
            "踏み台の {line} で、鍵の前の restrict または no-port-forwarding を次のものに置き換えます。この転送先だけが許可されます",
            line = line
        );
        Step::new(Where::Administrator, text).lines([format!("restrict,port-forwarding,{open}")])
    }
}

impl Cause for JumpForwardingRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn on_the_jump_host(&self) -> bool {
        self.jump.is_some()
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The jump host {jump} lets you in and forbids the way on to {host} port {port}.",
            "踏み台 {jump} にはログインできますが、{host} のポート {port} への転送が禁止されています。",
            jump = super::named(self.jump.as_ref()),
            host = target.hostname,
            port = target.port
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new("ssh -W", Say::verbatim(self.text.visible(120)))];
        if let Some(key) = &self.key {
            seen.push(Seen::new("server", Say::verbatim(key.visible(200))));
        }
        match self.forbids() {
            Forbids::Key => seen.push(Seen::new(
                "server",
                Say::fixed(
                    "port-forwarding is not among them: the key's own options forbid it",
                    "この中に port-forwarding がありません。鍵自身のオプションで禁止されています",
                ),
            )),
            Forbids::KeysList => seen.push(Seen::new(
                "server",
                Say::fixed(
                    "permitopen is among them: the key may go to the places listed there only (or sshd_config forbids it)",
                    "この中に permitopen があります。鍵に列挙された転送先だけが許可されています (または sshd_config で禁止されています)",
                ),
            )),
            Forbids::Server => seen.push(Seen::new(
                "server",
                Say::fixed(
                    "port-forwarding is among them: it is not the key, but AllowTcpForwarding, PermitOpen or DisableForwarding in sshd_config",
                    "この中に port-forwarding があります。原因は鍵ではなく、sshd_config の AllowTcpForwarding、PermitOpen、DisableForwarding のいずれかです",
                ),
            )),
            Forbids::NotTold => {}
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let allow = Step::new(
            Where::Administrator,
            Say::fixed(
                "On the jump host: allow just this target with these lines at the end of sshd_config, above any Match block that fits this login; then check it and restart sshd",
                "踏み台で、sshd_config の末尾 (このログインに当てはまる Match ブロックがあればその上) に、この転送先だけを許可する次の行を書きます。検査してから sshd を再起動します",
            ),
        )
        .run(steps::restart_sshd_if_valid());
        let Some(jump) = &self.jump else {
            return vec![allow.lines(permission("*", target))];
        };
        let allow = allow.lines(permission(&jump.user, target));
        let key = Step::new(
            Where::Client,
            Say::fixed(
                "See whether it is the key: the lines \"Remote: ... key options\" say what it may do",
                "鍵による制限か確認します。Remote: ... key options の行に、その鍵に許された操作が表示されます",
            ),
        )
        .run(jump.ssh_running(&["-v"], "true"));
        let two_steps = Step::new(
            Where::Client,
            Say::fixed(
                "Until then: log in in two steps, if the jump host gives you a shell and a key that works from there",
                "それまでは、踏み台でシェルが使え、そこから使える鍵があれば、2 段階でログインします",
            ),
        )
        .run(jump.ssh_running(&["-t"], &onward(target)));
        match self.forbids() {
            Forbids::Key => vec![self.mend_the_key(target), two_steps],
            Forbids::KeysList => vec![self.mend_the_key(target), allow, two_steps],
            Forbids::Server => vec![allow, two_steps],
            Forbids::NotTold => vec![allow, key, two_steps],
        }
    }
}

/// As PermitOpen and permitopen take it.
fn forwarding_place(target: &Target) -> String {
    match target.hostname.contains(':') {
        true => format!("[{}]:{}", target.hostname, target.port),
        false => format!("{}:{}", target.hostname, target.port),
    }
}

/// Lines of sshd_config that let `user` through to this target and nowhere else.
fn permission(user: &str, target: &Target) -> [String; 3] {
    let user = if user.is_empty() || is_untold(user) {
        "*"
    } else {
        user
    };
    [
        format!("Match User {user}"),
        String::from("    AllowTcpForwarding yes"),
        format!("    PermitOpen {}", forwarding_place(target)),
    ]
}

/// The login from the jump host to the target, which knows nothing of this machine's configuration.
fn onward(target: &Target) -> String {
    let port = target.port.to_string();
    let place = match is_untold(&target.user) {
        true => target.hostname.clone(),
        false => format!("{}@{}", target.user, target.hostname),
    };
    let command = Command::new(["ssh", "-p", &port, &place]);
    command.line().unwrap_or("ssh").to_owned()
}
