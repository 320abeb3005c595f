//! Lets russh go on with a connection whose clear part has been read already.
//!
//! russh accepts fewer lines before the identification string than OpenSSH, keeps neither them nor the server's KEXINIT,
//! and loses a DISCONNECT that arrives together with a reset. So this program reads first, hands russh the very bytes
//! again, swallows the identification string russh writes (ours is out already, and is the same), and keeps a copy of
//! what follows for the diagnosis.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::OUR_IDENTIFICATION;
use super::identify::Opening;
use crate::evidence::Closing;

/// No server needs to send more than this before anybody is logged in; more is an attack on our memory or patience.
const BEFORE_LOGIN: usize = 1 << 20;
/// So much of the clear part is kept.
const KEPT: usize = 96 * 1024;

/// What the wire showed while russh was driving.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The first bytes after the identification string.
    pub clear: Vec<u8>,
    /// How the other side ended the connection.
    pub closing: Option<Closing>,
    /// Bytes received.
    pub received: usize,
}

/// A shared view of [`Seen`].
#[derive(Debug, Clone, Default)]
pub struct View(Arc<Mutex<Seen>>);

impl View {
    /// What the wire has shown so far.
    pub fn now(&self) -> Seen {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The connection as russh shall see it.
#[derive(Debug)]
pub struct Replay<S> {
    stream: S,
    /// Bytes russh has still to be given.
    given: Vec<u8>,
    given_at: usize,
    /// Bytes of russh's own identification string that are still to be swallowed.
    swallow: usize,
    view: View,
}

impl<S> Replay<S> {
    /// Wraps `opening`; the view stays readable after the connection is gone.
    pub fn new(opening: Opening<S>) -> (Replay<S>, View) {
        let view = View::default();
        view.note(|seen| seen.clear = opening.buffer.clone());
        let mut given = opening.ident;
        given.extend_from_slice(b"\r\n");
        given.extend_from_slice(&opening.buffer);
        let swallow = OUR_IDENTIFICATION.len() + 2;
        (
            Replay {
                stream: opening.stream,
                given,
                given_at: 0,
                swallow,
                view: view.clone(),
            },
            view,
        )
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Replay<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.given_at < this.given.len() {
            let count = buf.remaining().min(this.given.len() - this.given_at);
            buf.put_slice(&this.given[this.given_at..this.given_at + count]);
            this.given_at += count;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        let outcome = ready!(Pin::new(&mut this.stream).poll_read(cx, buf));
        let fresh = &buf.filled()[before..];
        let mut flooded = false;
        this.view.note(|seen| {
            let room = KEPT.saturating_sub(seen.clear.len()).min(fresh.len());
            seen.clear.extend_from_slice(&fresh[..room]);
            seen.received += fresh.len();
            flooded = seen.received > BEFORE_LOGIN;
            match &outcome {
                Ok(()) if fresh.is_empty() => seen.closing = Some(Closing::Eof),
                Ok(()) => {}
                Err(_) => seen.closing = Some(Closing::Reset),
            }
        });
        if flooded {
            buf.set_filled(before);
            return Poll::Ready(Err(io::Error::other(
                "the server sent too much before any login",
            )));
        }
        Poll::Ready(outcome)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Replay<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.swallow > 0 {
            let count = self.swallow.min(data.len());
            self.swallow -= count;
            return Poll::Ready(Ok(count));
        }
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn the_bytes_come_again_and_our_identification_goes_once() {
        let (near, mut far) = tokio::io::duplex(1 << 16);
        let opening = Opening {
            stream: near,
            buffer: b"kexinit".to_vec(),
            ident: b"SSH-2.0-x".to_vec(),
        };
        let (mut replay, view) = Replay::new(opening);
        replay
            .write_all(format!("{OUR_IDENTIFICATION}\r\nnext").as_bytes())
            .await
            .unwrap();
        far.write_all(b" more").await.unwrap();
        let mut seen = [0; 23];
        replay.read_exact(&mut seen).await.unwrap();
        assert_eq!(&seen, b"SSH-2.0-x\r\nkexinit more");
        let mut sent = [0; 4];
        far.read_exact(&mut sent).await.unwrap();
        assert_eq!(&sent, b"next");
        assert_eq!(view.now().clear, b"kexinit more");
    }

    #[tokio::test]
    async fn a_flood_ends_the_connection() {
        let (near, mut far) = tokio::io::duplex(1 << 16);
        let (mut replay, view) = Replay::new(Opening {
            stream: near,
            buffer: vec![],
            ident: vec![],
        });
        tokio::spawn(async move { while far.write_all(&[0; 4096]).await.is_ok() {} });
        let mut sink = Vec::new();
        assert!(replay.read_to_end(&mut sink).await.is_err());
        assert!(sink.len() <= BEFORE_LOGIN + 4096 && view.now().clear.len() <= KEPT);
    }
}
