//! The name's key is right, and the address is on record with another one: addresses were handed on, and CheckHostIP is on.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-address-mismatch", |world| {
    world.record("srv", &["host_ed25519"]);
    world
        .client
        .run("echo \"10.99.1.2 $(cut -d' ' -f1,2 $K/rebuilt.pub)\" >> ~alice/.ssh/known_hosts");
    world.ssh_config("Host srv\n    CheckHostIP yes\n    StrictHostKeyChecking yes\n");
    world.sshd("");
})
.ssh_says("differs from the key for the IP address")
.cure(Cure::CLIENT);
