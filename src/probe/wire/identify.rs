//! Reads what a server says first, and accepts what OpenSSH accepts (kex.c `kex_exchange_identification`): up to 1024
//! lines of up to 8192 bytes before the identification string.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout_at};

use super::OUR_IDENTIFICATION;
use super::kexinit::KexInit;
use super::packet::{self, Front};
use crate::evidence::{Closing, Identification, Protocol};
use crate::text::Untrusted;

/// OpenSSH's limits (ssh.h, SSH_MAX_PRE_BANNER_LINES and SSH_MAX_BANNER_LEN).
const LINES: usize = 1024;
const LINE: usize = 8192;
/// Nothing needs more than this before the key exchange: the longest packet, and some others before it.
const TOTAL: usize = 512 * 1024;
/// A greeting of another protocol is believed when no identification string follows it for so long.
const GREETING: Duration = Duration::from_millis(700);

/// A prompt comes in one piece; what comes in so many and is no line yet drips.
const DRIPS: usize = 3;

/// A connection whose clear part is being read.
#[derive(Debug)]
pub struct Opening<S> {
    /// The connection.
    pub stream: S,
    /// Bytes read and not yet used.
    pub buffer: Vec<u8>,
    /// The server's identification string, once it is known.
    pub ident: Vec<u8>,
}

/// How reading went on.
enum More {
    Bytes,
    End(Closing),
    Late,
}

/// What came instead of a KEXINIT.
#[derive(Debug, PartialEq, Eq)]
pub enum NoKexInit {
    /// Nothing more within the patience.
    Stalled,
    /// The connection ended.
    Closed(Closing),
    /// These bytes are none.
    Malformed(&'static str),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Opening<S> {
    /// Takes over an open connection.
    pub fn new(stream: S) -> Opening<S> {
        Opening {
            stream,
            buffer: Vec::new(),
            ident: Vec::new(),
        }
    }

    /// Sends our identification string and reads the server's.
    pub async fn identify(&mut self, patience: Duration) -> Identification {
        let start = Instant::now();
        let deadline = start + patience;
        // What the server has already said is still readable where this write fails: read on in any case.
        let _ = self
            .stream
            .write_all(format!("{OUR_IDENTIFICATION}\r\n").as_bytes())
            .await;
        let mut preamble: Vec<Untrusted> = Vec::new();
        let mut greeted: Option<(Protocol, Instant)> = None;
        let mut reads = 0;
        loop {
            if let Some(protocol) = binary(&self.buffer).filter(|_| preamble.is_empty()) {
                return Identification::NotSsh {
                    protocol,
                    first: Untrusted::new(&self.buffer),
                };
            }
            while let Some(line) = self.take_line() {
                if line.starts_with(b"SSH-") {
                    return self.identified(line, preamble);
                }
                greeted = greeted.or_else(|| Some((greeting(&line)?, Instant::now())));
                preamble.push(Untrusted::new(&line));
                if preamble.len() > LINES {
                    return self.without_end(greeted, &preamble, start);
                }
            }
            if self.buffer.len() > LINE {
                return self.without_end(greeted, &preamble, start);
            }
            let until = greeted.map_or(deadline, |(_, at)| deadline.min(at + GREETING));
            match self.read_some(until).await {
                More::Bytes => reads += 1,
                More::Late => return self.gave_up(greeted, &preamble, start, reads),
                More::End(how) => return self.ended(how, greeted, preamble, start),
            }
        }
    }

    /// Reads the server's KEXINIT; all bytes stay in the buffer.
    pub async fn kexinit(&mut self, patience: Duration) -> Result<KexInit, NoKexInit> {
        let payload = self.packet(packet::KEXINIT, patience).await?;
        KexInit::read(&payload).map_err(NoKexInit::Malformed)
    }

    /// The payload of the first clear message of this kind. Others before it are passed over; all bytes stay in the buffer.
    pub(super) async fn packet(
        &mut self,
        kind: u8,
        patience: Duration,
    ) -> Result<Vec<u8>, NoKexInit> {
        let deadline = Instant::now() + patience;
        let mut at = 0;
        loop {
            match packet::front(&self.buffer[at..]) {
                Front::Packet(payload, taken) => match payload.first() {
                    Some(&first) if first == kind => return Ok(payload.to_vec()),
                    Some(_) | None => at += taken,
                },
                Front::Nonsense(what) => return Err(NoKexInit::Malformed(what)),
                Front::More => match self.read_some(deadline).await {
                    More::Bytes if self.buffer.len() > TOTAL => {
                        return Err(NoKexInit::Malformed("too many messages"));
                    }
                    More::Bytes => {}
                    More::Late => return Err(NoKexInit::Stalled),
                    More::End(how) => return Err(NoKexInit::Closed(how)),
                },
            }
        }
    }

    async fn read_some(&mut self, deadline: Instant) -> More {
        let mut chunk = [0; 4096];
        match timeout_at(deadline, self.stream.read(&mut chunk)).await {
            Err(_) => More::Late,
            Ok(Ok(0)) => More::End(Closing::Eof),
            Ok(Ok(count)) => {
                self.buffer.extend_from_slice(&chunk[..count]);
                More::Bytes
            }
            Ok(Err(_)) => More::End(Closing::Reset),
        }
    }

    /// The next whole line without its end.
    fn take_line(&mut self) -> Option<Vec<u8>> {
        let end = self.buffer.iter().position(|&byte| byte == b'\n')?;
        let mut line: Vec<u8> = self.buffer.drain(..=end).collect();
        line.truncate(line.trim_ascii_end().len());
        Some(line)
    }

    fn identified(&mut self, line: Vec<u8>, preamble: Vec<Untrusted>) -> Identification {
        let ident = Untrusted::new(&line);
        match version(&line) {
            // An echo service: nobody else says this.
            _ if line == OUR_IDENTIFICATION.as_bytes() => Identification::NotSsh {
                protocol: Protocol::Unknown,
                first: ident,
            },
            // 1.99 speaks both (RFC 4253 section 5.1).
            Some((2, _) | (1, 99)) => {
                self.ident = line;
                Identification::Ssh { ident, preamble }
            }
            Some((1, _)) => Identification::Ssh1 { ident },
            Some(_) | None => Identification::NotSsh {
                protocol: Protocol::Unknown,
                first: ident,
            },
        }
    }

    fn without_end(
        &self,
        greeted: Option<(Protocol, Instant)>,
        preamble: &[Untrusted],
        start: Instant,
    ) -> Identification {
        match greeted {
            Some((protocol, _)) => not_ssh(protocol, preamble, &self.buffer),
            // More than ssh itself takes, in however few pieces it came.
            None => self.endless(preamble, usize::MAX, start),
        }
    }

    fn gave_up(
        &self,
        greeted: Option<(Protocol, Instant)>,
        preamble: &[Untrusted],
        start: Instant,
        reads: usize,
    ) -> Identification {
        if self.buffer.starts_with(b"SSH-") {
            // It stopped half-way; or it drips, and a tarpit's lines have no end either.
            return self.endless(&[], reads, start);
        }
        match greeted {
            Some((protocol, _)) => not_ssh(protocol, preamble, &self.buffer),
            None if !preamble.is_empty() => self.endless(preamble, reads, start),
            // A line that drips byte by byte, and may never end.
            None if reads >= DRIPS && self.is_text() => self.endless(preamble, reads, start),
            None if !self.buffer.is_empty() => Identification::NotSsh {
                protocol: Protocol::Unknown,
                first: Untrusted::new(&self.buffer),
            },
            None => Identification::Silent {
                seconds: start.elapsed().as_secs_f64(),
                ours_unacknowledged: None,
            },
        }
    }

    /// Whole lines, or the beginning of the first.
    fn endless(&self, preamble: &[Untrusted], arrivals: usize, start: Instant) -> Identification {
        let begun = || Untrusted::new(&self.buffer);
        Identification::Endless {
            lines: preamble.len(),
            arrivals,
            first: preamble.first().cloned().unwrap_or_else(begun),
            seconds: start.elapsed().as_secs_f64(),
        }
    }

    /// Is the beginning of a line of text here?
    fn is_text(&self) -> bool {
        let text = |byte: &u8| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t');
        !self.buffer.is_empty() && self.buffer.iter().all(text)
    }

    fn ended(
        &self,
        how: Closing,
        greeted: Option<(Protocol, Instant)>,
        preamble: Vec<Untrusted>,
        start: Instant,
    ) -> Identification {
        if let Some((protocol, _)) = greeted {
            return not_ssh(protocol, &preamble, &self.buffer);
        }
        let mut said = preamble;
        if !self.buffer.is_empty() {
            said.push(Untrusted::new(&self.buffer));
        }
        if said
            .iter()
            .any(|line| line.bytes().iter().any(|&byte| byte == 0 || byte > 0x7f))
        {
            return not_ssh(Protocol::Unknown, &said, &[]);
        }
        Identification::Closed {
            how,
            said,
            seconds: start.elapsed().as_secs_f64(),
            proxy: None,
        }
    }
}

fn not_ssh(protocol: Protocol, lines: &[Untrusted], rest: &[u8]) -> Identification {
    let first = lines
        .first()
        .cloned()
        .unwrap_or_else(|| Untrusted::new(rest));
    Identification::NotSsh { protocol, first }
}

/// The version in `SSH-2.0-software`, read as OpenSSH does (kex.c: `SSH-%d.%d-%[^\n]`): nothing without software.
fn version(line: &[u8]) -> Option<(u32, u32)> {
    let rest = line.strip_prefix(b"SSH-")?;
    let dash = rest.iter().position(|&byte| byte == b'-')?;
    let (major, minor) = std::str::from_utf8(&rest[..dash]).ok()?.split_once('.')?;
    let software = &rest[dash + 1..];
    (!software.is_empty()).then_some((major.parse().ok()?, minor.parse().ok()?))
}

/// The protocol whose greeting this line is.
fn greeting(line: &[u8]) -> Option<Protocol> {
    let text = String::from_utf8_lossy(line).to_ascii_lowercase();
    if text.starts_with("http/") || text.starts_with("<!doctype html") || text.starts_with("<html")
    {
        Some(Protocol::Http)
    } else if text.starts_with("220 ") || text.starts_with("220-") {
        Some(if text.contains("ftp") {
            Protocol::Ftp
        } else {
            Protocol::Smtp
        })
    } else if text.starts_with("+ok") {
        Some(Protocol::Pop3)
    } else if text.starts_with("* ok") {
        Some(Protocol::Imap)
    } else if text.starts_with("rfb 00") {
        Some(Protocol::Vnc)
    } else if text.contains(&OUR_IDENTIFICATION.to_ascii_lowercase()) || is_a_refusal(&text) {
        Some(Protocol::Unknown)
    } else {
        None
    }
}

/// Another protocol's word that it did not understand what it heard: Redis' `-ERR`, and what is built like HTTP (`RTSP/1.0 400 …`).
fn is_a_refusal(line: &str) -> bool {
    let words: Vec<&str> = line.splitn(3, ' ').collect();
    let version = words[0].split_once("/1.").or(words[0].split_once("/2."));
    let named = version.is_some_and(|(name, _)| name.bytes().all(|byte| byte.is_ascii_lowercase()));
    let status = words
        .get(1)
        .is_some_and(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()));
    words[0] == "-err" || named && status
}

/// A TLS record: alert or handshake, version 3.x (RFC 8446 section 5.1).
pub(super) fn is_tls(buffer: &[u8]) -> bool {
    matches!(buffer, [0x15 | 0x16, 3, 0..=4, ..])
}

/// The protocol that begins with these bytes and has no lines.
fn binary(buffer: &[u8]) -> Option<Protocol> {
    match buffer {
        _ if is_tls(buffer) => Some(Protocol::Tls),
        // Telnet IAC and a command (RFC 854).
        [0xff, 0xfb..=0xfe, ..] => Some(Protocol::Telnet),
        // A MySQL initial handshake: 3 bytes of length, sequence 0, protocol 10.
        [_, _, 0, 0, 10, version, ..] if version.is_ascii_digit() => Some(Protocol::Mysql),
        // An error packet instead of it (`Host … is not allowed to connect`).
        [_, _, 0, 0, 0xff, ..] => Some(Protocol::Mysql),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::kexinit;
    use super::super::packet::wrap as packet;
    use super::*;

    async fn said(bytes: &[u8], then: Then) -> Identification {
        let (ours, mut theirs) = tokio::io::duplex(1 << 20);
        theirs.write_all(bytes).await.unwrap();
        let held = match then {
            Then::Close => {
                drop(theirs);
                None
            }
            Then::Wait => Some(theirs),
        };
        let outcome = Opening::new(ours)
            .identify(Duration::from_millis(1000))
            .await;
        drop(held);
        outcome
    }

    #[derive(Clone, Copy)]
    enum Then {
        Close,
        Wait,
    }

    fn kind(outcome: &Identification) -> String {
        match outcome {
            Identification::Ssh { ident, preamble } => {
                format!("ssh {} after {}", ident.visible(80), preamble.len())
            }
            Identification::Ssh1 { ident } => format!("ssh1 {}", ident.visible(80)),
            Identification::NotSsh { protocol, first } => {
                format!("{protocol:?} {}", first.visible(30))
            }
            Identification::Silent { .. } => String::from("silent"),
            Identification::Endless {
                lines,
                arrivals: usize::MAX,
                ..
            } => format!("too much {lines}"),
            Identification::Endless {
                lines, arrivals, ..
            } => format!("endless {lines} in {arrivals}"),
            Identification::Closed { said, .. } => format!("closed {:?}", said.first()),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_server_says_first_is_told_apart() {
        use Then::{Close, Wait};
        let long_preamble = [b"welcome\r\n".repeat(1000), b"SSH-2.0-x\r\n".to_vec()].concat();
        let echo = format!("{OUR_IDENTIFICATION}\r\n");
        let echoed = format!("Unknown {OUR_IDENTIFICATION}");
        let table: &[(&[u8], Then, &str)] = &[
            (
                b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
                Wait,
                "ssh SSH-2.0-OpenSSH_9.2p1 Debian-2 after 0",
            ),
            (
                b"SSH-1.99-Cisco-1.25\n",
                Wait,
                "ssh SSH-1.99-Cisco-1.25 after 0",
            ),
            (b"hello\r\nSSH-2.0-x\r\n", Wait, "ssh SSH-2.0-x after 1"),
            (&long_preamble, Wait, "ssh SSH-2.0-x after 1000"),
            (b"SSH-1.5-old\n", Wait, "ssh1 SSH-1.5-old"),
            (b"", Wait, "silent"),
            (b"", Close, "closed None"),
            (
                b"Exceeded MaxStartups\r\n",
                Close,
                "closed Some(\"Exceeded MaxStartups\")",
            ),
            (
                b"Not allowed at this time",
                Close,
                "closed Some(\"Not allowed at this time\")",
            ),
            (
                b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n",
                Close,
                "Http HTTP/1.1 400 Bad Request",
            ),
            (
                b"220 mail ESMTP Postfix\r\n",
                Wait,
                "Smtp 220 mail ESMTP Postfix",
            ),
            (b"220 (vsFTPd 3.0.3)\r\n", Wait, "Ftp 220 (vsFTPd 3.0.3)"),
            (
                b"220 odd but true\r\nSSH-2.0-x\r\n",
                Wait,
                "ssh SSH-2.0-x after 1",
            ),
            (
                b"\x15\x03\x01\x00\x02\x02\x46",
                Close,
                "Tls \\x15\\x03\\x01\\x00\\x02\\x02F",
            ),
            (
                b"J\x00\x00\x00\x0a8.0.36\x00",
                Wait,
                "Mysql J\\x00\\x00\\x00\\x0a8.0.36\\x00",
            ),
            (b"\xff\xfd\x18", Wait, "Telnet \\xff\\xfd\\x18"),
            (b"\x00\x01\x02\x03", Close, "Unknown \\x00\\x01\\x02\\x03"),
            (b"drip\r\n", Wait, "endless 1 in 1"),
            (b"SSH-2.0-drip", Wait, "endless 0 in 1"),
            (
                b"-ERR unknown command 'SSH-2.0-'\r\n",
                Wait,
                "Unknown -ERR unknown command 'SSH-2...",
            ),
            (
                b"RTSP/1.0 400 Bad Request\r\n\r\n",
                Close,
                "Unknown RTSP/1.0 400 Bad Request",
            ),
            (b"login: ", Wait, "Unknown login:"),
            (b"SSH-2.0\r\n", Wait, "Unknown SSH-2.0"),
            (b"SSH-2.0-\r\n", Wait, "Unknown SSH-2.0-"),
            (b"SSH-3.0-x\r\n", Wait, "Unknown SSH-3.0-x"),
            (echo.as_bytes(), Wait, &echoed),
        ];
        for (bytes, then, expected) in table {
            assert_eq!(kind(&said(bytes, *then).await), *expected);
        }
        assert_eq!(
            kind(&said(&b"a\r\n".repeat(1100), Wait).await),
            "too much 1025"
        );
        assert_eq!(kind(&said(&[b'a'; 9000], Wait).await), "too much 0");
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_that_drips_has_no_end() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let server = tokio::spawn(async move {
            while theirs.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        });
        let outcome = Opening::new(ours).identify(Duration::from_secs(1)).await;
        assert_eq!(kind(&outcome), "endless 0 in 5");
        server.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn the_kexinit_follows_and_stays_in_the_buffer() {
        let (ours, mut theirs) = tokio::io::duplex(1 << 16);
        let kexinit = packet(&kexinit::tests::payload([
            "k", "h", "c", "c", "m", "m", "none", "none",
        ]));
        let bytes = [b"SSH-2.0-x\r\n".to_vec(), packet(&[4, 0]), kexinit].concat();
        theirs.write_all(&bytes).await.unwrap();
        let mut opening = Opening::new(ours);
        assert!(matches!(
            opening.identify(Duration::from_secs(1)).await,
            Identification::Ssh { .. }
        ));
        assert_eq!(
            opening.kexinit(Duration::from_secs(1)).await.unwrap().kex,
            ["k"]
        );
        assert_eq!(opening.buffer, bytes[11..]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_instead_of_a_kexinit_is_told_apart() {
        for (bytes, close, expected) in [
            (&b""[..], false, NoKexInit::Stalled),
            (b"", true, NoKexInit::Closed(Closing::Eof)),
            (
                b"Protocol mismatch.\n",
                true,
                NoKexInit::Malformed("packet length out of range"),
            ),
        ] {
            let (ours, mut theirs) = tokio::io::duplex(1 << 16);
            theirs.write_all(bytes).await.unwrap();
            let held = (!close).then_some(theirs);
            let outcome = Opening::new(ours).kexinit(Duration::from_secs(1)).await;
            assert_eq!(outcome.unwrap_err(), expected);
            drop(held);
        }
    }
}
