//! The key is not registered, and the server is a program in Python: a file-transfer product.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-not-registered", |world| {
    world.register("other");
    world.paramiko("paramiko_5.1.0");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::SERVER.first(2));
