//! `sudo git pull` on a machine where alice's keys come with her forwarded agent: sudo takes SSH_AUTH_SOCK away.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("environment-differs", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.agent(&["id_ed25519"]);
    world.client.run("mkdir -m 700 /tmp/ssh-forwarded; mv ~alice/agent.sock /tmp/ssh-forwarded/agent.1; chown -R alice: /tmp/ssh-forwarded");
    world.set_env("SSH_AUTH_SOCK", "/tmp/ssh-forwarded/agent.1");
    world.under_sudo();
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT.first(2));
