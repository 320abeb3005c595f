//! A master connection's socket is there and its master hangs: the laptop slept, the network changed.

use crate::lab::client::ALICE;
use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("control-socket-stale", |world| {
    world.client.spawn(
        Some(&ALICE),
        "/run/lab/tools/hang.py /home/alice/.ssh/master",
    );
    world.client.wait_for("the master's socket", || {
        world.client.inside("/home/alice/.ssh/master").exists()
    });
    world.ssh_config("Host srv\n    ControlMaster auto\n    ControlPath ~/.ssh/master\n");
    world.sshd("");
})
.ssh_says("auto-mux: Trying existing master")
.cure(Cure::CLIENT);
