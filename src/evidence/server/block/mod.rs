//! Reads the block of facts that `server/facts.sh` prints. Whatever stands there is somebody's text: every list is bounded,
//! and a line that makes no sense is passed by.

mod console;
mod keys;
mod sockets;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::{
    Account, ConfigLine, Effective, Filled, Listener, Look, Person, Rights, ServerSide, Shadow,
    ShellState, Socket, Test, Unit, WrapperLine,
};
use crate::evidence::PublicKey;
use crate::text::Untrusted;
pub use console::ConsoleBlock;
use sockets::{hex_address, socket};

/// No list gets longer.
const LISTED: usize = 4_000;
const BEGIN: &[u8] = b"sshdoctor-facts 1 begin";
const END: &[u8] = b"sshdoctor-facts end";

/// Whose `walk`, `real` and `state` lines are being read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    #[default]
    None,
    Home,
    Keys,
    Revoked,
    Authorities,
    Principals,
    Helper,
    Chroot,
}

#[derive(Default)]
struct Reader {
    look: Look,
    person: Option<Person>,
    section: Section,
    config_file: PathBuf,
    wrapper_file: PathBuf,
}

/// The facts between the two marks; a block without its end is a look that was cut off.
pub(super) fn read(text: &[u8]) -> ServerSide {
    let mut lines = text
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end);
    if !lines.any(|line| line == BEGIN) {
        return ServerSide::Failed(Untrusted::default());
    }
    let mut reader = Reader::default();
    for line in lines {
        if line == END {
            reader.look.complete = true;
            break;
        }
        let text = String::from_utf8_lossy(line);
        let (name, rest) = text.split_once(' ').unwrap_or((&text, ""));
        reader.line(name, rest);
    }
    if let Some(person) = reader.person {
        reader.look.account = Account::Known(Box::new(person));
    }
    ServerSide::Looked(Box::new(reader.look))
}

fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() < LISTED {
        list.push(item);
    }
}

fn said(text: &str) -> Untrusted {
    Untrusted::from(text)
}

/// The first word as a number, and the rest.
fn numbered(rest: &str) -> Option<(usize, &str)> {
    let (number, text) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((number.parse().ok()?, text))
}

/// A login name may stand in a command: one that a shell, or a terminal, could take for more is none.
fn valid(user: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "._-@+\\$".contains(c);
    !user.is_empty() && user.len() < 256 && user.chars().all(plain)
}

/// `CLIENT PORT SERVER PORT`
fn connection(rest: &str) -> Option<(SocketAddr, SocketAddr)> {
    let mut words = rest.split(' ');
    let mut end = || {
        let address = words.next()?.split('%').next()?.parse().ok()?;
        Some(SocketAddr::new(address, words.next()?.parse().ok()?))
    };
    Some((end()?, end()?))
}

impl Reader {
    fn line(&mut self, name: &str, rest: &str) {
        let read = self.general(name, rest)
            || self.of_sshd(name, rest)
            || self.of_the_way(name, rest)
            || self.of_account(name, rest)
            || self.of_keys(name, rest);
        // A fact of a later version of the script.
        let _known = read;
    }

    fn general(&mut self, name: &str, rest: &str) -> bool {
        let look = &mut self.look;
        match name {
            "uid" => look.uid = rest.parse().unwrap_or(u32::MAX),
            "now" => look.now = rest.parse().unwrap_or(0),
            "host" => look.host = said(rest),
            "rights" => {
                look.rights = match rest {
                    "root" => Rights::Root,
                    "sudo" | "doas" => Rights::Lent,
                    "password" => Rights::Password,
                    "user" => Rights::User,
                    _later => Rights::Unknown,
                };
            }
            "short" => look.short = true,
            "asked-user" => look.asked.user = Some(rest.to_owned()).filter(|user| valid(user)),
            "asked-port" => look.asked.port = rest.parse().ok(),
            "asked-key" if rest.starts_with("SHA256:") => {
                push(&mut look.asked_keys, PublicKey::from_fingerprint("", rest));
            }
            "connection" => look.connection = connection(rest),
            "from" => look.from = rest.parse().ok(),
            "address" => look.addresses.extend(
                rest.parse::<IpAddr>()
                    .ok()
                    .filter(|_| look.addresses.len() < LISTED),
            ),
            "host-key" => look
                .host_keys
                .extend(PublicKey::from_line(rest).filter(|_| look.host_keys.len() < LISTED)),
            "system" | "os" => push(&mut look.system, said(rest)),
            "log" => push(&mut look.log, said(rest)),
            "log-from" => push(&mut look.log_from, said(rest)),
            "log-denied" => push(&mut look.log_denied, said(rest)),
            "space" | "inodes" => {
                let kind = if name == "space" {
                    Filled::Blocks
                } else {
                    Filled::Inodes
                };
                if let Some((used, mount)) = numbered(rest) {
                    push(
                        &mut look.space,
                        (PathBuf::from(mount), u32::try_from(used).unwrap_or(0), kind),
                    );
                }
            }
            "selinux" => look.selinux = said(rest),
            "context" => push(&mut look.contexts, said(rest)),
            "avc" => push(&mut look.denials, said(rest)),
            "nologin" => push(
                &mut look.nologin,
                (PathBuf::from(rest), Untrusted::default()),
            ),
            "nologin-says" => {
                if let Some((_, text)) = look.nologin.last_mut().filter(|(_, text)| text.is_empty())
                {
                    *text = said(rest);
                }
            }
            _ => return false,
        }
        true
    }

    fn of_sshd(&mut self, name: &str, rest: &str) -> bool {
        let look = &mut self.look;
        match name {
            "sshd" => look.sshd = Some(PathBuf::from(rest)),
            "version" => push(&mut look.versions, said(rest)),
            "processes-seen" => look.processes_seen = true,
            "ps" => push(
                &mut look.listeners,
                Listener {
                    pid: rest
                        .split_whitespace()
                        .next()
                        .and_then(|pid| pid.parse().ok())
                        .unwrap_or(0),
                    state: '?',
                    command: said(rest),
                    ..Listener::default()
                },
            ),
            "listener" => {
                let mut words = rest.splitn(4, ' ');
                let mut word = || words.next().unwrap_or_default();
                let (pid, age, state, command) = (word(), word(), word(), word());
                push(
                    &mut look.listeners,
                    Listener {
                        pid: pid.parse().unwrap_or(0),
                        age: age.parse().ok(),
                        state: state.chars().next().unwrap_or('?'),
                        command: said(command),
                    },
                );
            }
            "open-files" => {
                let mut numbers = rest.split(' ').map(str::parse);
                if let (Some(Ok(used)), Some(Ok(limit))) = (numbers.next(), numbers.next()) {
                    look.open_files = Some((used, limit));
                }
            }
            "test" => {
                look.test = Some(Test {
                    status: rest.parse().unwrap_or(-1),
                    ..Test::default()
                });
            }
            "test-says" => {
                if let Some(test) = &mut look.test {
                    push(&mut test.says, said(rest));
                }
            }
            "host-seen" => self.effective().host_seen = rest.to_owned(),
            "effective-for" => self.effective().for_login = rest == "user",
            "effective" => {
                let (keyword, value) = rest.split_once(' ').unwrap_or((rest, ""));
                let setting = (keyword.to_ascii_lowercase(), value.to_owned());
                push(&mut self.effective().settings, setting);
            }
            "config-file" => self.config_file = PathBuf::from(rest),
            "config-denied" => push(&mut look.config_denied, self.config_file.clone()),
            "config-changed" => {
                look.config_changed = look.config_changed.max(rest.parse().unwrap_or(0))
            }
            "config" => {
                if let Some((line, text)) = numbered(rest) {
                    let file = self.config_file.clone();
                    push(
                        &mut look.config,
                        ConfigLine {
                            file,
                            line,
                            text: said(text),
                        },
                    );
                }
            }
            "unit" => {
                let (unit, properties) = rest.split_once(' ').unwrap_or((rest, ""));
                push(
                    &mut look.units,
                    Unit {
                        name: said(unit),
                        properties: said(properties),
                    },
                );
            }
            _ => return false,
        }
        true
    }

    fn of_the_way(&mut self, name: &str, rest: &str) -> bool {
        let look = &mut self.look;
        match name {
            "sockets-seen" => look.sockets_seen = true,
            "listen" => {
                let (address, program) = rest.split_once(' ').unwrap_or((rest, ""));
                if let Some(socket) = socket(address, program) {
                    push(&mut look.sockets, socket);
                }
            }
            "listen-hex" => {
                let port = rest
                    .rsplit_once(':')
                    .and_then(|(_, port)| u16::from_str_radix(port, 16).ok());
                if let Some(port) = port {
                    let address = hex_address(rest);
                    let program = Untrusted::default();
                    push(
                        &mut look.sockets,
                        Socket {
                            address,
                            port,
                            program,
                        },
                    );
                }
            }
            "libwrap" => look.libwrap = ["yes", "no"].contains(&rest).then_some(rest == "yes"),
            "wrapper-file" => self.wrapper_file = PathBuf::from(rest),
            "wrapper" => {
                if let Some((line, text)) = numbered(rest) {
                    let file = self.wrapper_file.clone();
                    push(
                        &mut look.wrappers,
                        WrapperLine {
                            file,
                            line,
                            text: said(text),
                        },
                    );
                }
            }
            "firewall-seen" => push(&mut look.firewalls, said(rest)),
            "nft" => push(&mut look.nft, said(rest)),
            "iptables" => push(&mut look.iptables, said(rest)),
            "ufw" => push(&mut look.ufw, said(rest)),
            "firewalld" => push(&mut look.firewalld, said(rest)),
            "ban-set" => push(&mut look.ban_sets, said(rest)),
            "ban" => {
                let (tool, jail) = rest.split_once(' ').unwrap_or((rest, ""));
                push(&mut look.bans, (said(tool), said(jail)));
            }
            _ => return false,
        }
        true
    }

    fn of_account(&mut self, name: &str, rest: &str) -> bool {
        match (name, &mut self.person) {
            ("pam", _) => push(&mut self.look.pam, said(rest)),
            ("nss", _) => self.look.nss = said(rest),
            ("account", _) if rest == "none" => self.look.account = Account::Missing,
            ("account", _) => {
                let mut ids = rest.split(' ').map(str::parse);
                if let (Some(Ok(uid)), Some(Ok(gid))) = (ids.next(), ids.next()) {
                    self.person = Some(Person {
                        uid,
                        gid,
                        ..Person::default()
                    });
                }
            }
            ("home", Some(person)) => {
                person.home = PathBuf::from(rest);
                person.home_real = PathBuf::from(rest);
                self.section = Section::Home;
            }
            ("home-real", Some(person)) if !rest.is_empty() => {
                person.home_real = PathBuf::from(rest)
            }
            ("shell", Some(person)) => {
                person.shell = PathBuf::from(if rest.is_empty() { "/bin/sh" } else { rest })
            }
            ("shell-state", Some(person)) => {
                person.shell_state = match rest {
                    "fine" => Some(ShellState::Fine),
                    "missing" => Some(ShellState::Missing),
                    "not-executable" => Some(ShellState::NotExecutable),
                    _ => None,
                };
            }
            ("group", Some(person)) => {
                if let Some((gid, name)) = numbered(rest) {
                    push(
                        &mut person.groups,
                        (u32::try_from(gid).unwrap_or(u32::MAX), said(name)),
                    );
                }
            }
            ("shadow-denied", Some(person)) => person.shadow = Shadow::Denied,
            ("shadow", Some(person)) => {
                let words: Vec<&str> = rest.split(' ').collect();
                person.shadow = Shadow::Entry {
                    locked: words.first() == Some(&"!"),
                    expires: words
                        .get(3)
                        .and_then(|day| day.parse().ok())
                        .filter(|day| *day >= 0),
                };
            }
            _ => return false,
        }
        true
    }

    fn effective(&mut self) -> &mut Effective {
        self.look.effective.get_or_insert_default()
    }
}
