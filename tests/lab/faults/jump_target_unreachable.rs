//! The jump host reaches the target's machine, where nothing listens.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("jump-target-unreachable", |world| world.jump_sshd(""))
    .topology(Topology::Jump)
    .args(&["-J", "bob@jump", "bob@srv"])
    .answers(&["log-in=yes"])
    .ssh_says("open failed: connect failed: Connection refused");
