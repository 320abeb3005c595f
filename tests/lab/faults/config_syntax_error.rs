//! ssh_config names an option that this ssh does not know: a typing error, or a line from a newer or an Apple ssh.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("config-syntax-error", |world| {
    world.ssh_config("Host srv\n    IdentityFil ~/.ssh/id_ed25519\n");
    world.sshd("");
})
.ssh_says("Bad configuration option: identityfil")
.cure(Cure::CLIENT);
