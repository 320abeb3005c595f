//! The configuration names a key file that is not there, and there is no other: copied dotfiles without the keys.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-missing", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.ssh_config("Host srv\n    IdentityFile ~/.ssh/deploy\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("no such identity: /home/alice/.ssh/deploy");
