//! Algorithm lists, and those of OpenSSH where ssh does not print its own.

use super::printed::Printed;

// Defaults of OpenSSH 10.0 (myproposal.h).
pub(super) const KEX: &str = "mlkem768x25519-sha256,sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,\
    curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,\
    ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,\
    diffie-hellman-group18-sha512,diffie-hellman-group14-sha256";
pub(super) const KEYS: &str = "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,\
    sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,ssh-ed25519,\
    ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,\
    sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256";
pub(super) const CIPHERS: &str = "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,\
    aes192-ctr,aes256-ctr";
pub(super) const MACS: &str = "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,\
    hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,umac-64@openssh.com,\
    umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1";

/// A comma list. ssh prints it finished; a command line may still say `+name`, `-name` or `^name`.
pub(super) fn list(printed: &Printed, keywords: &[&str], default: &str) -> Vec<String> {
    let split = |list: &str| -> Vec<String> {
        list.split(',')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (default, value) = (split(default), printed.named(keywords));
    let Some(value) = value else { return default };
    match value.split_at_checked(1) {
        Some(("+", more)) => [default, split(more)].concat(),
        Some(("^", first)) => [split(first), default].concat(),
        Some(("-", less)) => {
            let less = split(less);
            default
                .into_iter()
                .filter(|name| !less.contains(name))
                .collect()
        }
        Some(_) | None => split(&value),
    }
}
