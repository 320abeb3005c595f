//! SSH_AUTH_SOCK names a socket that is gone, and the key was only in that agent: an old tmux, a sudo.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("agent-unreachable", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.set_env("SSH_AUTH_SOCK", "/tmp/ssh-XXXXgone/agent.1");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("ssh_get_authentication_socket: No such file or directory");
