//! PAM cannot open a session: a module that fails, after the login was granted.

use crate::lab::fault::{Fault, POSSIBLE};

pub(super) const FAULT: Fault = Fault::printed("session-dropped", "ssh -v bob@srv true", |world| {
    world
        .server
        .run("sed -i '1i session required pam_deny.so' /etc/pam.d/sshd");
    world.sshd("");
})
.certainty(POSSIBLE)
.ssh_says("Exit status 254")
.decided_by("Exit status 254");
