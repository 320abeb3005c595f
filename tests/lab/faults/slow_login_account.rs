//! PAM asks a directory about the account, here a program that takes six seconds, once the key has signed.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    let slow = "sed -i '1i account required pam_exec.so /bin/sleep 6' /etc/pam.d/sshd";
    world.server.run(slow);
    world.sshd("");
})
.answers(&["log-in=yes"])
.ssh_says("Server accepts key")
.ssh_logs_in();
