//! Only the server's RSA key is on record, and the configuration asks for ed25519: the recorded key is still served.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-type-changed", |world| {
    world.record("srv", &["host_rsa"]);
    world.sshd("");
})
.args(&["-o", "HostKeyAlgorithms=ssh-ed25519", "bob@srv"])
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!")
.cure(Cure::CLIENT);
