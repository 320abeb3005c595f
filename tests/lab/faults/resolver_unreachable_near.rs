//! No name server answers, and the name is a slip of the finger for an alias in ssh_config, which needs none.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("resolver-unreachable", |world| {
    world.dns(&["*=silent"]);
    world.ssh_config("Host webserver\n    HostName 10.99.1.2\n");
    world.sshd("");
})
.args(&["bob@websevrer"])
.ssh_says("Temporary failure in name resolution")
.cure(Cure::CLIENT);
