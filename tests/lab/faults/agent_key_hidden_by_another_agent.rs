//! The agent holds the right key, and IdentityAgent none keeps ssh from asking it.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("agent-key-hidden", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.agent(&["id_ed25519"]);
    world.own("k1", "work");
    world.ssh_config("Host srv\n    IdentityFile ~/.ssh/work\n    IdentityAgent none\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
