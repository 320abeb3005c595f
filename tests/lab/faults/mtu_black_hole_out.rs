//! Large packets vanish on their way to the server only.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("mtu-black-hole", |world| world.sshd(""))
    .topology(Topology::Wire("mtu_drop=1280:c2s"))
    .ssh_says("SSH2_MSG_KEXINIT sent")
    .cure(Cure::CLIENT);
