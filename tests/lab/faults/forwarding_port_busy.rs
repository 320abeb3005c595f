//! Something on alice's machine already listens on the port she wants to forward: a development server, or her last tunnel.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "forwarding-port-busy",
    "ssh -o ExitOnForwardFailure=yes -L 8080:localhost:80 bob@srv true",
    |world| {
        world
            .client
            .spawn(None, "/run/lab/tools/fake.py silent 8080");
        world.client.wait_for_port(8080);
        world.sshd("");
    },
)
.ssh_says("Address already in use")
.decided_by("8080");
