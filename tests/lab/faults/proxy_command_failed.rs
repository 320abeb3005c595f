//! The ProxyCommand's program is not installed: dotfiles from another machine.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("proxy-command-failed", |world| {
    world.ssh_config("Host srv\n    ProxyCommand corkscrew proxy 8080 %h %p\n");
    world.sshd("");
})
.ssh_says("corkscrew: not found")
.cure(Cure::CLIENT.first(2));
