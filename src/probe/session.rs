//! The encrypted part of a connection, driven by russh: key exchange, `none`, public-key queries. Nothing here ever signs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::client::AuthResult;
use russh::client::{self, DisconnectReason, Handle};
use russh::keys::PublicKeyOrCertificate;
use russh::keys::agent::AgentIdentity;
use russh::keys::ssh_key::{self, Algorithm, HashAlg};
use russh::{SendError, Signer, cipher, kex, mac};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{sleep, timeout};

use super::wire::OUR_IDENTIFICATION;
use super::wire::begun::request_length;
use super::wire::identify::Opening;
use super::wire::kexinit::KexInit;
use super::wire::negotiate::{self, Ours};
use super::wire::packet;
use super::wire::replay::{Replay, View};
use crate::evidence::{
    Agreed, Certificate, Closing, Disconnect, Ending, KeyExchange, KeyReply, Methods, PublicKey,
    Stall,
};
use crate::text::Untrusted;

/// A banner has at most so many lines, all banners of a connection together.
const BANNER_LINES: usize = 200;
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

/// What russh tells its handler.
#[derive(Debug, Default)]
struct Heard {
    host_key: Option<(PublicKey, Option<PublicKey>)>,
    method: String,
    banner: Vec<Untrusted>,
    disconnect: Option<Disconnect>,
    end: Option<End>,
}

/// Why russh itself ended the session.
#[derive(Debug, Clone)]
enum End {
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

struct Listener(Arc<Mutex<Heard>>);

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
struct NeverSigns;

enum Why {
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

/// russh's lists for this server: the person's choice where russh knows it, else whatever carries the host key and the
/// authentication. The error names what russh lacks.
fn preferred(ours: &Ours, agreed: &Agreed, theirs: &KexInit) -> Result<russh::Preferred, String> {
    let lacks = |name: &str| name.to_owned();
    let first =
        |chosen: &str, all: Vec<&'static str>, theirs: &[&Vec<String>]| -> Vec<&'static str> {
            let mut common: Vec<_> = all
                .into_iter()
                .filter(|name| {
                    theirs
                        .iter()
                        .all(|list| list.iter().any(|their| their == name))
                })
                .collect();
            common.sort_by_key(|name| *name != chosen);
            common
        };
    let mut kex_names = first(
        &agreed.kex,
        KEX.iter().map(AsRef::as_ref).collect(),
        &[&theirs.kex],
    );
    if request_length(&agreed.kex).is_some() {
        // In place of a method with large messages another with large messages: a path may lose just those.
        kex_names.sort_by_key(|name| *name != kex::MLKEM768X25519_SHA256.as_ref());
    }
    if kex_names.is_empty() {
        return Err(lacks(&agreed.kex));
    }
    let cipher_names = first(
        &agreed.cipher,
        CIPHERS.iter().map(AsRef::as_ref).collect(),
        &[&theirs.cipher[0], &theirs.cipher[1]],
    );
    if cipher_names.is_empty() {
        return Err(lacks(&agreed.cipher));
    }
    let chosen_mac = agreed.mac.as_deref().unwrap_or_default();
    let mut mac_names = first(
        chosen_mac,
        MACS.iter().map(AsRef::as_ref).collect(),
        &[&theirs.mac[0], &theirs.mac[1]],
    );
    if mac_names.is_empty() {
        if !negotiate::is_aead(cipher_names[0]) {
            return Err(lacks(chosen_mac));
        }
        // russh wants a name although an AEAD cipher never uses it.
        mac_names = MACS.iter().map(AsRef::as_ref).collect();
    }
    let host_key = agreed.host_key.replace(
        "-cert-v01@openssh.com",
        if agreed.host_key.starts_with("sk-") {
            "@openssh.com"
        } else {
            ""
        },
    );
    let algorithm = Algorithm::new(&host_key)
        .ok()
        .filter(|algorithm| !matches!(algorithm, Algorithm::Dsa | Algorithm::Other(_)));
    let algorithm = algorithm.ok_or_else(|| lacks(&agreed.host_key))?;
    let certificate = agreed.host_key.contains("-cert-v01@");
    let mut kex: Vec<kex::Name> = named(kex_names);
    kex.extend([
        kex::EXTENSION_SUPPORT_AS_CLIENT,
        kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
    ]);
    let mut ciphers: Vec<cipher::Name> = named(cipher_names);
    let mut macs: Vec<mac::Name> = named(mac_names);
    let own = length(&kex) + agreed.host_key.len() + 2 * (length(&ciphers) + length(&macs)) + 36;
    let mut missing = ours.length().saturating_sub(own);
    let methods: Vec<kex::Name> = kex
        .iter()
        .copied()
        .filter(|name| KEX.contains(name))
        .collect();
    pad(&mut kex, &methods, &mut missing, 1);
    let (again_macs, again_ciphers) = (macs.clone(), ciphers.clone());
    pad(&mut macs, &again_macs, &mut missing, 2);
    pad(&mut ciphers, &again_ciphers, &mut missing, 2);
    Ok(russh::Preferred {
        kex: kex.into(),
        key: if certificate {
            Vec::new().into()
        } else {
            vec![algorithm.clone()].into()
        },
        host_key_certificates: if certificate {
            vec![algorithm].into()
        } else {
            Vec::new().into()
        },
        cipher: ciphers.into(),
        mac: macs.into(),
        compression: vec![russh::compression::NONE].into(),
    })
}

/// russh's names for these.
fn named<N: for<'a> TryFrom<&'a str>>(names: Vec<&'static str>) -> Vec<N> {
    names
        .into_iter()
        .filter_map(|name| N::try_from(name).ok())
        .collect()
}

/// Bytes of a name-list.
fn length<N: AsRef<str>>(names: &[N]) -> usize {
    names.iter().map(|name| name.as_ref().len() + 1).sum()
}

/// Repeats names until the lists are about as long as ssh's own, so that our KEXINIT is as large as ssh's: a path that
/// loses large packets must lose ours, too. A name that stands twice means nothing new. No list gets longer than servers
/// are known to read (OpenSSH match.c `MAX_PROP` 40, dropbear `MAX_PROPOSED_ALGO` 50).
fn pad<N: Copy + AsRef<str>>(names: &mut Vec<N>, methods: &[N], missing: &mut usize, times: usize) {
    for method in methods.iter().cycle() {
        if *missing == 0 || names.len() >= LONGEST_LIST {
            return;
        }
        *missing = missing.saturating_sub(times * (method.as_ref().len() + 1));
        names.push(*method);
    }
}

fn silent(waited: Duration) -> Ending {
    Ending::Silent {
        seconds: waited.as_secs(),
    }
}

/// Names a list may hold.
const LONGEST_LIST: usize = 36;

/// What russh can do, quickest first; group exchange last: it asks for 8192 bits.
const KEX: &[kex::Name] = &[
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::MLKEM768X25519_SHA256,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::DH_G14_SHA256,
    kex::DH_G14_SHA1,
    kex::DH_G15_SHA512,
    kex::DH_G16_SHA512,
    kex::DH_G17_SHA512,
    kex::DH_G18_SHA512,
    kex::DH_G1_SHA1,
    kex::DH_GEX_SHA256,
    kex::DH_GEX_SHA1,
];
const CIPHERS: &[cipher::Name] = &[
    cipher::CHACHA20_POLY1305,
    cipher::AES_128_GCM,
    cipher::AES_256_GCM,
    cipher::AES_128_CTR,
    cipher::AES_192_CTR,
    cipher::AES_256_CTR,
    cipher::AES_128_CBC,
    cipher::AES_192_CBC,
    cipher::AES_256_CBC,
];
const MACS: &[mac::Name] = &[
    mac::HMAC_SHA256_ETM,
    mac::HMAC_SHA512_ETM,
    mac::HMAC_SHA1_ETM,
    mac::HMAC_SHA256,
    mac::HMAC_SHA512,
    mac::HMAC_SHA1,
];
