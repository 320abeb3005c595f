//! bob's account is locked, and sshd looks itself: UsePAM no.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "account-locked", |world| {
    world.server.run("sed -i 's/^bob:/bob:!/' /etc/shadow");
    world.sshd("UsePAM no\nPasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.logged_and_cured("account is locked", Cure::SERVER.first(2));
