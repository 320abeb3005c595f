//! sshd lets nobody forward a port: AllowTcpForwarding no. The tunnel listens, and lets down who uses it.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "forwarding-refused",
    "ssh -L 8080:localhost:80 bob@srv cat < ~/keep",
    |world| {
        world.uses_the_tunnel();
        world.sshd("AllowTcpForwarding no");
    },
)
.ssh_says("administratively prohibited")
.decided_by("administratively prohibited");
