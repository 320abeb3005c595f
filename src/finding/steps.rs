//! Steps that more than one cause ends in, and ssh commands that overrule the person's own options.

use std::path::Path;

use super::{Step, Where};
use crate::evidence::git::of_host;
use crate::evidence::{Icmp, PublicKey};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::{Target, known_hosts_name};

/// `ssh` to this target with these settings. The person's own options of the same keywords are left out, because ssh
/// keeps the first value it reads (ssh_config(5)).
pub(crate) fn ssh_with(target: &Target, settings: &[(&str, &str)]) -> Command {
    let keywords: Vec<&str> = settings.iter().map(|(keyword, _)| *keyword).collect();
    let words: Vec<String> = settings
        .iter()
        .flat_map(|(keyword, value)| [String::from("-o"), format!("{keyword}={value}")])
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    without(target, &keywords).ssh(&words)
}

/// `ssh` to this target on another port; of two `-p` ssh takes the first.
pub(crate) fn ssh_on_port(target: &Target, port: u16) -> Command {
    without(target, &["Port"]).ssh(&["-p", &port.to_string()])
}

/// The same target with another host; user, port and options stay.
pub(crate) fn with_host(target: &Target, host: &str) -> Target {
    let (options, given) = if let Some(rest) = target.given.strip_prefix("ssh://") {
        let user = rest.contains('@').then(|| format!("{}@", target.user));
        let port = [String::from("-p"), target.port.to_string()];
        let options = without(target, &["Port"]).options;
        let options = [options, port.to_vec()].concat();
        (options, format!("{}{host}", user.unwrap_or_default()))
    } else {
        let given = match target.given.rsplit_once('@') {
            Some((user, _)) => format!("{user}@{host}"),
            None => host.to_owned(),
        };
        (target.options.clone(), given)
    };
    Target {
        given,
        options,
        in_front: Vec::new(),
        via: None,
        host: host.to_owned(),
        hostname: host.to_owned(),
        address: String::new(),
        ..target.clone()
    }
}

/// Another way to a Git host: `host` answers on port 443.
pub(crate) fn by_port_443(target: &Target, host: &str) -> Say {
    let command = Command::new(["ssh", "-T", "-p", "443", &format!("git@{host}")]);
    let published = of_host(host);
    let fingerprints = published.map_or(&[][..], |published| published.fingerprints);
    say!(
        "The same service answers on port 443, too (not tried): {command}. Its host key there, which known_hosts keeps as {record}, must be one of {fingerprints} (published at {page}, as known in {known_in}). If that works, write \"HostName {host}\" and \"Port 443\" under \"Host {name}\" in ~/.ssh/config.",
        "同じサービスはポート 443 でも利用できます (接続は試していません): {command}。known_hosts に {record} として記録されるホスト鍵は、次のいずれかのはずです: {fingerprints} ({page} で公開、{known_in} 現在)。接続できたら、~/.ssh/config の \"Host {name}\" の下に \"HostName {host}\" と \"Port 443\" を書きます。",
        command = command.line().unwrap_or_default(),
        record = known_hosts_name(host, 443),
        fingerprints = fingerprints.join(", "),
        page = published.map_or("", |published| published.page),
        known_in = published.map_or("", |published| published.known_in),
        host = host,
        name = target.hostname
    )
}

/// This diagnosis again with more of its own options.
pub(crate) fn again_with(target: &Target, extra: &[&str]) -> Command {
    target.again_with(extra)
}

/// The same target without the options that set these keywords.
pub(crate) fn without(target: &Target, keywords: &[&str]) -> Target {
    let mut options = Vec::new();
    let mut words = target.options.iter();
    while let Some(word) = words.next() {
        let Some(letter) = word.strip_prefix('-').and_then(|rest| rest.chars().next()) else {
            options.push(word.clone());
            continue;
        };
        let joined = &word[1 + letter.len_utf8()..];
        let takes_value = VALUE_LETTERS.contains(letter);
        let value = (takes_value && joined.is_empty())
            .then(|| words.next())
            .flatten();
        let setting = value.map_or(joined, String::as_str);
        let keyword = match letter {
            'o' => setting.split(['=', ' ', '\t']).next().unwrap_or_default(),
            letter => keyword_of(letter),
        };
        if !keywords
            .iter()
            .any(|unwanted| unwanted.eq_ignore_ascii_case(keyword))
        {
            options.push(word.clone());
            options.extend(value.cloned());
        }
    }
    Target {
        options,
        ..target.clone()
    }
}

/// ssh's options that take a value (ssh(1)).
const VALUE_LETTERS: &str = "BbcDEeFIiJLlmOoPpQRSWw";

/// The keyword that a short option sets.
const fn keyword_of(letter: char) -> &'static str {
    match letter {
        '4' | '6' => "AddressFamily",
        'B' => "BindInterface",
        'b' => "BindAddress",
        'C' => "Compression",
        'c' => "Ciphers",
        'J' => "ProxyJump",
        'l' => "User",
        'm' => "MACs",
        'p' => "Port",
        'S' => "ControlPath",
        _ => "",
    }
}

/// Lines for the person's own configuration that hold for this host only.
pub(crate) fn host_block(target: &Target, settings: &[(&str, &str)]) -> Vec<String> {
    let settings = settings
        .iter()
        .map(|(keyword, value)| format!("    {keyword} {value}"));
    let host = if target.host.contains([' ', '\t']) {
        format!("Host \"{}\"", target.host)
    } else {
        format!("Host {}", target.host)
    };
    [host].into_iter().chain(settings).collect()
}

/// Where such lines belong, as a step.
pub(crate) fn write_host_block(target: &Target, settings: &[(&str, &str)]) -> Step {
    Step::new(
        Where::Client,
        Say::fixed(
            "To keep it for this host only, write into ~/.ssh/config, above any other block that fits it",
            "このホストだけに恒久的に設定するには、~/.ssh/config の、このホストに当てはまるほかのブロックより上に書きます",
        ),
    )
    .lines(host_block(target, settings))
}

/// Does the file belong to the system rather than to the person?
pub(crate) fn is_systems(file: &Path) -> bool {
    file.starts_with("/etc") || file.starts_with("/usr") || file.starts_with("/opt")
}

/// Sends `file` through a filter (`sed SCRIPT`); the old content stays beside it. This writes through a symbolic link
/// and keeps mode and owner, which `sed -i` does not.
pub(crate) fn edit(file: &Path, filter: &[&str]) -> Command {
    let name = file.to_string_lossy();
    let kept = format!("{name}.before");
    let filter = Command::new(filter.iter().copied().chain([kept.as_str()])).into_file(file);
    if !is_systems(file) {
        return Command::new(["cp", "-p", name.as_ref(), &kept]).and(filter);
    }
    let filter = filter.line().unwrap_or("\u{0}");
    Command::new(["sudo", "cp", "-p", name.as_ref(), &kept])
        .and(Command::new(["sudo", "sh", "-c", filter]))
}

/// Takes one line of a configuration file out of force.
pub(crate) fn comment_out(file: &Path, line: usize) -> Command {
    edit(file, &["sed", &format!("{line}s/^/#/")])
}

/// Takes the block that begins on `line` out of force, up to the next Host or Match.
pub(crate) fn comment_out_block(file: &Path, line: usize) -> Command {
    let begins = r"tolower($1) ~ /^(host|match)$/";
    let program = format!(
        "NR == {line} {{ out = 1 }} NR > {line} && {begins} {{ out = 0 }} {{ print (out ? \"#\" : \"\") $0 }}"
    );
    edit(file, &["awk", &program])
}

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

/// Asks for this port on a second host, which tells a blocking network from a blocking server.
pub(crate) fn try_second_host(target: &Target) -> Step {
    Step::new(
        Where::Client,
        say!(
            "See whether this network lets port {port} out at all: the same port on a host known to answer",
            "このネットワークからポート {port} に出られるかを、応答が分かっているホストの同じポートで確かめます",
            port = target.port
        ),
    )
    .run(again_with(target, &["--answer", "second-host=github.com"]))
    .caution(Say::fixed(
        "github.com answers on port 22 and 443; for another port name a host of your own",
        "github.com が応答するのはポート 22 と 443 です。ほかのポートでは自分の管理するホストを指定してください",
    ))
}

/// Sends SYNs to the port itself with a rising hop limit.
pub(crate) fn trace(target: &Target) -> Step {
    Step::new(
        Where::Client,
        Say::fixed(
            "See how far packets to this very port get, and after which router they are lost",
            "このポートへのパケットがどこまで届き、どのルーターの先で失われるかを調べます",
        ),
    )
    .run(again_with(target, &["--answer", "trace=yes"]))
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

/// Looks for SSH on other ports of the host.
pub(crate) fn look_at_other_ports(target: &Target) -> Step {
    Step::new(
        Where::Client,
        Say::fixed(
            "Look for SSH on the usual other ports of this host",
            "このホストのよく使われるほかのポートで SSH を探します",
        ),
    )
    .run(again_with(target, &["--answer", "other-ports=yes"]))
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

/// An ICMP error in words: `type 3 code 13 from 192.0.2.1`.
pub(crate) fn icmp_words(icmp: Icmp) -> Say {
    say!(
        "ICMP error type {kind} code {code} from {sender}",
        "{sender} からの ICMP エラー (タイプ {kind}、コード {code})",
        kind = icmp.kind,
        code = icmp.code,
        sender = icmp.sender
    )
}

/// What the tables of the stages check on every cause.
#[cfg(test)]
pub(crate) mod check {
    use crate::finding::{Cause, Certainty};
    use crate::lang::{Lang, Say};
    use crate::target::Target;

    /// `deploy@web1`, port 22, no options.
    pub(crate) fn web1() -> Target {
        Target {
            given: String::from("deploy@web1"),
            user: String::from("deploy"),
            host: String::from("web1"),
            hostname: String::from("web1"),
            address: String::new(),
            port: 22,
            options: Vec::new(),
            in_front: Vec::new(),
            via: None,
        }
    }

    /// One row: code, certainty, candidates, and the first command in full (empty where there is none).
    pub(crate) type Row = (
        Box<dyn Cause>,
        &'static str,
        Certainty,
        &'static [&'static str],
        &'static str,
    );

    /// Holds every row against what the struct says, and every sentence against what any sentence must be.
    pub(crate) fn rows(rows: Vec<Row>) {
        let target = web1();
        for (cause, code, certainty, candidates, first) in rows {
            assert_eq!(cause.page().code, code, "{cause:?}");
            assert_eq!(cause.certainty(), certainty, "{cause:?}");
            let named: Vec<_> = cause.candidates().iter().map(|page| page.code).collect();
            assert_eq!(named, candidates, "{cause:?}");
            assert!(
                candidates.is_empty() || certainty != Certainty::Certain,
                "{code}"
            );
            said(&cause.cause(&target));
            let seen = cause.evidence(&target);
            assert!(!seen.is_empty(), "{cause:?}");
            seen.iter().for_each(|seen| said(&seen.text));
            let steps = cause.next(&target);
            assert!(!steps.is_empty(), "{cause:?}");
            for step in &steps {
                said(&step.text);
                step.caution.iter().for_each(said);
                if let Some(command) = &step.command {
                    assert!(command.line().is_some(), "{step:?}");
                }
            }
            let command = steps.iter().find_map(|step| step.command.as_ref());
            assert_eq!(
                command
                    .and_then(|command| command.line())
                    .unwrap_or_default(),
                first,
                "{cause:?}"
            );
        }
    }

    fn said(say: &Say) {
        for lang in [Lang::En, Lang::Ja] {
            let words = say.lang(lang);
            assert!(!words.trim().is_empty() && !words.contains("  "), "{words}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(given: &str, options: &[&str]) -> Target {
        Target {
            given: given.to_owned(),
            options: options.iter().map(|&word| word.to_owned()).collect(),
            ..check::web1()
        }
    }

    fn line(command: &Command) -> &str {
        command.line().unwrap()
    }

    #[test]
    fn a_setting_overrules_the_person_s_own() {
        let settings = [("KexAlgorithms", "+x")];
        for (options, expected) in [
            (&[][..], "ssh -o KexAlgorithms=+x deploy@web1"),
            (
                &["-p", "2222", "-oKexAlgorithms=a"][..],
                "ssh -o KexAlgorithms=+x -p 2222 deploy@web1",
            ),
            (
                &["-o", "kexalgorithms a", "-i", "-o"][..],
                "ssh -o KexAlgorithms=+x -i -o deploy@web1",
            ),
        ] {
            let command = ssh_with(&target("deploy@web1", options), &settings);
            assert_eq!(line(&command), expected);
        }
    }

    #[test]
    fn another_port_or_host_replaces_the_old() {
        let on_port = ssh_on_port(&target("deploy@web1", &["-p22", "-A"]), 2222);
        assert_eq!(line(&on_port), "ssh -p 2222 -A deploy@web1");
        for (given, expected) in [
            ("web1", "ssh web2"),
            ("deploy@web1", "ssh deploy@web2"),
            ("ssh://deploy@web1:22", "ssh -p 22 deploy@web2"),
            ("ssh://web1", "ssh -p 22 web2"),
        ] {
            assert_eq!(
                line(&with_host(&target(given, &[]), "web2").ssh(&[])),
                expected
            );
        }
    }

    #[test]
    fn a_file_of_the_system_is_edited_as_root() {
        assert_eq!(
            line(&comment_out(Path::new("/home/u/.ssh/config"), 3)),
            "cp -p /home/u/.ssh/config /home/u/.ssh/config.before && sed '3s/^/#/' /home/u/.ssh/config.before > /home/u/.ssh/config"
        );
        assert_eq!(
            line(&edit(Path::new("/etc/ssh/ssh_config"), &["sed", "3d"])),
            "sudo cp -p /etc/ssh/ssh_config /etc/ssh/ssh_config.before && sudo sh -c 'sed 3d /etc/ssh/ssh_config.before > /etc/ssh/ssh_config'"
        );
    }
}
