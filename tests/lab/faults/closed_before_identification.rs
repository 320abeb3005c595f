//! The connection is accepted and closed at once: a load balancer without a back end, an sshd that dies at once.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault =
    Fault::new("closed-before-identification", |world| world.fake("close"))
        .certainty(LIKELY)
        .ssh_says("kex_exchange_identification");
