//! StrictModes and the rights of the user on the way to a file: misc.c `safe_path`, auth2-pubkeyfile.c `auth_openfile`.

use super::Judge;
use crate::evidence::server::{Component, Person, PlacedFile};

/// What sshd refuses on the way to a file.
pub(super) enum Flaw<'a> {
    /// It belongs to somebody else, or others may write there.
    Unsafe {
        /// Where.
        step: &'a Component,
        /// It belongs to somebody else.
        foreign: bool,
        /// Nothing could make it right that was not seen.
        sure: bool,
    },
    /// The user may not pass or read it.
    Closed {
        /// Where.
        step: &'a Component,
        /// At the home or above it.
        at_home: bool,
    },
}

impl<'a> Judge<'a> {
    /// The first thing on the way to this file that sshd stumbles over: it opens the file as the user, then looks at owners
    /// and modes from the file up to the home, or to / where the file lies outside of it.
    pub(super) fn flaw(self, place: &'a PlacedFile, person: &Person) -> Option<Flaw<'a>> {
        let steps = &place.walk.steps;
        if let Some(step) = steps.iter().rev().find(|step| !step.lets(person)) {
            let at_home = person.home_real.starts_with(&step.path);
            return Some(Flaw::Closed { step, at_home });
        }
        if self.look.is_set("strictmodes", "no") {
            return None;
        }
        let known = self.look.setting("strictmodes").is_some();
        for step in steps {
            let (refused, sure) = self.distrusts(step, person);
            if refused {
                let foreign = step.uid != 0 && step.uid != person.uid;
                return Some(Flaw::Unsafe {
                    step,
                    foreign,
                    sure: sure && known,
                });
            }
            if step.path == person.home_real {
                break;
            }
        }
        None
    }

    /// Does sshd refuse this owner or mode, and is that sure?
    fn distrusts(self, step: &Component, person: &Person) -> (bool, bool) {
        let owner = step.uid == 0 || step.uid == person.uid;
        if !owner || step.others_write() {
            return (true, true);
        }
        if !step.group_writes() {
            return (false, true);
        }
        if !self.look.trusts_private_groups() {
            return (true, true);
        }
        // Debian's user-group-modes.patch: the group must have one member, the owner of the file.
        let Some(group) = self.look.groups.iter().find(|group| group.gid == step.gid) else {
            return (true, false);
        };
        let owner = if step.uid == 0 {
            "root"
        } else {
            self.ask.user.as_deref().unwrap_or_default()
        };
        let somebody = !group.primary.is_empty() || !group.members.is_empty();
        let own = group.primary.iter().all(|uid| *uid == person.uid);
        let private = somebody && own && group.members.iter().all(|name| name == owner);
        (!private, true)
    }
}
