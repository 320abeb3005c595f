//! sshd looks up the client's name (UseDNS yes) and its name server is silent.
//!
//! Longer than five seconds by itself: sshd pads a refusal that came sooner, to up to twice its time and by a secret of its
//! own (auth2.c, ensure_minimum_time_since), so what three seconds would look like differs from server to server.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    world.dns(&["*=silent"]);
    world.server.write(
        "/etc/resolv.conf",
        "nameserver 10.99.1.53\noptions timeout:6 attempts:1\n",
        0o644,
        0,
    );
    world.sshd("UseDNS yes");
})
.answers(&["log-in=yes"])
.ssh_says("Authenticated to srv")
.ssh_logs_in();
