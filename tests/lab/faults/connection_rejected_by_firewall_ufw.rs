//! ufw rejects what nobody asked for, ssh too: `ufw default reject`, meant to be kinder than a drop.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("connection-rejected-by-firewall", |world| {
    world.sshd("");
    world.ufw("ufw default reject incoming");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection refused")
.cure(Cure::SERVER.first(3));
