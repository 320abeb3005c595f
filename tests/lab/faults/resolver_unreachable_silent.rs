//! The name server takes questions and never answers: a firewall that drops DNS, as captive networks do.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::new("resolver-unreachable", |world| world.dns(&["*=silent"]))
        .args(&["bob@web.lab.test"])
        .ssh_says("Temporary failure in name resolution");
