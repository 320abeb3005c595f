//! bob's account has expired, and sshd looks itself: UsePAM no.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "account-expired", |world| {
    world
        .server
        .run("sed -i '/^bob:/s/:::$/::1000:/' /etc/shadow");
    world.sshd("UsePAM no\nPasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.logged_and_cured("Account bob has expired", Cure::SERVER.first(2));
