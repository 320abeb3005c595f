//! Nothing is on record for the host, and there is nobody to ask: the first login from a script.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-unknown", |world| {
    world.client.run(": > ~alice/.ssh/known_hosts");
    world.sshd("");
})
.ssh_says("Host key verification failed.")
.cure(Cure::CLIENT.compares());
