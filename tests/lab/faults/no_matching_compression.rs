//! The server insists on a compression ssh lacks: plain zlib meets OpenSSH 9.9 and later so; here it is one that no ssh has.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-matching-compression", |world| {
    world.fake("odd-compression")
})
.ssh_says("no matching compression");
