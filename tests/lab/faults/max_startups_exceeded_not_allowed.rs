//! The server turns one connection away with the words of a penalty, and takes the next: a gateway at its limit.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("max-startups-exceeded", |world| {
    world.sshd("Port 2222");
    world.fake("not-allowed-once");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("banner line 0: Not allowed at this time")
.cure(Cure::CLIENT);
