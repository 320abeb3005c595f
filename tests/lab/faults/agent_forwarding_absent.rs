//! sshd does not let an agent through, so it is not there on the far side.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "agent-forwarding-absent",
    "ssh -v -A bob@srv ssh-add -l",
    |world| {
        world.agent(&["id_ed25519"]);
        world.sshd("AllowAgentForwarding no");
    },
)
.certainty(LIKELY)
.ssh_says("Could not open a connection to your authentication agent")
.decided_by("Could not open a connection to your authentication agent");
