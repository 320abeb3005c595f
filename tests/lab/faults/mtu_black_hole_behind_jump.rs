//! Packets above 1280 bytes vanish between the jump host and the target: a VPN between two sites.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("mtu-black-hole", |world| {
    world.jump_sshd("");
    world.sshd("");
})
.topology(Topology::JumpOnAWire("mtu_drop=1280"))
.args(&["-J", "bob@jump", "bob@srv"])
.hop(1)
.ssh_says("SSH2_MSG_KEXINIT sent")
.cure(Cure::CLIENT);
