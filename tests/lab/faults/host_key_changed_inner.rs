//! The second of two jump hosts was installed anew.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    let line = "inner $(cut -d' ' -f1,2 $K/rebuilt.pub)";
    let known = "~alice/.ssh/known_hosts";
    world.client.run(&format!(
        "sed -i /^inner/d {known}; echo \"{line}\" >> {known}"
    ));
    world.jump_sshd("");
    world.inner_sshd("");
    world.sshd("");
})
.topology(Topology::TwoJumps)
.args(&["-J", "bob@jump,bob@inner", "bob@srv"])
.hop(1)
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!")
.cure(Cure::CLIENT.first(2).compares().asks(&["(yes/no"]));
