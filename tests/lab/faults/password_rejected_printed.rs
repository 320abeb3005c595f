//! alice types another password than bob's, three times.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "password-rejected",
    "/run/lab/tools/terminal.py wrong ssh -o PubkeyAuthentication=no bob@srv",
    |world| {
        world.sshd("");
    },
)
.certainty(LIKELY)
.ssh_says("Permission denied, please try again.")
.decided_by("Permission denied");
