//! The key is not registered, and the server is dropbear: a router, an embedded system.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-not-registered", |world| {
    world.register("other");
    world
        .server
        .run("cp $K/carols.pub ~carol/.ssh/authorized_keys; rm ~root/.ssh/authorized_keys");
    world.dropbear();
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::SERVER.first(2));
