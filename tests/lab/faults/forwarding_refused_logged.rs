//! sshd lets nobody forward a port, and writes down who tried.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::written(
    "forwarding-refused",
    "ssh -W 10.99.1.2:80 bob@srv",
    |world| {
        world.sshd("AllowTcpForwarding no");
    },
)
.ssh_says("refused local port forward")
.decided_by("refused local port forward");
