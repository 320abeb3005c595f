//! The key is encrypted, the agent does not hold it, and there is nobody to ask: the first login from cron.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("passphrase-required", |world| {
    world.own("encrypted", "id_ed25519");
    world.register("encrypted");
    world.agent(&[]);
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Server accepts key: /home/alice/.ssh/id_ed25519")
.cure(Cure::CLIENT.asks(&["passphrase"]));
