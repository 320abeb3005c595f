//! Only the ed25519 key was made anew; the RSA key on record is still served: the same machine.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.record("srv", &["rebuilt", "host_rsa"]);
    world.sshd("");
})
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!")
.cure(Cure::CLIENT);
