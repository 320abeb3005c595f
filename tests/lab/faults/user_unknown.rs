//! There is no such account: ubuntu instead of admin, a typing error.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "user-unknown", |world| {
    world.sshd("PasswordAuthentication no")
})
.args(&["ubuntu@srv"])
.ssh_says("Permission denied (publickey).")
.logged("nvalid user ubuntu");
