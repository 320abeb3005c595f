//! sshd listens on port 2222, as many an administrator moves it, and alice asks port 22.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("wrong-port", |world| world.sshd("Port 2222"))
    .answers(&["other-ports=yes"])
    .ssh_says("Connection refused")
    .cure(Cure::CLIENT);
