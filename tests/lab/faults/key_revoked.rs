//! RevokedKeys lists the key: it was reported as lost.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-revoked", |world| {
    world
        .server
        .run("ssh-keygen -q -k -f /etc/ssh/krl $K/id_ed25519.pub");
    world.sshd("RevokedKeys /etc/ssh/krl\nPasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.logged("revoked by file");
