//! A link-local address with an interface that this machine does not have: copied from another machine.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("ipv6-scope-missing", |world| {
    world.server.run("ip address add fe80::1/64 dev eth0 nodad");
    world.record("fe80::1%eth0", &["host_ed25519"]);
    world.sshd("");
})
.args(&["bob@fe80::1%wlan7"])
.ssh_says("Could not resolve hostname fe80::1%wlan7")
.cure(Cure::CLIENT);
