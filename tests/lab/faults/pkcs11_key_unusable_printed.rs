//! ssh_config names a smart card's library that is not installed any more.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault =
    Fault::printed("pkcs11-key-unusable", "ssh bob@srv true", |world| {
        world.ssh_config("Host srv\n    PKCS11Provider /usr/lib/opensc-pkcs11.so\n");
        world.client.run("rm ~alice/.ssh/id_*");
        world.sshd("PasswordAuthentication no");
    })
    .certainty(LIKELY)
    .ssh_says("is not a PKCS11 library")
    .decided_by("is not a PKCS11 library");
