//! The fault lab: real client machines meet real servers, each ill in one named way, and every diagnosis is held against the truth.
//!
//! - all of it: `cargo test lab::` (as root, or as a user who may make namespaces; under four minutes on two cores)
//! - the faults whose name holds a word: `LAB_ONLY=host_key,agent cargo test lab::`
//! - everything but the lab: `cargo test -- --skip lab::`
//! - the accuracy table: `cargo test lab::matrix::every_fault`
//!
//! A new fault is a file in `faults/`, named as its code, and two lines in `faults/mod.rs`.

mod accuracy;
mod alike;
mod certificates;
mod check_server;
mod client;
mod closure;
mod console;
mod cost;
mod cure;
mod fault;
mod faults;
mod fleet;
mod git;
mod healthy;
mod hops;
mod kerberos;
mod keys;
mod lifetime;
mod machine;
mod matrix;
mod methods;
mod order;
mod pairs;
mod queue;
mod repairs;
mod requirements;
mod server;
mod uncured;
mod via;
mod wire;
mod world;
