//! A connection whose bytes go out in small pieces, one after another: on the far side of a jump host or a proxy each
//! becomes a small TCP segment, where this machine's own kernel has no say in their size.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// With the headers of IP, TCP and SSH it fits every path that IPv4 knows (576 bytes, RFC 791).
const PIECE: usize = 400;
/// Long enough for a relay to have sent the piece before.
const PAUSE: Duration = Duration::from_millis(40);

/// Reads as it is, writes in small pieces.
pub(super) struct Slowly<S> {
    inner: S,
    pause: Pin<Box<Sleep>>,
}

impl<S> Slowly<S> {
    pub(super) fn new(inner: S) -> Self {
        let pause = Box::pin(sleep(Duration::ZERO));
        Self { inner, pause }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Slowly<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Slowly<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.pause.as_mut().poll(cx));
        let piece = buf.get(..PIECE).unwrap_or(buf);
        let written = ready!(Pin::new(&mut self.inner).poll_write(cx, piece));
        self.pause.as_mut().reset(Instant::now() + PAUSE);
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    #[tokio::test(start_paused = true)]
    async fn what_is_written_arrives_in_pieces_and_whole() {
        let (near, mut far) = duplex(4096);
        let sent: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let expected = sent.clone();
        let writes = tokio::spawn(async move { Slowly::new(near).write_all(&sent).await });
        let (mut whole, mut pieces) = (Vec::new(), Vec::new());
        let mut buffer = [0; 4096];
        while whole.len() < expected.len() {
            let read = far.read(&mut buffer).await.unwrap();
            pieces.push(read);
            whole.extend_from_slice(&buffer[..read]);
        }
        writes.await.unwrap().unwrap();
        assert_eq!((whole, pieces), (expected, vec![400, 400, 200]));
    }
}
