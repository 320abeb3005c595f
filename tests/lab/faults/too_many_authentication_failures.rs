//! The right key is the fifth, and the server hangs up after the third wrong one.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("too-many-authentication-failures", |world| {
    for key in ["k1", "k2", "k3", "k4"] {
        world.own(key, key);
    }
    let files: String = ["k1", "k2", "k3", "k4", "id_ed25519"]
        .map(|key| format!("    IdentityFile ~/.ssh/{key}\n"))
        .concat();
    world.ssh_config(&format!("Host srv\n    IdentitiesOnly yes\n{files}"));
    world.sshd("MaxAuthTries 3");
})
.answers(&["other-keys=yes"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Too many authentication failures")
.cure(Cure::CLIENT);
