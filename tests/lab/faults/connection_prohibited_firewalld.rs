//! firewalld runs, and its zone lost the ssh service: it rejects with ICMP admin-prohibited, as it does by default.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("connection-prohibited", |world| {
    world.sshd("");
    world.firewalld();
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("No route to host")
.cure(Cure::SERVER);
