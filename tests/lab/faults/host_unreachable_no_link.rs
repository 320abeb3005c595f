//! The cable is out: the interface is up and has no carrier, and its routes stay.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-unreachable", |world| {
    world.server.run("ip link set eth0 down");
    world.client.wait_for("the carrier to be lost", || {
        world
            .client
            .run("ip link show dev eth0")
            .contains("NO-CARRIER")
    });
})
.ssh_says("No route to host");
