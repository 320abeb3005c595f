//! root may not log in: PermitRootLogin no, as the server's log has it.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::written("root-login-disabled", "ssh root@srv true", |world| {
        world.sshd("PermitRootLogin no");
    })
    .ssh_says("ROOT LOGIN REFUSED")
    .decided_by("ROOT LOGIN REFUSED");
