//! The key is right, and the code typed after it is not.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed("second-factor-rejected", "/run/lab/tools/terminal.py wrong ssh -v bob@srv", |world| {
    world.sshd("AuthenticationMethods publickey,keyboard-interactive\nKbdInteractiveAuthentication yes");
})
.certainty(LIKELY)
.ssh_says("with partial success")
.decided_by("Authentications that can continue: keyboard-interactive");
