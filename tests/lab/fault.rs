//! What a fault is: the ill it does to a world, and what must be said about it.

use super::cure::Cure;
use super::world::{Topology, World};

/// How a fault comes before the program.
#[derive(Clone, Copy)]
pub(crate) enum Shown {
    /// sshdoctor looks at the world itself.
    Live,
    /// alice types this command, and what her terminal then holds is read by `sshdoctor log`.
    Printed(&'static str),
    /// alice types this command, and what the server wrote about it is read by `sshdoctor log`.
    Written(&'static str),
}

/// What the server's own log adds to a live run: read by `sshdoctor log`, it names the true cause.
#[derive(Clone, Copy)]
pub(crate) struct Logged {
    /// A part of the line that decides.
    pub(crate) decided_by: &'static str,
    /// Which command printed then mends it.
    pub(crate) cure: Option<Cure>,
}

/// One fault. Its file is named as its code; a file's first line says what is ill, and which real server looks like that.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    /// What is really wrong.
    pub(crate) code: &'static str,
    /// What a client can know of it, where that is less: then the true code is among the candidates.
    pub(crate) seen_as: &'static str,
    pub(crate) certainty: &'static [&'static str],
    /// Which machine on the way is ill, where that is told apart: 0 is the first jump host.
    pub(crate) hop: Option<u64>,
    pub(crate) topology: Topology,
    pub(crate) ill: fn(&World),
    /// What alice types after `ssh`.
    pub(crate) args: &'static [&'static str],
    /// The failing command that stands behind `sshdoctor` in the place of `args`, where that is not ssh.
    pub(crate) in_front_of: &'static [&'static str],
    /// What sshdoctor itself is told besides.
    pub(crate) options: &'static [&'static str],
    /// What she answers when asked (`--answer`).
    pub(crate) answers: &'static [&'static str],
    /// A sentence of the real `ssh -vvv` in this world: the proof that the world is ill in this way.
    pub(crate) ssh_says: &'static str,
    /// Whether plain ssh logs in all the same (by a detour, or late).
    pub(crate) ssh_logs_in: bool,
    pub(crate) shown: Shown,
    /// A part of the line of the log that decides.
    pub(crate) decided_by: &'static str,
    pub(crate) logged: Option<Logged>,
    /// Which printed command mends it; for a fault without one `cure.rs` says why.
    pub(crate) cure: Option<Cure>,
}

pub(crate) const CERTAIN: &[&str] = &["certain"];
pub(crate) const LIKELY: &[&str] = &["likely"];
pub(crate) const POSSIBLE: &[&str] = &["possible"];
/// Where more evidence than a client must have would make it certain.
pub(crate) const AT_LEAST_LIKELY: &[&str] = &["certain", "likely"];

impl Fault {
    /// A fault that is certain from the client, between two machines on one cable, at `ssh bob@srv`.
    pub(crate) const fn new(code: &'static str, ill: fn(&World)) -> Self {
        Self {
            code,
            seen_as: code,
            certainty: CERTAIN,
            hop: None,
            topology: Topology::Direct,
            ill,
            args: &["bob@srv"],
            in_front_of: &[],
            options: &[],
            answers: &[],
            ssh_says: "",
            ssh_logs_in: false,
            shown: Shown::Live,
            decided_by: "",
            logged: None,
            cure: None,
        }
    }

    /// A fault that only the server knows; the client sees another code, with this one among its candidates.
    pub(crate) const fn behind(seen_as: &'static str, code: &'static str, ill: fn(&World)) -> Self {
        Self {
            seen_as,
            certainty: &["likely", "possible"],
            ..Self::new(code, ill)
        }
    }

    /// A fault that shows only in a session or to somebody who types: alice's command prints it, and the log of that is read.
    pub(crate) const fn printed(
        code: &'static str,
        command: &'static str,
        ill: fn(&World),
    ) -> Self {
        Self {
            shown: Shown::Printed(command),
            ..Self::new(code, ill)
        }
    }

    /// A fault that has another name from the client, or none: the server writes it down, and the log of that is read.
    pub(crate) const fn written(
        code: &'static str,
        command: &'static str,
        ill: fn(&World),
    ) -> Self {
        Self {
            shown: Shown::Written(command),
            ..Self::new(code, ill)
        }
    }

    /// What a log tells of it, where that is less.
    pub(crate) const fn seen_as(self, seen_as: &'static str) -> Self {
        Self {
            seen_as,
            certainty: &["likely", "possible"],
            ..self
        }
    }

    pub(crate) const fn decided_by(self, decided_by: &'static str) -> Self {
        Self { decided_by, ..self }
    }

    pub(crate) const fn certainty(self, certainty: &'static [&'static str]) -> Self {
        Self { certainty, ..self }
    }

    pub(crate) const fn hop(self, hop: u64) -> Self {
        Self {
            hop: Some(hop),
            ..self
        }
    }

    pub(crate) const fn topology(self, topology: Topology) -> Self {
        Self { topology, ..self }
    }

    pub(crate) const fn args(self, args: &'static [&'static str]) -> Self {
        Self { args, ..self }
    }

    pub(crate) const fn in_front_of(self, in_front_of: &'static [&'static str]) -> Self {
        Self {
            in_front_of,
            ..self
        }
    }

    pub(crate) const fn options(self, options: &'static [&'static str]) -> Self {
        Self { options, ..self }
    }

    pub(crate) const fn answers(self, answers: &'static [&'static str]) -> Self {
        Self { answers, ..self }
    }

    pub(crate) const fn ssh_says(self, ssh_says: &'static str) -> Self {
        Self { ssh_says, ..self }
    }

    pub(crate) const fn ssh_logs_in(self) -> Self {
        Self {
            ssh_logs_in: true,
            ..self
        }
    }

    pub(crate) const fn cure(self, cure: Cure) -> Self {
        Self {
            cure: Some(cure),
            ..self
        }
    }

    /// The server's log of this world decides by this line.
    pub(crate) const fn logged(self, decided_by: &'static str) -> Self {
        Self {
            logged: Some(Logged {
                decided_by,
                cure: None,
            }),
            ..self
        }
    }

    /// The same, and what is printed then cures.
    pub(crate) const fn logged_and_cured(self, decided_by: &'static str, cure: Cure) -> Self {
        Self {
            logged: Some(Logged {
                decided_by,
                cure: Some(cure),
            }),
            ..self
        }
    }

    /// Does any printed command mend it in the lab?
    pub(crate) fn is_cured(&self) -> bool {
        self.cure.is_some() || self.logged.is_some_and(|logged| logged.cure.is_some())
    }

    pub(crate) fn world(&self) -> World {
        let world = World::new(self.topology);
        (self.ill)(&world);
        world
    }

    /// What sshdoctor is given.
    pub(crate) fn command_line(&self) -> Vec<&'static str> {
        let answers = self.answers.iter().flat_map(|answer| ["--answer", answer]);
        ["--json"]
            .into_iter()
            .chain(self.options.iter().copied())
            .chain(answers)
            .chain(match self.in_front_of {
                [] => self.args.iter().copied(),
                command => command.iter().copied(),
            })
            .collect()
    }
}

/// Holds the one connection that `MaxStartups 1` allows.
pub(crate) fn crowd(world: &World) {
    world.client.spawn(
        None,
        "bash -c 'exec 3<>/dev/tcp/10.99.1.2/22; read -r -u 3; touch /tmp/held; sleep infinity'",
    );
    world.client.wait_for("a held connection", || {
        world.client.inside("/tmp/held").exists()
    });
}
