//! The same on another port: the record is under [srv]:2222.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.record("[srv]:2222", &["rebuilt", "rebuilt_rsa", "rebuilt_ecdsa"]);
    world.sshd("Port 2222");
})
.args(&["-p", "2222", "bob@srv"])
.ssh_says("Host key for [srv]:2222 has changed")
.cure(Cure::CLIENT.first(2).compares().asks(&["(yes/no"]));
