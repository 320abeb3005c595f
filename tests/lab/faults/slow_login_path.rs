//! The way to the server is long: a satellite, a tunnel through the other side of the world. The server is not slow.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| world.sshd(""))
    .topology(Topology::Wire("delay=650"))
    .ssh_says("Authenticated to srv")
    .ssh_logs_in();
