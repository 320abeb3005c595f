//! The ControlPath is longer than a socket's name may be: a long home directory and %C in a deep folder.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("control-path-unusable", |world| {
    let deep = "deep/".repeat(24);
    world
        .client
        .run(&format!("install -d -o alice ~alice/{deep}"));
    world.ssh_config(&format!(
        "Host srv\n    ControlMaster auto\n    ControlPath ~/{deep}%C\n"
    ));
    world.sshd("");
})
.ssh_says("ControlPath too long")
.cure(Cure::CLIENT);
