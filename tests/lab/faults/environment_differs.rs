//! `sudo ssh`: root's ssh has no key, and the one bob takes is alice's. Nobody sees from the prompt whose ~/.ssh is read.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("environment-differs", |world| {
    world.under_sudo();
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT.first(2));
