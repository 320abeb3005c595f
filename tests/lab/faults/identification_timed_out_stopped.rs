//! sshd hangs (here: is stopped) while its kernel goes on accepting connections: a machine out of memory, a dead disk.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("identification-timed-out", |world| {
    world.sshd("");
    world.server.run("kill -STOP $(cat /run/sshd.pid)");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection timed out during banner exchange")
.cure(Cure::SERVER.first(2));
