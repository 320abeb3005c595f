//! Integration tests: one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catalogue;
mod cli;
mod fix;
mod fleet;
mod hostile;
mod house_rules;
mod known_hosts;
mod lab;
mod local_network;
mod log_run;
mod offer;
mod pastes;
mod picture;
mod pty;
mod readme;
mod report;
mod support;
mod survey;
mod terminal;
mod tree;
mod userauth;
