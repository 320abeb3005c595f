//! Causes of stage stability.

use super::{Cause, Code};
use crate::evidence::{Said, Sentence};

pub mod connection_lost;
pub mod idle_disconnect;
pub mod slow_login;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &idle_disconnect::PAGE,
    &connection_lost::PAGE,
    &slow_login::PAGE,
];

/// The cause a sentence of a log names, with the facts it holds.
pub(crate) fn of(said: &Said) -> Option<Box<dyn Cause>> {
    Some(match said.what {
        Sentence::ConnectionLost | Sentence::ClientSilent => {
            Box::new(connection_lost::ConnectionLost {
                text: said.word.clone(),
            })
        }
        Sentence::IdleDisconnect | Sentence::InactiveClosed => {
            Box::new(idle_disconnect::IdleDisconnect {
                text: said.word.clone(),
            })
        }
        _elsewhere => return None,
    })
}
