//! What the server answers: its methods, a login, silence.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    use Certainty::{Certain, Likely, Possible};
    vec![
        (
            Box::new(super::super::publickey_not_offered::PublickeyNotOffered {
                methods: names(&["password"]),
                offered: 1,
            }),
            Certain,
            "",
            "ssh -o PreferredAuthentications=keyboard-interactive,password,publickey deploy@web1",
        ),
        (
            Box::new(super::super::password_not_offered::PasswordNotOffered {
                methods: names(&["publickey"]),
            }),
            Certain,
            "",
            "ssh -o PreferredAuthentications=publickey deploy@web1",
        ),
        (
            Box::new(
                super::super::keyboard_interactive_only::KeyboardInteractiveOnly {
                    methods: names(&["keyboard-interactive"]),
                    batch_mode: true,
                },
            ),
            Certain,
            "",
            "ssh -o BatchMode=no -o KbdInteractiveAuthentication=yes -o PreferredAuthentications=keyboard-interactive deploy@web1",
        ),
        (
            Box::new(super::super::gssapi_only::GssapiOnly {
                methods: names(&["gssapi-with-mic"]),
                looked: true,
            }),
            Certain,
            "",
            "kinit deploy",
        ),
        (
            Box::new(
                super::super::more_authentication_required::MoreAuthenticationRequired {
                    key: Some(key()),
                    remaining: names(&["keyboard-interactive", "$(id)"]),
                },
            ),
            Certain,
            "",
            "ssh -o BatchMode=no -o PreferredAuthentications=publickey,keyboard-interactive deploy@web1",
        ),
        (
            Box::new(
                super::super::login_refused_after_key::LoginRefusedAfterKey {
                    footprint: crate::evidence::Footprint::default(),
                    key: Some(key()),
                    said: vec!["System is going down.".into()],
                    closed: true,
                },
            ),
            Likely,
            "logins-disabled",
            "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
        ),
        (
            Box::new(
                super::super::login_refused_after_key::LoginRefusedAfterKey {
                    footprint: crate::evidence::Footprint::default(),
                    key: None,
                    said: Vec::new(),
                    closed: false,
                },
            ),
            Likely,
            "key-restricted",
            "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
        ),
        (
            Box::new(super::super::root_login_refused::RootLoginRefused {
                openssh: true,
                key: Some(key()),
                said: Vec::new(),
                closed: false,
            }),
            Certain,
            "",
            "sshd -T -C user=deploy | grep -i '^permitrootlogin '",
        ),
        (
            Box::new(super::super::root_login_refused::RootLoginRefused {
                openssh: true,
                key: Some(key()),
                said: Vec::new(),
                closed: true,
            }),
            Likely,
            "root-login-disabled",
            "sshd -T -C user=deploy | grep -i '^permitrootlogin '",
        ),
        (
            Box::new(super::super::git_key_not_registered::GitKeyNotRegistered {
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
            Box::new(super::super::authentication_closed::AuthenticationClosed {
                ident: "SSH-2.0-OpenSSH_10.2".into(),
                footprint: crate::evidence::Footprint::default(),
                ending: Ending::Closed(Closing::Eof),
                banner: Vec::new(),
                after_keys: 0,
            }),
            Likely,
            "connection-refused-by-sshd-config",
            "sshd -T -C user=deploy | grep -i '^refuseconnection'",
        ),
        (
            Box::new(super::super::authentication_closed::AuthenticationClosed {
                ident: "SSH-2.0-OpenSSH_9.2p1 Debian-2".into(),
                footprint: crate::evidence::Footprint::default(),
                ending: Ending::Closed(Closing::Reset),
                banner: Vec::new(),
                after_keys: 0,
            }),
            Likely,
            "user-unknown",
            "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
        ),
        (
            Box::new(super::super::authentication_closed::AuthenticationClosed {
                ident: "SSH-2.0-OpenSSH_10.5".into(),
                footprint: crate::evidence::Footprint::default(),
                ending: Ending::Silent { seconds: 5 },
                banner: Vec::new(),
                after_keys: 0,
            }),
            Likely,
            "slow-login",
            "journalctl -u ssh -u sshd --since -1h --no-pager | grep -E 'PAM|pam_|prohibited|expired|nologin|fatal|error'",
        ),
        (
            Box::new(super::super::authentication_closed::AuthenticationClosed {
                ident: "SSH-2.0-OpenSSH_10.2".into(),
                footprint: crate::evidence::Footprint::default(),
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
                method: None,
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
                method: None,
            }),
            Likely,
            "",
            "ssh -v deploy@web1 true 2>&1 | sshdoctor log",
        ),
        (
            Box::new(crate::finding::done::undecided::Undecided {
                missing: crate::lang::Say::fixed(
                    "the log ends too early",
                    "ログが途中で終わっています",
                ),
                candidates: vec![&super::super::key_not_accepted::PAGE],
                step: Step::new(Where::Client, crate::lang::Say::fixed("a", "b")),
            }),
            Possible,
            "key-not-accepted",
            "",
        ),
    ]
}
