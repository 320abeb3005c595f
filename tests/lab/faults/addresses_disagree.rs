//! The name has two addresses, and nobody is at the first: one of two load balancers is off. ssh takes the second, late.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("addresses-disagree", |world| {
    world.sshd("");
    world.hosts("10.99.1.3 srv\n10.99.1.2 srv");
})
.ssh_says("connect to address 10.99.1.3 port 22: No route to host")
.ssh_logs_in()
.cure(Cure::CLIENT);
