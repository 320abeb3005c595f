//! The server stops in the middle of its identification string: a machine that is suspended, or a path that swallows the rest.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault =
    Fault::new("identification-timed-out", |world| world.fake("halfway"))
        .certainty(AT_LEAST_LIKELY)
        .ssh_says("Connection timed out during banner exchange");
