//! The name is in no zone: mistyped, or a machine that is gone.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("name-not-found", |world| {
    world.dns(&["srv.lab.test=a:10.99.1.2"]);
    world.sshd("");
})
.args(&["bob@web.lab.test"])
.ssh_says("Name or service not known")
.cure(Cure::CLIENT);
