//! The configuration still says ssh-rsa for an old router, and this server has given up SHA-1.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-mutual-signature-algorithm", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.own("id_rsa", "id_rsa");
    world.register("id_rsa");
    world.ssh_config("Host srv\n    PubkeyAcceptedAlgorithms ssh-rsa\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
