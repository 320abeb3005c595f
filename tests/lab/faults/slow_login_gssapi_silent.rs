//! alice has a Kerberos ticket, the realm's server (KDC) has gone silent since, and her ssh waits for it before it shows a key.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    // By TCP alone the library gives up after ten seconds; by UDP as well it takes eighteen.
    world.kerberos("udp_preference_limit = 1");
    let to_the_centre = "ip daddr 10.99.1.53 meta l4proto { tcp, udp } th dport 88 drop";
    firewall(&world.server, "input", to_the_centre);
    world.sshd("GSSAPIAuthentication yes");
})
.answers(&["log-in=yes"])
.ssh_says("Cannot contact any KDC for realm 'LAB.TEST'")
.ssh_logs_in()
.cure(Cure::CLIENT);
