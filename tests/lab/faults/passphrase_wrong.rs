//! The key on disk is encrypted, and what is typed does not open it.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("passphrase-wrong", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.own("encrypted", "id_ed25519");
    world.client.run("ssh-keygen -q -p -P pw -N other -f ~alice/.ssh/id_ed25519; chown alice: ~alice/.ssh/id_ed25519");
    world.register("encrypted");
    world.asked_by_askpass();
    world.sshd("PasswordAuthentication no");
})
.answers(&["log-in=yes"])
.ssh_says("debug1: Server accepts key: /home/alice/.ssh/id_ed25519");
