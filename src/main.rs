//! The command: reads its words, runs, ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    let words = sshdoctor::environment::arguments();
    match sshdoctor::run::run(words) {
        Ok(code) => ExitCode::from(code),
        Err(error) if sshdoctor::run::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sshdoctor: {error:#}");
            ExitCode::from(sshdoctor::run::FAILED)
        }
    }
}
