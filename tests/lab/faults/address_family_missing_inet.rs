//! AddressFamily inet in the configuration, and a server that has an IPv6 address only.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("address-family-missing", |world| {
    world.dns(&["web.lab.test=aaaa:fd99:1::2"]);
    world.ssh_config("Host *\n    AddressFamily inet\n");
    world.record("web.lab.test", &["host_ed25519"]);
    world.sshd("");
})
.args(&["bob@web.lab.test"])
.ssh_says("No address associated with hostname")
.cure(Cure::CLIENT);
