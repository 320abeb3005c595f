//! A mail server on the port: a wrong port forward.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("not-ssh", |world| world.fake("smtp"))
    .ssh_says("banner line 0: 220 mail.lab.test ESMTP Postfix");
