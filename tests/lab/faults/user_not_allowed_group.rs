//! AllowGroups lists a group bob is not in.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "user-not-allowed", |world| {
    world.sshd("AllowGroups wheel\nPasswordAuthentication no")
})
.ssh_says("Permission denied (publickey).")
.logged("listed in AllowGroups");
