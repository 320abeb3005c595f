//! The encrypted part of a connection, driven by russh: key exchange, `none`, public-key queries. Nothing here ever signs.

mod listener;
mod preferred;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::client::AuthResult;
use russh::client::{self, Handle};
use russh::keys::ssh_key::{self, HashAlg};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{sleep, timeout};

use self::listener::{End, Heard, Listener, NeverSigns, Why};
use self::preferred::preferred;
use super::wire::OUR_IDENTIFICATION;
use super::wire::identify::Opening;
use super::wire::kexinit::KexInit;
use super::wire::negotiate::Ours;
use super::wire::packet;
use super::wire::replay::{Replay, View};
use crate::evidence::{
    Agreed, Certificate, Closing, Ending, KeyExchange, KeyReply, Methods, PublicKey, Stall,
};
use crate::text::Untrusted;

/// So many times the usual patience is given to each answer of user authentication: sshd may have to ask a name server, a
/// directory or AuthorizedKeysCommand first.
const LONGER: u32 = 4;
/// How long one waits for the reason when a session has ended.
const REASON: Duration = Duration::from_millis(300);

/// A connection whose key exchange is done; it authenticates as nobody.
pub struct Session {
    handle: Handle<Listener>,
    heard: Arc<Mutex<Heard>>,
    view: View,
    patience: Duration,
    /// The hash of rsa-sha2-* the server announced (server-sig-algs, RFC 8308); asked once.
    rsa_hash: Option<Option<Option<HashAlg>>>,
}

/// What one key query came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// The server answered.
    Reply(KeyReply),
    /// It took the login without any signature.
    LoggedIn,
    /// The connection ended.
    Ended(Ending),
    /// This program cannot put the question: the blob is no key it knows.
    CouldNotAsk,
}

impl Session {
    /// Runs the key exchange with the host key algorithm the person's ssh would use. The session, where there is one,
    /// stands at the door of user authentication.
    pub async fn start<S>(
        opening: Opening<S>,
        ours: &Ours,
        agreed: &Agreed,
        theirs: &KexInit,
        patience: Duration,
    ) -> (KeyExchange, Option<Session>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let preferred = match preferred(ours, agreed, theirs) {
            Ok(preferred) => preferred,
            Err(algorithm) => return (KeyExchange::CannotFollow { algorithm }, None),
        };
        let config = client::Config {
            client_id: russh::SshId::Standard(OUR_IDENTIFICATION.into()),
            preferred,
            // A timed-out key exchange leaves russh's task behind; this ends it.
            inactivity_timeout: Some(patience + Duration::from_secs(30)),
            ..client::Config::default()
        };
        let heard = Arc::new(Mutex::new(Heard::default()));
        let (replay, view) = Replay::new(opening);
        let connecting =
            client::connect_stream(Arc::new(config), replay, Listener(Arc::clone(&heard)));
        match timeout(patience, connecting).await {
            Err(_) => (
                KeyExchange::Stalled(Stall {
                    seconds: patience.as_secs_f64(),
                    ..Stall::default()
                }),
                None,
            ),
            Ok(Err(error)) => (failed_exchange(&error, &view, &heard), None),
            Ok(Ok(handle)) => {
                let session = Session {
                    handle,
                    heard,
                    view,
                    patience,
                    rsa_hash: None,
                };
                match session.host_key() {
                    Some((host_key, certificate)) => {
                        let certificate = certificate
                            .and_then(|blob| Certificate::from_key(&blob))
                            .map(Box::new);
                        (
                            KeyExchange::Done {
                                method: session.method(),
                                answers_ours: false,
                                host_key,
                                certificate,
                            },
                            Some(session),
                        )
                    }
                    None => (
                        KeyExchange::Failed {
                            text: Untrusted::from("no host key was seen"),
                        },
                        None,
                    ),
                }
            }
        }
    }

    fn host_key(&self) -> Option<(PublicKey, Option<PublicKey>)> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .host_key
            .clone()
    }

    fn method(&self) -> String {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .method
            .clone()
    }

    fn banner(&self) -> Vec<Untrusted> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .banner
            .clone()
    }

    fn end(&self) -> Option<End> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.end.clone()
    }

    /// The request `none` (RFC 4252 section 5.2): which methods can continue?
    pub async fn methods(&mut self, user: &str) -> Methods {
        // The first answer is where sshd waits for names and directories; ssh itself would wait for minutes.
        let waited = self.patience * LONGER;
        let asked = timeout(waited, self.handle.authenticate_none(user)).await;
        match asked {
            Err(_) => Methods::Ended {
                ending: silent(waited),
                banner: self.banner(),
            },
            Ok(Ok(AuthResult::Success)) => Methods::NoneAccepted {
                banner: self.banner(),
            },
            Ok(Ok(AuthResult::Failure {
                remaining_methods, ..
            })) if !remaining_methods.is_empty() => {
                let methods = remaining_methods
                    .iter()
                    .map(|method| <&str>::from(method).to_owned())
                    .collect();
                Methods::Offered {
                    methods,
                    banner: self.banner(),
                }
            }
            Ok(Ok(AuthResult::Failure { .. }) | Err(_)) => {
                match (self.ending().await, self.end()) {
                    (_, Some(End::Unreadable(text))) => Methods::CannotFollow { text },
                    (None, _) | (Some(_), Some(End::NoMethods)) => Methods::Offered {
                        methods: Vec::new(),
                        banner: self.banner(),
                    },
                    (Some(ending), None) => Methods::Ended {
                        ending,
                        banner: self.banner(),
                    },
                }
            }
        }
    }

    /// Would the server take a signature by this key (RFC 4252 section 7)? `hash` is an RSA key's: none is SHA-1.
    pub async fn query(&mut self, user: &str, key: &PublicKey, hash: Option<HashAlg>) -> Query {
        let mut signer = NeverSigns;
        let waited = self.patience * LONGER;
        let asked = if key.is_certificate() {
            let Ok(certificate) = ssh_key::Certificate::from_bytes(&key.blob) else {
                return Query::CouldNotAsk;
            };
            timeout(
                waited,
                self.handle
                    .authenticate_certificate_with(user, certificate, hash, &mut signer),
            )
            .await
        } else {
            let Ok(public) = ssh_key::PublicKey::from_bytes(&key.blob) else {
                return Query::CouldNotAsk;
            };
            timeout(
                waited,
                self.handle
                    .authenticate_publickey_with(user, public, hash, &mut signer),
            )
            .await
        };
        match asked {
            Err(_) => Query::Ended(silent(waited)),
            Ok(Err(Why::Accepted)) => Query::Reply(KeyReply::Accepted),
            Ok(Ok(AuthResult::Success)) => Query::LoggedIn,
            // russh answers "refused, nothing remains" for every death of a session: look before believing it.
            Ok(Ok(AuthResult::Failure {
                remaining_methods, ..
            })) if remaining_methods.is_empty() => self
                .ending()
                .await
                .map_or(Query::Reply(KeyReply::Refused), Query::Ended),
            Ok(Ok(AuthResult::Failure { .. })) => Query::Reply(KeyReply::Refused),
            Ok(Err(Why::Gone)) => {
                Query::Ended(self.ending().await.unwrap_or(Ending::Closed(Closing::Eof)))
            }
        }
    }

    /// The best signature algorithm for RSA keys that the server announced (server-sig-algs, RFC 8308): nothing where it
    /// announced none at all, `Some(None)` where it knows SHA-1 only.
    pub async fn announced_rsa_hash(&mut self) -> Option<Option<HashAlg>> {
        if self.rsa_hash.is_none() {
            let announced = timeout(self.patience, self.handle.best_supported_rsa_hash()).await;
            self.rsa_hash = Some(announced.ok().and_then(Result::ok).flatten());
        }
        self.rsa_hash.flatten()
    }

    /// How the session ended, if it did. The reason may still be on its way when a request fails.
    async fn ending(&self) -> Option<Ending> {
        for _ in 0..30 {
            if let Some(disconnect) = self
                .heard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .disconnect
                .clone()
            {
                return Some(Ending::Disconnected(disconnect));
            }
            if self.handle.is_closed() && self.view.now().closing.is_some() {
                break;
            }
            sleep(REASON / 30).await;
        }
        if !self.handle.is_closed() {
            return None;
        }
        Some(Ending::Closed(
            self.view.now().closing.unwrap_or(Closing::Eof),
        ))
    }
}

/// Why the key exchange failed: the wire knows better than russh's error.
fn failed_exchange(error: &russh::Error, view: &View, heard: &Arc<Mutex<Heard>>) -> KeyExchange {
    let seen = view.now();
    let heard = heard
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .disconnect
        .clone();
    if let Some(disconnect) = heard.or_else(|| packet::disconnect_in(&seen.clear)) {
        return KeyExchange::Closed {
            how: seen.closing.unwrap_or(Closing::Eof),
            disconnect: Some(disconnect),
        };
    }
    match (seen.closing, error) {
        (Some(how), russh::Error::IO(_) | russh::Error::Disconnect | russh::Error::HUP) => {
            KeyExchange::Closed {
                how,
                disconnect: None,
            }
        }
        (_, russh::Error::UnknownKey) => KeyExchange::Failed {
            text: Untrusted::from("the host key cannot be read"),
        },
        (_, error) => KeyExchange::Failed {
            text: Untrusted::from(error.to_string().as_str()),
        },
    }
}

fn silent(waited: Duration) -> Ending {
    Ending::Silent {
        seconds: waited.as_secs(),
    }
}
