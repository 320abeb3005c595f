//! The same on the way back only: small answers pass, the large one of ssh's own method does not.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::behind("key-exchange-stalled", "mtu-black-hole", |world| {
    world.jump_sshd("");
    world.sshd("");
})
.topology(Topology::JumpOnAWire("mtu_drop=1280:s2c"))
.args(&["-J", "bob@jump", "bob@srv"])
.hop(1)
.ssh_says("SSH2_MSG_KEX_ECDH_REPLY")
.cure(Cure::CLIENT);
