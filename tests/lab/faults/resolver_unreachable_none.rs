//! No name server is configured at all: a container or a rescue system with an empty resolv.conf.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("resolver-unreachable", |_| {})
    .args(&["bob@web.lab.test"])
    .ssh_says("Temporary failure in name resolution");
