//! ssh cannot run: it was built against another OpenSSL than the one an update brought.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("ssh-client-broken", |world| {
    world.other_ssh(
        "echo 'OpenSSL version mismatch. Built against 30000020, you have 30300010' >&2; exit 1",
    );
    world.sshd("");
})
.ssh_says("OpenSSL version mismatch");
