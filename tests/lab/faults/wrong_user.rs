//! The key is registered for carol, and alice logs in as bob: another cloud image, another login name.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("wrong-user", |world| {
    world.register("other");
    world.sshd("PasswordAuthentication no");
})
.answers(&["try-user=carol"])
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
