//! A MACs line copied into the person's own configuration leaves out all that the server takes; with a cipher that
//! needs a MAC they no longer meet.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-matching-mac", |world| {
    world.ssh_config("Host srv\n    Ciphers aes128-ctr\n    MACs hmac-sha1-96\n");
    world.sshd("");
})
.ssh_says("no matching MAC found. Their offer: ")
.cure(Cure::CLIENT);
