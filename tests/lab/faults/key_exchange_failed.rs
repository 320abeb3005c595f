//! The server's only host key is shorter than this ssh accepts: a key from 2005, a policy from today.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("key-exchange-failed", |world| {
    world.record("srv", &["host_rsa"]);
    world.ssh_config("Host srv\n    RequiredRSASize 3072\n");
    world.sshd("HostKey /etc/ssh/ssh_host_rsa_key");
})
.ssh_says("Invalid key length")
.cure(Cure::CLIENT);
