//! The key is not registered, and the server is a program in Python that knows keys only: "(publickey)" tells nothing there.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-not-registered", |world| {
    world.register("other");
    world.asyncssh("commands");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::SERVER.first(2));
