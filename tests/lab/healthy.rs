//! Worlds in which nothing is wrong, some of them strange. Whoever cries wolf here is not believed elsewhere.

use super::check_server;
use super::machine::firewall;
use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::{Topology, World};

struct Healthy {
    name: &'static str,
    topology: Topology,
    args: &'static [&'static str],
    well: fn(&World),
    /// Whether plain ssh gets in with nobody to ask.
    ssh_logs_in: bool,
}

impl Healthy {
    const fn new(name: &'static str, well: fn(&World)) -> Self {
        Self {
            name,
            topology: Topology::Direct,
            args: &["bob@srv"],
            well,
            ssh_logs_in: true,
        }
    }

    const fn topology(self, topology: Topology) -> Self {
        Self { topology, ..self }
    }

    const fn args(self, args: &'static [&'static str]) -> Self {
        Self { args, ..self }
    }

    const fn ssh_would_ask(self) -> Self {
        Self {
            ssh_logs_in: false,
            ..self
        }
    }

    fn world(&self) -> World {
        let world = World::new(self.topology);
        (self.well)(&world);
        world
    }
}

const NEVER_SEEN: &[&str] = &[
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
    "bob@srv",
];
const ONLY_KEYS: &str = "PasswordAuthentication no";

const WORLDS: &[Healthy] = &[
    Healthy::new("key", |world| world.sshd("")),
    Healthy::new("key_only", |world| world.sshd(ONLY_KEYS)),
    Healthy::new("key_second_of_two", |world| {
        world.own("k1", "work");
        world.ssh_config(
            "Host srv\n    IdentityFile ~/.ssh/work\n    IdentityFile ~/.ssh/id_ed25519\n",
        );
        world.sshd(ONLY_KEYS);
    }),
    Healthy::new("kerberos", |world| {
        world.kerberos("");
        world.client.run("rm ~alice/.ssh/id_*");
        world.sshd("GSSAPIAuthentication yes\nPasswordAuthentication no");
    }),
    Healthy::new("kerberos_alone", |world| {
        world.kerberos("");
        world.sshd("GSSAPIAuthentication yes\nPasswordAuthentication no\nPubkeyAuthentication no");
    }),
    Healthy::new("kerberos_beside_a_key", |world| {
        world.kerberos("");
        world.sshd("GSSAPIAuthentication yes");
    }),
    Healthy::new("key_rsa", |world| {
        world.client.run("rm ~alice/.ssh/id_*");
        world.own("id_rsa", "id_rsa");
        world.register("id_rsa");
        world.sshd(ONLY_KEYS);
    }),
    Healthy::new("password", |world| world.sshd(""))
        .args(&["-o", "PreferredAuthentications=password", "bob@srv"])
        .ssh_would_ask(),
    Healthy::new("agent", |world| {
        world.client.run("rm ~alice/.ssh/id_*");
        world.agent(&["k1", "id_ed25519"]);
        world.sshd(ONLY_KEYS);
    }),
    Healthy::new("agent_holds_the_private_half", |world| {
        world.agent(&["id_ed25519"]);
        world.client.run("rm ~alice/.ssh/id_ed25519");
        world.ssh_config(
            "Host srv\n    IdentityFile ~/.ssh/id_ed25519.pub\n    IdentitiesOnly yes\n",
        );
        world.sshd(ONLY_KEYS);
    }),
    Healthy::new("agent_holds_the_encrypted_key", |world| {
        world.agent(&["id_ed25519"]);
        world
            .client
            .run("ssh-keygen -q -p -P '' -N pw -f ~alice/.ssh/id_ed25519");
        world.sshd(ONLY_KEYS);
    }),
    Healthy::new("agent_is_dead_and_the_key_on_disk", |world| {
        world.set_env("SSH_AUTH_SOCK", "/tmp/gone");
        world.sshd("");
    }),
    Healthy::new("certificate", |world| {
        world.certify("ca", "-n bob");
        world.sshd("TrustedUserCAKeys /etc/ssh/ca.pub\nPasswordAuthentication no");
    }),
    Healthy::new("host_certificate", |world| {
        world.certified_sshd("ca", "-n srv")
    }),
    Healthy::new("host_key_hashed", |world| {
        world.hash_known_hosts();
        world.sshd("");
    }),
    Healthy::new("host_key_of_another_type", |world| {
        world.record("srv", &["host_rsa"]);
        world.sshd("");
    }),
    Healthy::new("host_key_of_a_neighbour_changed", |world| {
        world
            .client
            .run("echo \"10.99.1.9 $(cut -d' ' -f1,2 $K/rebuilt.pub)\" >> ~alice/.ssh/known_hosts");
        world.sshd("");
    }),
    Healthy::new("jump_host", |world| {
        world.jump_sshd("");
        world.sshd("");
    })
    .topology(Topology::Jump)
    .args(&["-J", "bob@jump", "bob@srv"]),
    Healthy::new("proxy_command", |world| {
        world.ssh_config("Host srv\n    ProxyCommand ssh -W %h:%p bob@jump\n");
        world.jump_sshd("");
        world.sshd("");
    })
    .topology(Topology::Jump),
    Healthy::new("proxy_command_with_its_complaints_thrown_away", |world| {
        world.ssh_config(
            "Host srv\n    ProxyCommand /usr/bin/ssh -W %h:%p bob@jump 2>/dev/null\n",
        );
        world.jump_sshd("");
        world.sshd("");
    })
    .topology(Topology::Jump),
    Healthy::new("proxy_hands_its_connection_over", |world| {
        world.ssh_config(
            "Host srv\n    ProxyCommand /run/lab/tools/hand_over.py %h %p\n    ProxyUseFdpass yes\n",
        );
        world.sshd("");
    }),
    Healthy::new("jump_host_without_a_shell", |world| {
        world
            .router()
            .run("sed -i '/^bob/s#/bin/bash#/usr/sbin/nologin#' /etc/passwd");
        world.jump_sshd("ForceCommand /bin/false\nPermitTTY no\nMaxSessions 0");
        world.sshd("");
    })
    .topology(Topology::Jump)
    .args(&["-J", "bob@jump", "bob@srv"]),
    Healthy::new("two_jump_hosts", |world| {
        world.jump_sshd("");
        world.inner_sshd("");
        world.sshd("");
    })
    .topology(Topology::TwoJumps)
    .args(&["-J", "bob@jump,bob@inner", "bob@srv"]),
    Healthy::new("two_jump_hosts_each_in_its_own_block", |world| {
        world.ssh_config(
            "Host srv\n    ProxyJump inner\nHost inner\n    ProxyJump jump\n    Port 2222\n    User carol\n\
             Host *\n    User bob\n",
        );
        world
            .client
            .run("sed -i 's/^inner/[inner]:2222/' ~alice/.ssh/known_hosts");
        world.jump_sshd("");
        world.inner_sshd("Port 2222");
        world.sshd("");
    })
    .topology(Topology::TwoJumps)
    .args(&["srv"]),
    Healthy::new("router", |world| world.sshd("")).topology(Topology::Routed),
    Healthy::new("ipv6", |world| world.sshd("")).args(&["bob@srv6"]),
    Healthy::new("ipv6_refused_and_ipv4_takes_over", |world| {
        world.hosts("fd99:1::2 srv\n10.99.1.2 srv");
        world.sshd("AddressFamily inet");
    }),
    Healthy::new("other_port", |world| {
        world.record("[srv]:2222", &["host_ed25519"]);
        world.sshd("Port 2222");
    })
    .args(&["-p", "2222", "bob@srv"]),
    Healthy::new("ping_dropped", |world| {
        world.sshd("");
        firewall(&world.server, "input", "ip protocol icmp drop");
    }),
    Healthy::new("name_server", |world| {
        world.dns(&["srv.lab.test=a:10.99.1.2"]);
        world.hosts("");
        world.sshd("");
    })
    .args(&["bob@srv.lab.test"]),
    Healthy::new("search_domain", |world| {
        world.dns(&["srv.lab.test=a:10.99.1.2"]);
        world.client.write(
            "/etc/resolv.conf",
            "nameserver 10.99.1.53\nsearch lab.test\n",
            0o644,
            0,
        );
        world.hosts("");
        world.sshd("");
    }),
    // ssh asks it, and nothing else knows the host.
    Healthy::new("known_hosts_command", |world| {
        world.client.run(
            "cd ~alice; : > .ssh/known_hosts
             printf '#!/bin/sh\\necho srv %s\\n' \"$(cut -d' ' -f1,2 /run/lab/keys/host_rsa.pub)\" > inventory
             chmod 755 inventory",
        );
        world.ssh_config("Host srv\n    KnownHostsCommand /home/alice/inventory\n");
        world.sshd("");
    }),
    Healthy::new("slow_link", |world| world.sshd(""))
        .topology(Topology::Wire("delay=100 jitter=30")),
    Healthy::new("lossy_link", |world| world.sshd(""))
        .topology(Topology::Wire("delay=10 loss=0.03")),
    Healthy::new("without_pam", |world| world.sshd("UsePAM no")),
    // With PAM a locked password does not lock the key out.
    Healthy::new("account_locked_with_pam", |world| {
        world.server.run("sed -i 's/^bob:/bob:!/' /etc/shadow");
        world.sshd("");
    }),
    // Debian's sshd trusts the group that is the user's own.
    Healthy::new("home_writable_by_the_own_group", |world| {
        world.server.run("chmod g+w ~bob");
        world.sshd("");
    }),
    Healthy::new("greeting_that_sounds_like_a_refusal", |world| {
        world.server.write(
            "/etc/issue.net",
            "Authorised use only. Permission denied to everybody else.\n",
            0o644,
            0,
        );
        world.sshd("Banner /etc/issue.net");
    }),
    Healthy::new("dropbear", World::dropbear).args(NEVER_SEEN),
    Healthy::new("tinysshd", World::tinysshd).args(NEVER_SEEN),
    Healthy::new("paramiko", |world| world.paramiko("paramiko_5.1.0")),
    Healthy::new("asyncssh", |world| world.asyncssh("commands")),
    // A server in Python looks at no modes.
    Healthy::new("paramiko_and_a_home_open_to_all", |world| {
        world.server.run("chmod 777 ~bob ~bob/.ssh");
        world.paramiko("paramiko_5.1.0");
    }),
];

fn worlds() -> Vec<(String, &'static Healthy)> {
    WORLDS
        .iter()
        .map(|healthy| (healthy.name.to_owned(), healthy))
        .collect()
}

/// And what `ssh -vvv` printed there is no fault to `sshdoctor log`, either.
#[test]
fn ssh_itself_gets_into_every_healthy_world() {
    as_root(
        concat!(module_path!(), "::ssh_itself_gets_into_every_healthy_world"),
        || {
            let look = |healthy: &&Healthy| {
                let world = healthy.world();
                let ran = world.ssh(healthy.args);
                if (ran.status == Some(0)) != healthy.ssh_logs_in {
                    return Err(transcript(&world, &ran));
                }
                if !healthy.ssh_logs_in {
                    return Ok("ssh would ask".to_owned());
                }
                let read = world.read_log(&ran.stderr);
                judge(&read, &["no-fault-found"], 0).map_err(|wrong| {
                    format!("{wrong}\n{}\n{}", ran.stderr, transcript(&world, &read))
                })?;
                Ok("ssh logs in, and its log tells no fault".to_owned())
            };
            queue::run(
                "healthy worlds, what ssh does",
                &worlds(),
                look,
                String::new,
            );
        },
    );
}

#[test]
fn no_fault_is_found_where_there_is_none() {
    as_root(
        concat!(module_path!(), "::no_fault_is_found_where_there_is_none"),
        || {
            let look = |healthy: &&Healthy| {
                let world = healthy.world();
                let ran = world.doctor(&[&["--json"], healthy.args].concat());
                judge(&ran, &["no-fault-found"], 0)
                    .map_err(|wrong| format!("{wrong}\n{}", transcript(&world, &ran)))?;
                // Who comes in by Kerberos alone has a key that is rightly refused.
                if healthy.name != "kerberos_alone" {
                    check_server::where_nothing_is_wrong(healthy.name, &world)?;
                }
                Ok("no-fault-found".to_owned())
            };
            queue::run("healthy worlds", &worlds(), look, String::new);
        },
    );
}
