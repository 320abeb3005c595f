//! Nothing listens on the jump host.

use crate::lab::cure::Cure;
use crate::lab::fault::{Fault, LIKELY};
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("connection-refused", |world| {
    world.jump_sshd_config("");
    world.sshd("");
})
.topology(Topology::Jump)
.args(&["-J", "bob@jump", "bob@srv"])
.hop(0)
.certainty(LIKELY)
.ssh_says("connect to host jump port 22: Connection refused")
.cure(Cure::SERVER);
