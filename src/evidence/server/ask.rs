//! What a client that failed asks about on the server's side.

use std::net::IpAddr;

use super::{AskedKey, ServerAsk};
use crate::evidence::{Certificate, Evidence, PublicKey};

impl Evidence {
    /// The keys this login showed the server: the one it accepted, else those it was offered, in ssh's order.
    pub fn shown_keys(&self) -> Vec<AskedKey> {
        if let Some(accepted) = self.offered().ok().and_then(|answers| answers.accepted()) {
            return vec![asked(accepted)];
        }
        let (Ok(config), Ok(identities)) = (self.ssh_config(), self.identities()) else {
            return Vec::new();
        };
        let offers = identities.offer(config);
        let mut keys: Vec<AskedKey> = Vec::new();
        for asked in offers.iter().map(|offer| asked(&offer.key)) {
            // A certificate and its own key are one key.
            match keys.iter_mut().find(|known| known.key == asked.key) {
                Some(known) => known.certificate = known.certificate.take().or(asked.certificate),
                None => keys.push(asked),
            }
        }
        keys
    }

    /// This login, asked about on the server with the first of its keys; from that address where it is known.
    pub fn ask_of_server(&self, from: Option<IpAddr>) -> ServerAsk {
        ServerAsk {
            user: Some(self.target.user.clone()).filter(|user| !user.is_empty()),
            key: self.shown_keys().into_iter().next(),
            from,
            port: Some(self.target.port),
            words: Vec::new(),
        }
    }
}

fn asked(key: &PublicKey) -> AskedKey {
    match Certificate::from_key(key) {
        Some(certificate) => AskedKey {
            key: certificate.key.clone(),
            certificate: Some(certificate),
        },
        None => AskedKey {
            key: key.clone(),
            certificate: None,
        },
    }
}
