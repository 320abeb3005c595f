//! A server that hangs up before it identifies itself, met once more by a client that keeps quiet: an SSH server speaks
//! first (RFC 4253 section 4.2). One that waits is given what else it may wait for: a TLS ClientHello (RFC 8446 section
//! 4.1.2), then, on a connection of its own, a PROXY protocol header (version 1) that tells the truth.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout_at};

use super::OUR_IDENTIFICATION;
use super::identify::is_tls;
use crate::evidence::HangUp;
use crate::text::Untrusted;

/// One that speaks first, or answers, has done so by then; one that hung up does so again this much later at most.
const WAIT: Duration = Duration::from_secs(1);

/// No identification string is longer (RFC 4253 section 4.2), with some lines before it.
const MOST: usize = 4096;

/// What a server in clear TCP that hung up after `before` does with a client that keeps quiet.
pub async fn quiet<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, before: Duration) -> HangUp {
    let start = Instant::now();
    let mut heard = Heard::default();
    match heard.listen(&mut stream, start + before + WAIT).await {
        Ended::Closed => HangUp::Unasked {
            seconds: start.elapsed().as_secs_f64(),
        },
        Ended::Identified(ident) => {
            let cut = is_cut(&mut stream).await;
            HangUp::Identified { ident, cut }
        }
        Ended::Late => {
            // Whether it is taken shows in the answer.
            let _ = stream.write_all(&client_hello()).await;
            let _ = heard.listen(&mut stream, Instant::now() + WAIT).await;
            if is_tls(&heard.0) {
                return HangUp::Tls {
                    first: Untrusted::new(&heard.0),
                };
            }
            HangUp::Waits
        }
    }
}

/// Does the server identify itself behind a PROXY header? The header names the connection's own ends.
pub async fn behind_a_header<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    (local, remote): (SocketAddr, SocketAddr),
) -> Option<Untrusted> {
    let family = if local.is_ipv4() { "TCP4" } else { "TCP6" };
    let (from, to) = (local.ip(), remote.ip());
    let (from_port, to_port) = (local.port(), remote.port());
    let header = format!("PROXY {family} {from} {to} {from_port} {to_port}\r\n");
    stream.write_all(header.as_bytes()).await.ok()?;
    match Heard::default()
        .listen(&mut stream, Instant::now() + WAIT)
        .await
    {
        Ended::Identified(ident) => Some(ident),
        Ended::Closed | Ended::Late => None,
    }
}

/// Is a connection that the server identified itself on cut as soon as our own identification string goes out?
async fn is_cut<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> bool {
    let ours = format!("{OUR_IDENTIFICATION}\r\n");
    if stream.write_all(ours.as_bytes()).await.is_err() {
        return true;
    }
    // Its KEXINIT follows, or the end.
    let mut byte = [0; 1];
    let end = Instant::now() + WAIT;
    matches!(
        timeout_at(end, stream.read(&mut byte)).await,
        Ok(Ok(0) | Err(_))
    )
}

/// What has come so far.
#[derive(Default)]
struct Heard(Vec<u8>);

enum Ended {
    Closed,
    Identified(Untrusted),
    Late,
}

impl Heard {
    /// Reads until a whole identification string has come, the connection ends, something else has begun, or `until`.
    async fn listen<S: AsyncRead + Unpin>(&mut self, stream: &mut S, until: Instant) -> Ended {
        let mut chunk = [0; 1024];
        loop {
            match timeout_at(until, stream.read(&mut chunk)).await {
                Err(_) => return Ended::Late,
                Ok(Ok(0) | Err(_)) => return Ended::Closed,
                Ok(Ok(count)) => self.0.extend_from_slice(&chunk[..count]),
            }
            if let Some(ident) = self.identification() {
                return Ended::Identified(ident);
            }
            if self.0.len() > MOST || is_tls(&self.0) {
                return Ended::Late;
            }
        }
    }

    fn identification(&self) -> Option<Untrusted> {
        let mut lines = self.0.split_inclusive(|&byte| byte == b'\n');
        let line = lines.find(|line| line.starts_with(b"SSH-") && line.ends_with(b"\n"))?;
        Some(Untrusted::new(line.trim_ascii_end()))
    }
}

/// The beginning of TLS 1.2: enough for any server to answer with its hello or with an alert.
fn client_hello() -> Vec<u8> {
    const SUITES: [u16; 7] = [0x1301, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0x009c, 0x002f];
    const EXTENSIONS: &[u8] = &[
        0x00, 0x0a, 0, 6, 0, 4, 0x00, 0x1d, 0x00, 0x17, // groups: x25519, P-256
        0x00, 0x0b, 0, 2, 1, 0, // uncompressed points
        0x00, 0x0d, 0, 8, 0, 6, 0x04, 0x03, 0x08, 0x04, 0x04, 0x01, // signatures
    ];
    let suites: Vec<u8> = SUITES
        .iter()
        .flat_map(|suite| suite.to_be_bytes())
        .collect();
    let mut body = vec![3, 3];
    body.extend([0x5a; 32]);
    body.push(0);
    body.extend(with_length(&suites));
    body.extend([1, 0]);
    body.extend(with_length(EXTENSIONS));
    let mut hello = vec![1, 0];
    hello.extend(with_length(&body));
    let mut record = vec![0x16, 3, 1];
    record.extend(with_length(&hello));
    record
}

/// Bytes behind their length in two bytes.
fn with_length(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or_default();
    [&length.to_be_bytes()[..], bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENT: &[u8] = b"SSH-2.0-x\r\n";

    #[tokio::test]
    async fn a_client_that_keeps_quiet_tells_servers_apart() {
        let (ours, theirs) = tokio::io::duplex(4096);
        drop(theirs);
        assert!(matches!(
            quiet(ours, Duration::ZERO).await,
            HangUp::Unasked { .. }
        ));

        let (ours, mut theirs) = tokio::io::duplex(4096);
        theirs.write_all(b"hello\r\n").await.unwrap();
        theirs.write_all(IDENT).await.unwrap();
        let ident = Untrusted::from("SSH-2.0-x");
        let cut = tokio::spawn(async move { theirs.read(&mut [0; 64]).await.map(drop) });
        assert_eq!(
            quiet(ours, Duration::ZERO).await,
            HangUp::Identified { ident, cut: true }
        );
        cut.await.unwrap().unwrap();

        let (ours, _theirs) = tokio::io::duplex(4096);
        assert_eq!(quiet(ours, Duration::ZERO).await, HangUp::Waits);
    }

    #[tokio::test]
    async fn a_server_of_tls_answers_a_client_hello() {
        let (ours, mut theirs) = tokio::io::duplex(4096);
        let server = tokio::spawn(async move {
            let mut hello = [0; 5];
            theirs.read_exact(&mut hello).await.unwrap();
            assert_eq!(hello[..3], [0x16, 3, 1]);
            let length = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
            let mut rest = vec![0; length];
            theirs.read_exact(&mut rest).await.unwrap();
            assert_eq!(usize::from(rest[2]) << 8 | usize::from(rest[3]), length - 4);
            theirs.write_all(&[0x15, 3, 3, 0, 2, 2, 40]).await.unwrap();
        });
        assert!(matches!(
            quiet(ours, Duration::ZERO).await,
            HangUp::Tls { .. }
        ));
        server.await.unwrap();
    }

    #[tokio::test]
    async fn a_header_names_both_ends_of_the_connection() {
        let (ours, mut theirs) = tokio::io::duplex(4096);
        theirs.write_all(IDENT).await.unwrap();
        let ends = (
            "192.0.2.1:40000".parse().unwrap(),
            "192.0.2.7:22".parse().unwrap(),
        );
        let ident = behind_a_header(ours, ends).await;
        assert_eq!(ident, Some(Untrusted::from("SSH-2.0-x")));
        let mut header = [0; 64];
        let length = theirs.read(&mut header).await.unwrap();
        assert_eq!(
            &header[..length],
            b"PROXY TCP4 192.0.2.1 192.0.2.7 40000 22\r\n"
        );
    }
}
