//! fail2ban has banned the client's address, with its nftables action.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("connection-rejected-by-firewall", "client-banned", |world| {
    world.sshd("");
    let jail = "[DEFAULT]\nbackend = polling\nbanaction = nftables-multiport\n[sshd]\nenabled = true\nlogpath = /var/log/auth.log\n";
    world.server.write("/etc/fail2ban/jail.local", jail, 0o644, 0);
    world.server.run("rm -f /etc/fail2ban/jail.d/*; touch /var/log/auth.log; mkdir /run/fail2ban");
    world.server.spawn(None, "fail2ban-server -f -x --logtarget STDOUT start");
    world.server.wait_for("fail2ban", || world.server.inside("/run/fail2ban/fail2ban.sock").exists());
    world.server.run("timeout 20 bash -c 'until fail2ban-client status sshd; do sleep 0.05; done' 2>&1");
    world.server.run("fail2ban-client set sshd banip 10.99.1.1");
    world.server.run("timeout 20 bash -c 'until nft list ruleset | grep 10.99.1.1; do sleep 0.05; done'");
})
.ssh_says("Connection refused")
.cure(Cure::SERVER.first(2));
