//! The server takes passwords only: PubkeyAuthentication no.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("publickey-not-offered", |world| {
    world.sshd("PubkeyAuthentication no")
})
.ssh_says("Permission denied (password).")
.cure(Cure::CLIENT.asks(&["password"]));
