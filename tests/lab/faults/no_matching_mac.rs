//! The server knows only a truncated MAC that ssh has dropped.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-matching-mac", |world| {
    world.sshd("Ciphers aes128-ctr\nMACs hmac-sha1-96")
})
.ssh_says("no matching MAC found. Their offer: hmac-sha1-96")
.cure(Cure::CLIENT);
