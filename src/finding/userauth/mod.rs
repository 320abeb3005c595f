//! Causes of stage userauth: user authentication (RFC 4252).

use super::Code;

pub mod agent_key_hidden;
pub mod agent_refused_to_sign;
pub mod agent_unreachable;
pub mod authentication_closed;
pub mod certificate_expired;
pub mod certificate_not_accepted;
pub mod certificate_not_yet_valid;
pub mod certificate_principal_mismatch;
pub mod certificate_unsupported;
pub mod git_access_denied;
pub mod git_key_in_use;
pub mod git_key_not_registered;
pub mod gssapi_only;
pub mod identity_file_is_public_key;
pub mod identity_file_malformed;
pub mod identity_file_missing;
pub mod identity_file_permissions;
pub mod identity_file_putty;
pub mod identity_file_unreadable;
pub mod identity_file_unsupported;
pub mod key_not_accepted;
pub mod key_pair_mismatch;
pub mod key_type_refused;
pub mod keyboard_interactive_only;
pub mod login_grace_exceeded;
pub mod login_refused_after_key;
pub mod more_authentication_required;
pub mod no_identity;
pub mod no_mutual_signature_algorithm;
pub mod other_key_accepted;
pub mod passphrase_required;
pub mod passphrase_wrong;
pub mod password_not_offered;
pub mod password_rejected;
pub mod pkcs11_key_unusable;
pub mod publickey_not_offered;
pub mod root_login_refused;
pub mod second_factor_rejected;
pub mod security_key_unavailable;
pub mod too_many_authentication_failures;
pub mod vendor_policy_refused;
pub mod wrong_user;

pub(crate) mod words;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &no_identity::PAGE,
    &identity_file_missing::PAGE,
    &identity_file_unreadable::PAGE,
    &identity_file_permissions::PAGE,
    &identity_file_malformed::PAGE,
    &identity_file_is_public_key::PAGE,
    &identity_file_putty::PAGE,
    &identity_file_unsupported::PAGE,
    &passphrase_required::PAGE,
    &passphrase_wrong::PAGE,
    &key_pair_mismatch::PAGE,
    &agent_unreachable::PAGE,
    &agent_refused_to_sign::PAGE,
    &agent_key_hidden::PAGE,
    &other_key_accepted::PAGE,
    &too_many_authentication_failures::PAGE,
    &security_key_unavailable::PAGE,
    &pkcs11_key_unusable::PAGE,
    &no_mutual_signature_algorithm::PAGE,
    &key_type_refused::PAGE,
    &certificate_expired::PAGE,
    &certificate_not_yet_valid::PAGE,
    &certificate_principal_mismatch::PAGE,
    &certificate_unsupported::PAGE,
    &certificate_not_accepted::PAGE,
    &publickey_not_offered::PAGE,
    &password_not_offered::PAGE,
    &password_rejected::PAGE,
    &keyboard_interactive_only::PAGE,
    &gssapi_only::PAGE,
    &more_authentication_required::PAGE,
    &second_factor_rejected::PAGE,
    &login_refused_after_key::PAGE,
    &root_login_refused::PAGE,
    &wrong_user::PAGE,
    &git_key_not_registered::PAGE,
    &git_access_denied::PAGE,
    &git_key_in_use::PAGE,
    &vendor_policy_refused::PAGE,
    &key_not_accepted::PAGE,
    &login_grace_exceeded::PAGE,
    &authentication_closed::PAGE,
];

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::evidence::{
        Agent, AgentKey, Certificate, Closing, Defect, Disconnect, Ending, Offer, Origin, PublicKey,
    };
    use crate::finding::{Cause, Certainty, Step, Where};
    use crate::lang::Lang;
    use crate::target::Target;
    use crate::text::Untrusted;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";

    fn key() -> PublicKey {
        PublicKey::from_line(KEY).unwrap()
    }

    fn path(name: &str) -> PathBuf {
        Path::new("/home/u/.ssh").join(name)
    }

    fn in_file(name: &str) -> Offer {
        Offer {
            key: key(),
            certificate: None,
            origin: Origin::File(path(name)),
        }
    }

    fn in_agent(comment: &str) -> Offer {
        Offer {
            key: key(),
            certificate: None,
            origin: Origin::Agent {
                comment: comment.into(),
                file: None,
            },
        }
    }

    fn certificate() -> Certificate {
        Certificate {
            blob: key(),
            key: key(),
            id: "deploy-ci".into(),
            serial: 7,
            principals: vec!["deploy".into(), "-x".into()],
            valid_after: 1_700_000_000,
            valid_before: 1_700_003_600,
            authority: key(),
            signature_algorithm: "ssh-ed25519".to_owned(),
            ..Certificate::default()
        }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn web1() -> Target {
        Target {
            given: "deploy@web1".to_owned(),
            user: "deploy".to_owned(),
            host: "web1".to_owned(),
            hostname: "203.0.113.7".to_owned(),
            address: String::new(),
            port: 22,
            options: Vec::new(),
        }
    }

    fn agent() -> Agent {
        Agent::Keys {
            socket: "/run/agent".into(),
            keys: vec![AgentKey {
                key: key(),
                comment: "laptop".into(),
            }],
        }
    }

    fn refused(refused: Vec<Offer>, methods: &[&str]) -> super::key_not_accepted::KeyNotAccepted {
        super::key_not_accepted::KeyNotAccepted {
            refused,
            other_refused: Vec::new(),
            methods: names(methods),
            ident: "SSH-2.0-OpenSSH_9.9".into(),
            user: "deploy".to_owned(),
            way_in: None,
            installed: None,
            image: None,
            unasked: Vec::new(),
            name_refused: None,
            login_works: false,
            from: "192.0.2.99:40022".parse().ok(),
            when: 1_763_661_600,
        }
    }

    fn codes(cause: &dyn Cause) -> Vec<&'static str> {
        cause.candidates().iter().map(|page| page.code).collect()
    }

    fn line(step: &Step) -> Option<String> {
        let command = step.command.as_ref()?;
        Some(command.line().expect("printable").to_owned())
    }

    /// Every struct with sample facts, its certainty, its first candidate and its first command.
    fn table() -> Vec<(Box<dyn Cause>, Certainty, &'static str, &'static str)> {
        use Certainty::{Certain, Likely, Possible};
        let denied = || Untrusted::from("Permission denied");
        vec![
            (
                Box::new(super::no_identity::NoIdentity {
                    looked: vec![path("id_rsa"), path("id_ed25519")],
                    agent: Agent::NotConfigured,
                    methods: names(&["publickey", "password"]),
                }),
                Certain,
                "",
                "ssh-keygen -t ed25519 -f /home/u/.ssh/id_ed25519",
            ),
            (
                Box::new(super::no_identity::NoIdentity {
                    looked: Vec::new(),
                    agent: Agent::Refused {
                        socket: "/run/agent".into(),
                    },
                    methods: names(&["publickey"]),
                }),
                Likely,
                "agent-refused-to-sign",
                "env SSH_AUTH_SOCK=/run/agent ssh-add -X",
            ),
            (
                Box::new(super::identity_file_missing::IdentityFileMissing {
                    path: path("deploi"),
                    near: vec![path("deploy.pub"), path("deploy")],
                    others_refused: 0,
                    agent_lists_none: false,
                }),
                Certain,
                "",
                "ssh -o IdentitiesOnly=yes -i /home/u/.ssh/deploy deploy@web1",
            ),
            (
                Box::new(super::identity_file_missing::IdentityFileMissing {
                    path: path("deploi"),
                    near: Vec::new(),
                    others_refused: 2,
                    agent_lists_none: false,
                }),
                Likely,
                "key-not-accepted",
                "ls -la /home/u/.ssh",
            ),
            (
                Box::new(super::identity_file_unreadable::IdentityFileUnreadable {
                    path: path("k"),
                    text: denied(),
                    owner: Some(0),
                    others_refused: 0,
                }),
                Certain,
                "",
                r#"sh -c 'chmod 600 "$1" 2> /dev/null || { sudo chown "$(id -u)" "$1" && chmod 600 "$1"; }' sh /home/u/.ssh/k"#,
            ),
            (
                Box::new(super::identity_file_unreadable::IdentityFileUnreadable {
                    path: path("k"),
                    text: denied(),
                    owner: None,
                    others_refused: 1,
                }),
                Likely,
                "key-not-accepted",
                r#"sh -c 'd=$(dirname "$1") && sudo chown "$(id -u)" "$d" "$1" && chmod 700 "$d" && chmod 600 "$1"' sh /home/u/.ssh/k"#,
            ),
            (
                Box::new(super::identity_file_permissions::IdentityFilePermissions {
                    path: path("my key"),
                    mode: 0o100_644,
                    accepted: true,
                    others_refused: 1,
                }),
                Certain,
                "",
                "chmod 600 '/home/u/.ssh/my key'",
            ),
            (
                Box::new(super::identity_file_permissions::IdentityFilePermissions {
                    path: path("k"),
                    mode: 0o644,
                    accepted: false,
                    others_refused: 1,
                }),
                Likely,
                "key-not-accepted",
                "chmod 600 /home/u/.ssh/k",
            ),
            (
                Box::new(super::identity_file_malformed::IdentityFileMalformed {
                    path: path("k"),
                    defect: Defect::Crlf,
                    accepted: false,
                    others_refused: 0,
                    openssh: None,
                }),
                Certain,
                "",
                r#"cp -p /home/u/.ssh/k /home/u/.ssh/k.bak && awk '{ sub(sprintf("%c$", 13), ""); print }' /home/u/.ssh/k.bak > /home/u/.ssh/k"#,
            ),
            (
                Box::new(super::identity_file_malformed::IdentityFileMalformed {
                    path: path("k"),
                    defect: Defect::CutShort,
                    accepted: false,
                    others_refused: 3,
                    openssh: None,
                }),
                Likely,
                "key-not-accepted",
                "ssh-keygen -y -f /home/u/.ssh/k",
            ),
            (
                Box::new(
                    super::identity_file_is_public_key::IdentityFileIsPublicKey {
                        path: path("k.pub"),
                        private_beside: Some(path("k")),
                        accepted: true,
                        openssh: None,
                    },
                ),
                Certain,
                "",
                "ssh -o IdentitiesOnly=yes -i /home/u/.ssh/k deploy@web1",
            ),
            (
                Box::new(super::identity_file_putty::IdentityFilePutty {
                    path: path("k.ppk"),
                    version: 3,
                    others_refused: 0,
                    openssh: None,
                }),
                Certain,
                "",
                "puttygen /home/u/.ssh/k.ppk -O private-openssh -o /home/u/.ssh/k.openssh && chmod 600 /home/u/.ssh/k.openssh",
            ),
            (
                Box::new(super::identity_file_unsupported::IdentityFileUnsupported {
                    path: path("id_dsa"),
                    what: "ssh-dss".to_owned(),
                    others_refused: 0,
                    openssh: None,
                }),
                Certain,
                "",
                "ssh-keygen -t ed25519 -f /home/u/.ssh/id_dsa_ed25519",
            ),
            (
                Box::new(super::passphrase_required::PassphraseRequired {
                    path: path("k"),
                    key: key(),
                    batch_mode: true,
                    agent: agent(),
                }),
                Certain,
                "",
                "ssh-add /home/u/.ssh/k",
            ),
            (
                Box::new(super::passphrase_required::PassphraseRequired {
                    path: path("k"),
                    key: key(),
                    batch_mode: false,
                    agent: Agent::NotConfigured,
                }),
                Certain,
                "",
                "ssh-agent sh -c 'ssh-add /home/u/.ssh/k && ssh -o IdentityAgent=SSH_AUTH_SOCK -i /home/u/.ssh/k deploy@web1'",
            ),
            (
                Box::new(super::key_pair_mismatch::KeyPairMismatch {
                    path: path("k"),
                    private: key(),
                    beside: key(),
                    accepted_beside: true,
                    accepted_private: false,
                }),
                Certain,
                "",
                "mv /home/u/.ssh/k.pub /home/u/.ssh/k.pub.old && ssh-keygen -y -f /home/u/.ssh/k > /home/u/.ssh/k.pub",
            ),
            (
                Box::new(super::key_pair_mismatch::KeyPairMismatch {
                    path: path("k"),
                    private: key(),
                    beside: key(),
                    accepted_beside: false,
                    accepted_private: false,
                }),
                Likely,
                "key-not-accepted",
                "mv /home/u/.ssh/k.pub /home/u/.ssh/k.pub.old && ssh-keygen -y -f /home/u/.ssh/k > /home/u/.ssh/k.pub",
            ),
            (
                Box::new(super::agent_unreachable::AgentUnreachable {
                    socket: "/tmp/gone".into(),
                    text: denied(),
                    alive: vec!["/run/my agent".into()],
                    looked: vec![path("k")],
                }),
                Certain,
                "",
                r#"ssh -o 'IdentityAgent="/run/my agent"' deploy@web1"#,
            ),
            (
                Box::new(super::agent_unreachable::AgentUnreachable {
                    socket: "/tmp/gone".into(),
                    text: denied(),
                    alive: Vec::new(),
                    looked: Vec::new(),
                }),
                Certain,
                "",
                "ssh-add -l",
            ),
            (
                Box::new(super::agent_refused_to_sign::AgentRefusedToSign {
                    key: key(),
                    text: "agent refused operation".into(),
                    how: super::agent_refused_to_sign::Refusal::Signing,
                }),
                Certain,
                "",
                "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl' | ssh-add -T /dev/stdin",
            ),
            (
                Box::new(super::agent_key_hidden::AgentKeyHidden {
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
                Box::new(super::agent_key_hidden::AgentKeyHidden {
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
                Box::new(super::other_key_accepted::OtherKeyAccepted {
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
                    super::too_many_authentication_failures::TooManyAuthenticationFailures {
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
                    super::too_many_authentication_failures::TooManyAuthenticationFailures {
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
                    super::too_many_authentication_failures::TooManyAuthenticationFailures {
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
                    super::too_many_authentication_failures::TooManyAuthenticationFailures {
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
                    super::no_mutual_signature_algorithm::NoMutualSignatureAlgorithm {
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
                Box::new(super::key_type_refused::KeyTypeRefused {
                    key: key(),
                    path: Some(path("k")),
                    accepted_algorithms: names(&["rsa-sha2-512"]),
                    bits: None,
                    required_bits: 1024,
                }),
                Certain,
                "",
                "ssh -o PubkeyAcceptedAlgorithms=+ssh-ed25519 -i /home/u/.ssh/k deploy@web1",
            ),
            (
                Box::new(super::key_type_refused::KeyTypeRefused {
                    key: key(),
                    path: Some(path("id_rsa")),
                    accepted_algorithms: Vec::new(),
                    bits: Some(2048),
                    required_bits: 3072,
                }),
                Certain,
                "",
                "ssh -o RequiredRSASize=2048 -i /home/u/.ssh/id_rsa deploy@web1",
            ),
            (
                Box::new(super::key_type_refused::KeyTypeRefused {
                    key: key(),
                    path: Some(path("id_rsa")),
                    accepted_algorithms: Vec::new(),
                    bits: Some(768),
                    required_bits: 1024,
                }),
                Certain,
                "",
                "ssh-keygen -t ed25519 -f /home/u/.ssh/id_rsa_ed25519",
            ),
            (
                Box::new(super::certificate_expired::CertificateExpired {
                    path: Some(path("k")),
                    certificate: certificate(),
                    now: 1_800_000_000,
                }),
                Certain,
                "",
                "ssh-keygen -L -f /home/u/.ssh/k-cert.pub",
            ),
            (
                Box::new(super::certificate_not_yet_valid::CertificateNotYetValid {
                    path: None,
                    certificate: certificate(),
                    now: 1_600_000_000,
                }),
                Certain,
                "",
                "date -u",
            ),
            (
                Box::new(
                    super::certificate_principal_mismatch::CertificatePrincipalMismatch {
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
                Box::new(super::certificate_unsupported::CertificateUnsupported {
                    path: Some(path("k-cert.pub")),
                    certificate: Certificate {
                        signature_algorithm: "ssh-rsa".to_owned(),
                        ..certificate()
                    },
                    what: "signed with ssh-rsa".to_owned(),
                }),
                Certain,
                "",
                "ssh-keygen -L -f /home/u/.ssh/k-cert.pub",
            ),
            (
                Box::new(super::certificate_not_accepted::CertificateNotAccepted {
                    path: None,
                    certificate: certificate(),
                }),
                Likely,
                "certificate-authority-untrusted",
                "sshd -T -C user=deploy | grep -Ei '^(trustedusercakeys|authorizedprincipals|revokedkeys|allow|deny)'",
            ),
            (
                Box::new(super::publickey_not_offered::PublickeyNotOffered {
                    methods: names(&["password"]),
                    offered: 1,
                }),
                Certain,
                "",
                "ssh -o PreferredAuthentications=keyboard-interactive,password deploy@web1",
            ),
            (
                Box::new(super::password_not_offered::PasswordNotOffered {
                    methods: names(&["publickey"]),
                }),
                Certain,
                "",
                "ssh -o PreferredAuthentications=publickey deploy@web1",
            ),
            (
                Box::new(super::keyboard_interactive_only::KeyboardInteractiveOnly {
                    methods: names(&["keyboard-interactive"]),
                    batch_mode: true,
                }),
                Certain,
                "",
                "ssh -o BatchMode=no -o KbdInteractiveAuthentication=yes -o PreferredAuthentications=keyboard-interactive deploy@web1",
            ),
            (
                Box::new(super::gssapi_only::GssapiOnly {
                    methods: names(&["gssapi-with-mic"]),
                }),
                Certain,
                "",
                "kinit deploy",
            ),
            (
                Box::new(
                    super::more_authentication_required::MoreAuthenticationRequired {
                        key: Some(key()),
                        remaining: names(&["keyboard-interactive", "$(id)"]),
                    },
                ),
                Certain,
                "",
                "ssh -o BatchMode=no -o PreferredAuthentications=publickey,keyboard-interactive deploy@web1",
            ),
            (
                Box::new(super::login_refused_after_key::LoginRefusedAfterKey {
                    key: Some(key()),
                    said: vec!["System is going down.".into()],
                    closed: true,
                }),
                Likely,
                "logins-disabled",
                "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
            ),
            (
                Box::new(super::login_refused_after_key::LoginRefusedAfterKey {
                    key: None,
                    said: Vec::new(),
                    closed: false,
                }),
                Likely,
                "key-restricted",
                "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
            ),
            (
                Box::new(super::root_login_refused::RootLoginRefused {
                    key: Some(key()),
                    said: Vec::new(),
                    closed: false,
                }),
                Certain,
                "",
                "sshd -T -C user=deploy | grep -i '^permitrootlogin '",
            ),
            (
                Box::new(super::root_login_refused::RootLoginRefused {
                    key: Some(key()),
                    said: Vec::new(),
                    closed: true,
                }),
                Likely,
                "root-login-disabled",
                "sshd -T -C user=deploy | grep -i '^permitrootlogin '",
            ),
            (
                Box::new(super::git_key_not_registered::GitKeyNotRegistered {
                    service: "GitHub".to_owned(),
                    refused: vec![in_file("id_ed25519")],
                }),
                Certain,
                "",
                "ssh -T -o IdentitiesOnly=yes -i /home/u/.ssh/id_ed25519 deploy@web1",
            ),
            (
                Box::new(refused(
                    vec![in_file("id_ed25519")],
                    &["publickey", "password"],
                )),
                Likely,
                "key-not-registered",
                "ssh-copy-id -i /home/u/.ssh/id_ed25519.pub -p 22 deploy@web1",
            ),
            (
                Box::new(refused(vec![in_file("id_ed25519")], &["publickey"])),
                Likely,
                "key-not-registered",
                r#"sh -c 'id "$1" && f=$(getent passwd "$1" | cut -d: -f6)/.ssh/authorized_keys && ssh-keygen -lf "$f"' sh deploy"#,
            ),
            (
                Box::new(refused(
                    vec![in_agent("laptop")],
                    &["publickey", "keyboard-interactive"],
                )),
                Likely,
                "key-not-registered",
                "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl' | ssh -o PubkeyAuthentication=no deploy@web1 'umask 077; mkdir -p ~/.ssh && cat >> ~/.ssh/authorized_keys'",
            ),
            (
                Box::new(super::authentication_closed::AuthenticationClosed {
                    ending: Ending::Closed(Closing::Eof),
                    banner: Vec::new(),
                    after_keys: 0,
                }),
                Likely,
                "connection-refused-by-sshd-config",
                "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
            ),
            (
                Box::new(super::authentication_closed::AuthenticationClosed {
                    ending: Ending::Disconnected(Disconnect {
                        reason: 11,
                        text: "bye".into(),
                    }),
                    banner: vec!["tailnet policy".into()],
                    after_keys: 2,
                }),
                Likely,
                "vendor-policy-refused",
                "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
            ),
            (
                Box::new(crate::finding::done::no_fault_found::NoFaultFound {
                    how: crate::finding::done::no_fault_found::Depth::WouldAccept,
                    key: Some(key()),
                    origin: Some(Origin::File(path("k"))),
                }),
                Likely,
                "",
                "sshdoctor --answer log-in=yes deploy@web1",
            ),
            (
                Box::new(crate::finding::done::no_fault_found::NoFaultFound {
                    how: crate::finding::done::no_fault_found::Depth::LoggedIn,
                    key: None,
                    origin: None,
                }),
                Certain,
                "",
                "",
            ),
            (
                Box::new(crate::finding::done::undecided::Undecided {
                    missing: crate::lang::Say::fixed(
                        "the log ends too early",
                        "ログが途中で終わっています",
                    ),
                    candidates: vec![&super::key_not_accepted::PAGE],
                    step: Step::new(Where::Client, crate::lang::Say::fixed("a", "b")),
                }),
                Possible,
                "key-not-accepted",
                "",
            ),
        ]
    }

    #[test]
    fn every_cause_says_how_sure_it_is_and_what_to_run() {
        for (cause, certainty, candidate, command) in table() {
            let code = cause.page().code;
            assert_eq!(cause.certainty(), certainty, "{code}");
            let candidates = codes(cause.as_ref());
            assert_eq!(
                candidates.first().copied().unwrap_or(""),
                candidate,
                "{code}"
            );
            assert!(
                candidates.is_empty() || certainty != Certainty::Certain,
                "{code}"
            );
            let steps = cause.next(&web1());
            let first = steps.iter().find_map(line).unwrap_or_default();
            assert_eq!(first, command, "{code}");
            for said in steps
                .iter()
                .map(|step| step.text.clone())
                .chain([cause.cause(&web1())])
                .chain(cause.evidence(&web1()).into_iter().map(|seen| seen.text))
            {
                assert!(!said.lang(Lang::En).is_empty(), "{code}");
                assert!(!said.lang(Lang::Ja).is_empty(), "{code}");
            }
            assert!(
                matches!(code, "undecided" | "no-fault-found")
                    || !cause.evidence(&web1()).is_empty(),
                "{code}"
            );
        }
    }
    #[test]
    fn what_remains_is_ordered_by_what_is_known() {
        let order = |installed: Option<&str>, image: Option<&str>, user: &str, ident: &str| {
            let mut cause = refused(vec![in_file("id_ed25519")], &["publickey"]);
            cause.user = user.to_owned();
            cause.ident = ident.into();
            cause.installed = installed.map(str::to_owned);
            cause.image = image.map(str::to_owned);
            codes(&cause)[..2].join(" ")
        };
        let plain = "SSH-2.0-OpenSSH_9.9";
        let ubuntu = "SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5";
        for (installed, image, user, ident, expected) in [
            (
                None,
                None,
                "deploy",
                plain,
                "key-not-registered authorized-keys-missing",
            ),
            (
                None,
                None,
                "deploy",
                ubuntu,
                "key-not-registered wrong-user",
            ),
            (
                None,
                None,
                "ubuntu",
                ubuntu,
                "key-not-registered authorized-keys-missing",
            ),
            (
                None,
                None,
                "root",
                plain,
                "key-registered-for-other-user wrong-user",
            ),
            (
                None,
                Some("ubuntu"),
                "deploy",
                plain,
                "wrong-user user-unknown",
            ),
            (
                None,
                Some("ubuntu"),
                "ubuntu",
                plain,
                "key-not-registered authorized-keys-missing",
            ),
            (
                Some("never"),
                None,
                "root",
                plain,
                "key-not-registered authorized-keys-missing",
            ),
            (
                Some("ssh-copy-id"),
                None,
                "deploy",
                plain,
                "authorized-keys-permissions key-registered-for-other-user",
            ),
            (
                Some("console"),
                None,
                "deploy",
                plain,
                "authorized-keys-line-broken authorized-keys-permissions",
            ),
            (
                Some("provider"),
                None,
                "deploy",
                plain,
                "wrong-user user-unknown",
            ),
            (
                Some("administrator"),
                None,
                "deploy",
                plain,
                "key-not-registered wrong-user",
            ),
        ] {
            assert_eq!(
                order(installed, image, user, ident),
                expected,
                "{installed:?} {image:?} {user} {ident}"
            );
        }
        let mut many = refused(vec![in_file("id_ed25519")], &["publickey"]);
        many.other_refused = vec![key(), key()];
        assert_eq!(codes(&many).last(), Some(&"key-revoked"));
        let mut root = refused(vec![in_file("id_ed25519")], &["publickey"]);
        root.user = "root".to_owned();
        assert!(!codes(&root).contains(&"user-unknown"));
        let certified = Offer {
            certificate: Some(certificate()),
            ..in_file("id_ed25519")
        };
        assert_eq!(
            codes(&refused(vec![certified], &["publickey"]))[1],
            "certificate-authority-untrusted"
        );
    }

    #[test]
    fn the_next_step_fits_the_way_in() {
        let places = |way_in: Option<&str>, methods: &[&str]| {
            let mut cause = refused(vec![in_file("id_ed25519")], methods);
            cause.way_in = way_in.map(str::to_owned);
            cause
                .next(&web1())
                .iter()
                .map(|step| step.place.name())
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (way_in, methods, expected) in [
            (
                Some("console"),
                "publickey",
                "server server server server server server",
            ),
            (
                Some("login"),
                "password",
                "server server server server server server client",
            ),
            (Some("password"), "publickey", "client server"),
            (Some("none"), "password", "administrator server"),
            (None, "password", "client server"),
            (
                None,
                "publickey",
                "server server server server server server administrator",
            ),
        ] {
            assert_eq!(places(way_in, &[methods]), expected, "{way_in:?} {methods}");
        }
        let mut cause = refused(vec![in_file("id_ed25519")], &["publickey"]);
        cause.image = Some("debian".to_owned());
        assert_eq!(line(&cause.next(&web1())[0]).unwrap(), "ssh -l debian web1");
        cause.image = None;
        cause.way_in = Some("none".to_owned());
        let steps = cause.next(&web1());
        assert_eq!(steps[0].lines, [KEY]);
        for said in [Lang::En, Lang::Ja].map(|lang| steps[0].text.lang(lang)) {
            for fact in [
                "web1",
                "22",
                "\"deploy\"",
                "Connection closed by authenticating user deploy",
                "192.0.2.99",
                "2025-11-20 18:00:00 UTC",
            ] {
                assert!(said.contains(fact), "{fact}");
            }
        }
    }

    #[test]
    fn root_registers_the_key_in_one_line() {
        let command = super::words::register_command("a b", &key());
        let words = shlex::split(command.line().unwrap()).unwrap();
        assert_eq!(words[..5], ["su", "-s", "/bin/sh", "a b", "-c"]);
        assert!(
            words[5].contains(KEY) && !words[5].contains("a b"),
            "names stay out of the script"
        );
    }

    #[test]
    fn every_defect_is_named_and_mended_or_fetched_again() {
        use Defect::{
            ByteOrderMark, Corrupt, Crlf, CutShort, Empty, Html, Indented, LeadingText,
            NoFinalNewline, NoHeader, OneLine, Utf16,
        };
        let all = [
            Empty,
            Crlf,
            NoFinalNewline,
            ByteOrderMark,
            Utf16,
            CutShort,
            OneLine,
            Indented,
            LeadingText,
            NoHeader,
            Html,
            Corrupt,
        ];
        for defect in all {
            let cause = super::identity_file_malformed::IdentityFileMalformed {
                path: path("k"),
                defect,
                accepted: true,
                others_refused: 2,
                openssh: None,
            };
            assert_eq!(cause.certainty(), Certainty::Certain);
            let first = line(&cause.next(&web1())[0]).unwrap();
            let lost = matches!(defect, Empty | CutShort | Html | Corrupt);
            let expected = if lost {
                "ssh-keygen -y -f "
            } else {
                "cp -p /home/u/.ssh/k /home/u/.ssh/k.bak && "
            };
            assert!(first.starts_with(expected), "{defect:?}: {first}");
        }
    }

    #[test]
    fn a_date_is_written_as_people_write_it() {
        for (seconds, written) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_763_661_600, "2025-11-20 18:00:00 UTC"),
            (4_102_444_799, "2099-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(super::words::utc(seconds), written);
        }
        assert!(!super::words::utc(u64::MAX).is_empty());
    }

    #[test]
    fn pages_say_what_the_catalogue_says() {
        for page in super::PAGES {
            assert_eq!(page.stage, crate::finding::Stage::Userauth, "{}", page.code);
            for lang in [Lang::En, Lang::Ja] {
                let paragraphs = page.text.lang(lang).split("\n\n").count();
                assert!(paragraphs >= 3, "{}", page.code);
                assert!(
                    !page.fault.lang(lang).ends_with(['.', '。']),
                    "{}",
                    page.code
                );
            }
        }
    }
}
