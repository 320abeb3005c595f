//! Somebody types a wrong password, as the server's log has it.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::written(
    "password-rejected",
    "/run/lab/tools/terminal.py wrong ssh -o PubkeyAuthentication=no bob@srv",
    |world| {
        world.sshd("");
    },
)
.certainty(LIKELY)
.ssh_says("Failed password for bob")
.decided_by("Failed password for bob");
