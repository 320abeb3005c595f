//! Files of keys and what belongs to them, each with the walk to it.

use std::path::PathBuf;

use super::{Reader, Section, numbered, push, said};
use crate::evidence::server::{
    Component, GroupMembers, Helper, KeyLine, KeysFile, PlaceState, PlacedFile, Walk,
};

/// No path has more components.
const DEEP: usize = 64;

impl Reader {
    pub(super) fn of_keys(&mut self, name: &str, rest: &str) -> bool {
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
