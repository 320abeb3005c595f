//! Nobody on the local network answers for the address: the machine is off, or has another address today.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-unreachable", |_| {})
    .args(&["bob@10.99.1.77"])
    .ssh_says("No route to host");
