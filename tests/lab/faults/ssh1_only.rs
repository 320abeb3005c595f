//! A server that speaks only protocol 1: a switch or a storage box from before 2006.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("ssh1-only", |world| world.fake("ssh1"))
    .ssh_says("Protocol major versions differ: 2 vs. 1");
