//! The configuration offers the work key; the server knows the private one, which lies beside it.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("other-key-accepted", |world| {
    world.own("k1", "work");
    world.ssh_config("Host srv\n    IdentityFile ~/.ssh/work\n    IdentitiesOnly yes\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
