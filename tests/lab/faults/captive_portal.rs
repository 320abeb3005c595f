//! The network answers every connection itself until somebody has logged in on its web page: a hotel.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("captive-portal", |world| {
    world.sshd("");
    let router = world.router();
    router.spawn(None, "/run/lab/tools/fake.py portal 8022");
    router.wait_for_port(8022);
    router.run("nft 'add table ip t; add chain ip t c { type nat hook prerouting priority -100; }; add rule ip t c ip protocol tcp redirect to :8022'");
})
.topology(Topology::Routed)
.certainty(AT_LEAST_LIKELY)
.ssh_says("banner line 0: HTTP/1.1 302 Found");
