//! The server's own side: one read-only script gathers the facts (`facts.sh`), on this machine or wherever a [`Shell`] leads.

pub mod console;
mod login;
mod shell;

use std::time::Duration;

use crate::evidence::{ServerAsk, ServerSide};
use crate::log;
use crate::text::Untrusted;
pub use login::Login;
pub use shell::Shell;

/// The script: POSIX sh, for dash, bash and BusyBox ash alike.
const SCRIPT: &str = include_str!("facts.sh");
/// Each of its tools has a limit of its own; this one is for a file system that hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Gathers the facts about this login.
pub async fn look(shell: &Shell, ask: &ServerAsk) -> ServerSide {
    let from = ask.from.map(|from| from.to_string());
    look_from(shell, ask, &from.unwrap_or_default()).await
}

/// The same where only the server knows from where: `from` is an address, or `=` and `=HERE` as the script takes them.
pub async fn look_from(shell: &Shell, ask: &ServerAsk, from: &str) -> ServerSide {
    let key = ask
        .key
        .as_ref()
        .map(|asked| match asked.key.is_fingerprint_only() {
            true => asked.key.fingerprint(),
            false => asked.key.line(),
        });
    let certificate = ask
        .key
        .as_ref()
        .and_then(|asked| Some(asked.certificate.as_ref()?.blob.line()));
    let words = [
        ask.user.clone().unwrap_or_default(),
        from.to_owned(),
        key.unwrap_or_default(),
        certificate.unwrap_or_default(),
        ask.port.map(|port| port.to_string()).unwrap_or_default(),
    ];
    let block = match shell.run(SCRIPT, &words, PATIENCE).await {
        Ok(block) => block,
        Err(why) => return ServerSide::Failed(Untrusted::from(why.as_str())),
    };
    match ServerSide::from_block(&block) {
        ServerSide::Looked(mut look) => {
            log::understand(&mut look, ask);
            ServerSide::Looked(look)
        }
        failed @ ServerSide::Failed(_) => failed,
    }
}

#[cfg(test)]
mod tests;
