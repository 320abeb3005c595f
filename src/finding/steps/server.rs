//! Steps on the server: sshd's service, its log, its port, its host keys.

use crate::evidence::PublicKey;
use crate::finding::{Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;

/// Starts an sshd that does not run, now and at boot, under either name of its unit: `ssh` on Debian and Ubuntu, `sshd`
/// elsewhere. Nothing is lost where its configuration is wrong.
pub(crate) fn start_sshd() -> Command {
    let start = |unit| Command::new(["sudo", "systemctl", "enable", "--now", unit]);
    start("ssh").or(start("sshd"))
}

/// Restarts sshd once `sshd -t` has found nothing: a configuration that is wrong must not end the sshd that runs. In a shell of
/// its own, since `a && b || c` would go on to c where a has failed.
pub(crate) fn restart_sshd_if_valid() -> Command {
    Command::new([
        "sudo",
        "sh",
        "-c",
        "/usr/sbin/sshd -t && { systemctl restart ssh || systemctl restart sshd; }",
    ])
}

/// The last lines of sshd's log.
pub(crate) fn read_log() -> Step {
    Step::new(
        Where::Server,
        Say::fixed(
            "On the server's console: the last lines of sshd's log name the reason (the unit is ssh on Debian and Ubuntu, sshd elsewhere)",
            "サーバーのコンソールで sshd のログの末尾を見ます。理由はそこに出ます (ユニット名は Debian と Ubuntu では ssh、ほかでは sshd です)",
        ),
    )
    .run(Command::new([
        "sudo",
        "journalctl",
        "-u",
        "ssh",
        "-u",
        "sshd",
        "-n",
        "50",
        "--no-pager",
    ]))
}

/// Opens the port in the two usual firewalls of a server.
pub(crate) fn open_port(port: u16) -> [Step; 2] {
    let ufw = Step::new(
        Where::Server,
        say!(
            "On the server's console, where ufw is in use (Ubuntu, Debian): let port {port} in",
            "サーバーのコンソールで、ufw を使っている場合 (Ubuntu、Debian) はポート {port} を許可します",
            port = port
        ),
    )
    .run(Command::new(["sudo", "ufw", "allow", &format!("{port}/tcp")]));
    let rule = format!("--add-port={port}/tcp");
    let firewalld = Step::new(
        Where::Server,
        say!(
            "Where firewalld is in use (Fedora, the Red Hat family, SUSE): let port {port} in",
            "firewalld を使っている場合 (Fedora、Red Hat 系、SUSE) はポート {port} を許可します",
            port = port
        ),
    )
    .run(
        Command::new(["sudo", "firewall-cmd", "--permanent", &rule]).and(Command::new([
            "sudo",
            "firewall-cmd",
            "--reload",
        ])),
    );
    [ufw, firewalld]
}

/// A listener that does not take its connections.
pub(crate) fn full_queue() -> [Step; 2] {
    let look = Step::new(
        Where::Server,
        Say::fixed(
            "Is its queue full? On the listening line Recv-Q is then as large as Send-Q, or larger",
            "待ち行列があふれていないかを調べます。あふれていれば、待ち受けの行の Recv-Q が Send-Q 以上です",
        ),
    )
    .run(Command::new(["sudo", "ss", "-ltn"]));
    let restart = Step::new(
        Where::Server,
        Say::fixed(
            "If it is, sshd takes no connections: start it anew; sessions that are open stay open",
            "あふれている場合、sshd は接続を処理していません。再起動します。接続中のセッションは切れません",
        ),
    )
    .run(restart_sshd_if_valid());
    [look, restart]
}

/// Where sshd keeps the public half of a host key of this type.
pub(crate) fn host_key_file(key: &PublicKey) -> String {
    let kind = match key.plain_algorithm().as_str() {
        "ssh-rsa" => "rsa",
        "ssh-dss" => "dsa",
        ecdsa if ecdsa.starts_with("ecdsa-") => "ecdsa",
        _ => "ed25519",
    };
    format!("/etc/ssh/ssh_host_{kind}_key.pub")
}

/// Shows a host key's fingerprint where it cannot be forged: on the server itself.
pub(crate) fn fingerprint_on_server(key: &PublicKey) -> Step {
    let file = host_key_file(key);
    let step =
        |text| Step::new(Where::Server, text).run(Command::new(["ssh-keygen", "-lf", &file]));
    if !key.is_known() {
        return step(Say::fixed(
            "On the server's console (not through this connection): it must print the fingerprint that ssh showed",
            "(この接続ではなく) サーバーのコンソールで実行します。ssh が表示したフィンガープリントと一致するはずです",
        ));
    }
    step(say!(
        "On the server's console (not through this connection): it must print {fingerprint}",
        "(この接続ではなく) サーバーのコンソールで実行します。{fingerprint} と表示されるはずです",
        fingerprint = key.fingerprint()
    ))
}
