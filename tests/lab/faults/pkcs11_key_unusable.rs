//! The key is on a smart card, and ssh is told of a library that is not installed.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("pkcs11-key-unusable", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.ssh_config("Host srv\n    PKCS11Provider /usr/lib/opensc-pkcs11.so\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("opensc-pkcs11.so is not a PKCS11 library");
