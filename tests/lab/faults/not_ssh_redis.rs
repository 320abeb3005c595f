//! Redis on the port: it takes the identification string for a command that it does not know.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("not-ssh", |world| world.fake("redis"))
    .ssh_says("banner line 0: -ERR unknown command");
