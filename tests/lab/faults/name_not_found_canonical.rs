//! No domain of CanonicalDomains knows the name, and CanonicalizeFallbackLocal forbids to take it as it stands.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("name-not-found", |world| {
    world.dns(&["srv.lab.test=a:10.99.1.2"]);
    world.ssh_config(
        "CanonicalizeHostname yes\nCanonicalDomains lab.test\nCanonicalizeFallbackLocal no\n",
    );
    world.sshd("");
})
.args(&["bob@servre"])
.ssh_says("Could not resolve host \"servre\"");
