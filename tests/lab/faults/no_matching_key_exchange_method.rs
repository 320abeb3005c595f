//! The server knows only a key exchange from the last century: an old switch.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-matching-key-exchange-method", |world| {
    world.sshd("KexAlgorithms diffie-hellman-group1-sha1")
})
.ssh_says("no matching key exchange method found. Their offer: diffie-hellman-group1-sha1")
.cure(Cure::CLIENT);
