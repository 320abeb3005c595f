//! A CI runner or a container sets HOME and puts the key there; ssh takes the home of the passwd entry.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("environment-differs", |world| {
    world.client.run("mkdir -p ~alice/runner/.ssh; mv ~alice/.ssh/id_* ~alice/runner/.ssh/; chown -R alice: ~alice/runner; chmod 700 ~alice/runner/.ssh");
    world.set_env("HOME", "/home/alice/runner");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
