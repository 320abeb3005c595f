//! The server knows only CBC ciphers: an appliance hardened ten years ago.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-matching-cipher", |world| {
    world.sshd("Ciphers aes128-cbc")
})
.ssh_says("no matching cipher found. Their offer: aes128-cbc")
.cure(Cure::CLIENT);
