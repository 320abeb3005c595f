//! alice types another password than bob's, in a program that asks once.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed("password-rejected", "/run/lab/tools/terminal.py wrong ssh -o NumberOfPasswordPrompts=1 -o PubkeyAuthentication=no bob@srv", |world| {
    world.sshd("");
})
.certainty(LIKELY)
.ssh_says("'s password:")
.decided_by("Permission denied");
