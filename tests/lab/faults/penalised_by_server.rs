//! The server refuses this address for earlier failures, the way OpenSSH 9.8 and later do it (PerSourcePenalties).

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault =
    Fault::new("penalised-by-server", |world| world.fake("not-allowed"))
        .certainty(AT_LEAST_LIKELY)
        .ssh_says("banner line 0: Not allowed at this time");
