//! AllowUsers does not list bob.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "user-not-allowed", |world| {
    world.sshd("AllowUsers carol\nPasswordAuthentication no")
})
.ssh_says("Permission denied (publickey).")
.logged("not listed in AllowUsers");
