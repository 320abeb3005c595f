//! AuthenticationMethods asks bob for a method that is switched off; everybody else gets in.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::written(
    "authentication-methods-unsatisfied",
    "ssh bob@srv true",
    |world| {
        world.sshd("Match User bob\n    AuthenticationMethods publickey,hostbased");
    },
)
.certainty(LIKELY)
.ssh_says("no authentication methods enabled")
.decided_by("no authentication methods enabled");
