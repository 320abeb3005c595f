//! ssh works; git, asked for the repository, finds none at that path: a plain server without a hosting service.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("remote-command-failed", |world| world.sshd(""))
    .in_front_of(&["git", "ls-remote", "bob@srv:none.git"])
    .answers(&["log-in=yes"])
    .ssh_says("'none.git' does not appear to be a git repository");
