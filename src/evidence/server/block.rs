//! Reads the block of facts that `server/facts.sh` prints. Whatever stands there is somebody's text: every list is bounded,
//! and a line that makes no sense is passed by.

use std::net::IpAddr;
use std::path::PathBuf;

use super::{
    Account, Component, ConfigLine, Effective, Filled, GroupMembers, Helper, KeyLine, KeysFile,
    Listener, Look, Person, PlaceState, PlacedFile, ServerSide, Shadow, ShellState, Socket, Test,
    Unit, Walk, WrapperLine,
};
use crate::text::Untrusted;

/// No list gets longer.
const LISTED: usize = 4_000;
/// No path has more components.
const DEEP: usize = 64;
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

    fn of_keys(&mut self, name: &str, rest: &str) -> bool {
        let place = || PlacedFile {
            path: PathBuf::from(rest),
            real: PathBuf::from(rest),
            ..PlacedFile::default()
        };
        let look = &mut self.look;
        match name {
            "keys-file" => {
                push(
                    &mut look.files,
                    KeysFile {
                        place: place(),
                        ..KeysFile::default()
                    },
                );
                self.section = Section::Keys;
            }
            "revoked-file" => {
                push(&mut look.revoked, (place(), Vec::new()));
                self.section = Section::Revoked;
            }
            "authorities" => {
                push(&mut look.authorities, (place(), Vec::new()));
                self.section = Section::Authorities;
            }
            "principals-file" => {
                look.principals = Some((place(), Vec::new()));
                self.section = Section::Principals;
            }
            "helper" => {
                push(
                    &mut look.helpers,
                    Helper {
                        place: place(),
                        ..Helper::default()
                    },
                );
                self.section = Section::Helper;
            }
            "chroot" => {
                look.chroot = Some((PathBuf::from(rest), Walk::default()));
                self.section = Section::Chroot;
            }
            "key" => {
                if let (Some(file), Some((number, text))) = (look.files.last_mut(), numbered(rest))
                {
                    push(
                        &mut file.lines,
                        KeyLine {
                            number,
                            text: said(text),
                        },
                    );
                }
            }
            "key-at" => {
                if let (Some(file), Ok(line)) = (look.files.last_mut(), rest.parse()) {
                    push(&mut file.key_at, line);
                }
            }
            "unread" => push(&mut look.unread, (PathBuf::from(rest), None)),
            "unread-at" => {
                if let Some((_, line)) = look.unread.last_mut() {
                    *line = line.or(rest.parse().ok());
                }
            }
            "other" => {
                if let Some((line, rest)) = numbered(rest)
                    && let Some((account, file)) = rest.split_once(':')
                {
                    push(&mut look.others, (said(account), PathBuf::from(file), line));
                }
            }
            "others-denied" => look.others_denied = true,
            "group-members" | "group-primary" => {
                if let Some((gid, rest)) = numbered(rest) {
                    self.group(
                        u32::try_from(gid).unwrap_or(u32::MAX),
                        name == "group-primary",
                        rest,
                    );
                }
            }
            "revoked" => {
                if let (Some((_, listed)), Ok(status)) =
                    (look.revoked.last_mut(), rest.parse::<i32>())
                {
                    push(listed, status != 0);
                }
            }
            "authority" => {
                let print = rest.split_whitespace().nth(1).unwrap_or_default();
                if let Some((_, prints)) = look.authorities.last_mut() {
                    push(prints, said(print));
                }
            }
            "principal" => {
                if let (Some((_, lines)), Some((number, text))) =
                    (&mut look.principals, numbered(rest))
                {
                    push(lines, (number, said(text)));
                }
            }
            "helper-of" => {
                if let Some(helper) = look.helpers.last_mut() {
                    helper.option = said(rest);
                }
            }
            "helper-user-unknown" => {
                if let Some(helper) = look.helpers.last_mut() {
                    helper.unknown_user = Some(said(rest));
                }
            }
            "real" if !rest.is_empty() => {
                if let Some(place) = self.place() {
                    place.real = PathBuf::from(rest);
                }
            }
            "state" => {
                let state = match rest {
                    "readable" => PlaceState::Readable,
                    "no-file" => PlaceState::NoFile,
                    "missing" => PlaceState::Missing,
                    _ => PlaceState::Denied,
                };
                if let Some(place) = self.place() {
                    place.state = state;
                }
            }
            "walk" | "walk-missing" | "walk-denied" => self.walk(name, rest),
            _ => return false,
        }
        true
    }

    fn effective(&mut self) -> &mut Effective {
        self.look.effective.get_or_insert_default()
    }

    fn group(&mut self, gid: u32, primary: bool, rest: &str) {
        let groups = &mut self.look.groups;
        let at = groups
            .iter()
            .position(|group| group.gid == gid)
            .unwrap_or_else(|| {
                groups.push(GroupMembers {
                    gid,
                    ..GroupMembers::default()
                });
                groups.len() - 1
            });
        if primary {
            groups[at].primary.extend(rest.trim().parse::<u32>().ok());
        } else {
            let names = rest
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty());
            groups[at].members = names.map(str::to_owned).collect();
        }
    }

    /// The file the last section is about.
    fn place(&mut self) -> Option<&mut PlacedFile> {
        let look = &mut self.look;
        match self.section {
            Section::Keys => look.files.last_mut().map(|file| &mut file.place),
            Section::Revoked => look.revoked.last_mut().map(|(place, _)| place),
            Section::Authorities => look.authorities.last_mut().map(|(place, _)| place),
            Section::Principals => look.principals.as_mut().map(|(place, _)| place),
            Section::Helper => look.helpers.last_mut().map(|helper| &mut helper.place),
            Section::None | Section::Home | Section::Chroot => None,
        }
    }

    fn walk(&mut self, name: &str, rest: &str) {
        let walk = match self.section {
            Section::Home => self.person.as_mut().map(|person| &mut person.home_walk),
            Section::Chroot => self.look.chroot.as_mut().map(|(_, walk)| walk),
            Section::None
            | Section::Keys
            | Section::Revoked
            | Section::Authorities
            | Section::Principals
            | Section::Helper => self.place().map(|place| &mut place.walk),
        };
        let Some(walk) =
            walk.filter(|walk| walk.steps.len() + walk.missing.len() + walk.denied.len() < DEEP)
        else {
            return;
        };
        match name {
            "walk-missing" => walk.missing.push(PathBuf::from(rest)),
            "walk-denied" => walk.denied.push(PathBuf::from(rest)),
            _ => {
                let mut words = rest.splitn(4, ' ');
                if let (Some(mode), Some(Ok(uid)), Some(Ok(gid)), Some(path)) = (
                    words.next(),
                    words.next().map(str::parse),
                    words.next().map(str::parse),
                    words.next(),
                ) {
                    walk.steps.push(Component {
                        path: PathBuf::from(path),
                        mode: said(mode),
                        uid,
                        gid,
                    });
                }
            }
        }
    }
}

/// `0.0.0.0:22`, `[::]:22`, `*:22`, `:::22`, `127.0.0.1%lo:53`.
fn socket(text: &str, program: &str) -> Option<Socket> {
    let (address, port) = text.rsplit_once(':')?;
    let bare = address.trim_start_matches('[').trim_end_matches(']');
    let bare = bare.split('%').next().unwrap_or_default();
    let address = bare
        .parse::<IpAddr>()
        .ok()
        .filter(|address| !address.is_unspecified());
    Some(Socket {
        address,
        port: port.parse().ok()?,
        program: said(program),
    })
}

/// The address of a line of /proc/net/tcp, each word of four bytes in this machine's order.
fn hex_address(text: &str) -> Option<IpAddr> {
    let (address, _) = text.rsplit_once(':')?;
    let word = |at: usize| {
        u32::from_str_radix(address.get(at..at + 8)?, 16)
            .ok()
            .map(u32::swap_bytes)
    };
    let found = match address.len() {
        8 => IpAddr::from(word(0)?.to_be_bytes()),
        32 => {
            let words = [word(0)?, word(8)?, word(16)?, word(24)?].map(u32::to_be_bytes);
            IpAddr::from(<[u8; 16]>::try_from(words.concat()).ok()?)
        }
        _ => return None,
    };
    (!found.is_unspecified()).then_some(found)
}
