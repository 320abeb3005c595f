//! Does a host certificate hold? (sshkey.c `sshkey_cert_check_host`)

use super::pattern;
use crate::evidence::Release;
use crate::evidence::{Certificate, SshConfig};

/// What is wrong with `certificate` for this host, in ssh's words; nothing where it holds.
pub(super) fn fault(
    certificate: &Certificate,
    config: &SshConfig,
    now: u64,
) -> Option<&'static str> {
    let release = Release::of(config);
    let fault = if !certificate.host {
        "Certificate invalid: not a host certificate"
    } else if now < certificate.valid_after {
        "Certificate invalid: not yet valid"
    } else if now >= certificate.valid_before {
        "Certificate invalid: expired"
    } else if certificate.principals.is_empty() && release >= Release(10, 3) {
        "Certificate lacks principal list"
    } else if !is_for(certificate, &name(config), release) {
        "Certificate invalid: name is not a listed principal"
    } else if !certificate.critical_options.is_empty() {
        "Certificate contains unsupported critical options"
    } else if !may_sign(&certificate.signature_algorithm, release) {
        "Certificate signed with disallowed algorithm"
    } else {
        return None;
    };
    Some(fault)
}

/// The name a certificate must be for: never with a port.
fn name(config: &SshConfig) -> String {
    let name = config.host_key_alias.as_ref().unwrap_or(&config.hostname);
    name.to_ascii_lowercase()
}

/// Is `name` a principal? From 10.3 on principals are patterns; before, none at all stood for every name.
fn is_for(certificate: &Certificate, name: &str, release: Release) -> bool {
    let principals = &certificate.principals;
    if release >= Release(10, 3) {
        return principals
            .iter()
            .any(|principal| pattern::matches(principal.bytes(), name.as_bytes()));
    }
    principals.is_empty()
        || principals
            .iter()
            .any(|principal| principal.bytes() == name.as_bytes())
}

/// CASignatureAlgorithms as ssh ships it (myproposal.h): without SHA-1 since 8.2, and not asked before 7.9.
fn may_sign(algorithm: &str, release: Release) -> bool {
    match algorithm {
        "ssh-dss" => release < Release(7, 9),
        "ssh-rsa" => release < Release(8, 2),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::PublicKey;
    use crate::text::Untrusted;

    fn certificate() -> Certificate {
        Certificate {
            blob: PublicKey::default(),
            key: PublicKey::default(),
            host: true,
            id: Untrusted::default(),
            serial: 0,
            principals: vec![Untrusted::from("srv")],
            valid_after: 100,
            valid_before: 200,
            authority: PublicKey::default(),
            signature_algorithm: String::from("ssh-ed25519"),
            ..Certificate::default()
        }
    }

    fn ssh(version: &str) -> SshConfig {
        SshConfig {
            hostname: String::from("Srv"),
            port: 2222,
            version: Some(format!("OpenSSH_{version}p1")),
            ..SshConfig::default()
        }
    }

    /// A certificate as it is.
    const NOTHING: &dyn Fn(&mut Certificate) = &|_: &mut Certificate| ();

    #[test]
    fn what_is_wrong_is_said_in_the_words_of_ssh() {
        let fault_of = |change: &dyn Fn(&mut Certificate), now| {
            let mut certificate = certificate();
            change(&mut certificate);
            fault(&certificate, &ssh("9.2"), now)
        };
        assert_eq!(fault_of(NOTHING, 100), None);
        for (change, now, expected) in [
            (NOTHING, 99, "not yet valid"),
            (NOTHING, 200, "expired"),
            (&|c| c.host = false, 100, "not a host certificate"),
            (
                &|c| c.principals = vec!["other".into()],
                100,
                "name is not a listed principal",
            ),
            (
                &|c| c.principals = vec!["*".into()],
                100,
                "name is not a listed principal",
            ),
            (
                &|c| c.critical_options = vec!["x".into()],
                100,
                "critical options",
            ),
            (
                &|c| c.signature_algorithm = "ssh-rsa".into(),
                100,
                "disallowed algorithm",
            ),
        ] {
            assert!(
                fault_of(change, now).unwrap().ends_with(expected),
                "{expected}"
            );
        }
    }

    #[test]
    fn releases_differ() {
        let mut anyone = certificate();
        anyone.principals.clear();
        assert_eq!(fault(&anyone, &ssh("10.2"), 100), None);
        assert!(fault(&anyone, &ssh("10.3"), 100).is_some());

        let mut pattern = certificate();
        pattern.principals = vec!["s*".into()];
        assert!(fault(&pattern, &ssh("10.2"), 100).is_some());
        assert_eq!(fault(&pattern, &ssh("10.3"), 100), None);

        let mut sha1 = certificate();
        sha1.signature_algorithm = String::from("ssh-rsa");
        assert_eq!(fault(&sha1, &ssh("8.1"), 100), None);
    }

    #[test]
    fn an_alias_stands_for_the_host() {
        let mut config = ssh("9.2");
        config.host_key_alias = Some(String::from("web"));
        assert!(fault(&certificate(), &config, 100).is_some());
        config.host_key_alias = Some(String::from("SRV"));
        assert_eq!(fault(&certificate(), &config, 100), None);
    }
}
