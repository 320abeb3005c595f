//! The socket at ControlPath, tried as ssh tries it before anything else (mux.c).
//!
//! Only the hello is read (PROTOCOL.mux section 1); no master is asked for anything.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::time::Duration;

use nix::unistd::{AccessFlags, access};
use tokio::io::AsyncReadExt as _;
use tokio::net::UnixStream;
use tokio::time::timeout;

use crate::evidence::{ControlMaster, ControlSocket, Unusable};
use crate::text::Untrusted;

/// `sizeof(sockaddr_un.sun_path)`.
const LIMIT: usize = if cfg!(target_os = "linux") { 108 } else { 104 };
/// A dot and sixteen letters: the name under which ssh binds the socket before it renames it (mux.c `muxserver_listen`).
const SUFFIX: usize = 17;
/// MUX_MSG_HELLO.
const HELLO: [u8; 4] = [0, 0, 0, 1];

pub(super) async fn look(path: &Path, master: ControlMaster, patience: Duration) -> ControlSocket {
    let bytes = path.as_os_str().len();
    let too_long = |bytes, while_made| {
        ControlSocket::Unusable(Unusable::TooLong {
            bytes,
            limit: LIMIT,
            while_made,
        })
    };
    if master != ControlMaster::Yes {
        if bytes >= LIMIT {
            return too_long(bytes, false);
        }
        match UnixStream::connect(path).await {
            Ok(stream) => return greeted(stream, patience).await,
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                return ControlSocket::Dead;
            }
            // ssh goes on without it, whatever the reason.
            Err(_) => {}
        }
    }
    if master == ControlMaster::No || (master == ControlMaster::Yes && path.exists()) {
        // None is made: by choice, or because one is there ("disabling multiplexing").
        return ControlSocket::Absent;
    }
    if bytes + SUFFIX >= LIMIT {
        return too_long(bytes + SUFFIX, true);
    }
    match may_be_made(path) {
        Ok(()) => ControlSocket::Absent,
        Err(error) => ControlSocket::Unusable(Unusable::CannotBeMade {
            text: Untrusted::from(error.desc()),
        }),
    }
}

/// A living master speaks first.
async fn greeted(mut stream: UnixStream, patience: Duration) -> ControlSocket {
    let mut hello = [0; 8];
    match timeout(patience, stream.read_exact(&mut hello)).await {
        Err(_) => ControlSocket::Hung {
            seconds: patience.as_secs_f64(),
        },
        Ok(Ok(_)) if hello[4..] == HELLO => ControlSocket::Alive,
        // It ended, or is something else: ssh says "master hello exchange failed" and goes on without it.
        Ok(_) => ControlSocket::Dead,
    }
}

/// May a socket be bound in this directory, as far as that can be seen without doing it?
fn may_be_made(path: &Path) -> nix::Result<()> {
    let directory = match path.parent().map(Path::as_os_str) {
        Some(directory) if !directory.is_empty() => directory,
        Some(_) | None => OsStr::from_bytes(b"."),
    };
    access(directory, AccessFlags::W_OK | AccessFlags::X_OK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;
    use tokio::io::AsyncWriteExt as _;

    const SHORT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn a_master_is_alive_dead_or_hung() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("m");
        let look = || look(&path, ControlMaster::Auto, SHORT);
        assert_eq!(look().await, ControlSocket::Absent);

        let hung = UnixListener::bind(&path).unwrap();
        assert_eq!(look().await, ControlSocket::Hung { seconds: 0.2 });
        drop(hung);
        assert_eq!(look().await, ControlSocket::Dead);

        std::fs::remove_file(&path).unwrap();
        let alive = tokio::net::UnixListener::bind(&path).unwrap();
        let serve = async {
            let (mut stream, _) = alive.accept().await.unwrap();
            stream
                .write_all(&[0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 4])
                .await
                .unwrap();
        };
        assert_eq!(tokio::join!(look(), serve).0, ControlSocket::Alive);
    }

    #[tokio::test]
    async fn a_path_may_be_too_long_or_lead_nowhere() {
        let directory = tempfile::tempdir().unwrap();
        let at = |length: usize| {
            let name = length - directory.path().as_os_str().len() - 1;
            directory.path().join("x".repeat(name))
        };
        let too_long = |bytes, while_made| {
            ControlSocket::Unusable(Unusable::TooLong {
                bytes,
                limit: LIMIT,
                while_made,
            })
        };
        for (length, master, expected) in [
            (LIMIT, ControlMaster::No, too_long(LIMIT, false)),
            (LIMIT - 1, ControlMaster::No, ControlSocket::Absent),
            (
                LIMIT - 1,
                ControlMaster::Auto,
                too_long(LIMIT - 1 + SUFFIX, true),
            ),
            (LIMIT - SUFFIX, ControlMaster::Yes, too_long(LIMIT, true)),
            (
                LIMIT - SUFFIX - 1,
                ControlMaster::Auto,
                ControlSocket::Absent,
            ),
        ] {
            assert_eq!(look(&at(length), master, SHORT).await, expected, "{length}");
        }
        let nowhere = directory.path().join("no/m");
        assert!(matches!(
            look(&nowhere, ControlMaster::Auto, SHORT).await,
            ControlSocket::Unusable(Unusable::CannotBeMade { .. })
        ));
        assert_eq!(
            look(&nowhere, ControlMaster::No, SHORT).await,
            ControlSocket::Absent
        );
    }
}
