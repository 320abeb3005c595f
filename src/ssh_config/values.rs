//! From what ssh printed to [`SshConfig`]. What a release does not print has OpenSSH's default.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::destination::Destination;
use crate::environment::Environment;
use crate::evidence::{ControlMaster, SshConfig, StrictHostKeyChecking};

use super::lists::{self, list};
use super::paths::{self, BadPath, several};
use super::printed::Printed;
use super::tokens::Tokens;

/// The configuration in `printed`.
pub(super) fn config(
    printed: &Printed,
    destination: &Destination,
    environment: &Environment,
    version: Option<String>,
) -> Result<SshConfig, BadPath> {
    let config = where_to(printed, destination, environment);
    let jump_host = config.proxy_jump.as_deref().map_or("", last_jump_host);
    let tokens = Tokens {
        environment,
        host_argument: &destination.host,
        hostname: &config.hostname,
        port: config.port,
        user: &config.user,
        alias: config.host_key_alias.as_deref(),
        jump_host,
        hash_has_jump: version
            .as_deref()
            .and_then(version_number)
            .is_none_or(|version| version >= (9, 6)),
    };
    let identities = paths::identities(printed);
    let certificates: Vec<OsString> = printed
        .all("certificatefile")
        .map(OsStr::to_owned)
        .collect();
    let identity_files = paths::expanded(&tokens, "identityfile", &identities)?;
    let certificate_files = paths::expanded(&tokens, "certificatefile", &certificates)?;
    let config = host_keys(printed, environment, config);
    let config = authentication(printed, environment, config);
    Ok(SshConfig {
        version,
        identity_files,
        default_identities: paths::are_default(&identities),
        certificate_files,
        ..algorithms(printed, config)
    })
}

/// Who, where, how.
fn where_to(printed: &Printed, destination: &Destination, environment: &Environment) -> SshConfig {
    let hostname = printed
        .text("hostname")
        .unwrap_or_else(|| destination.host.clone());
    SshConfig {
        user: printed
            .text("user")
            .or_else(|| destination.user.clone())
            .unwrap_or_else(|| environment.login_name.clone()),
        // Only a command line without ssh still has the token; ssh prints the finished name.
        hostname: hostname.replace("%h", &destination.host),
        port: printed
            .text("port")
            .and_then(|port| port.parse().ok())
            .filter(|&port| port > 0)
            .or(destination.port)
            .unwrap_or(22),
        host_key_alias: printed.text("hostkeyalias"),
        address_family: printed
            .text("addressfamily")
            .unwrap_or_else(|| String::from("any")),
        bind_address: printed.text("bindaddress"),
        bind_interface: printed.text("bindinterface"),
        batch_mode: printed.flag(&["batchmode"], false),
        connect_timeout: printed
            .text("connecttimeout")
            .and_then(|seconds| seconds.parse().ok()),
        proxy_jump: printed.text("proxyjump"),
        proxy_command: printed.text("proxycommand"),
        proxy_use_fdpass: printed.flag(&["proxyusefdpass"], false),
        control_path: printed.bytes("controlpath").map(PathBuf::from),
        control_master: match printed.text("controlmaster").as_deref() {
            Some("auto" | "autoask") => ControlMaster::Auto,
            Some("yes" | "true" | "ask") => ControlMaster::Yes,
            Some(_) | None => ControlMaster::No,
        },
        compression: printed.flag(&["compression"], false),
        ..SshConfig::default()
    }
}

fn host_keys(printed: &Printed, environment: &Environment, config: SshConfig) -> SshConfig {
    let files = |keyword, default: &str| {
        let line = printed.bytes(keyword).map(OsStr::to_owned);
        // `none` is no file at all, and not the default.
        let line = line.or_else(|| (!printed.says_none(keyword)).then(|| OsString::from(default)));
        line.map_or_else(Vec::new, |line| several(&line, environment))
    };
    let mut known_hosts_files = files("userknownhostsfile", paths::USER_KNOWN_HOSTS);
    known_hosts_files.extend(files("globalknownhostsfile", paths::GLOBAL_KNOWN_HOSTS));
    SshConfig {
        strict_host_key_checking: match printed.text("stricthostkeychecking").as_deref() {
            Some("yes" | "true") => StrictHostKeyChecking::Yes,
            Some("accept-new") => StrictHostKeyChecking::AcceptNew,
            Some("no" | "false" | "off") => StrictHostKeyChecking::No,
            Some(_) | None => StrictHostKeyChecking::Ask,
        },
        check_host_ip: printed.flag(&["checkhostip"], false),
        known_hosts_files,
        // From 10.3 there may be several; the type has room for the first.
        revoked_host_keys: printed
            .bytes("revokedhostkeys")
            .and_then(|line| several(line, environment).into_iter().next()),
        known_hosts_command: printed.text("knownhostscommand"),
        verify_host_key_dns: printed.flag(&["verifyhostkeydns"], false),
        ..config
    }
}

fn authentication(printed: &Printed, environment: &Environment, config: SshConfig) -> SshConfig {
    SshConfig {
        pubkey_authentication: printed.flag(&["pubkeyauthentication"], true),
        password_authentication: printed.flag(&["passwordauthentication"], true),
        kbd_interactive_authentication: printed.flag(
            &[
                "kbdinteractiveauthentication",
                "challengeresponseauthentication",
            ],
            true,
        ),
        gssapi_authentication: printed.flag(&["gssapiauthentication"], false),
        preferred_authentications: list(printed, &["preferredauthentications"], ""),
        identities_only: printed.flag(&["identitiesonly"], false),
        identity_agent: printed.said("identityagent"),
        pkcs11_provider: printed
            .said("pkcs11provider")
            .filter(|library| library != "none")
            .map(PathBuf::from),
        security_key_provider: printed.said("securitykeyprovider").map(|provider| {
            // A build without FIDO support of its own names a variable (readconf.c `fill_default_options`).
            match provider.strip_prefix('$') {
                Some(name) => environment.var(name).unwrap_or_else(|| "none".into()),
                None => provider,
            }
        }),
        ..config
    }
}

fn algorithms(printed: &Printed, config: SshConfig) -> SshConfig {
    SshConfig {
        kex_algorithms: list(printed, &["kexalgorithms"], lists::KEX),
        host_key_algorithms: list(printed, &["hostkeyalgorithms"], lists::KEYS),
        ciphers: list(printed, &["ciphers"], lists::CIPHERS),
        macs: list(printed, &["macs"], lists::MACS),
        pubkey_accepted_algorithms: list(
            printed,
            &["pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"],
            lists::KEYS,
        ),
        required_rsa_size: printed
            .text("requiredrsasize")
            .and_then(|bits| bits.parse().ok())
            .unwrap_or(1024),
        ..config
    }
}

/// The host of the last jump in `[user@]host[:port],…` (`%j`).
fn last_jump_host(jumps: &str) -> &str {
    let last = jumps.rsplit(',').next().unwrap_or_default();
    let host = last.rsplit_once('@').map_or(last, |(_, host)| host);
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// `(9, 2)` of `OpenSSH_9.2p1` or `OpenSSH_for_Windows_9.5p2`.
pub(super) fn version_number(version: &str) -> Option<(u32, u32)> {
    let number = &version[version.find(|c: char| c.is_ascii_digit())?..];
    let mut parts = number.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
