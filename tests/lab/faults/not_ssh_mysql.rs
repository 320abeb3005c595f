//! A database on the port: its greeting is binary.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("not-ssh", |world| world.fake("mysql"))
    .ssh_says("banner line contains invalid characters");
