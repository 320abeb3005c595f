//! The jump host lets alice in and forbids forwarding: AllowTcpForwarding no.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("jump-forwarding-refused", |world| {
    world.jump_sshd("AllowTcpForwarding no");
    world.sshd("");
})
.topology(Topology::Jump)
.args(&["-J", "bob@jump", "bob@srv"])
.answers(&["log-in=yes"])
.ssh_says("administratively prohibited");
