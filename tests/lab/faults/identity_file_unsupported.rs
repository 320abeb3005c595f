//! IdentityFile names a directory: the folder with the keys in place of one of them.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-unsupported", |world| {
    world
        .client
        .run("cd ~alice/.ssh; rm id_*; install -d -m 700 -o alice -g alice keys");
    world.ssh_config("Host srv\n    IdentityFile ~/.ssh/keys\n    IdentitiesOnly yes\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).");
