//! Large packets vanish on their way back only: the server's answer in the key exchange is the first of them.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("mtu-black-hole", |world| world.sshd(""))
    .topology(Topology::Wire("mtu_drop=1280:s2c"))
    .ssh_says("expecting SSH2_MSG_KEX_ECDH_REPLY")
    .cure(Cure::CLIENT);
