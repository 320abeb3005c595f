//! Of the machines behind one address one is ill: it hangs up, the next one logs people in.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("closed-before-identification", |world| {
    world.sshd("Port 2222");
    world.fake("close-every-other");
})
.certainty(LIKELY)
.ssh_says("kex_exchange_identification");
