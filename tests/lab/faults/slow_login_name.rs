//! The name server takes three seconds for each question, and ssh asks several, one after the other.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    world.dns(&["srv.lab.test=slow:3:10.99.1.2"]);
    world.client.write(
        "/etc/resolv.conf",
        "nameserver 10.99.1.53\noptions single-request\n",
        0o644,
        0,
    );
    world.hosts("");
    world.sshd("");
})
.args(&["bob@srv.lab.test"])
.answers(&["log-in=yes"])
.ssh_says("Authenticated to srv.lab.test")
.ssh_logs_in();
