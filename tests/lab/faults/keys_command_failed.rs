//! AuthorizedKeysCommand fails, and there is no file: the LDAP server behind it is away.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "keys-command-failed", |world| {
    world.sshd("AuthorizedKeysFile none\nAuthorizedKeysCommand /bin/false\nAuthorizedKeysCommandUser nobody\nPasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.logged("failed, status 1");
