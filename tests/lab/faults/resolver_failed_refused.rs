//! The name server answers REFUSED: it does not serve this network.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("resolver-failed", |world| world.dns(&["*=refused"]))
    .args(&["bob@web.lab.test"])
    .ssh_says("Temporary failure in name resolution");
