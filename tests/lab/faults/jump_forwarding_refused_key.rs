//! The second of two jump hosts takes a key that may do nothing: `restrict` before it in authorized_keys.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("jump-forwarding-refused", |world| {
    world
        .far_router()
        .run("sed -i 's/^/restrict /' ~bob/.ssh/authorized_keys");
    world.jump_sshd("");
    world.inner_sshd("");
    world.sshd("");
})
.topology(Topology::TwoJumps)
.args(&["-J", "bob@jump,bob@inner", "bob@srv"])
.hop(1)
.ssh_says("administratively prohibited");
