//! The port expects the PROXY protocol of a load balancer and hangs up on everybody who comes without its header.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("closed-before-identification", |world| {
    world.sshd("Port 2222");
    world.fake("header-first");
})
.ssh_says("kex_exchange_identification");
