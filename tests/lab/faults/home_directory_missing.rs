//! bob's home is on a disk that is not mounted; his keys lie elsewhere, so the login works.

use crate::lab::cure::Cure;
use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed("home-directory-missing", "ssh bob@srv", |world| {
    world
        .server
        .run("install -D -m 644 $K/id_ed25519.pub /etc/ssh/keys/bob; rm -r /home/bob");
    world.sshd("AuthorizedKeysFile /etc/ssh/keys/%u");
})
.certainty(LIKELY)
.ssh_says("Could not chdir to home directory /home/bob")
.decided_by("Could not chdir to home directory")
.cure(Cure::SERVER);
