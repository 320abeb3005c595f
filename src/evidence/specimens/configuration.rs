//! What the configuration may turn out to be, and what lies between it and the first packet.

use super::*;

pub(super) fn configurations() -> Vec<(&'static str, Configuration)> {
    let usual = |change: fn(&mut SshConfig)| {
        let mut config = usual_config();
        change(&mut config);
        Configuration::Effective(Box::new(config))
    };
    let text = Untrusted::from("ssh's words");
    vec![
        ("as usual", usual(|_| {})),
        (
            "no ssh on this machine",
            Configuration::Defaults(Box::new(usual_config())),
        ),
        ("BatchMode yes", usual(|config| config.batch_mode = true)),
        (
            "StrictHostKeyChecking no",
            usual(|config| config.strict_host_key_checking = StrictHostKeyChecking::No),
        ),
        (
            "AddressFamily inet6",
            usual(|config| config.address_family = String::from("inet6")),
        ),
        (
            "KnownHostsCommand",
            usual(|config| config.known_hosts_command = Some(String::from("/bin/keys"))),
        ),
        (
            "VerifyHostKeyDNS yes",
            usual(|config| config.verify_host_key_dns = true),
        ),
        (
            "RequiredRSASize 3072",
            usual(|config| config.required_rsa_size = 3072),
        ),
        (
            "IdentitiesOnly yes",
            usual(|config| config.identities_only = true),
        ),
        (
            "PubkeyAuthentication no",
            usual(|config| config.pubkey_authentication = false),
        ),
        (
            "ControlPath",
            usual(|config| config.control_path = Some(PathBuf::from("/home/u/.ssh/master"))),
        ),
        (
            "through a jump host",
            usual(|config| config.proxy_jump = Some(String::from("deploy@gw"))),
        ),
        (
            "through a proxy",
            usual(|config| config.proxy_command = Some(String::from("nc %h %p"))),
        ),
        (
            "cannot be parsed",
            Configuration::Syntax {
                file: Some(PathBuf::from("config")),
                line: Some(2),
                text: text.clone(),
            },
        ),
        (
            "bad owner or mode",
            Configuration::Permissions {
                file: PathBuf::from("config"),
                mode: Some(0o666),
                owner: Some(1000),
                uid: 1000,
            },
        ),
        (
            "refuses the connection",
            Configuration::RefusesConnection {
                file: None,
                line: None,
                text: text.clone(),
            },
        ),
        (
            "proxy options conflict",
            Configuration::Proxy { text: text.clone() },
        ),
        (
            "no host name left",
            Configuration::HostName { text: text.clone() },
        ),
        (
            "ssh cannot run",
            Configuration::ClientBroken {
                program: PathBuf::from("/usr/bin/ssh"),
                text: text.clone(),
            },
        ),
        (
            "ssh fails otherwise",
            Configuration::Failed {
                status: Some(1),
                text,
            },
        ),
    ]
}

pub(super) fn control_sockets() -> Vec<(&'static str, ControlSocket)> {
    let too_long = |while_made| {
        ControlSocket::Unusable(Unusable::TooLong {
            bytes: 120,
            limit: 108,
            while_made,
        })
    };
    let text = Untrusted::from("No such file or directory");
    vec![
        ("no master", ControlSocket::Absent),
        ("a master answers", ControlSocket::Alive),
        ("nothing listens", ControlSocket::Dead),
        ("a master hangs", ControlSocket::Hung { seconds: 5.0 }),
        ("too long", too_long(false)),
        ("too long while it is made", too_long(true)),
        (
            "cannot be made",
            ControlSocket::Unusable(Unusable::CannotBeMade { text }),
        ),
    ]
}

pub(super) fn passages() -> Vec<(&'static str, Passage)> {
    let text = |words: &str| Untrusted::from(words);
    vec![
        ("open", Passage::Open),
        (
            "administratively prohibited",
            Passage::Prohibited {
                text: text("administratively prohibited: open failed"),
                key: None,
            },
        ),
        (
            "the key forbids it",
            Passage::Prohibited {
                text: text("administratively prohibited: open failed"),
                key: Some(text("/home/u/.ssh/authorized_keys:2: key options: pty")),
            },
        ),
        (
            "connect failed",
            Passage::Unreachable {
                reason: text("Connection refused"),
            },
        ),
        ("no answer", Passage::Silent { seconds: 5.0 }),
        (
            "broke off",
            Passage::Lost {
                said: text("Connection reset by 192.0.2.9 port 22"),
            },
        ),
    ]
}
