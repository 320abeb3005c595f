//! Worlds with two ills. The one that blocks first is named; the other one only if it would keep alice out after the first is mended.

use super::fault::crowd;
use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::{Topology, World};

struct Pair {
    name: &'static str,
    first: &'static str,
    /// What may be named behind it.
    second: &'static [&'static str],
    topology: Topology,
    args: &'static [&'static str],
    answers: &'static [&'static str],
    ill: fn(&World),
}

impl Pair {
    const fn new(name: &'static str, first: &'static str, ill: fn(&World)) -> Self {
        Self {
            name,
            first,
            second: &[],
            topology: Topology::Direct,
            args: &["bob@srv"],
            answers: &[],
            ill,
        }
    }

    const fn then(self, second: &'static [&'static str]) -> Self {
        Self { second, ..self }
    }

    const fn topology(self, topology: Topology) -> Self {
        Self { topology, ..self }
    }

    const fn args(self, args: &'static [&'static str]) -> Self {
        Self { args, ..self }
    }

    const fn answers(self, answers: &'static [&'static str]) -> Self {
        Self { answers, ..self }
    }
}

const VIA_JUMP: &[&str] = &["-J", "bob@jump", "bob@srv"];
const ONLY_KEYS: &str = "PasswordAuthentication no";
const REBUILT: &[&str] = &["rebuilt", "rebuilt_rsa", "rebuilt_ecdsa"];

const PAIRS: &[Pair] = &[
    Pair::new(
        "config_mode_and_no_sshd",
        "config-bad-permissions",
        |world| {
            world.ssh_config("Host *\n");
            world.client.run("chmod 666 ~alice/.ssh/config");
        },
    ),
    Pair::new("name_and_no_key", "name-not-found", |world| {
        world.dns(&[]);
        world.client.run("rm ~alice/.ssh/id_*");
    })
    .args(&["bob@web.lab.test"])
    .then(&["no-identity"]),
    Pair::new("resolver_and_no_sshd", "resolver-unreachable", |world| {
        world.dns(&["*=silent"])
    })
    .args(&["bob@web.lab.test"]),
    Pair::new(
        "bind_address_and_wrong_port",
        "bind-address-unavailable",
        |world| {
            world.ssh_config("Host srv\n    BindAddress 10.1.2.3\n");
            world.sshd("Port 2222");
        },
    )
    .answers(&["other-ports=yes"]),
    Pair::new("own_route_and_no_sshd", "local-firewall-blocks", |world| {
        world.client.run("ip route add prohibit 10.99.1.2");
    }),
    Pair::new("wrong_port_and_key", "wrong-port", |world| {
        world.register("other");
        world.sshd("Port 2222\nPasswordAuthentication no");
    })
    .answers(&["other-ports=yes"]),
    Pair::new("no_sshd_and_key_mode", "connection-refused", |world| {
        world.client.run("chmod 644 ~alice/.ssh/id_ed25519");
    })
    .then(&["identity-file-permissions"]),
    Pair::new("web_server_and_unknown_host", "not-ssh", |world| {
        world.client.run(": > ~alice/.ssh/known_hosts");
        world.fake("http");
    }),
    Pair::new("crowd_and_key", "max-startups-exceeded", |world| {
        world.register("other");
        world.sshd("MaxStartups 1\nPasswordAuthentication no");
        crowd(world);
    }),
    Pair::new("cipher_and_host_key", "no-matching-cipher", |world| {
        world.record("srv", REBUILT);
        world.sshd("Ciphers aes128-cbc");
    })
    .then(&["host-key-changed"]),
    Pair::new("path_and_host_key", "mtu-black-hole", |world| {
        world.record("srv", REBUILT);
        world.sshd("");
    })
    .topology(Topology::Wire("mtu_drop=1280")),
    Pair::new("unknown_host_and_key", "host-key-unknown", |world| {
        world.client.run(": > ~alice/.ssh/known_hosts");
        world.register("other");
        world.sshd(ONLY_KEYS);
    })
    .then(&["key-not-accepted"]),
    Pair::new("host_key_and_key_mode", "host-key-changed", |world| {
        world.record("srv", REBUILT);
        world.client.run("chmod 644 ~alice/.ssh/id_ed25519");
        world.sshd(ONLY_KEYS);
    })
    .then(&["identity-file-permissions"]),
    Pair::new(
        "key_mode_and_dead_agent",
        "identity-file-permissions",
        |world| {
            world.set_env("SSH_AUTH_SOCK", "/tmp/gone");
            world.client.run("chmod 644 ~alice/.ssh/id_ed25519");
            world.sshd(ONLY_KEYS);
        },
    ),
    Pair::new(
        "certificate_and_authority",
        "certificate-expired",
        |world| {
            world.certify("other_ca", "-n bob -V 20200101:20200201");
            world.sshd("TrustedUserCAKeys /etc/ssh/ca.pub\nPasswordAuthentication no");
        },
    )
    .then(&["certificate-not-accepted"]),
    Pair::new("user_and_key", "key-not-accepted", |world| {
        world.register("other");
        world.sshd("AllowUsers carol\nPasswordAuthentication no");
    }),
    Pair::new("proxy_and_no_sshd", "proxy-command-failed", |world| {
        world.ssh_config("Host srv\n    ProxyCommand corkscrew proxy 8080 %h %p\n");
    }),
    Pair::new(
        "forwarding_and_no_sshd",
        "jump-forwarding-refused",
        |world| world.jump_sshd("AllowTcpForwarding no"),
    )
    .topology(Topology::Jump)
    .args(VIA_JUMP)
    .answers(&["log-in=yes"]),
    Pair::new(
        "unknown_jump_host_and_changed_target",
        "host-key-unknown",
        |world| {
            world.record("srv", REBUILT);
            world.jump_sshd("");
            world.sshd("");
        },
    )
    .topology(Topology::Jump)
    .args(VIA_JUMP)
    .then(&["host-key-changed"]),
];

#[test]
fn of_two_ills_the_one_that_blocks_first_is_named() {
    as_root(
        concat!(
            module_path!(),
            "::of_two_ills_the_one_that_blocks_first_is_named"
        ),
        || {
            let pairs: Vec<(String, &Pair)> = PAIRS
                .iter()
                .map(|pair| (pair.name.to_owned(), pair))
                .collect();
            queue::run("two ills", &pairs, |pair| look(pair), String::new);
        },
    );
}

fn look(pair: &Pair) -> Result<String, String> {
    let world = World::new(pair.topology);
    (pair.ill)(&world);
    let answers = pair.answers.iter().flat_map(|answer| ["--answer", answer]);
    let line: Vec<&str> = ["--json"]
        .into_iter()
        .chain(answers)
        .chain(pair.args.iter().copied())
        .collect();
    let ran = world.doctor(&line);
    let wrong = |wrong: String| format!("{wrong}\n{}", transcript(&world, &ran));
    judge(&ran, &[pair.first], 1).map_err(wrong)?;
    let document = ran.json().unwrap_or_default();
    let findings = document["findings"].as_array().into_iter().flatten();
    let behind = findings
        .skip(1)
        .map(|finding| finding["code"].as_str().unwrap_or_default());
    let odd: Vec<&str> = behind.filter(|code| !pair.second.contains(code)).collect();
    if !odd.is_empty() {
        return Err(wrong(format!("{odd:?} would not keep alice out")));
    }
    Ok(pair.first.to_owned())
}
