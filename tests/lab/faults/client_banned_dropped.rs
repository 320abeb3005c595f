//! fail2ban has banned the client's address, and drops what comes from it instead of rejecting it.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("port-filtered", "client-banned", |world| {
    world.sshd("");
    let jail = "[DEFAULT]\nbackend = polling\nbanaction = nftables-multiport[blocktype=drop]\n[sshd]\nenabled = true\nlogpath = /var/log/auth.log\n";
    world.fail2ban(jail);
})
.answers(&["just-failed=yes"])
.ssh_says("Connection timed out")
.cure(Cure::SERVER.first(2));
