//! What is known on the server itself: its sshd, its account, its files. Gathered there by one read-only script
//! (`server/facts.sh`); here is what its block of facts means.

mod ask;
mod block;
pub mod firewall;
mod keys;
mod person;
mod place;
mod same;
mod settings;
mod wrappers;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

pub use block::ConsoleBlock;
pub use keys::{KeyLine, KeyOptions, Registered};
pub use person::{Account, GroupMembers, Person, Shadow, ShellState};
pub use place::{Component, PlaceState, PlacedFile, Walk};
pub use same::Same;
pub(crate) use same::is_global;
pub use settings::ConfigLine;

use super::{Certificate, PublicKey, Said};
use crate::target::Target;
use crate::text::Untrusted;

/// The login that is asked about on the server itself; what was not said is not judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerAsk {
    /// The login name.
    pub user: Option<String>,
    /// The key.
    pub key: Option<AskedKey>,
    /// Where the login comes from.
    pub from: Option<IpAddr>,
    /// The port it leads to, where that is known: of several sshds the one there is meant.
    pub port: Option<u16>,
    /// The words of the command line that ask for it again; none where it was not asked on the server itself.
    pub words: Vec<String>,
}

/// A key somebody wants to log in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedKey {
    /// The key, or only its fingerprint.
    pub key: PublicKey,
    /// The certificate that is to be used with it.
    pub certificate: Option<Certificate>,
}

/// What came of looking at the server's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerSide {
    /// The script ran.
    Looked(Box<Look>),
    /// It could not be run, or told nothing; why, where that is known.
    Failed(Untrusted),
}

/// The facts of one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// The user who looked; 0 sees everything.
    pub uid: u32,
    /// The server's clock, seconds since 1970.
    pub now: u64,
    /// Did the script come to its end?
    pub complete: bool,
    /// The name of the machine.
    pub host: Untrusted,
    /// The short script of a console looked: what it leaves out was not seen.
    pub short: bool,
    /// The login it was made for, and the keys.
    pub asked: ServerAsk,
    /// The keys, by their fingerprints.
    pub asked_keys: Vec<PublicKey>,
    /// With which rights the script ran, where it came through another login.
    pub rights: Rights,
    /// Both ends of that login as the server sees them (SSH_CONNECTION): the client's, then its own.
    pub connection: Option<(SocketAddr, SocketAddr)>,
    /// How that login is reached, beside the one that is asked about.
    pub route: Route,
    /// Where the login that is asked about comes from, as far as the server knows it.
    pub from: Option<IpAddr>,
    /// This machine's addresses.
    pub addresses: Vec<IpAddr>,
    /// The host keys by which clients know it.
    pub host_keys: Vec<PublicKey>,
    /// Lines of os-release: ID, ID_LIKE, VERSION_ID.
    pub system: Vec<Untrusted>,
    /// The sshd program; nothing where there is none.
    pub sshd: Option<PathBuf>,
    /// How ssh and sshd name their versions.
    pub versions: Vec<Untrusted>,
    /// `sshd -t`.
    pub test: Option<Test>,
    /// Could processes be seen?
    pub processes_seen: bool,
    /// sshd processes that listen.
    pub listeners: Vec<Listener>,
    /// Files the first of them has open, and how many it may have.
    pub open_files: Option<(u32, u32)>,
    /// Could sockets be seen?
    pub sockets_seen: bool,
    /// TCP ports that are listened on.
    pub sockets: Vec<Socket>,
    /// systemd's units of sshd.
    pub units: Vec<Unit>,
    /// The settings that hold (`sshd -T`), and for whom.
    pub effective: Option<Effective>,
    /// The lines of the configuration files.
    pub config: Vec<ConfigLine>,
    /// Configuration files that could not be read.
    pub config_denied: Vec<PathBuf>,
    /// When the newest configuration file was changed, seconds since 1970.
    pub config_changed: u64,
    /// hosts.allow and hosts.deny.
    pub wrappers: Vec<WrapperLine>,
    /// Does sshd link libwrap, which reads them?
    pub libwrap: Option<bool>,
    /// Firewalls whose rules were read.
    pub firewalls: Vec<Untrusted>,
    /// Lines of `nft list ruleset`.
    pub nft: Vec<Untrusted>,
    /// Lines of `iptables -S`.
    pub iptables: Vec<Untrusted>,
    /// Lines of `ufw status`.
    pub ufw: Vec<Untrusted>,
    /// Lines of `firewall-cmd --list-all`.
    pub firewalld: Vec<Untrusted>,
    /// Tools that ban the client's address, each with its jail or set.
    pub bans: Vec<(Untrusted, Untrusted)>,
    /// Sets of nftables that hold the client's address.
    pub ban_sets: Vec<Untrusted>,
    /// nologin files, each with its text.
    pub nologin: Vec<(PathBuf, Untrusted)>,
    /// The lines of /etc/pam.d/sshd and what it includes.
    pub pam: Vec<Untrusted>,
    /// Where accounts come from.
    pub nss: Untrusted,
    /// The account.
    pub account: Account,
    /// Files of keys sshd reads for this user, in order.
    pub files: Vec<KeysFile>,
    /// Files of keys that it does not read, with the line that holds the key where it is known.
    pub unread: Vec<(PathBuf, Option<usize>)>,
    /// Other accounts with this key: name, file and line.
    pub others: Vec<(Untrusted, PathBuf, usize)>,
    /// Files of other accounts could not be read.
    pub others_denied: bool,
    /// Groups that may write on the way to the keys: number, members, and users whose first group it is.
    pub groups: Vec<GroupMembers>,
    /// RevokedKeys.
    pub revoked: Vec<(PlacedFile, Vec<bool>)>,
    /// TrustedUserCAKeys, and the fingerprints in it.
    pub authorities: Vec<(PlacedFile, Vec<Untrusted>)>,
    /// AuthorizedPrincipalsFile and its lines.
    pub principals: Option<(PlacedFile, Vec<(usize, Untrusted)>)>,
    /// AuthorizedKeysCommand, AuthorizedPrincipalsCommand.
    pub helpers: Vec<Helper>,
    /// ChrootDirectory and the walk up from there.
    pub chroot: Option<(PathBuf, Walk)>,
    /// SELinux: Enforcing, Permissive, Disabled.
    pub selinux: Untrusted,
    /// Labels of the home, its .ssh and its authorized_keys.
    pub contexts: Vec<Untrusted>,
    /// Denials SELinux wrote down.
    pub denials: Vec<Untrusted>,
    /// Mounts and how much of their blocks and of their inodes is used, in per cent.
    pub space: Vec<(PathBuf, u32, Filled)>,
    /// Where the log comes from.
    pub log_from: Vec<Untrusted>,
    /// Logs that could not be read.
    pub log_denied: Vec<Untrusted>,
    /// The last lines of sshd's log.
    pub log: Vec<Untrusted>,
    /// What the last attempt of this login has in the log.
    pub account_of_log: Option<LastAttempt>,
}

/// How another login may look at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rights {
    /// There was none, or it did not say.
    #[default]
    Unknown,
    /// It is root's own.
    Root,
    /// sudo, or doas, lets it without a password.
    Lent,
    /// sudo wants a password first.
    Password,
    /// An ordinary user's.
    User,
}

/// How another login is reached, beside the one that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// By another way, or nobody knows.
    #[default]
    Other,
    /// Through the same proxies, if any.
    SameProxies,
    /// And to the same name and port.
    SameDoor,
}

/// What of a file system is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// Blocks.
    Blocks,
    /// Inodes.
    Inodes,
}

/// The last attempt of the login asked about, as sshd wrote it down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastAttempt {
    /// Its sentences, each with its line.
    pub said: Vec<(Said, Untrusted)>,
    /// It logged in.
    pub worked: bool,
}

/// `sshd -t`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Test {
    /// Its exit status.
    pub status: i32,
    /// What it printed.
    pub says: Vec<Untrusted>,
    /// The sentences in that.
    pub said: Vec<Said>,
}

/// An sshd that waits for connections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listener {
    /// Its process.
    pub pid: u32,
    /// Seconds since it was started.
    pub age: Option<u64>,
    /// The state of the process: T is stopped.
    pub state: char,
    /// Its command line.
    pub command: Untrusted,
}

/// A TCP port somebody listens on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Socket {
    /// The address; nothing where it is every one.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
    /// Who, where that could be seen.
    pub program: Untrusted,
}

/// A unit of systemd's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// `ssh.service`
    pub name: Untrusted,
    /// `LoadState=loaded ActiveState=active …`
    pub properties: Untrusted,
}

/// The settings that hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effective {
    /// For this very login; else for everybody, so that Match blocks are left out.
    pub for_login: bool,
    /// Keyword in small letters, and its value.
    pub settings: Vec<(String, String)>,
    /// The client's name as sshd would see it.
    pub host_seen: String,
}

/// A line of hosts.allow or hosts.deny.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrapperLine {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// Its text.
    pub text: Untrusted,
}

/// A file of keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeysFile {
    /// Where and what.
    pub place: PlacedFile,
    /// Its lines.
    pub lines: Vec<KeyLine>,
    /// Lines on which the key was found by its fingerprint or its text.
    pub key_at: Vec<usize>,
}

/// A program sshd asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Helper {
    /// Where and what.
    pub place: PlacedFile,
    /// The setting that names it, in small letters.
    pub option: Untrusted,
    /// The user it is to run as does not exist.
    pub unknown_user: Option<Untrusted>,
}

impl ServerAsk {
    /// The login as a target: that user on this machine.
    pub fn target(&self, host: &str, port: u16) -> Target {
        let user = self.user.clone().unwrap_or_default();
        let given = if user.is_empty() {
            host.to_owned()
        } else {
            format!("{user}@{host}")
        };
        Target {
            given,
            user,
            host: host.to_owned(),
            hostname: host.to_owned(),
            address: String::new(),
            port,
            options: Vec::new(),
            in_front: Vec::new(),
            via: None,
        }
    }
}

impl ServerSide {
    /// Reads the block of facts the script prints; what stands around it is passed by.
    pub fn from_block(text: &[u8]) -> ServerSide {
        block::read(text)
    }
}

impl Look {
    /// Did root look?
    pub const fn by_root(&self) -> bool {
        self.uid == 0
    }

    /// The account, where it is there.
    pub const fn person(&self) -> Option<&Person> {
        match &self.account {
            Account::Known(person) => Some(person),
            Account::NotAsked | Account::Missing => None,
        }
    }

    /// Does this sshd let a private group write, as Debian and those after it patch it?
    pub fn trusts_private_groups(&self) -> bool {
        let named = |names: &[&str]| {
            let lines = self.system.iter().chain(&self.versions);
            lines.into_iter().any(|line| {
                let line = line.visible(120).to_ascii_lowercase();
                names.iter().any(|name| line.contains(name))
            })
        };
        let packaged = self
            .sshd
            .as_ref()
            .is_none_or(|sshd| sshd.starts_with("/usr/sbin"));
        packaged && named(&["debian", "ubuntu", "raspbian"])
    }
}
