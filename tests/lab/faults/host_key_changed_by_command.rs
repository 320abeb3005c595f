//! KnownHostsCommand names another key for the host: the inventory is out of date.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.client.run(
        "cd ~alice; : > .ssh/known_hosts
         printf '#!/bin/sh\\necho srv %s\\n' \"$(cut -d' ' -f1,2 /run/lab/keys/rebuilt.pub)\" > inventory
         chmod 755 inventory",
    );
    world.ssh_config("Host srv\n    KnownHostsCommand /home/alice/inventory\n");
    world.sshd("");
})
.ssh_says("HAS CHANGED");
