//! The server signs with ssh-rsa (SHA-1) only: OpenSSH before 7.2, many an appliance.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-matching-host-key-type", |world| {
    world.sshd("HostKeyAlgorithms ssh-rsa")
})
.ssh_says("no matching host key type found. Their offer: ssh-rsa")
.cure(Cure::CLIENT);
