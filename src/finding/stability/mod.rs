//! Causes of stage stability.

use super::Code;

pub mod connection_lost;
pub mod idle_disconnect;
pub mod slow_login;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &idle_disconnect::PAGE,
    &connection_lost::PAGE,
    &slow_login::PAGE,
];
