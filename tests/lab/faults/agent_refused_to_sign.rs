//! The agent asks for a confirmation that nobody can give: ssh-add -c without a display.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("agent-refused-to-sign", |world| {
    world.agent(&["-c", "id_ed25519"]);
    world.client.run("rm ~alice/.ssh/id_ed25519");
    world.sshd("PasswordAuthentication no");
})
.answers(&["log-in=yes"])
.ssh_says("agent refused operation");
