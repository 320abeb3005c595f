//! What is offered and not taken: other keys, algorithms, certificates.

use super::*;
use crate::finding::userauth::security_key_unavailable::{SecurityKeyUnavailable, Why};

fn security_key(why: Why) -> SecurityKeyUnavailable {
    SecurityKeyUnavailable {
        key: key(),
        path: path("id_ed25519_sk"),
        why,
    }
}

pub(super) fn rows() -> Vec<Row> {
    use Certainty::{Certain, Likely};
    vec![
        (
            Box::new(super::super::agent_key_hidden::AgentKeyHidden {
                by: crate::finding::userauth::agent_key_hidden::HiddenBy::IdentitiesOnly,
                view: None,
                key: key(),
                comment: "deploy-2025".into(),
                block: Some((path("config"), 15)),
                refused: 1,
            }),
            Certain,
            "",
            "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl' > /home/u/.ssh/deploy-2025.agent.pub && ssh -o IdentitiesOnly=yes -i /home/u/.ssh/deploy-2025.agent.pub deploy@web1",
        ),
        (
            Box::new(super::super::agent_key_hidden::AgentKeyHidden {
                by: crate::finding::userauth::agent_key_hidden::HiddenBy::IdentitiesOnly,
                view: None,
                key: key(),
                comment: "my laptop; rm".into(),
                block: None,
                refused: 0,
            }),
            Certain,
            "",
            r#"sh -c 'umask 077 && mkdir -p ~/.ssh && echo "$1" > ~/.ssh/"$2"' sh 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl' agent-i0pkHISd.agent.pub && ssh -o IdentitiesOnly=yes -i '~/.ssh/agent-i0pkHISd.agent.pub' deploy@web1"#,
        ),
        (
            Box::new(super::super::other_key_accepted::OtherKeyAccepted {
                view: None,
                key: key(),
                file: path("work"),
                refused: 1,
                block: None,
            }),
            Certain,
            "",
            "ssh -o IdentitiesOnly=yes -i /home/u/.ssh/work deploy@web1",
        ),
        (
            Box::new(
                super::super::too_many_authentication_failures::TooManyAuthenticationFailures {
                    asked: 6,
                    offered: 9,
                    from_agent: 3,
                    right: Some((8, in_file("work"))),
                },
            ),
            Certain,
            "",
            "ssh -o IdentitiesOnly=yes -i /home/u/.ssh/work deploy@web1",
        ),
        (
            Box::new(
                super::super::too_many_authentication_failures::TooManyAuthenticationFailures {
                    asked: 6,
                    offered: 9,
                    from_agent: 3,
                    right: Some((8, in_agent("work"))),
                },
            ),
            Certain,
            "",
            r#"sh -c 'umask 077 && mkdir -p ~/.ssh && echo "$1" > ~/.ssh/"$2"' sh 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl' work.agent.pub && ssh -o IdentitiesOnly=yes -i '~/.ssh/work.agent.pub' deploy@web1"#,
        ),
        (
            Box::new(
                super::super::too_many_authentication_failures::TooManyAuthenticationFailures {
                    asked: 6,
                    offered: 9,
                    from_agent: 3,
                    right: None,
                },
            ),
            Likely,
            "other-key-accepted",
            "ssh -o IdentitiesOnly=yes deploy@web1",
        ),
        (
            Box::new(
                super::super::too_many_authentication_failures::TooManyAuthenticationFailures {
                    asked: 6,
                    offered: 9,
                    from_agent: 0,
                    right: None,
                },
            ),
            Likely,
            "other-key-accepted",
            "sshdoctor --answer other-keys=yes deploy@web1",
        ),
        (
            Box::new(
                super::super::no_mutual_signature_algorithm::NoMutualSignatureAlgorithm {
                    key: key(),
                    path: Some(path("id_rsa")),
                    taken_with: Some("ssh-rsa"),
                    own: names(&["rsa-sha2-512"]),
                },
            ),
            Certain,
            "",
            "ssh -o PubkeyAcceptedAlgorithms=+ssh-rsa -i /home/u/.ssh/id_rsa deploy@web1",
        ),
        (
            Box::new(super::super::key_type_refused::KeyTypeRefused {
                key: key(),
                path: Some(path("k")),
                accepted_algorithms: names(&["rsa-sha2-512"]),
                bits: None,
                required_bits: 1024,
                others_refused: 0,
            }),
            Certain,
            "",
            "ssh -o PubkeyAcceptedAlgorithms=+ssh-ed25519 -i /home/u/.ssh/k deploy@web1",
        ),
        (
            Box::new(super::super::key_type_refused::KeyTypeRefused {
                key: key(),
                path: Some(path("id_rsa")),
                accepted_algorithms: Vec::new(),
                bits: Some(2048),
                required_bits: 3072,
                others_refused: 0,
            }),
            Certain,
            "",
            "ssh -o RequiredRSASize=2048 -i /home/u/.ssh/id_rsa deploy@web1",
        ),
        (
            Box::new(super::super::key_type_refused::KeyTypeRefused {
                key: key(),
                path: Some(path("k")),
                accepted_algorithms: names(&["rsa-sha2-512"]),
                bits: None,
                required_bits: 1024,
                others_refused: 1,
            }),
            Likely,
            "key-not-accepted",
            "ssh -o PubkeyAcceptedAlgorithms=+ssh-ed25519 -i /home/u/.ssh/k deploy@web1",
        ),
        (
            Box::new(security_key(Why::NoToken)),
            Certain,
            "",
            "fido2-token -L",
        ),
        (
            Box::new(security_key(Why::Said("device not found".into()))),
            Likely,
            "",
            "fido2-token -L",
        ),
        (
            Box::new(security_key(Why::NoProvider { others_refused: 0 })),
            Certain,
            "",
            "fido2-token -L",
        ),
        (
            Box::new(security_key(Why::NoProvider { others_refused: 1 })),
            Likely,
            "key-not-accepted",
            "fido2-token -L",
        ),
        (
            Box::new(super::super::key_type_refused::KeyTypeRefused {
                key: key(),
                path: Some(path("id_rsa")),
                accepted_algorithms: Vec::new(),
                bits: Some(768),
                required_bits: 1024,
                others_refused: 0,
            }),
            Certain,
            "",
            "ssh-keygen -t ed25519 -f /home/u/.ssh/id_rsa_ed25519",
        ),
        (
            Box::new(super::super::certificate_expired::CertificateExpired {
                others_refused: 0,
                path: Some(path("k")),
                certificate: certificate(),
                now: 1_800_000_000,
            }),
            Certain,
            "",
            "ssh-keygen -L -f /home/u/.ssh/k-cert.pub",
        ),
        (
            Box::new(
                super::super::certificate_not_yet_valid::CertificateNotYetValid {
                    others_refused: 0,
                    written: Some(1),
                    refused: true,
                    path: None,
                    certificate: certificate(),
                    now: 1_600_000_000,
                },
            ),
            Certain,
            "",
            "date -u",
        ),
        (
            Box::new(
                super::super::certificate_principal_mismatch::CertificatePrincipalMismatch {
                    others_refused: 0,
                    path: None,
                    certificate: certificate(),
                    user: "root".to_owned(),
                    ident: "SSH-2.0-OpenSSH_10.3".into(),
                },
            ),
            Likely,
            "certificate-authority-untrusted",
            "ssh -l deploy web1",
        ),
        (
            Box::new(
                super::super::certificate_unsupported::CertificateUnsupported {
                    others_refused: 0,
                    path: Some(path("k-cert.pub")),
                    certificate: Certificate {
                        signature_algorithm: "ssh-rsa".to_owned(),
                        ..certificate()
                    },
                    what: "signed with ssh-rsa".to_owned(),
                },
            ),
            Likely,
            "certificate-not-accepted",
            "ssh-keygen -L -f /home/u/.ssh/k-cert.pub",
        ),
        (
            Box::new(
                super::super::certificate_not_accepted::CertificateNotAccepted {
                    path: None,
                    certificate: certificate(),
                },
            ),
            Likely,
            "certificate-authority-untrusted",
            "sshd -T -C user=deploy | grep -Ei '^(trustedusercakeys|authorizedprincipals|revokedkeys|allow|deny)'",
        ),
    ]
}
