//! The ill server: russh's server side for what SSH says, a few bytes for what is not SSH.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{PrivateKey, PublicKey};
use russh::server::{self, Auth, PublicKeyOffer, VerifiedPublicKey};
use russh::{MethodKind, MethodSet, Preferred, kex};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::Ill;

/// A server at work; it ends when this is dropped.
pub(super) struct Running {
    pub(super) port: u16,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) async fn start(ill: Ill, host_key: PrivateKey, registered: &str) -> io::Result<Running> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    if ill == Ill::Refused {
        // The port was free a moment ago and is again.
        drop(listener);
        return Ok(Running {
            port,
            task: tokio::spawn(async {}),
        });
    }
    let config = Arc::new(config(ill, host_key));
    let registered = (ill == Ill::Nothing || ill == Ill::OpenKey).then(|| registered.to_owned());
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let work = serve(
                ill,
                stream,
                Arc::clone(&config),
                Door {
                    registered: registered.clone(),
                },
            );
            tokio::spawn(work);
        }
    });
    Ok(Running { port, task })
}

fn config(ill: Ill, host_key: PrivateKey) -> server::Config {
    let old = [kex::DH_G1_SHA1];
    let methods: &[MethodKind] = if ill == Ill::PasswordOnly {
        &[MethodKind::Password]
    } else {
        &[MethodKind::PublicKey]
    };
    server::Config {
        server_id: russh::SshId::Standard("SSH-2.0-OpenSSH_9.6p1 demo".into()),
        methods: MethodSet::from(methods),
        auth_rejection_time: Duration::from_millis(5),
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![host_key],
        preferred: match ill {
            Ill::OldKex => Preferred {
                kex: old.to_vec().into(),
                ..Preferred::DEFAULT
            },
            _ => Preferred::DEFAULT,
        },
        inactivity_timeout: Some(Duration::from_secs(60)),
        ..server::Config::default()
    }
}

async fn serve(ill: Ill, mut stream: TcpStream, config: Arc<server::Config>, door: Door) {
    let said: &[u8] = match ill {
        Ill::Http => b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nConnection: close\r\n\r\n",
        Ill::Throttled => b"Exceeded MaxStartups\r\n",
        Ill::Protocol1 => b"SSH-1.5-demo\n",
        Ill::Closes => b"",
        Ill::Silent => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            return;
        }
        Ill::KeyUnknown
        | Ill::Nothing
        | Ill::HostKeyChanged
        | Ill::HostKeyRevoked
        | Ill::Refused
        | Ill::OldKex
        | Ill::PasswordOnly
        | Ill::CrlfKey
        | Ill::OpenKey
        | Ill::BadConfig => {
            if let Ok(session) = server::run_stream(config, stream, door).await {
                let _ = session.await;
            }
            return;
        }
    };
    let _ = stream.write_all(said).await;
    let _ = stream.shutdown().await;
}

/// Who may enter.
struct Door {
    registered: Option<String>,
}

impl server::Handler for Door {
    type Error = russh::Error;

    async fn auth_publickey_offered(
        &mut self,
        _: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        Ok(self.answer(offer.public_key))
    }

    /// russh has verified the signature by then.
    async fn auth_publickey(
        &mut self,
        _: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        Ok(self.answer(key.public_key))
    }
}

impl Door {
    fn answer(&self, key: &PublicKey) -> Auth {
        let offered = key.to_openssh().unwrap_or_default();
        let known = self
            .registered
            .as_ref()
            .is_some_and(|key| offered.starts_with(key.as_str()));
        if known { Auth::Accept } else { Auth::reject() }
    }
}
