//! expiry-time= in authorized_keys has passed.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "key-restricted", |world| {
    world
        .server
        .run(r#"sed -i 's/^/expiry-time="20200101" /' ~bob/.ssh/authorized_keys"#);
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::SERVER.first(2));
