//! WinSCP and FileZilla, where they say more than the PuTTY in them.

use crate::evidence::Sentence;
use crate::log::client::{in_session, too_long};
use crate::log::scan::{Row, here, nothing, says};

pub(super) const ROWS: &[Row] = &[
    nothing("Using username \""),
    here("Server sent command exit status 254", |attempt, line| {
        in_session(attempt, Sentence::SessionDropped, line.text, line);
    }),
    here("Cannot initialize SFTP protocol", |attempt, line| {
        in_session(attempt, Sentence::SftpUnavailable, "", line);
    }),
    here("Received too large (", too_long),
    says(
        "Connection has been unexpectedly closed",
        Sentence::ClosedSomewhere,
    ),
];
