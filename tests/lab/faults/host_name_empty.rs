//! The variable that should hold the host's name is empty: `ssh bob@$HOST` in a script.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("host-name-empty", "ssh -v bob@$HOST", |_| {})
    .ssh_says("Could not resolve hostname")
    .decided_by("Could not resolve hostname");
