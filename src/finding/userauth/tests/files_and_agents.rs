//! Keys on this machine: files, passphrases, agents.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    use Certainty::{Certain, Likely};
    let denied = || Untrusted::from("Permission denied");
    vec![
        (
            Box::new(super::super::no_identity::NoIdentity {
                looked: vec![path("id_rsa"), path("id_ed25519")],
                agent: Agent::NotConfigured,
                methods: names(&["publickey", "password"]),
            }),
            Certain,
            "",
            "ssh-keygen -t ed25519 -f /home/u/.ssh/id_ed25519",
        ),
        (
            Box::new(super::super::no_identity::NoIdentity {
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
            Box::new(super::super::identity_file_missing::IdentityFileMissing {
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
            Box::new(super::super::identity_file_missing::IdentityFileMissing {
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
            Box::new(
                super::super::identity_file_unreadable::IdentityFileUnreadable {
                    path: path("k"),
                    text: denied(),
                    owner: Some(0),
                    others_refused: 0,
                },
            ),
            Certain,
            "",
            r#"sh -c 'chmod 600 "$1" 2> /dev/null || { sudo chown "$(id -u)" "$1" && chmod 600 "$1"; }' sh /home/u/.ssh/k"#,
        ),
        (
            Box::new(
                super::super::identity_file_unreadable::IdentityFileUnreadable {
                    path: path("k"),
                    text: denied(),
                    owner: None,
                    others_refused: 1,
                },
            ),
            Likely,
            "key-not-accepted",
            r#"sh -c 'd=$(dirname "$1") && sudo chown "$(id -u)" "$d" "$1" && chmod 700 "$d" && chmod 600 "$1"' sh /home/u/.ssh/k"#,
        ),
        (
            Box::new(
                super::super::identity_file_permissions::IdentityFilePermissions {
                    path: path("my key"),
                    mode: 0o100_644,
                    accepted: true,
                    others_refused: 1,
                },
            ),
            Certain,
            "",
            "chmod 600 '/home/u/.ssh/my key'",
        ),
        (
            Box::new(
                super::super::identity_file_permissions::IdentityFilePermissions {
                    path: path("k"),
                    mode: 0o644,
                    accepted: false,
                    others_refused: 1,
                },
            ),
            Likely,
            "key-not-accepted",
            "chmod 600 /home/u/.ssh/k",
        ),
        (
            Box::new(
                super::super::identity_file_malformed::IdentityFileMalformed {
                    path: path("k"),
                    defect: Defect::Crlf,
                    accepted: false,
                    others_refused: 0,
                    openssh: None,
                },
            ),
            Certain,
            "",
            r#"cp -p /home/u/.ssh/k /home/u/.ssh/k.bak && awk '{ sub(sprintf("%c$", 13), ""); print }' /home/u/.ssh/k.bak > /home/u/.ssh/k"#,
        ),
        (
            Box::new(
                super::super::identity_file_malformed::IdentityFileMalformed {
                    path: path("k"),
                    defect: Defect::CutShort,
                    accepted: false,
                    others_refused: 3,
                    openssh: None,
                },
            ),
            Likely,
            "key-not-accepted",
            "ssh-keygen -y -f /home/u/.ssh/k",
        ),
        (
            Box::new(
                super::super::identity_file_is_public_key::IdentityFileIsPublicKey {
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
            Box::new(super::super::identity_file_putty::IdentityFilePutty {
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
            Box::new(
                super::super::identity_file_unsupported::IdentityFileUnsupported {
                    path: path("id_dsa"),
                    what: "ssh-dss".to_owned(),
                    others_refused: 0,
                    openssh: None,
                },
            ),
            Certain,
            "",
            "ssh-keygen -t ed25519 -f /home/u/.ssh/id_dsa_ed25519",
        ),
        (
            Box::new(super::super::passphrase_required::PassphraseRequired {
                started_by: None,
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
            Box::new(super::super::passphrase_required::PassphraseRequired {
                started_by: None,
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
            Box::new(super::super::key_pair_mismatch::KeyPairMismatch {
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
            Box::new(super::super::key_pair_mismatch::KeyPairMismatch {
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
            Box::new(super::super::agent_unreachable::AgentUnreachable {
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
            Box::new(super::super::agent_unreachable::AgentUnreachable {
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
            Box::new(super::super::agent_refused_to_sign::AgentRefusedToSign {
                key: key(),
                text: "agent refused operation".into(),
                how: super::super::agent_refused_to_sign::Refusal::Signing,
            }),
            Certain,
            "",
            "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl' | ssh-add -T /dev/stdin",
        ),
    ]
}
