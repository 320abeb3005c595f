//! Something on the path swallows a connection as soon as SSH shows in it.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("identification-blocked", |world| world.sshd(""))
    .topology(Topology::Wire("drop_on=SSH-2.0"))
    .certainty(&["certain", "likely", "possible"])
    .ssh_says("Connection timed out during banner exchange");
