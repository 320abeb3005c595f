//! sshd looks up the client's name (UseDNS yes) and its name server is silent.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    world.dns(&["*=silent"]);
    world.server.write(
        "/etc/resolv.conf",
        "nameserver 10.99.1.53\noptions timeout:3 attempts:1\n",
        0o644,
        0,
    );
    world.sshd("UseDNS yes");
})
.answers(&["log-in=yes"])
.ssh_says("Authenticated to srv")
.ssh_logs_in();
