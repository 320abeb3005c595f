//! The name server answers SERVFAIL: the zone's own servers are down, or DNSSEC is broken.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("resolver-failed", |world| world.dns(&["*=servfail"]))
    .args(&["bob@web.lab.test"])
    .ssh_says("Temporary failure in name resolution");
