//! alice counts on a password, and the server takes none.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("password-not-offered", |world| {
    world.sshd("PasswordAuthentication no")
})
.args(&["-o", "PreferredAuthentications=password", "bob@srv"])
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
