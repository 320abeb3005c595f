//! The private key is of a type this ssh does not know: one of XMSS, or from a newer release.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-unsupported", |world| {
    // The type is written into the decoded file, where it has as many letters as ssh-ed25519.
    world.client.run(
        "cd ~alice/.ssh; rm id_*.pub; { echo -----BEGIN OPENSSH PRIVATE KEY-----
        grep -v -e ----- $K/id_ed25519 | base64 -d | sed 's/ssh-ed25519/ssh-falcon1/g' | base64 -w 70
        echo -----END OPENSSH PRIVATE KEY-----; } > id_ed25519",
    );
    world.sshd("");
})
.ssh_says("Load key \"/home/alice/.ssh/id_ed25519\"")
.cure(Cure::CLIENT.first(3).asks(&["passphrase", "password"]));
