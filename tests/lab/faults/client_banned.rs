//! fail2ban has banned the client's address, with its nftables action, after logins that failed.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("connection-rejected-by-firewall", "client-banned", |world| {
    world.sshd("");
    world.fail2ban("[DEFAULT]\nbackend = polling\nbanaction = nftables-multiport\n[sshd]\nenabled = true\nlogpath = /var/log/auth.log\n");
})
.answers(&["just-failed=yes"])
.ssh_says("Connection refused")
.cure(Cure::SERVER.first(2));
