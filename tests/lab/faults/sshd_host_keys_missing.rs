//! sshd has no host keys: a cloned image that was cleaned too well.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("connection-refused", "sshd-host-keys-missing", |world| {
        world.server.run("rm /etc/ssh/ssh_host_*");
        world.sshd_fails("");
    })
    .ssh_says("Connection refused")
    .logged("no hostkeys available");
