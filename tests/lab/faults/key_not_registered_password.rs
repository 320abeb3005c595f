//! The same where passwords are still allowed: ssh-copy-id is the way in.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-not-registered", |world| {
    world.register("other");
    world
        .server
        .run("cp $K/carols.pub ~carol/.ssh/authorized_keys; rm ~root/.ssh/authorized_keys");
    world.sshd("");
})
.ssh_says("Permission denied (publickey,password).")
.cure(Cure::CLIENT.asks(&["password"]));
