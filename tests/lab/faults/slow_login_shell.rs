//! bob's ~/.bashrc waits for something, six seconds long.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "slow-login",
    concat!(
        "ssh -v bob@srv true 2>&1 | while IFS= read -r l; ",
        "do echo \"$(date +%T) $l\"; done"
    ),
    |world| {
        world
            .server
            .write("/home/bob/.bashrc", "sleep 6\n", 0o644, 3000);
        world.sshd("");
    },
)
.certainty(&["likely"])
.ssh_says("Exit status 0")
.decided_by("pledge: fork");
