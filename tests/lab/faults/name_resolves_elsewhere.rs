//! The hosts file sends the name to this machine itself: a line left over from a test.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("name-resolves-elsewhere", |world| {
    world.hosts("127.0.0.1 srv");
    world.sshd("");
})
.certainty(&["certain", "likely", "possible"])
.ssh_says("Connecting to srv [127.0.0.1] port 22.");
