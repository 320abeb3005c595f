//! The server takes passwords only, from this one account: a Match block.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("publickey-not-offered", |world| {
    world.sshd("Match User bob\n    PubkeyAuthentication no")
})
.ssh_says("Permission denied (password).")
.cure(Cure::CLIENT.asks(&["password"]));
