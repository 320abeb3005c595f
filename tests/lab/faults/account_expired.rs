//! bob's account has expired; PAM says so after the key was accepted, in a banner.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault =
    Fault::behind("login-refused-after-key", "account-expired", |world| {
        world
            .server
            .run("sed -i '/^bob:/s/:::$/::1000:/' /etc/shadow");
        world.syslog();
        world.sshd("PasswordAuthentication no");
    })
    .answers(&["log-in=yes"])
    .certainty(AT_LEAST_LIKELY)
    .ssh_says("Your account has expired")
    .logged_and_cured("has expired (account expired)", Cure::SERVER.first(2));
