//! The key is not registered, and the server is a program in Python that knows keys only: "(publickey)" tells nothing there.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-not-registered", |world| {
    world.register("other");
    world.asyncssh();
})
.ssh_says("Permission denied (publickey).");
