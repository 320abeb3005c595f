//! A telnet server on the port, as old switches have it: it negotiates in bytes above 127 and then waits.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("not-ssh", |world| world.fake("telnet"))
    .ssh_says("Connection timed out during banner exchange");
