//! No ticket at all: the Kerberos library looks up the server's name backwards all the same, and the name server is silent.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    // What MIT's library does where no krb5.conf says otherwise; Debian's says no.
    world.kerberos("rdns = true");
    world.client.run("rm /tmp/krb5cc_2000");
    world.dns(&["srv.lab.test=a:10.99.1.2", "*=silent"]);
    let slow = "nameserver 10.99.1.53\noptions timeout:3 attempts:1\n";
    world.client.write("/etc/resolv.conf", slow, 0o644, 0);
    world.hosts("");
    world.sshd("GSSAPIAuthentication yes");
})
.args(&["bob@srv.lab.test"])
.answers(&["log-in=yes"])
.ssh_says("No Kerberos credentials available")
.ssh_logs_in()
.cure(Cure::CLIENT);
