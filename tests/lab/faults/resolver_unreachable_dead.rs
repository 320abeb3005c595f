//! The configured name server's machine is off: a laptop that kept another network's resolv.conf.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("resolver-unreachable", |world| {
    world.client.write(
        "/etc/resolv.conf",
        "nameserver 10.99.1.77\noptions attempts:1\n",
        0o644,
        0,
    );
})
.args(&["bob@web.lab.test"])
.ssh_says("Temporary failure in name resolution");
