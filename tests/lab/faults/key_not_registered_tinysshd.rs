//! The key is not registered, and the server is tinysshd, which says yes to every ed25519 key it is asked about.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-not-registered", |world| {
    world.register("other");
    world.tinysshd();
})
.args(&[
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
    "bob@srv",
])
.answers(&["log-in=yes"])
.ssh_says("Server accepts key: /home/alice/.ssh/id_ed25519")
.cure(Cure::SERVER.first(2));
