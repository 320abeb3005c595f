//! Several attempts in one paste, told apart.

use super::attempt::{Attempt, Line, Quote};
use super::scan::{Belongs, Stamp};
use crate::evidence::{Probe, Said, Sentence};

/// Not more attempts are kept: the last is the verdict, the others are notes.
const KEPT: usize = 64;

/// A client repeats itself within so many lines.
const ECHO: usize = 3;

/// All attempts of a log. They are large, and a server's are moved about as its processes speak in turn.
#[expect(clippy::vec_box, reason = "moved often")]
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// The client's, in their order.
    pub(super) client: Vec<Box<Attempt>>,
    /// The server's, each by the process that wrote it.
    pub(super) server: Vec<Box<Attempt>>,
    /// Attempts that were not kept.
    pub(super) dropped: usize,
    /// Lines without a process belong to a server that was started by hand (`sshd -d`).
    by_hand: bool,
}

impl Attempts {
    /// The attempt a line belongs to.
    pub(super) fn of(
        &mut self,
        place: Belongs,
        line: &Line<'_>,
        Stamp { process, clock }: Stamp,
    ) -> &mut Attempt {
        if place == Belongs::New && process.is_none() {
            self.by_hand = false;
        }
        let says = |sentences: &[&str]| {
            process.is_none() && sentences.iter().any(|words| line.text.contains(words))
        };
        self.by_hand |= says(&["sshd version ", "Server listening on "]);
        // Both sides print these; only what stands around them tells whose they are.
        let both = self.by_hand
            && says(&[
                "Received disconnect from ",
                "Connection closed by ",
                "Connection reset by ",
                "Unable to negotiate with ",
            ]);
        let server = line.server || both;
        let attempt = if server {
            self.of_server(process, line)
        } else {
            self.of_client(place, line)
        };
        attempt.is_of_ssh |= !matches!(place, Belongs::Anybodys | Belongs::Aside);
        attempt.clock = clock.or(attempt.clock);
        attempt.lines.0 = if attempt.lines.0 == 0 {
            line.number
        } else {
            attempt.lines.0
        };
        attempt.lines.1 = line.number;
        attempt
    }

    fn of_client(&mut self, place: Belongs, line: &Line<'_>) -> &mut Attempt {
        let begins = match (place, self.client.last()) {
            (_, None) => true,
            (Belongs::New, Some(last)) => {
                line.begins_anew() && !last.is_only_a_command() && !last.waits_for_a_jump(line)
            }
            (Belongs::Fresh | Belongs::Anybodys, Some(last)) => last
                .ended
                .as_ref()
                .is_some_and(|ended| ended.line != line.number),
            (Belongs::Echo, Some(last)) => last
                .ended
                .as_ref()
                .is_some_and(|ended| line.number > ended.line + ECHO),
            (Belongs::Here | Belongs::Aside | Belongs::Server, Some(_)) => false,
        };
        if begins {
            self.dropped += make_room(&mut self.client);
            self.client.push(Box::default());
        }
        let last = self.client.len().saturating_sub(1);
        &mut self.client[last]
    }

    fn of_server(&mut self, process: Option<u32>, line: &Line<'_>) -> &mut Attempt {
        // Without process numbers an attempt reaches up to its last line.
        if process.is_none()
            && !is_said_at_the_end(line)
            && let Some(last) = self.server.last_mut().filter(|it| it.process.is_none())
        {
            last.over |= last.ended.is_some();
        }
        let known = self.server.iter().rposition(|attempt| {
            !attempt.over && (process.is_none() || attempt.process == process)
        });
        let place = match known {
            // The one that spoke last stands last.
            Some(place) => {
                let attempt = self.server.remove(place);
                self.server.push(attempt);
                self.server.len() - 1
            }
            None => {
                self.dropped += make_room(&mut self.server);
                self.server.push(Box::new(Attempt {
                    process,
                    ..Attempt::default()
                }));
                self.server.len() - 1
            }
        };
        &mut self.server[place]
    }

    /// A failure "at port 65535 of UNKNOWN" is that of the program in between: the attempt before it, if the last holds
    /// nothing else.
    pub(super) fn settle(&mut self) {
        let mut at = 1;
        while at < self.client.len() {
            let echo = self.client[at].is_only_an_echo()
                || self.client[at].only_says_that_it_failed(&self.client[at - 1])
                || self.client[at].repeats_the_end_of(&self.client[at - 1]);
            if echo {
                let echo = self.client.remove(at);
                self.client[at - 1].lines.1 = echo.lines.1;
                self.client[at - 1].way.lost += echo.way.lost;
            } else {
                at += 1;
            }
        }
        self.client
            .iter_mut()
            .for_each(|attempt| attempt.settle_on_the_way());
        self.server
            .iter_mut()
            .for_each(|attempt| attempt.forget_the_end_of_what_is_named());
        let counts = |attempt: &Attempt| !attempt.is_empty() && attempt.is_of_ssh;
        self.client.retain(|attempt| counts(attempt));
        self.server.retain(|attempt| counts(attempt));
    }
}

/// What a server says when it is rid of a client, or is stopped.
fn is_said_at_the_end(line: &Line<'_>) -> bool {
    [
        "Connection closed by ",
        "Connection reset by ",
        "Received disconnect from ",
        "Disconnected from ",
        "Received signal ",
        "Timeout before ",
    ]
    .iter()
    .any(|words| line.text.contains(words))
}

#[expect(clippy::vec_box, reason = "see Attempts")]
fn make_room(attempts: &mut Vec<Box<Attempt>>) -> usize {
    if attempts.len() < KEPT {
        return 0;
    }
    attempts.remove(0);
    1
}

impl Attempt {
    /// That sshd gave up is told only of a line that says nothing else.
    fn forget_the_end_of_what_is_named(&mut self) {
        let unspecific = [Sentence::ServerGaveUp, Sentence::SessionDropped];
        let named: Vec<usize> = self
            .said
            .iter()
            .filter(|(said, _)| !unspecific.contains(&said.what))
            .map(|(said, _)| said.line)
            .chain(self.facts.values().map(|(_, quote)| quote.line))
            .collect();
        self.said
            .retain(|(said, _)| !(unspecific.contains(&said.what) && named.contains(&said.line)));
    }

    /// No more than that no identification string came, right behind the end of the program that was to carry it.
    fn repeats_the_end_of(&self, last: &Attempt) -> bool {
        let no_way_on =
            last.has(Sentence::JumpForwardingRefused) || last.has(Sentence::JumpTargetUnreachable);
        let next = last.ended.as_ref();
        let next = next.is_some_and(|ended| self.lines.0 <= ended.line + ECHO);
        no_way_on
            && next
            && self.command.is_empty()
            && self.client.is_none()
            && self.said.is_empty()
            && self.connects.is_empty()
            && self.facts.keys().eq([&Probe::Identification])
    }

    /// What runs ssh says once more that it failed.
    fn only_says_that_it_failed(&self, last: &Attempt) -> bool {
        let near = |ended: &Quote| self.lines.0 <= ended.line + ECHO;
        let near = last.ended.as_ref().is_some_and(near);
        let repeats = |said: &Said| {
            said.what == Sentence::WrapperFailed
                || near && said.what == Sentence::AuthenticationFailed
        };
        last.worked.is_none()
            && self.command.is_empty()
            && self.client.is_none()
            && self.facts.is_empty()
            && self.connects.is_empty()
            && !self.said.is_empty()
            && self.said.iter().all(|(said, _)| repeats(said))
    }

    fn is_only_a_command(&self) -> bool {
        self.is_empty() && self.client.is_none()
    }

    /// ssh started another ssh for the way to a jump host, and that one begins to speak.
    fn waits_for_a_jump(&self, line: &Line<'_>) -> bool {
        self.programs > 0
            && self.programs <= self.way.carriers
            && self.ended.is_none()
            && !line.text.contains("ssh ")
    }
}
