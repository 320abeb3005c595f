//! The command: reads its words, runs, ends with its exit code.

use std::process::ExitCode;

use sshdoctor::{environment, failure, run};

fn main() -> ExitCode {
    let words = environment::arguments();
    ExitCode::from(failure::told(|| run::run(words)))
}
