//! The identification string (RFC 4253 section 4.2) and what comes instead of it.

use crate::text::Untrusted;

/// How the other side ended a connection. Which of the two it is says little: a server that closes while our
/// identification string lies unread sends RST, else FIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// FIN.
    Eof,
    /// RST.
    Reset,
}

/// What the server said first.
#[derive(Debug, Clone, PartialEq)]
pub enum Identification {
    /// `SSH-2.0-…` or `SSH-1.99-…`.
    Ssh {
        /// The whole line without its end.
        ident: Untrusted,
        /// The lines before it.
        preamble: Vec<Untrusted>,
    },
    /// `SSH-1.x-…` other than 1.99.
    Ssh1 {
        /// The whole line without its end.
        ident: Untrusted,
    },
    /// Another protocol.
    NotSsh {
        /// Which, where it can be told.
        protocol: Protocol,
        /// The first line or bytes.
        first: Untrusted,
    },
    /// No byte within the patience of this run.
    Silent {
        /// Seconds waited.
        seconds: f64,
        /// Our own identification string was never acknowledged (TCP_INFO), where the system tells.
        ours_unacknowledged: Option<bool>,
    },
    /// Lines without an identification string among them, more than ssh accepts or than one waits for.
    Endless {
        /// Whole lines read.
        lines: usize,
        /// In how many pieces they came: more than a few are a beat that goes on, fewer a burst and then silence.
        arrivals: usize,
        /// The first of them.
        first: Untrusted,
        /// Seconds waited.
        seconds: f64,
    },
    /// The server hung up before it identified itself.
    Closed {
        /// How.
        how: Closing,
        /// What it said before, line by line.
        said: Vec<Untrusted>,
        /// Seconds after the connection opened.
        seconds: f64,
        /// Through a proxy: the last lines of its standard error, and its exit status.
        proxy: Option<(Vec<Untrusted>, Option<i32>)>,
    },
}

/// A protocol that is not SSH.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `HTTP/1.1 …` or an HTML page.
    Http,
    /// A TLS record.
    Tls,
    /// `220 …` of SMTP.
    Smtp,
    /// `220 …` of FTP.
    Ftp,
    /// `+OK …`
    Pop3,
    /// `* OK …`
    Imap,
    /// `RFB 003.…`
    Vnc,
    /// A MySQL or MariaDB greeting.
    Mysql,
    /// Telnet negotiation.
    Telnet,
    /// Something else.
    Unknown,
}

impl Protocol {
    /// Its usual name.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Protocol::Http => Some("HTTP"),
            Protocol::Tls => Some("TLS"),
            Protocol::Smtp => Some("SMTP"),
            Protocol::Ftp => Some("FTP"),
            Protocol::Pop3 => Some("POP3"),
            Protocol::Imap => Some("IMAP"),
            Protocol::Vnc => Some("VNC"),
            Protocol::Mysql => Some("MySQL"),
            Protocol::Telnet => Some("Telnet"),
            Protocol::Unknown => None,
        }
    }
}

/// The same connection again after a pause.
#[derive(Debug, Clone, PartialEq)]
pub enum SecondTry {
    /// It identified itself this time.
    Passed {
        /// Seconds between the two.
        after: f64,
    },
    /// The same again.
    Same {
        /// Seconds between the two.
        after: f64,
    },
}

/// What a server that hangs up before it identifies itself does with a client that keeps quiet.
#[derive(Debug, Clone, PartialEq)]
pub enum HangUp {
    /// It hangs up again: it does not matter what it hears.
    Unasked {
        /// Seconds after the connection opened.
        seconds: f64,
    },
    /// This time it identified itself.
    Identified {
        /// The whole line without its end.
        ident: Untrusted,
        /// The connection ended as soon as our own identification string went out.
        cut: bool,
    },
    /// It waits for the client to speak first, and answers a TLS ClientHello.
    Tls {
        /// The first bytes of the answer.
        first: Untrusted,
    },
    /// It waits for a PROXY protocol header: behind one it identifies itself.
    Proxy {
        /// The whole line without its end.
        ident: Untrusted,
    },
    /// It waits for the client to speak first, in some other protocol.
    Waits,
    /// No second connection could be made.
    CouldNotAsk,
}
