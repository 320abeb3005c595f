//! An old server in every slot: mending only the one ssh names first would lead to the next.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-matching-key-exchange-method", |world| {
    world.sshd("KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1\nHostKeyAlgorithms ssh-rsa\nCiphers 3des-cbc,aes128-cbc\nMACs hmac-md5")
})
.ssh_says("no matching key exchange method found. Their offer: diffie-hellman-group1-sha1")
.cure(Cure::CLIENT);
