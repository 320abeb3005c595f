//! Two jump hosts, and one sentence of ssh for all that may be wrong on the way: `Connection closed by UNKNOWN port 65535`.
//! Which machine is ill, by what, and what is to be done there is told apart, side by side.

use serde_json::Value;

use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::{Topology, World};

struct Row {
    name: &'static str,
    ill: fn(&World),
    args: &'static [&'static str],
    code: &'static str,
    hop: u64,
    /// Words of the cause or the evidence that tell it from its neighbours.
    tells: &'static str,
    /// A part of a command or a line printed: it names the right machine, and the way to it.
    does: &'static str,
}

const CHAIN: &[&str] = &["-J", "bob@jump,bob@inner", "bob@srv"];
const ONLY_KEYS: &str = "PasswordAuthentication no";

/// sshd on the two jump hosts and the server, with these lines each.
fn up(world: &World, [jump, inner, server]: [&str; 3]) {
    world.jump_sshd(jump);
    world.inner_sshd(inner);
    world.sshd(server);
}

const ROWS: &[Row] = &[
    Row {
        name: "nothing listens on the first",
        ill: |world| {
            world.inner_sshd("");
            world.sshd("");
        },
        args: CHAIN,
        code: "connection-refused",
        hop: 0,
        tells: "connect to 10.99.1.254:22: Connection refused (RST)",
        does: "sshdoctor --answer other-ports=yes bob@jump",
    },
    Row {
        name: "the first is not on record",
        ill: |world| {
            world.client.run("sed -i /^jump/d ~alice/.ssh/known_hosts");
            up(world, [""; 3]);
        },
        args: CHAIN,
        code: "host-key-unknown",
        hop: 0,
        tells: "no line for jump",
        does: "ssh -o StrictHostKeyChecking=accept-new bob@jump",
    },
    Row {
        name: "the first refuses the key",
        ill: |world| {
            world.router().run("rm ~bob/.ssh/authorized_keys");
            up(world, [ONLY_KEYS, "", ""]);
        },
        args: CHAIN,
        code: "key-not-accepted",
        hop: 0,
        tells: "jump refuses the key for bob",
        does: "su -s /bin/sh bob -c",
    },
    Row {
        name: "the first wants a password, and nobody can type it",
        ill: |world| {
            world.client.run("rm ~alice/.ssh/id_*");
            up(world, [""; 3]);
        },
        args: CHAIN,
        code: "undecided",
        hop: 0,
        tells: "bob@srv was not looked at: it lies behind bob@jump",
        does: "sshdoctor --answer log-in=yes -J bob@jump,bob@inner bob@srv",
    },
    Row {
        name: "the first forbids forwarding",
        ill: |world| up(world, ["AllowTcpForwarding no", "", ""]),
        args: CHAIN,
        code: "jump-forwarding-refused",
        hop: 0,
        tells: "it is not the key, but AllowTcpForwarding",
        does: "PermitOpen inner:22",
    },
    Row {
        name: "on the first the key may go elsewhere only",
        ill: |world| {
            world
                .router()
                .run("sed -i 's/^/permitopen=\"10.0.0.1:22\" /' ~bob/.ssh/authorized_keys");
            up(world, [""; 3]);
        },
        args: CHAIN,
        code: "jump-forwarding-refused",
        hop: 0,
        tells: "permitopen is among them",
        does: "permitopen=\"inner:22\"",
    },
    Row {
        name: "nothing listens on the second",
        ill: |world| {
            world.jump_sshd("");
            world.sshd("");
        },
        args: CHAIN,
        code: "jump-target-unreachable",
        hop: 1,
        tells: "bob@jump lets you in and cannot reach inner port 22 itself: Connection refused",
        does: "ssh -W '[inner]:22' bob@jump",
    },
    Row {
        name: "the first does not know the second's name",
        ill: |world| up(world, [""; 3]),
        args: &["-J", "bob@jump,bob@within", "bob@srv"],
        code: "jump-target-unreachable",
        hop: 1,
        tells: "name resolution",
        does: "ssh bob@jump 'getent hosts within'",
    },
    Row {
        name: "the second shares no cipher",
        ill: |world| up(world, ["", "Ciphers aes128-cbc", ""]),
        args: CHAIN,
        code: "no-matching-cipher",
        hop: 1,
        tells: "Their offer: aes128-cbc",
        does: "ssh -o Ciphers=+aes128-cbc -J bob@jump bob@inner",
    },
    Row {
        name: "the second refuses the key",
        ill: |world| {
            world.far_router().run("rm ~bob/.ssh/authorized_keys");
            up(world, ["", ONLY_KEYS, ""]);
        },
        args: CHAIN,
        code: "key-not-accepted",
        hop: 1,
        tells: "inner refuses the key for bob",
        does: "su -s /bin/sh bob -c",
    },
    Row {
        name: "the second forbids forwarding",
        ill: |world| up(world, ["", "PermitOpen none", ""]),
        args: CHAIN,
        code: "jump-forwarding-refused",
        hop: 1,
        tells: "bob@inner lets you in and forbids the way on to srv port 22",
        does: "ssh -t -J bob@jump bob@inner 'ssh -p 22 bob@srv'",
    },
    Row {
        name: "nothing listens on the target",
        ill: |world| {
            world.jump_sshd("");
            world.inner_sshd("");
        },
        args: CHAIN,
        code: "jump-target-unreachable",
        hop: 2,
        tells: "bob@inner lets you in and cannot reach srv port 22 itself: Connection refused",
        does: "ssh -W '[srv]:22' -J bob@jump bob@inner",
    },
    Row {
        name: "the target hangs up",
        ill: |world| {
            world.jump_sshd("");
            world.inner_sshd("");
            world.fake("close");
        },
        args: CHAIN,
        code: "closed-before-identification",
        hop: 2,
        tells: "Connection closed by remote host",
        does: "sudo /usr/sbin/sshd -t",
    },
];

#[test]
fn what_is_wrong_on_a_chain_of_jump_hosts_is_told_apart() {
    as_root(
        concat!(
            module_path!(),
            "::what_is_wrong_on_a_chain_of_jump_hosts_is_told_apart"
        ),
        || {
            let rows: Vec<(String, &Row)> = ROWS
                .iter()
                .map(|row| (format!("hops: {}", row.name), row))
                .collect();
            queue::run("hops", &rows, |row| look(row), String::new);
        },
    );
}

fn look(row: &Row) -> Result<String, String> {
    let world = World::new(Topology::TwoJumps);
    (row.ill)(&world);
    let ssh = world.ssh(row.args);
    if !ssh
        .stderr
        .contains("Connection closed by UNKNOWN port 65535")
    {
        return Err(transcript(&world, &ssh));
    }
    let ran = world.doctor(&[&["--json"], row.args].concat());
    let wrong = |wrong: String| format!("{wrong}\n{}", transcript(&world, &ran));
    let status = if row.code == "undecided" { 3 } else { 1 };
    let finding = judge(&ran, &[row.code], status).map_err(wrong)?;
    if finding["hop"] != row.hop {
        return Err(wrong(format!("hop {}, not {}", finding["hop"], row.hop)));
    }
    let told = texts(&finding["evidence"], &["text"]);
    let cause = finding["cause"].as_str().unwrap_or_default().to_owned();
    if ![cause]
        .iter()
        .chain(&told)
        .any(|text| text.contains(row.tells))
    {
        return Err(wrong(format!("{:?} is not among {told:?}", row.tells)));
    }
    let done = texts(&finding["next"], &["command", "lines"]);
    if !done.iter().any(|text| text.contains(row.does)) {
        return Err(wrong(format!("{:?} is not among {done:?}", row.does)));
    }
    Ok(format!("{}: {}", row.code, row.tells))
}

/// The strings under these keys of every entry, alone or in a list.
fn texts(entries: &Value, keys: &[&str]) -> Vec<String> {
    let entries = entries.as_array().into_iter().flatten();
    let values = entries.flat_map(|entry| keys.iter().map(|key| &entry[*key]));
    let strings = values.flat_map(|value| match value {
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<Vec<_>>(),
    });
    strings.map(str::to_owned).collect()
}
