//! A gate in front of the server refuses by its own policy. The sshd is real, the words in its banner are Tailscale's.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed("vendor-policy-refused", "ssh bob@srv", |world| {
    world.server.write(
        "/etc/ssh/banner",
        "tailscale: tailnet policy does not permit you to SSH to this node\n",
        0o644,
        0,
    );
    world.sshd("Banner /etc/ssh/banner\nAllowUsers carol\nPasswordAuthentication no");
})
.certainty(LIKELY)
.ssh_says("tailnet policy does not permit")
.decided_by("tailnet policy does not permit");
