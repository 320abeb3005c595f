//! The key is right, and the password typed after it is not; nothing verbose.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "second-factor-rejected",
    "/run/lab/tools/terminal.py wrong ssh bob@srv",
    |world| {
        world.sshd("AuthenticationMethods publickey,password");
    },
)
.seen_as("password-rejected")
.ssh_says("'s password:")
.decided_by("Permission denied");
