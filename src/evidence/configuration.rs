//! What the person's own ssh would do.

use std::path::PathBuf;

use crate::text::Untrusted;

/// The outcome of `ssh -G`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Configuration {
    /// ssh printed its effective configuration.
    Effective(Box<SshConfig>),
    /// There is no ssh on this machine: OpenSSH's defaults.
    Defaults(Box<SshConfig>),
    /// A configuration file, or an option of the command line, cannot be parsed.
    Syntax {
        /// The file; none where the command line itself is wrong.
        file: Option<PathBuf>,
        /// Line, from 1.
        line: Option<usize>,
        /// ssh's own words.
        text: Untrusted,
    },
    /// `Bad owner or permissions on FILE`.
    Permissions {
        /// The file.
        file: PathBuf,
        /// Its mode bits, where it could be looked at.
        mode: Option<u32>,
        /// Its owner's uid, where it could be looked at.
        owner: Option<u32>,
        /// This user's uid.
        uid: u32,
    },
    /// RefuseConnection (OpenSSH 10.1).
    RefusesConnection {
        /// File and line, where ssh names them.
        file: Option<PathBuf>,
        /// Line, from 1.
        line: Option<usize>,
        /// ssh's own words.
        text: Untrusted,
    },
    /// ProxyJump and ProxyCommand contradict each other, or loop.
    Proxy {
        /// ssh's own words.
        text: Untrusted,
    },
    /// No host name is left, or it holds characters ssh refuses.
    HostName {
        /// ssh's own words.
        text: Untrusted,
    },
    /// The program itself cannot run.
    ClientBroken {
        /// The program.
        program: PathBuf,
        /// Its own words, or the system's.
        text: Untrusted,
    },
    /// It ended with an error of no known kind.
    Failed {
        /// Exit status, if it ended by itself.
        status: Option<i32>,
        /// ssh's own words.
        text: Untrusted,
    },
}

/// `StrictHostKeyChecking` of ssh_config(5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StrictHostKeyChecking {
    /// `yes`: unknown keys are refused.
    Yes,
    /// `ask`: the person decides.
    #[default]
    Ask,
    /// `accept-new`: unknown keys are taken, changed ones refused.
    AcceptNew,
    /// `no` or `off`.
    No,
}

/// `ControlMaster` of ssh_config(5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ControlMaster {
    /// `no`: an existing master is used, none is made.
    #[default]
    No,
    /// `yes` or `ask`: a master is made, an existing one is not used.
    Yes,
    /// `auto` or `autoask`: an existing master is used, else one is made.
    Auto,
}

/// The effective configuration for one target, in ssh's own terms (ssh_config(5)).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SshConfig {
    /// The ssh program this is about, and what it says of its version (`OpenSSH_9.2p1 …`).
    pub program: Option<PathBuf>,
    /// `ssh -V`, first word.
    pub version: Option<String>,
    /// Where the target's block stands: file and line of the first `Host` that names it outright, else of the first that
    /// is not `Host *`, from `ssh -G -v`.
    pub host_block: Option<(PathBuf, usize)>,
    /// Files ssh read for it.
    pub files: Vec<PathBuf>,
    /// Commands of `Match exec` lines that ran when the configuration was read, as they run with every ssh.
    pub match_exec: Vec<Untrusted>,
    /// User.
    pub user: String,
    /// HostName.
    pub hostname: String,
    /// Port.
    pub port: u16,
    /// HostKeyAlias.
    pub host_key_alias: Option<String>,
    /// AddressFamily: `any`, `inet`, `inet6`.
    pub address_family: String,
    /// BindAddress.
    pub bind_address: Option<String>,
    /// BindInterface.
    pub bind_interface: Option<String>,
    /// BatchMode.
    pub batch_mode: bool,
    /// ConnectTimeout in seconds.
    pub connect_timeout: Option<u64>,
    /// StrictHostKeyChecking.
    pub strict_host_key_checking: StrictHostKeyChecking,
    /// CheckHostIP.
    pub check_host_ip: bool,
    /// UserKnownHostsFile then GlobalKnownHostsFile, expanded.
    pub known_hosts_files: Vec<PathBuf>,
    /// RevokedHostKeys.
    pub revoked_host_keys: Option<PathBuf>,
    /// KnownHostsCommand.
    pub known_hosts_command: Option<String>,
    /// VerifyHostKeyDNS is `yes` or `ask`.
    pub verify_host_key_dns: bool,
    /// ProxyJump, as printed.
    pub proxy_jump: Option<String>,
    /// ProxyCommand, as printed.
    pub proxy_command: Option<String>,
    /// ProxyUseFdpass: the ProxyCommand hands over a connection and does not carry the bytes itself.
    pub proxy_use_fdpass: bool,
    /// ControlPath, expanded.
    pub control_path: Option<PathBuf>,
    /// ControlMaster.
    pub control_master: ControlMaster,
    /// KexAlgorithms.
    pub kex_algorithms: Vec<String>,
    /// HostKeyAlgorithms.
    pub host_key_algorithms: Vec<String>,
    /// HostKeyAlgorithms was set outright or with `^` (not by `+` or `-`, and not the default), so ssh offers it as it
    /// is, and not the types it knows the host by first (sshconnect2.c `ssh_kex2`).
    pub host_key_algorithms_fixed: bool,
    /// Ciphers.
    pub ciphers: Vec<String>,
    /// MACs.
    pub macs: Vec<String>,
    /// Compression.
    pub compression: bool,
    /// PubkeyAcceptedAlgorithms.
    pub pubkey_accepted_algorithms: Vec<String>,
    /// RequiredRSASize in bits.
    pub required_rsa_size: u32,
    /// PubkeyAuthentication.
    pub pubkey_authentication: bool,
    /// PasswordAuthentication.
    pub password_authentication: bool,
    /// KbdInteractiveAuthentication.
    pub kbd_interactive_authentication: bool,
    /// GSSAPIAuthentication.
    pub gssapi_authentication: bool,
    /// PreferredAuthentications; empty is the default order.
    pub preferred_authentications: Vec<String>,
    /// IdentityFile, expanded, in order.
    pub identity_files: Vec<PathBuf>,
    /// The identity files are the built-in defaults: nobody asked for one.
    pub default_identities: bool,
    /// Files named with `-i` that ssh could not find: it warns and goes on without them.
    pub ignored_identities: Vec<PathBuf>,
    /// CertificateFile, expanded.
    pub certificate_files: Vec<PathBuf>,
    /// IdentitiesOnly.
    pub identities_only: bool,
    /// IdentityAgent as ssh takes it: a socket path, `none`, `SSH_AUTH_SOCK` or `$NAME`.
    pub identity_agent: Option<String>,
    /// PKCS11Provider (`-I`): a library.
    pub pkcs11_provider: Option<PathBuf>,
    /// SecurityKeyProvider: `internal`, a library, or `none` where it names a variable that is not set.
    pub security_key_provider: Option<String>,
    /// Algorithms this ssh build can do at all (`ssh -Q`): kex, key, cipher, mac; empty where it was not asked.
    pub supported: Vec<(String, Vec<String>)>,
}

impl SshConfig {
    /// The name known_hosts is searched for: HostKeyAlias, else `hostname`, with the port where it is not 22
    /// (sshconnect.c `get_hostfile_hostname_ipaddr`).
    pub fn known_hosts_name(&self) -> String {
        match &self.host_key_alias {
            Some(alias) => alias.clone(),
            None => crate::target::known_hosts_name(&self.hostname.to_ascii_lowercase(), self.port),
        }
    }

    /// Is this ssh at least OpenSSH `major.minor`? One whose version is not known counts as new.
    pub fn is_at_least(&self, major: u32, minor: u32) -> bool {
        super::Release::of(self) >= super::Release(major, minor)
    }

    /// Does ssh have what speaks to security keys? Without it no such key of a file is offered (sshconnect2.c
    /// `pubkey_prepare`).
    pub fn speaks_to_tokens(&self) -> bool {
        self.security_key_provider.as_deref() != Some("none")
    }

    /// Does the connection go through ProxyCommand or ProxyJump? `none` turns either off.
    pub fn goes_through_a_proxy(&self) -> bool {
        self.proxy().is_some()
    }

    /// What carries the connection instead of TCP: ProxyCommand's or ProxyJump's value.
    pub fn proxy(&self) -> Option<&str> {
        let set = |value: &&str| !value.eq_ignore_ascii_case("none");
        let command = self.proxy_command.as_deref().filter(set);
        command.or(self.proxy_jump.as_deref().filter(set))
    }

    /// May ssh try this authentication method at all?
    pub fn may_use(&self, method: &str) -> bool {
        let enabled = match method {
            "publickey" => self.pubkey_authentication,
            "password" => self.password_authentication && !self.batch_mode,
            "keyboard-interactive" => self.kbd_interactive_authentication && !self.batch_mode,
            "gssapi-with-mic" => self.gssapi_authentication,
            "none" => true,
            _ => false,
        };
        let preferred = self.preferred_authentications.is_empty()
            || self
                .preferred_authentications
                .iter()
                .any(|preferred| preferred == method);
        enabled && preferred
    }
}
