//! sshd wants a library that is not there: an upgrade that stopped half-way.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::written("sshd-upgrade-incomplete", "ssh bob@srv true", |world| {
    world.server.run("sed s/libwrap.so.0/libwrap.so.9/ /usr/sbin/sshd > /run/sshd.new; chmod 755 /run/sshd.new; mount --bind /run/sshd.new /usr/sbin/sshd");
    world.server.run("! /usr/sbin/sshd -t 2> /var/log/sshd.log");
})
.ssh_says("error while loading shared libraries")
.decided_by("error while loading shared libraries");
