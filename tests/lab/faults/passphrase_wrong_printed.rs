//! alice types another passphrase than the one of this key.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "passphrase-wrong",
    "/run/lab/tools/terminal.py wrong ssh -v bob@srv",
    |world| {
        world.own("encrypted", "id_ed25519");
        world.register("encrypted");
        world.sshd("PasswordAuthentication no");
    },
)
.certainty(LIKELY)
.ssh_says("Enter passphrase for key")
.decided_by("passphrase");
