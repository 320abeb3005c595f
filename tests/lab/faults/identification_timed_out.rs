//! The port opens and says nothing: a load balancer whose back end is gone.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault =
    Fault::new("identification-timed-out", |world| world.fake("silent"))
        .certainty(AT_LEAST_LIKELY)
        .ssh_says("Connection timed out during banner exchange")
        .options(&["--timeout", "2"]);
