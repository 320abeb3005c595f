//! The jump host is not on record: the target is never reached.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("host-key-unknown", |world| {
    world
        .client
        .run("sed -i '/^jump/d' ~alice/.ssh/known_hosts");
    world.jump_sshd("");
    world.sshd("");
})
.topology(Topology::Jump)
.args(&["-J", "bob@jump", "bob@srv"])
.hop(0)
.ssh_says("Host key verification failed.")
.cure(Cure::CLIENT.compares());
