//! A link-local address without its interface.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("ipv6-scope-missing", |world| world.sshd(""))
    .args(&["bob@fe80::1"])
    .ssh_says("Invalid argument");
