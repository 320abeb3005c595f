//! KnownHostsCommand fails: the inventory service it asks is away.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("known-hosts-command-failed", |world| {
    world.client.run(": > ~alice/.ssh/known_hosts");
    world.ssh_config("Host srv\n    KnownHostsCommand /bin/false %H\n");
    world.sshd("");
})
.ssh_says("KnownHostsCommand")
.cure(Cure::CLIENT.asks(&["(yes/no"]));
