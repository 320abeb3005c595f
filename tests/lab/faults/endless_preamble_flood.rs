//! Fast lines without end: ssh gives up after 1024 of them.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::new("endless-preamble", |world| world.fake("flood")).ssh_says("banner line 0: xxx");
