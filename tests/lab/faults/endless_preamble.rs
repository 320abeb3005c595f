//! Slow lines without end before the identification string: endlessh, a tarpit.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::new("endless-preamble", |world| world.fake("preamble")).ssh_says("banner line 0: ");
