//! Kerberos on this machine: is there a ticket that is still valid? `klist -s` says nothing and tells by its exit status (MIT's,
//! Heimdal's and Apple's alike); it asks no network.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::evidence::Ticket;

/// A cache may lie with a daemon (KCM) that does not answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the person's own Kerberos.
pub(super) async fn look() -> Ticket {
    let run = Command::new("klist")
        .arg("-s")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status();
    match timeout(PATIENCE, run).await {
        Ok(Ok(status)) if status.success() => Ticket::Valid,
        Ok(Ok(status)) if status.code() == Some(1) => Ticket::None,
        Ok(Ok(_) | Err(_)) | Err(_) => Ticket::Unknown,
    }
}
