//! Where the time of a login goes: ssh prints a line before and behind each of its steps (`-v`), so the moments at which its
//! lines come tell which step was waited for.
//!
//! The lines are those of OpenSSH's sshconnect.c, sshconnect2.c and clientloop.c; `send packet` and `receive packet`
//! (packet.c, from `-vvv` on) tell on which side the time went.

use crate::text::Untrusted;

/// Shorter pauses are nobody's concern, in seconds.
const SHORTEST: f64 = 0.5;
/// So many letters of a line are kept.
const KEPT: usize = 200;
/// Commands that take no time of their own: how long they take is how long the shell takes to start.
const QUICK: [&str; 10] = [
    "true",
    ":",
    "exit",
    "/bin/true",
    "id",
    "whoami",
    "hostname",
    "date",
    "uptime",
    "pwd",
];

/// A step of a login that one may have to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginStep {
    /// The look-up of the name, and all that ssh does before it connects.
    Name,
    /// The connection, or the proxy that stands for it.
    Connecting,
    /// The server's identification string.
    Identification,
    /// The key exchange.
    KeyExchange,
    /// The host key is looked up here, in DNS, or the person is asked about it.
    HostKey,
    /// ssh reads its keys and asks the agent.
    Keys,
    /// The server's first answer to user authentication.
    FirstAnswer,
    /// This machine's Kerberos library (GSSAPI) looks for names, for the realm's servers, for a ticket.
    Ticket,
    /// The server's answer to Kerberos.
    TicketAnswer,
    /// The server's answer to a key it was shown.
    KeyAnswer,
    /// A key signs: the agent, a token, a passphrase.
    Signing,
    /// The signature and the server's yes, where packets are not told and the two cannot be told apart.
    Accepted,
    /// The server's yes after the signature.
    AfterKey,
    /// The person types.
    Typing,
    /// The server's answer to what was typed.
    TypedAnswer,
    /// The server opens the session.
    Opening,
    /// The shell starts.
    Shell,
    /// What the session is used for.
    Session,
}

impl LoginStep {
    /// Is it a machine that is waited for? The other steps are the person's, or may well be.
    pub const fn is_a_machines(self) -> bool {
        match self {
            LoginStep::Name
            | LoginStep::Connecting
            | LoginStep::Identification
            | LoginStep::KeyExchange
            | LoginStep::FirstAnswer
            | LoginStep::Ticket
            | LoginStep::TicketAnswer
            | LoginStep::KeyAnswer
            | LoginStep::Accepted
            | LoginStep::AfterKey
            | LoginStep::TypedAnswer
            | LoginStep::Opening
            | LoginStep::Shell => true,
            LoginStep::HostKey
            | LoginStep::Keys
            | LoginStep::Signing
            | LoginStep::Typing
            | LoginStep::Session => false,
        }
    }
}

/// One of ssh's lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heard {
    /// Its number in a log, from 1.
    pub line: usize,
    /// Its text.
    pub text: Untrusted,
}

/// The time that one step of a login took.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// The step.
    pub step: LoginStep,
    /// All its pauses together, in seconds.
    pub seconds: f64,
    /// The longest of them, in seconds.
    pub longest: f64,
    /// ssh's line before that one.
    pub before: Heard,
    /// The line that came late.
    pub after: Heard,
}

/// Listens to the lines of one login.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    place: Option<LoginStep>,
    /// When the last line came, in seconds.
    last: Option<f64>,
    /// The last line that people read, not a packet's: its number and text.
    read: (usize, String),
    /// The wait whose end a packet told: the next line that people read stands for it.
    unread: Option<usize>,
    /// Packets are told, so a signature is seen to leave.
    packets: bool,
    /// A session was asked for.
    session: bool,
    /// Two programs speak at once (a jump host's ssh beside this one): whose pause is whose cannot be told.
    tangled: bool,
    waits: Vec<Wait>,
}

impl Pace {
    /// The waits so far, in their order.
    pub fn waits(&self) -> &[Wait] {
        if self.tangled { &[] } else { &self.waits }
    }

    /// Has the server opened its session, or has one been left behind?
    pub fn is_open(&self) -> bool {
        matches!(self.place, Some(LoginStep::Session | LoginStep::Shell))
    }

    /// One line, `at` seconds after some moment that is the same for all; `shown` is the line as it is quoted.
    pub fn line(&mut self, at: f64, number: usize, shown: &str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if is_a_beginning(text) {
            self.begins_again();
        }
        let line = Heard {
            line: number,
            text: Untrusted::from(head(shown.trim())),
        };
        let is_read = !text.starts_with("debug3: ");
        if is_read && let Some(wait) = self.unread.take().and_then(|at| self.waits.get_mut(at)) {
            wait.after = line.clone();
        }
        if let (Some(last), Some(place)) = (self.last, self.place) {
            let gap = at - last;
            // A clock that passes midnight.
            let gap = if gap < -43_200.0 { gap + 86_400.0 } else { gap };
            if gap >= SHORTEST {
                let taken = self.takes(waited_for(place, text), gap, line);
                self.unread = taken.filter(|_| !is_read);
            }
        }
        self.place = Some(self.next(self.place.unwrap_or(LoginStep::Name), text));
        self.last = Some(at);
        if is_read {
            self.read.0 = number;
            self.read.1.clear();
            self.read.1.push_str(head(shown.trim()));
        }
    }

    /// A second program begins: another attempt, or the jump host's ssh beside this one.
    fn begins_again(&mut self) {
        let behind_a_proxy = self.place == Some(LoginStep::Connecting);
        if behind_a_proxy || self.tangled {
            self.tangled = true;
        } else {
            *self = Pace::default();
        }
    }

    /// Counts a pause that ended with this line; which wait now quotes it, if one does.
    fn takes(&mut self, step: LoginStep, gap: f64, after: Heard) -> Option<usize> {
        let before = Heard {
            line: self.read.0,
            text: Untrusted::from(self.read.1.as_str()),
        };
        let Some(at) = self.waits.iter().position(|wait| wait.step == step) else {
            self.waits.push(Wait {
                step,
                seconds: gap,
                longest: gap,
                before,
                after,
            });
            return Some(self.waits.len() - 1);
        };
        let wait = self.waits.get_mut(at)?;
        wait.seconds += gap;
        if gap <= wait.longest {
            return None;
        }
        wait.longest = gap;
        wait.before = before;
        wait.after = after;
        Some(at)
    }

    /// What is waited for behind this line.
    fn next(&mut self, place: LoginStep, text: &str) -> LoginStep {
        let said = body(text);
        let begins = |words: &[&str]| words.iter().any(|words| said.starts_with(words));
        self.packets |= begins(&["send packet:", "receive packet:"]);
        self.session |= said.contains("[client-session]");
        match place {
            LoginStep::Opening | LoginStep::Shell | LoginStep::Session => {
                return self.after_the_login(place, text, said);
            }
            _ => {}
        }
        if begins(&["Authenticated to ", "Authentication succeeded"]) {
            return LoginStep::Opening;
        }
        if begins(&[
            "Connecting to ",
            "Executing proxy command",
            "Setting implicit ProxyCommand",
        ]) {
            return LoginStep::Connecting;
        }
        if begins(&["Connection established", "Local version string"]) {
            return LoginStep::Identification;
        }
        if begins(&["Remote protocol version"]) {
            return LoginStep::KeyExchange;
        }
        if begins(&["Server host key: "]) {
            return LoginStep::HostKey;
        }
        if begins(&["SSH2_MSG_NEWKEYS sent", "send packet: type 21"]) {
            return LoginStep::KeyExchange;
        }
        if begins(&["SSH2_MSG_NEWKEYS received"]) {
            return LoginStep::Keys;
        }
        if place == LoginStep::Keys
            && begins(&[
                "Will attempt key: ",
                "pubkey_prepare: done",
                "SSH2_MSG_SERVICE_REQUEST sent",
                "SSH2_MSG_SERVICE_ACCEPT received",
            ])
        {
            return LoginStep::FirstAnswer;
        }
        self.authentication(place, said)
    }

    fn authentication(&self, place: LoginStep, said: &str) -> LoginStep {
        let begins = |words: &[&str]| words.iter().any(|words| said.starts_with(words));
        if let Some(method) = said.strip_prefix("Next authentication method: ") {
            return match method {
                "password" | "keyboard-interactive" => LoginStep::Typing,
                kerberos if kerberos.starts_with("gssapi") => LoginStep::Ticket,
                _ => LoginStep::Keys,
            };
        }
        if begins(&["Authentications that can continue: "]) {
            return match place {
                LoginStep::Ticket | LoginStep::TicketAnswer => LoginStep::Ticket,
                LoginStep::Typing | LoginStep::TypedAnswer => LoginStep::Typing,
                _ => LoginStep::Keys,
            };
        }
        if begins(&["Offering "]) {
            return LoginStep::KeyAnswer;
        }
        if begins(&["Server accepts key"]) && !self.packets {
            return LoginStep::Accepted;
        }
        if begins(&["Server accepts key", "Trying private key: "]) {
            return LoginStep::Signing;
        }
        let sent = begins(&["send packet: type ", "we sent a "]);
        let received = begins(&["receive packet: type "]);
        match place {
            LoginStep::Ticket if sent => LoginStep::TicketAnswer,
            LoginStep::TicketAnswer if received => LoginStep::Ticket,
            LoginStep::Signing if sent && self.packets => LoginStep::AfterKey,
            LoginStep::Typing if sent && self.packets => LoginStep::TypedAnswer,
            LoginStep::TypedAnswer if received => LoginStep::Typing,
            other => other,
        }
    }

    fn after_the_login(&self, place: LoginStep, text: &str, said: &str) -> LoginStep {
        if let Some(command) = said.strip_prefix("Sending command: ") {
            let quick = QUICK.contains(&command.trim()) || command.starts_with("echo ");
            return match quick {
                true => LoginStep::Shell,
                false => LoginStep::Session,
            };
        }
        let opened = said.starts_with("client_input_global_request: rtype hostkeys");
        match place {
            LoginStep::Opening if opened && !self.session => LoginStep::Session,
            LoginStep::Shell
                if said.contains("rtype exit-status") || !text.starts_with("debug") =>
            {
                LoginStep::Session
            }
            other => other,
        }
    }
}

/// What only comes once the server has begun the session: its host keys (OpenSSH's `hostkeys-00`), the channel's confirmation.
const SESSION_BEGINS: [&str; 8] = [
    "receive packet: type 80",
    "receive packet: type 91",
    "client_input_global_request: rtype hostkeys",
    "client_input_hostkeys",
    "channel_input_open_confirmation",
    "Remote: ",
    "Sending environment",
    "Sending command: ",
];

/// What the pause before this line was for.
fn waited_for(place: LoginStep, text: &str) -> LoginStep {
    let by_the_server = SESSION_BEGINS
        .iter()
        .any(|words| body(text).starts_with(words));
    match place {
        // Without a session ssh waits to be told to go.
        LoginStep::Opening if !by_the_server => LoginStep::Session,
        other => other,
    }
}

/// The line without ssh's word for its level.
fn body(text: &str) -> &str {
    ["debug1: ", "debug2: ", "debug3: "]
        .iter()
        .find_map(|level| text.strip_prefix(level))
        .unwrap_or(text)
}

/// `OpenSSH_9.2p1 …, OpenSSL …`: the first line of each ssh.
fn is_a_beginning(text: &str) -> bool {
    text.starts_with("OpenSSH_") || text.starts_with("debug1: OpenSSH_")
}

fn head(text: &str) -> &str {
    text.char_indices()
        .nth(KEPT)
        .map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests;
