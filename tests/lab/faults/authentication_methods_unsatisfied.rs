//! AuthenticationMethods asks for a method that is switched off, and sshd does not start.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::written(
    "authentication-methods-unsatisfied",
    "ssh bob@srv true",
    |world| {
        world.sshd_fails("AuthenticationMethods publickey,hostbased");
    },
)
.certainty(LIKELY)
.ssh_says("AuthenticationMethods cannot be satisfied by enabled authentication methods")
.decided_by("AuthenticationMethods cannot be satisfied");
