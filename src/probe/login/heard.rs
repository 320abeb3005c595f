//! What `ssh -vv` says of a login, line by line, and what came of it.

use std::time::Duration;

use crate::evidence::git::Reading;
use crate::evidence::pace::{Pace, Wait};
use crate::evidence::{Login, Release};
use crate::text::Untrusted;

/// So many of ssh's own lines are kept.
const KEPT: usize = 60;
/// LoginGraceTime is hardly ever set shorter than this (CIS has 60 seconds, OpenSSH's default is 120).
const SHORTEST_GRACE: Duration = Duration::from_secs(15);

/// What a login has cost the server, as ssh's own lines tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// TCP connections.
    pub connections: usize,
    /// Authentication requests.
    pub requests: usize,
    /// Requests that were refused, without the first `none`.
    pub failures: usize,
}

/// What `ssh -vv` has said so far.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    connected: bool,
    offered: usize,
    accepted: usize,
    /// A key was accepted, and the server has answered something since: a signature was sent.
    signed: bool,
    /// Requests by password or by prompts.
    passwords: usize,
    /// The server waits for something the person types.
    asking: bool,
    /// Something typed was refused.
    mistyped: usize,
    /// A passphrase was typed that does not open the key.
    locked: bool,
    refusals: usize,
    partials: usize,
    partial: Option<Vec<String>>,
    pub(super) method: Option<String>,
    pub(super) remote: Vec<Untrusted>,
    agent: Option<Untrusted>,
    unsigned: Option<Untrusted>,
    denied: bool,
    closed: bool,
    /// How long the connection stood when the server closed it.
    stood: Duration,
    pub(super) dropped: bool,
    pub(super) said: Vec<Untrusted>,
    /// What the server's program printed after the login.
    pub(super) greeting: Vec<Untrusted>,
    /// The beginning of its standard output.
    stdout: Vec<u8>,
    /// When each line came.
    pace: Pace,
    /// The server says when its session stands.
    tells_of_its_session: bool,
}

/// From this release on sshd sends all its host keys as soon as a session is open (`hostkeys-00@openssh.com`, PROTOCOL 2.5).
const SENDS_HOST_KEYS: Release = Release(6, 8);
/// From this one on it names an extension (publickey-hostbound@openssh.com) by which it is known to be OpenSSH itself.
const NAMES_AN_EXTENSION: Release = Release(8, 9);

impl Heard {
    /// Has the login succeeded?
    pub const fn is_in(&self) -> bool {
        self.method.is_some()
    }

    /// Is a word still to come by which it is seen that the session stands?
    pub(super) fn waits_for_its_session(&self) -> bool {
        self.is_in() && self.tells_of_its_session && !self.pace.is_open()
    }

    /// Where the time went.
    pub(super) fn waits(&self) -> Vec<Wait> {
        self.pace.waits().to_vec()
    }

    /// Is there a connection?
    pub(super) const fn is_connected(&self) -> bool {
        self.connected
    }

    /// Takes in one line, heard so long after the connection stood and after ssh was started.
    pub(super) fn line_after(&mut self, stood: Duration, since_start: Duration, line: &[u8]) {
        let before = self.closed;
        let text = String::from_utf8_lossy(line);
        self.pace.line(since_start.as_secs_f64(), 0, &text, &text);
        self.line(line);
        if self.closed && !before {
            self.stood = stood;
        }
    }

    /// Takes in what the server's program printed; a greeting is lines.
    pub(super) fn take_printed(&mut self, bytes: Vec<u8>, is_greeting: bool) {
        if is_greeting {
            let lines = bytes.split(|byte| *byte == b'\n');
            for line in lines.map(<[u8]>::trim_ascii_end) {
                if !line.is_empty() {
                    keep(&mut self.greeting, Untrusted::new(line));
                }
            }
        }
        self.stdout = bytes;
    }

    /// What a Git host answered once the login succeeded; nothing where it did not, or was cut off without a word.
    pub(super) fn reading(&self) -> Option<Reading> {
        self.method.as_ref()?;
        let reading = Reading::of(&self.stdout, &self.greeting, self.dropped);
        let cut = self.closed && reading == Reading::Refused { said: Vec::new() };
        (!cut).then_some(reading)
    }

    /// Takes in one line.
    pub fn line(&mut self, line: &[u8]) {
        let raw = Untrusted::new(line.trim_ascii_end());
        let text = String::from_utf8_lossy(raw.bytes()).into_owned();
        // Packets and other small things: they count for the pace alone.
        if text.starts_with("debug3: ") {
            return;
        }
        if let Some((_, software)) = text.split_once("remote software version ") {
            let release = Release::read(software);
            self.tells_of_its_session = release
                .is_some_and(|release| (SENDS_HOST_KEYS..NAMES_AN_EXTENSION).contains(&release));
        } else if text.contains("kex_input_ext_info: publickey-hostbound@openssh.com") {
            self.tells_of_its_session = true;
        }
        if let Some(method) = text
            .strip_prefix("Authenticated to ")
            .and_then(|rest| rest.rsplit_once("using \""))
        {
            self.method = Some(method.1.trim_end_matches(['"', '.']).to_owned());
        } else if text.starts_with("debug1: Connection established")
            // Through a proxy only this is said.
            || text.starts_with("debug1: Local version string")
        {
            self.connected = true;
        } else if text.starts_with("debug1: Offering public key") {
            self.offered += 1;
        } else if text.starts_with("debug1: Server accepts key") {
            self.accepted += 1;
            self.signed = false;
            // What the server said before, its greeting, is no reason for what comes now.
            self.said.clear();
        } else if text.starts_with("debug1: Next authentication method: password") {
            self.passwords += 1;
            self.asking = true;
        } else if text.starts_with("debug1: Next authentication method: keyboard-interactive") {
            self.passwords += 1;
        } else if let Some(prompts) =
            text.strip_prefix("debug2: input_userauth_info_req: num_prompts ")
        {
            // A round without a prompt asks nobody.
            self.asking |= prompts.trim() != "0";
        } else if text.starts_with("debug2: bad passphrase given") {
            self.locked = true;
        } else if text.contains("with partial success.") {
            self.partials += 1;
            self.partial = Some(Vec::new());
            self.asking = false;
        } else if let Some(methods) =
            text.strip_prefix("debug1: Authentications that can continue: ")
        {
            self.refusals += 1;
            self.signed = self.accepted > 0;
            self.mistyped += usize::from(std::mem::take(&mut self.asking));
            if let Some(partial) = self.partial.as_mut().filter(|partial| partial.is_empty()) {
                *partial = methods.split(',').map(str::to_owned).collect();
            }
        } else if let Some(remote) = text.strip_prefix("debug1: Remote: ") {
            keep(&mut self.remote, Untrusted::from(remote));
        } else if text.contains("agent refused operation") {
            self.agent = Some(raw);
        } else if text.contains("Load key ")
            || text.contains("signing failed for ")
            || text.contains("no mutual signature")
            || text.contains("contents do not match public")
        {
            self.unsigned = Some(raw);
        } else if text.contains("Permission denied (") {
            self.denied = true;
        } else if text.starts_with("Connection closed by")
            || text.starts_with("Connection reset by")
            || text.starts_with("Received disconnect")
            || (text.starts_with("Connection to ") && text.contains(" closed"))
        {
            self.closed = true;
            self.dropped = self.method.is_some();
            // The refusal that used up MaxAuthTries is told by hanging up.
            let cut = text.contains("Too many authentication failures");
            self.mistyped += usize::from(cut && self.asking);
        } else if text.starts_with("client_loop: ") || text.starts_with("Read from remote host ") {
            // ssh's own words for a connection that is gone.
            self.closed = true;
        } else if !text.starts_with("debug")
            && !text.trim().is_empty()
            && !text.starts_with("OpenSSH_")
            && !text.starts_with("Warning: Permanently added ")
            && !text.starts_with("Permission denied, please try again")
            // What it counts at its end.
            && !text.starts_with("Transferred: sent ")
            && !text.starts_with("Bytes per second: ")
        {
            let heard = if self.method.is_some() {
                &mut self.greeting
            } else {
                &mut self.said
            };
            keep(heard, raw);
        }
    }

    /// `none`, a query a key, a signature a key that was accepted, and what was typed. A login that ends in a closed
    /// connection counts as one that failed.
    pub(super) fn spent(&self) -> Spent {
        let signed = if self.agent.is_some() || self.unsigned.is_some() || self.locked {
            0
        } else {
            self.accepted
        };
        let asked = usize::from(self.refusals + self.offered > 0);
        let refused = self.refusals.saturating_sub(asked + self.partials);
        Spent {
            connections: usize::from(self.connected),
            requests: asked + self.offered + signed + self.passwords,
            failures: refused + usize::from((self.closed || self.dropped) && self.accepted > 0),
        }
    }

    /// The server waited for somebody who took too long, and hung up.
    fn out_of_time(&self) -> bool {
        let waited = self.asking || (self.accepted > 0 && !self.signed) || self.partials > 0;
        self.closed && waited && self.mistyped == 0 && self.stood >= SHORTEST_GRACE
    }

    /// What came of it.
    pub fn outcome(self) -> Login {
        let out_of_time = self.out_of_time();
        match self {
            Heard {
                method: Some(_),
                dropped: true,
                mut said,
                greeting,
                ..
            } => {
                said.extend(greeting);
                Login::Dropped { said }
            }
            Heard {
                method: Some(method),
                remote,
                ..
            } => Login::Succeeded { method, remote },
            Heard { said, stood, .. } if out_of_time => Login::OutOfTime {
                seconds: stood.as_secs(),
                said,
            },
            Heard {
                partial: Some(_),
                mistyped: 1..,
                said,
                ..
            } => Login::SecondFactorRefused { said },
            Heard {
                partial: Some(remaining),
                ..
            } => Login::Partial { remaining },
            Heard {
                agent: Some(text), ..
            } => Login::AgentRefused { text },
            Heard {
                accepted: 1..,
                signed: false,
                locked: true,
                ..
            } => Login::PassphraseWrong,
            Heard {
                unsigned: Some(text),
                ..
            } => Login::CouldNotSign { text },
            Heard {
                mistyped: 1..,
                said,
                ..
            } => Login::PasswordRefused { said },
            Heard {
                accepted: 1..,
                signed,
                denied,
                closed,
                said,
                ..
            } if signed && denied || closed => Login::RefusedAfterKey { said, closed },
            Heard {
                accepted: 1..,
                denied: true,
                ..
            } => Login::CouldNotSign {
                text: Untrusted::from("no signature was made"),
            },
            Heard {
                accepted: 0,
                denied: true,
                said,
                ..
            } => Login::NotOffered { said },
            Heard { said, .. } => Login::Failed { said },
        }
    }
}

/// Keeps a line, while there is room.
fn keep(lines: &mut Vec<Untrusted>, line: Untrusted) {
    if lines.len() < KEPT {
        lines.push(line);
    }
}

#[cfg(test)]
mod tests;
