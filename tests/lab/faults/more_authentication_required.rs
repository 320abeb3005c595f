//! The key is right and the server wants a password as well: AuthenticationMethods publickey,password.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("more-authentication-required", |world| {
    world.sshd("AuthenticationMethods publickey,password")
})
.answers(&["log-in=yes"])
.ssh_says("Authenticated using \"publickey\" with partial success.")
.cure(Cure::CLIENT.asks(&["password"]));
