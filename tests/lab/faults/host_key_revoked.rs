//! The key the server shows is marked as revoked in known_hosts: it was stolen.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-revoked", |world| {
    world.record("srv", &["host_ed25519"]);
    world.client.run(
        "(printf '@revoked * '; cut -d' ' -f1,2 $K/host_ed25519.pub) >> ~alice/.ssh/known_hosts",
    );
    world.sshd("");
})
.ssh_says("REVOKED HOST KEY DETECTED!");
