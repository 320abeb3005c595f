//! What clients print.

mod authentication;
mod beginnings;
mod connection;
mod host_keys;
mod keys;
mod others;
mod sessions;
mod wrappers;

use super::scan::Row;

pub(super) use host_keys::standing;
pub(super) use sessions::in_session;

/// All sentences of clients.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    [
        beginnings::ROWS,
        connection::ROWS,
        host_keys::ROWS,
        keys::ROWS,
        authentication::ROWS,
        sessions::ROWS,
        wrappers::ROWS,
    ]
    .into_iter()
    .flatten()
    .chain(others::rows())
    .copied()
}
