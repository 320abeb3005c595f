//! What clients print.

mod authentication;
mod beginnings;
mod configuration;
mod copies;
mod ending;
mod host_keys;
mod identification;
mod key_exchange;
mod keys;
mod missing;
mod network;
mod others;
mod proxy;
mod sessions;
mod vagrant;
mod wrappers;

use super::scan::Row;

pub(super) use host_keys::standing;
pub(super) use sessions::in_session;
use sessions::too_long;

/// All sentences of clients.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    [
        beginnings::ROWS,
        configuration::ROWS,
        missing::ROWS,
        network::ROWS,
        identification::ROWS,
        key_exchange::ROWS,
        ending::ROWS,
        proxy::ROWS,
        host_keys::ROWS,
        keys::ROWS,
        authentication::ROWS,
        sessions::ROWS,
        wrappers::ROWS,
        copies::ROWS,
        vagrant::ROWS,
    ]
    .into_iter()
    .flatten()
    .chain(others::rows())
    .copied()
}
