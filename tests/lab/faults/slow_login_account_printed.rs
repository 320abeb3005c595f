//! The same on alice's screen, with a clock before each line of `ssh -v`.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "slow-login",
    concat!(
        "ssh -v bob@srv true 2>&1 | while IFS= read -r l; ",
        "do echo \"$(date +%T) $l\"; done"
    ),
    |world| {
        let slow = "sed -i '1i account required pam_exec.so /bin/sleep 6' /etc/pam.d/sshd";
        world.server.run(slow);
        world.sshd("");
    },
)
.certainty(&["likely"])
.ssh_says("Server accepts key")
.decided_by("Server accepts key");
