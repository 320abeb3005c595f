//! BindAddress names an address this machine had in another network.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("bind-address-unavailable", |world| {
    world.ssh_config("Host srv\n    BindAddress 10.1.2.3\n");
    world.sshd("");
})
.ssh_says("bind 10.1.2.3: Cannot assign requested address")
.cure(Cure::CLIENT);
