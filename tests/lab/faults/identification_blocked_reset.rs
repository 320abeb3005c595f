//! Something on the path resets a connection as soon as SSH shows in it: deep packet inspection in a company or a country.
//! From here it is what a server does that hangs up at once: a reset, and not one byte.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::behind(
    "closed-before-identification",
    "identification-blocked",
    |world| world.sshd(""),
)
.topology(Topology::Wire("rst_on=SSH-2.0"))
.certainty(&["likely", "possible"])
.ssh_says("Connection reset by peer");
