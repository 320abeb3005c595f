//! DenyUsers lists bob.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "user-not-allowed", |world| {
    world.sshd("DenyUsers bob\nPasswordAuthentication no")
})
.ssh_says("Permission denied (publickey).")
.logged("listed in DenyUsers");
