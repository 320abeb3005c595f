//! Two machines answer at one address by turns, each with its own host key: a load balancer before a cluster.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("host-key-alternates", |world| {
    world.sshd("");
    world.server.run("install -m 600 $K/rebuilt /etc/ssh/second; /usr/sbin/sshd -p 2222 -h /etc/ssh/second -o PidFile=none -E /var/log/second.log");
    world.server.wait_for_port(2222);
    world.server.run(
        r"nft 'add table ip t; add chain ip t c { type nat hook prerouting priority -100; }
        add rule ip t c tcp dport 22 redirect to :numgen inc mod 2 map { 0 : 2222, 1 : 22 }'",
    );
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!");
