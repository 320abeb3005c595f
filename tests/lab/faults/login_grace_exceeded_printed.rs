//! Somebody takes longer to find the password than the server waits.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "login-grace-exceeded",
    "/run/lab/tools/terminal.py --late ssh -v -o PubkeyAuthentication=no bob@srv",
    |world| {
        world.sshd("LoginGraceTime 1");
    },
)
.seen_as("authentication-closed")
.ssh_says("Connection closed by")
.decided_by("Connection closed by");
