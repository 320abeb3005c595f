//! A client's and a server's account of the same attempt.

use super::attempt::Attempt;
use crate::evidence::Sentence;

/// Clocks of two machines may differ by this many seconds, and an attempt takes some.
const APART: u32 = 180;

/// The server's account of what this client tried: the last one that names nobody else and no other time.
#[expect(clippy::vec_box, reason = "see Attempts")]
pub(super) fn account_of(
    client: &Attempt,
    servers: &mut Vec<Box<Attempt>>,
) -> Option<Box<Attempt>> {
    let place = servers.iter().rposition(|server| same(client, server))?;
    Some(servers.remove(place))
}

/// The last account of somebody who came; that sshd was stopped afterwards is told only where nothing else is.
#[expect(clippy::vec_box, reason = "see Attempts")]
pub(super) fn last_login(servers: &mut Vec<Box<Attempt>>) -> Option<Box<Attempt>> {
    let stopped = |server: &Attempt| {
        let said = &server.said;
        server.facts.is_empty()
            && said
                .iter()
                .all(|(said, _)| said.what == Sentence::SshdNotRunning)
    };
    match servers.iter().rposition(|server| !stopped(server)) {
        Some(place) => Some(servers.remove(place)),
        None => servers.pop(),
    }
}

fn same(client: &Attempt, server: &Attempt) -> bool {
    let agrees = |one: &Option<String>, other: &Option<String>| {
        one.is_none() || other.is_none() || one == other
    };
    let address =
        client.address.is_none() || server.address.is_none() || client.address == server.address;
    // A clock without a date says nothing about two logs an hour of time zone apart: only minutes count.
    let near = match (client.clock, server.clock) {
        (Some(one), Some(other)) => {
            let apart = one.abs_diff(other) % 3600;
            apart.min(3600 - apart) <= APART
        }
        (_, _) => true,
    };
    agrees(&client.user, &server.user) && address && near
}

/// Each knows what the other does not: the client where it went, the server who came.
pub(super) fn tell_each_other(client: &mut Attempt, server: &mut Attempt) {
    server.host = server.host.take().or_else(|| client.host.clone());
    server.port = server.port.or(client.port);
    server.address = server.address.or(client.address);
    let user = server.user.take().or_else(|| client.user.clone());
    server.user.clone_from(&user);
    client.user = client.user.take().or(user);
    server.command.clone_from(&client.command);
    server.client.clone_from(&client.client);
}
