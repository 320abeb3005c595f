//! Causes of stage hostkey.

use super::Code;

use super::{Seen, Step, Where, steps};
use crate::evidence::{HostKeyStanding, PublicKey, git};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

pub mod host_certificate_invalid;
pub mod host_key_address_mismatch;
pub mod host_key_alternates;
pub mod host_key_changed;
pub mod host_key_revoked;
pub mod host_key_type_changed;
pub mod host_key_unknown;
pub mod known_hosts_command_failed;
pub mod known_hosts_unreadable;
mod retired;
mod signs;
pub mod sshfp_mismatch;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &host_key_unknown::PAGE,
    &host_key_changed::PAGE,
    &host_key_type_changed::PAGE,
    &host_key_address_mismatch::PAGE,
    &host_key_revoked::PAGE,
    &host_key_alternates::PAGE,
    &sshfp_mismatch::PAGE,
    &known_hosts_command_failed::PAGE,
    &host_certificate_invalid::PAGE,
    &known_hosts_unreadable::PAGE,
];

/// The key the server shows.
fn offered(standing: &HostKeyStanding) -> Seen {
    let text = say!(
        "the server shows: {kind} {fingerprint}",
        "サーバーが示した鍵: {kind} {fingerprint}",
        kind = standing.offered.kind(),
        fingerprint = standing.offered.fingerprint()
    );
    Seen::new("server", text)
}

/// Whether the service behind this name publishes that key.
fn published(standing: &HostKeyStanding) -> Option<Seen> {
    let (published, known) = git::published(&standing.name, &standing.offered)?;
    let (service, page, known_in) = (published.service, published.page, published.known_in);
    Some(Seen::new(
        "published",
        if known {
            say!(
                "{service} publishes this very fingerprint (as known in {known_in}; {page})",
                "{service} が公開しているフィンガープリントと一致します ({known_in} 現在、{page})",
                service = service,
                known_in = known_in,
                page = page
            )
        } else {
            say!(
                "it is none of the fingerprints {service} publishes (as known in {known_in}; {page})",
                "{service} が公開しているフィンガープリントのいずれとも一致しません ({known_in} 現在、{page})",
                service = service,
                known_in = known_in,
                page = page
            )
        },
    ))
}

/// A service whose keys are known, and another key: something else may answer in its place.
fn is_foreign(standing: &HostKeyStanding) -> bool {
    git::published(&standing.name, &standing.offered).is_some_and(|(_, known)| !known)
}

/// Where the fingerprint can be compared with one that cannot be forged.
fn compare(standing: &HostKeyStanding) -> Step {
    match git::published(&standing.name, &standing.offered) {
        Some((published, false)) => Step::new(
            Where::Client,
            say!(
                "Do not connect before {fingerprint} stands among what {service} publishes: {page}. If it does not, something on the way (a proxy, a captive portal, an attacker) answers in its place: try from another network",
                "{fingerprint} が {service} の公開値 ({page}) にあることを確かめるまで接続しないでください。ない場合は、途中の何か (プロキシ、ネットワークの認証画面、攻撃者) が代わりに応答しています。別のネットワークから試します",
                fingerprint = standing.offered.fingerprint(),
                service = published.service,
                page = published.page
            ),
        ),
        Some((published, true)) => Step::new(
            Where::Client,
            say!(
                "Compare {fingerprint} with what {service} publishes: {page}",
                "{fingerprint} を {service} の公開値と比べます: {page}",
                fingerprint = standing.offered.fingerprint(),
                service = published.service,
                page = published.page
            ),
        ),
        None => steps::fingerprint_on_server(&standing.offered),
    }
}

/// Connects by a key on record that is still served; ssh then learns the server's other keys, vouched for by it.
fn by_recorded(key: &PublicKey, text: Say, target: &Target) -> Step {
    // An RSA key signs with SHA-2.
    let first = match key.algorithm.as_str() {
        "ssh-rsa" => String::from("^rsa-sha2-512,rsa-sha2-256"),
        other => format!("^{other}"),
    };
    let settings = [
        ("HostKeyAlgorithms", first.as_str()),
        ("UpdateHostKeys", "yes"),
    ];
    Step::new(Where::Client, text).run(steps::ssh_with(target, &settings))
}

#[cfg(test)]
mod tests;
