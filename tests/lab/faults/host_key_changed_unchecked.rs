//! StrictHostKeyChecking no and a changed key: ssh goes on, takes the password away, and ends in a refused login.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.record("srv", &["rebuilt"]);
    world.ssh_config(
        "Host srv\n    StrictHostKeyChecking no\n    PreferredAuthentications password\n",
    );
    world.sshd("");
})
.ssh_says("Password authentication is disabled to avoid man-in-the-middle attacks.")
.cure(
    Cure::CLIENT
        .first(2)
        .compares()
        .asks(&["(yes/no", "password:"]),
);
