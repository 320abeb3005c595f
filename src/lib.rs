//! sshdoctor names the one reason why `ssh user@host` does not work, with its evidence, and says what to do next.
//!
//! The decision tree is a pure function from what is known to what comes next:
//! [`tree::diagnose`] reads [`evidence::Evidence`] and answers with a [`finding::Diagnosis`] or with the
//! [`evidence::Need`] that stops it; [`wizard`] meets that need, with a probe or a question, and asks again.
//!
//! Pure rooms: [`lang`], [`text`], [`shell`], [`target`], [`evidence`], [`tree`], [`finding`], [`report`].
//! Rooms with effects: [`cli`], [`environment`], [`ssh_config`], [`probe`], [`server`], [`prompt`], [`demo`], [`wizard`].

pub mod cli;
pub mod demo;
pub mod destination;
pub mod directive;
pub mod environment;
pub mod evidence;
pub mod failure;
pub mod finding;
pub mod fleet;
pub mod git_config;
pub mod interrupt;
pub mod keep;
pub mod lang;
pub mod list;
pub mod log;
pub mod login;
pub mod mend;
pub mod probe;
pub mod prompt;
pub mod read_log;
pub mod repair;
pub mod report;
pub mod run;
pub mod server;
pub mod shell;
pub mod ssh_config;
pub mod ssh_options;
pub mod target;
pub mod text;
pub mod tree;
pub mod wizard;
