//! An FTP server on the port.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::new("not-ssh", |world| world.fake("ftp")).ssh_says("banner line 0: 220 (vsFTPd 3.0.3)");
