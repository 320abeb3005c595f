//! As many connections wait for a login as MaxStartups allows: scanners keep a public server busy.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault, crowd};

pub(super) const FAULT: Fault = Fault::new("max-startups-exceeded", |world| {
    world.sshd("MaxStartups 1");
    crowd(world);
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("banner line 0: Exceeded MaxStartups")
.cure(Cure::SERVER.first(2));
