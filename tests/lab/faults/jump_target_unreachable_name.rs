//! The jump host does not know the target's name: it is in the client's hosts file only.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("jump-target-unreachable", |world| {
    world.jump_sshd("");
    world.sshd("");
    world.hosts("10.99.1.254 jump\n10.99.2.2 web");
})
.topology(Topology::Jump)
.args(&["-J", "bob@jump", "bob@web"])
.answers(&["log-in=yes"])
.ssh_says("open failed: connect failed: ");
