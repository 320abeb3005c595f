//! Causes of stage config.

use super::Code;

pub mod config_alias_unmatched;
pub mod config_bad_permissions;
pub mod config_proxy_conflict;
pub mod config_refuses_connection;
pub mod config_syntax_error;
pub mod control_path_unusable;
pub mod control_socket_stale;
pub mod environment_differs;
pub mod local_disk_full;
pub mod ssh_client_broken;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &config_syntax_error::PAGE,
    &config_bad_permissions::PAGE,
    &config_alias_unmatched::PAGE,
    &config_proxy_conflict::PAGE,
    &control_socket_stale::PAGE,
    &control_path_unusable::PAGE,
    &config_refuses_connection::PAGE,
    &environment_differs::PAGE,
    &ssh_client_broken::PAGE,
    &local_disk_full::PAGE,
];

#[cfg(test)]
mod tests {
    use super::config_bad_permissions::ConfigBadPermissions;
    use super::config_proxy_conflict::ConfigProxyConflict;
    use super::config_refuses_connection::ConfigRefusesConnection;
    use super::config_syntax_error::ConfigSyntaxError;
    use super::control_path_unusable::ControlPathUnusable;
    use super::control_socket_stale::ControlSocketStale;
    use super::ssh_client_broken::SshClientBroken;
    use crate::evidence::Unusable;
    use crate::finding::Certainty::Certain;
    use crate::finding::steps::check;

    #[test]
    fn every_cause_says_what_it_must() {
        let syntax = |text: &str| {
            Box::new(ConfigSyntaxError {
                file: Some("/h/.ssh/config".into()),
                line: Some(3),
                text: text.into(),
            })
        };
        let permissions = |mode, owner| {
            Box::new(ConfigBadPermissions {
                file: "/h/.ssh/config".into(),
                mode,
                owner,
                uid: 1000,
            })
        };
        let proxy = |text: &str| Box::new(ConfigProxyConflict::Said(text.into()));
        let too_long = |while_made| Unusable::TooLong {
            bytes: 120,
            limit: 108,
            while_made,
        };
        let unusable = |why| {
            let socket = "/h/cm/socket".into();
            Box::new(ControlPathUnusable { socket, why })
        };
        let past = "ssh -o ControlPath=none deploy@web1";
        let commented = "cp -p /h/.ssh/config /h/.ssh/config.before && sed '3s/^/#/' /h/.ssh/config.before > /h/.ssh/config";
        check::rows(vec![
            (
                syntax("Bad configuration option: usekeychain"),
                "config-syntax-error",
                Certain,
                &[],
                commented,
            ),
            (
                Box::new(ConfigSyntaxError {
                    file: None,
                    line: None,
                    text: "command-line line 0: Bad SSH2 KexAlgorithms 'x'.".into(),
                }),
                "config-syntax-error",
                Certain,
                &[],
                "ssh -Q kex",
            ),
            (
                permissions(Some(0o100_664), Some(1000)),
                "config-bad-permissions",
                Certain,
                &[],
                "chmod go-w /h/.ssh/config",
            ),
            (
                permissions(Some(0o100_666), Some(1001)),
                "config-bad-permissions",
                Certain,
                &[],
                "sudo chown 1000 /h/.ssh/config && chmod go-w /h/.ssh/config",
            ),
            (
                permissions(Some(0o100_666), Some(0)),
                "config-bad-permissions",
                Certain,
                &[],
                "sudo chmod go-w /h/.ssh/config",
            ),
            (
                proxy("jumphost loop via jump"),
                "config-proxy-conflict",
                Certain,
                &[],
                "ssh -o ProxyJump=none -o ProxyCommand=none deploy@web1",
            ),
            (
                proxy("Cannot specify -J with ProxyCommand"),
                "config-proxy-conflict",
                Certain,
                &[],
                "ssh deploy@web1",
            ),
            (
                Box::new(ConfigRefusesConnection {
                    file: Some("/h/.ssh/config".into()),
                    line: Some(3),
                    text: "/h/.ssh/config line 3: RefuseConnection: moved".into(),
                }),
                "config-refuses-connection",
                Certain,
                &[],
                commented,
            ),
            (
                Box::new(SshClientBroken {
                    program: "/usr/bin/ssh".into(),
                    text: "Exec format error".into(),
                }),
                "ssh-client-broken",
                Certain,
                &[],
                "/usr/bin/ssh -V",
            ),
            (
                Box::new(ControlSocketStale {
                    socket: "/h/.ssh/m y".into(),
                    seconds: 5.0,
                }),
                "control-socket-stale",
                Certain,
                &[],
                "rm '/h/.ssh/m y'",
            ),
            (
                unusable(too_long(false)),
                "control-path-unusable",
                Certain,
                &[],
                past,
            ),
            (
                unusable(too_long(true)),
                "control-path-unusable",
                Certain,
                &[],
                past,
            ),
            (
                unusable(Unusable::CannotBeMade {
                    text: "No such file".into(),
                }),
                "control-path-unusable",
                Certain,
                &[],
                past,
            ),
        ]);
    }
}
