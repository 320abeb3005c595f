//! The server wants Kerberos and nothing else, and there is no ticket.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("gssapi-only", |world| {
    world.sshd("GSSAPIAuthentication yes\nPubkeyAuthentication no\nPasswordAuthentication no");
})
.ssh_says("gssapi-with-mic).");
