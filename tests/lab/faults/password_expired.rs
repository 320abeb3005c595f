//! bob's password is older than the rules allow; the key lets him in, and the session wants a new password first.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("password-expired", "ssh bob@srv true", |world| {
    world
        .server
        .run("sed -i '/^bob:/s/:19000:0:99999:/:100:0:10:/' /etc/shadow");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Your password has expired")
.decided_by("Password change required");
