//! AuthorizedKeysCommand fails, and there is no file: the LDAP server behind it is away.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "keys-command-failed", |world| {
    world
        .server
        .write("/etc/ssh/keys-from-ldap", "#!/bin/sh\nexit 1\n", 0o755, 0);
    world.sshd("AuthorizedKeysFile none\nAuthorizedKeysCommand /etc/ssh/keys-from-ldap\nAuthorizedKeysCommandUser nobody\nPasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.logged("failed, status 1");
