//! A ProxyCommand that ends without a word, as nc does where nothing listens.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("proxy-command-failed", "connection-refused", |world| {
        world.ssh_config(
            "Host srv\n    ProxyCommand bash -c 'exec 2>/dev/null 3<>/dev/tcp/10.99.1.2/2222'\n",
        );
        world.sshd("");
    })
    .ssh_says("UNKNOWN port 65535")
    .cure(Cure::CLIENT.first(2));
