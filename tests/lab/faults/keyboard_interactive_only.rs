//! The server wants a challenge answered and nothing else, and the client's configuration turns challenges off.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("keyboard-interactive-only", |world| {
    world.ssh_config("Host srv\n    KbdInteractiveAuthentication no\n");
    world.sshd(
        "KbdInteractiveAuthentication yes\nPubkeyAuthentication no\nPasswordAuthentication no",
    );
})
.ssh_says("Permission denied (keyboard-interactive).")
.cure(Cure::CLIENT.asks(&["Password"]));
