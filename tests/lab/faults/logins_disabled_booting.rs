//! The server is still starting, or systemd has not finished it: /run/nologin is there, with systemd's own words.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("logins-disabled", "ssh bob@srv true", |world| {
    let words = "\"System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. \
                 For technical details, see pam_nologin(8).\"\n";
    world.server.write("/run/nologin", words, 0o644, 0);
    world.sshd("PasswordAuthentication no");
})
.ssh_says("System is booting up")
.decided_by("System is booting up")
.cure(Cure::SERVER.first(2));
