//! bob's password is older than the rules allow, as PAM tells the server's log.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::written("password-expired", "ssh bob@srv true", |world| {
    world.syslog();
    world
        .server
        .run("sed -i '/^bob:/s/:19000:0:99999:/:100:0:10:/' /etc/shadow");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("expired password for user bob")
.decided_by("expired password for user bob");
