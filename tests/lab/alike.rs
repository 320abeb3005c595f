//! Faults that look alike: ssh prints one sentence for all of a group, or nothing at all, and the answers differ.
//!
//! That ssh does say so in each of these worlds is proved in `matrix.rs`, which holds every fault's `ssh_says` against it.

use super::fault::Fault;
use super::faults;
use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;

/// A fault by its file's name, and the words of the evidence that tell it from its neighbours.
type Row = (&'static str, &'static str);

/// What ssh says, and what it may be.
const ALIKE: &[(&str, &[Row])] = &[
    (
        "Connection refused",
        &[
            ("sshd_not_running", "Connection refused (RST)"),
            ("wrong_port", "port 2222 identifies itself"),
            (
                "connection_rejected_by_firewall",
                "ICMP error type 3 code 3 from 10.99.1.2",
            ),
            ("client_banned", "several logins failed just before"),
            ("local_firewall_blocks_reject", "from 10.99.1.1"),
        ],
    ),
    (
        "No route to host",
        &[
            ("host_unreachable_neighbour", "No route to host, after"),
            ("host_unreachable_asked_before", "No route to host, after"),
            ("host_unreachable_no_link", "eth0 is switched on"),
            ("host_unreachable_router", "code 1 from 10.99.1.254"),
            ("host_unreachable_forwarded", "code 1 from 10.99.2.2"),
            ("connection_prohibited", "code 13 from 10.99.1.2"),
            ("connection_prohibited_router", "code 10 from 10.99.1.254"),
            (
                "name_resolves_elsewhere_stale",
                "the name servers say: 10.99.1.2",
            ),
        ],
    ),
    (
        "Connection timed out",
        &[
            ("connection_timed_out_drop", "does not answer a ping"),
            ("client_banned_dropped", "several logins failed just before"),
            ("port_filtered_nft", "no logins failed just before"),
            ("port_filtered_answer_lost", "no answer within"),
            ("server_resources_exhausted_backlog", "no answer within"),
            ("port_filtered_far_router", "hop 2: 10.99.3.2"),
            ("outbound_port_blocked", "no answer either"),
        ],
    ),
    (
        "kex_exchange_identification",
        &[
            (
                "closed_before_identification",
                "said nothing at all, was hung up on as well",
            ),
            (
                "closed_before_identification_header",
                "behind a PROXY protocol header",
            ),
            (
                "closed_before_identification_member",
                "a second connection got its identification string",
            ),
            ("not_ssh_tls", "its first bytes: \"\\x16\\x03"),
            ("hosts_denied", "by peer, 5."),
            (
                "sshd_privsep_missing",
                "said nothing at all, was hung up on as well",
            ),
        ],
    ),
    (
        "banner line 0",
        &[
            ("max_startups_exceeded", "Exceeded MaxStartups"),
            (
                "max_startups_exceeded_not_allowed",
                "a connection got through",
            ),
            ("penalised_by_server", "later it was the same"),
        ],
    ),
    (
        "Connection timed out during banner exchange",
        &[
            ("identification_timed_out_stopped", "no byte within"),
            ("identification_blocked_silent", "never acknowledges it"),
            ("identification_timed_out_halfway", "did not end the line"),
        ],
    ),
    (
        "banner line 0: ",
        &[
            ("endless_preamble", "none of them an identification string"),
            ("endless_preamble_burst", "1 line in"),
            ("not_ssh_redis", "-ERR unknown command"),
        ],
    ),
    (
        "Name or service not known",
        &[
            ("name_not_found", "EAI_NONAME"),
            ("name_not_found_sources", "asked directly, says 10.99.1.2"),
            ("config_alias_unmatched_case", "Host web1"),
        ],
    ),
    (
        "Invalid argument",
        &[
            ("ipv6_scope_missing", "fe80::1 lies in fe80::/10 and has no"),
            (
                "ipv6_scope_missing_name",
                "fe80::1 lies in fe80::/10 and has no",
            ),
            ("local_firewall_blocks_blackhole", "Invalid argument"),
        ],
    ),
    (
        "Temporary failure in name resolution",
        &[
            ("resolver_failed_servfail", "answered SERVFAIL"),
            ("resolver_failed_search", "answered SERVFAIL"),
            ("resolver_failed_refused", "answered REFUSED"),
            ("resolver_unreachable_closed", "nothing listens"),
            ("resolver_unreachable_silent", "no answer"),
            ("resolver_unreachable_none", "no nameserver line"),
            (
                "resolver_unreachable_forbidden",
                "does not let the question out",
            ),
        ],
    ),
];

#[test]
fn faults_that_look_alike_are_told_apart() {
    as_root(
        concat!(module_path!(), "::faults_that_look_alike_are_told_apart"),
        || {
            let rows = ALIKE.iter().flat_map(|(ssh_says, rows)| {
                let row = move |(name, tells): &Row| {
                    (format!("{ssh_says}: {name}"), (*ssh_says, *name, *tells))
                };
                rows.iter().map(row)
            });
            let rows: Vec<(String, (&str, &str, &str))> = rows.collect();
            queue::run("look alike", &rows, |row| look(*row), String::new);
        },
    );
}

fn look((ssh_says, name, tells): (&str, &str, &str)) -> Result<String, String> {
    let fault = named(name).ok_or_else(|| format!("there is no fault {name}"))?;
    if !fault.ssh_says.contains(ssh_says) {
        return Err(format!("ssh says {:?} here", fault.ssh_says));
    }
    let world = fault.world();
    let ran = world.doctor(&fault.command_line());
    let wrong = |wrong: String| format!("{wrong}\n{}", transcript(&world, &ran));
    judge(&ran, &[fault.seen_as], 1).map_err(wrong)?;
    let document = ran.json().unwrap_or_default();
    let evidence = document["findings"][0]["evidence"]
        .as_array()
        .into_iter()
        .flatten();
    let texts: Vec<&str> = evidence.filter_map(|seen| seen["text"].as_str()).collect();
    if !texts.iter().any(|text| text.contains(tells)) {
        return Err(wrong(format!("{tells:?} is not among {texts:?}")));
    }
    Ok(format!("{}: {tells}", fault.seen_as))
}

fn named(name: &str) -> Option<Fault> {
    let fault = faults::ALL.iter().find(|(file, _)| *file == name);
    fault.map(|(_, fault)| *fault)
}
