//! from= in authorized_keys names another network.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-restricted", |world| {
    world
        .server
        .run(r#"sed -i 's/^/from="192.0.2.0\/24" /' ~bob/.ssh/authorized_keys"#);
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::SERVER.first(2))
.logged("not from a permitted host");
