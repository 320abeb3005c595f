//! sshd listens on localhost only: ListenAddress 127.0.0.1.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("connection-refused", "sshd-listens-elsewhere", |world| {
        world.sshd("ListenAddress 127.0.0.1")
    })
    .ssh_says("Connection refused");
