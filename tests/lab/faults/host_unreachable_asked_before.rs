//! Nobody has the address, and somebody else on this machine is asking the link for it already: the silence comes early.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-unreachable", |world| {
    world.client.spawn(None, "ping -q -i 0.5 10.99.1.77");
})
.args(&["bob@10.99.1.77"])
.ssh_says("No route to host");
