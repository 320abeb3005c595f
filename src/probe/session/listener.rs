//! What russh tells of a session, and the signer that never signs.

use std::sync::{Arc, Mutex, PoisonError};

use russh::client::{self, DisconnectReason};
use russh::keys::PublicKeyOrCertificate;
use russh::keys::agent::AgentIdentity;
use russh::keys::ssh_key::{self, HashAlg};
use russh::{SendError, Signer};

use crate::evidence::{Disconnect, PublicKey};
use crate::text::Untrusted;

/// A banner has at most so many lines, all banners of a connection together.
const BANNER_LINES: usize = 200;

/// What russh tells its handler.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) host_key: Option<(PublicKey, Option<PublicKey>)>,
    pub(super) method: String,
    pub(super) banner: Vec<Untrusted>,
    pub(super) disconnect: Option<Disconnect>,
    pub(super) end: Option<End>,
}

/// Why russh itself ended the session.
#[derive(Debug, Clone)]
pub(super) enum End {
    /// The server's list of methods has none that russh knows.
    NoMethods,
    /// russh cannot read what the server sent.
    Unreadable(Untrusted),
}

impl End {
    fn of(error: &russh::Error) -> Option<End> {
        match error {
            russh::Error::NoAuthMethod => Some(End::NoMethods),
            russh::Error::SshEncoding(error) => {
                Some(End::Unreadable(Untrusted::from(error.to_string().as_str())))
            }
            _ => None,
        }
    }
}

pub(super) struct Listener(pub(super) Arc<Mutex<Heard>>);

impl Listener {
    fn note(&self, change: impl FnOnce(&mut Heard)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl client::Handler for Listener {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        offered: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        // russh has verified the signature; whether the key is the right one is the tree's question, not ours.
        let blobs = match offered {
            PublicKeyOrCertificate::PublicKey { key, .. } => (key.to_bytes().ok(), None),
            PublicKeyOrCertificate::Certificate(certificate) => (
                ssh_key::PublicKey::from(certificate.public_key().clone())
                    .to_bytes()
                    .ok(),
                certificate.to_bytes().ok(),
            ),
        };
        let key = blobs.0.and_then(|blob| PublicKey::from_blob(&blob));
        let certificate = blobs.1.and_then(|blob| PublicKey::from_blob(&blob));
        let known = key.is_some();
        self.note(|heard| heard.host_key = key.map(|key| (key, certificate)));
        Ok(known)
    }

    async fn kex_done(
        &mut self,
        _: Option<&[u8]>,
        names: &russh::Names,
        _: &mut client::Session,
    ) -> Result<(), Self::Error> {
        self.note(|heard| heard.method = names.kex.as_ref().to_owned());
        Ok(())
    }

    async fn auth_banner(
        &mut self,
        banner: &str,
        _: &mut client::Session,
    ) -> Result<(), Self::Error> {
        self.note(|heard| {
            let room = BANNER_LINES.saturating_sub(heard.banner.len());
            heard
                .banner
                .extend(banner.lines().take(room).map(Untrusted::from));
        });
        Ok(())
    }

    async fn disconnected(
        &mut self,
        reason: DisconnectReason<Self::Error>,
    ) -> Result<(), Self::Error> {
        match reason {
            DisconnectReason::ReceivedDisconnect(received) => {
                let text = Untrusted::new(received.message.as_bytes());
                self.note(|heard| {
                    heard.disconnect = Some(Disconnect {
                        reason: received.reason_code as u32,
                        text,
                    })
                });
                Ok(())
            }
            DisconnectReason::Error(error) => {
                self.note(|heard| heard.end = End::of(&error));
                Err(error)
            }
        }
    }
}

/// The signer that never signs: russh asks it only after SSH_MSG_USERAUTH_PK_OK, so its error *is* the server's yes.
pub(super) struct NeverSigns;

pub(super) enum Why {
    Accepted,
    Gone,
}

impl From<SendError> for Why {
    fn from(_: SendError) -> Why {
        Why::Gone
    }
}

impl Signer for NeverSigns {
    type Error = Why;

    async fn auth_sign(
        &mut self,
        _: &AgentIdentity,
        _: Option<HashAlg>,
        _: Vec<u8>,
    ) -> Result<Vec<u8>, Why> {
        Err(Why::Accepted)
    }
}
