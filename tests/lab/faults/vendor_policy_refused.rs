//! Tailscale SSH: its banner says that the policy of the tailnet lets nobody in here, and the connection is closed.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("vendor-policy-refused", |world| {
    world.paramiko_that("Tailscale", "tailnet");
})
.certainty(LIKELY)
.ssh_says("tailscale: tailnet policy does not permit you to SSH to this node");
