//! Steps that more than one cause ends in, and ssh commands that overrule the person's own options.

#[cfg(test)]
pub(crate) mod check;
mod options;
mod server;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::{Step, Where};
use crate::evidence::Icmp;
use crate::evidence::git::of_host;
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::{Target, known_hosts_name};

pub(crate) use options::without;
pub(crate) use server::{
    fingerprint_on_server, full_queue, host_key_file, open_port, read_log, restart_sshd_if_valid,
    start_sshd,
};

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
