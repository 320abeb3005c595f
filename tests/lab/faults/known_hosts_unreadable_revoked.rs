//! RevokedHostKeys names a file that is not there: ssh trusts no host without it.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("known-hosts-unreadable", |world| {
    world.ssh_config("Host srv\n    RevokedHostKeys /home/alice/.ssh/revoked\n");
    world.sshd("");
})
.ssh_says("in revoked keys file /home/alice/.ssh/revoked: No such file or directory");
