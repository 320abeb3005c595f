//! The key stands in carol's authorized_keys, and alice logs in as bob.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind(
    "key-not-accepted",
    "key-registered-for-other-user",
    |world| {
        world.register("other");
        world.server.run("rm ~root/.ssh/authorized_keys");
        world.sshd("PasswordAuthentication no");
    },
)
.ssh_says("Permission denied (publickey).")
.cure(Cure::SERVER.first(2));
