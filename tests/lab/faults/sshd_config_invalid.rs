//! sshd_config has a typing error, so sshd did not come up after its restart.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("connection-refused", "sshd-config-invalid", |world| {
        world.sshd_fails("PermitRotLogin no")
    })
    .ssh_says("Connection refused")
    .logged("Bad configuration option");
