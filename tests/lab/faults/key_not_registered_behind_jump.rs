//! The jump host takes the key, the target does not.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-not-registered", |world| {
    world.jump_sshd("");
    world.register("other");
    world
        .server
        .run("cp $K/carols.pub ~carol/.ssh/authorized_keys; rm ~root/.ssh/authorized_keys");
    world.sshd("PasswordAuthentication no");
})
.topology(Topology::Jump)
.args(&["-J", "bob@jump", "bob@srv"])
.answers(&["log-in=yes"])
.hop(1)
.ssh_says("bob@srv: Permission denied (publickey).")
.cure(Cure::SERVER.first(2));
