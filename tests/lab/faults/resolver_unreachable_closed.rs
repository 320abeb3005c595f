//! The name server's machine is up, its name service is not: a crashed dnsmasq or systemd-resolved.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("resolver-unreachable", |world| {
    world
        .client
        .write("/etc/resolv.conf", "nameserver 10.99.1.2\n", 0o644, 0);
})
.args(&["bob@web.lab.test"])
.ssh_says("Temporary failure in name resolution");
