//! Which rule of the server's own firewall turns a new connection to sshd's port away?

use std::net::IpAddr;

use super::Look;
use crate::evidence::pattern::within;
use crate::text::Untrusted;

/// A rule that turns the connection away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocks {
    /// The rule, or the chain whose policy it is.
    pub rule: Untrusted,
    /// Its table and chain.
    pub place: Untrusted,
    /// Every rule before it was understood, so nothing can have let the connection in.
    pub sure: bool,
}

/// A connection as a rule sees it.
struct Packet {
    from: Option<IpAddr>,
    port: u16,
}

/// What a rule does with the connection.
#[derive(Debug, PartialEq, Eq)]
enum Effect {
    Passes,
    Takes,
    TurnsAway,
    Jumps(String),
    /// Back to the chain that called.
    Returns,
    /// It depends on what is not known here.
    Unclear,
}

struct Chain {
    table: String,
    name: String,
    /// Where a base chain of the way in hooks: `input` or `prerouting`, and its policy.
    base: Option<bool>,
    priority: i64,
    rules: Vec<String>,
}

/// No chain calls another so deep.
const DEEP: usize = 16;

impl Look {
    /// The first rule that turns away a new TCP connection to `port`.
    pub fn firewall_blocks(&self, port: u16, from: Option<IpAddr>) -> Option<Blocks> {
        let packet = Packet { from, port };
        let nft = chains(&self.nft);
        let legacy = legacy(&self.iptables);
        let mut bases: Vec<&Chain> = nft
            .iter()
            .chain(&legacy)
            .filter(|chain| chain.base.is_some())
            .collect();
        bases.sort_by_key(|chain| chain.priority);
        let all: Vec<&Chain> = nft.iter().chain(&legacy).collect();
        bases.iter().find_map(|base| {
            let mut unclear = false;
            let blocks = match run(base, &all, &packet, &mut unclear, 0) {
                Some((Effect::TurnsAway, rule, place)) => Blocks {
                    rule,
                    place,
                    sure: true,
                },
                Some(_) => return None,
                None if base.base == Some(true) => Blocks {
                    rule: Untrusted::from("policy drop"),
                    place: Untrusted::from(format!("{} {}", base.table, base.name).as_str()),
                    sure: true,
                },
                None => return None,
            };
            // What was not understood may have let it in before, unless the rule means this very port.
            let meant = blocks.rule.contains("dport");
            let sure = !unclear;
            (sure || meant).then_some(Blocks { sure, ..blocks })
        })
    }
}

/// The first rule that decides; nothing where the chain comes to its end.
fn run(
    chain: &Chain,
    all: &[&Chain],
    packet: &Packet,
    unclear: &mut bool,
    depth: usize,
) -> Option<(Effect, Untrusted, Untrusted)> {
    for rule in &chain.rules {
        let words: Vec<&str> = rule.split_whitespace().collect();
        match effect(&words, packet) {
            Effect::Passes => {}
            Effect::Unclear => *unclear = true,
            Effect::Jumps(name) => {
                let next = all
                    .iter()
                    .find(|other| other.table == chain.table && other.name == name);
                match next.filter(|_| depth < DEEP) {
                    Some(next) => {
                        if let Some(end) = run(next, all, packet, unclear, depth + 1) {
                            return Some(end);
                        }
                    }
                    None => *unclear = true,
                }
            }
            Effect::Returns => return None,
            decides @ (Effect::Takes | Effect::TurnsAway) => {
                let place = format!("{} {}", chain.table, chain.name);
                return Some((
                    decides,
                    Untrusted::from(rule.as_str()),
                    Untrusted::from(place.as_str()),
                ));
            }
        }
    }
    None
}

/// Reads the words of a rule from left to right: conditions first, then what it does.
fn effect(words: &[&str], packet: &Packet) -> Effect {
    const DECIDE: [&str; 8] = [
        "accept", "drop", "reject", "jump", "goto", "return", "queue", "xt",
    ];
    if !words.iter().any(|word| DECIDE.contains(word)) {
        return Effect::Passes;
    }
    let mut at = 0;
    let mut sure = true;
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    while at < words.len() {
        match (word(at), word(at + 1)) {
            ("accept", _) => return if sure { Effect::Takes } else { Effect::Unclear },
            ("drop" | "reject", _) => {
                return if sure {
                    Effect::TurnsAway
                } else {
                    Effect::Unclear
                };
            }
            ("jump" | "goto", name) => {
                return if sure {
                    Effect::Jumps(name.to_owned())
                } else {
                    Effect::Unclear
                };
            }
            ("counter", "packets") => at += 5,
            ("counter", _) => at += 1,
            ("return", _) => {
                return if sure {
                    Effect::Returns
                } else {
                    Effect::Unclear
                };
            }
            ("meta", "l4proto") if word(at + 2) == "tcp" => at += 3,
            ("ip", "protocol") if word(at + 2) == "tcp" => at += 3,
            ("meta", "l4proto") | ("ip", "protocol") | ("icmp" | "icmpv6" | "udp", _) => {
                return Effect::Passes;
            }
            ("ip6", "nexthdr") if word(at + 2) != "tcp" => return Effect::Passes,
            ("tcp" | "th", "dport") => match set(words, at + 2, |one| port_is(one, packet.port)) {
                (true, next) => at = next,
                (false, _) => return Effect::Passes,
            },
            ("tcp", "flags") => return Effect::Passes,
            ("ct", "state") => match set(words, at + 2, |one| one.trim_end_matches(',') == "new") {
                (true, next) => at = next,
                (false, _) => return Effect::Passes,
            },
            ("iifname" | "iif", name) => match name.trim_matches('"') {
                "lo" if packet.from.is_none_or(|from| !from.is_loopback()) => {
                    return Effect::Passes;
                }
                _ => {
                    sure = false;
                    at += 2;
                }
            },
            ("ip" | "ip6", "saddr") => {
                let Some(from) = packet.from else {
                    return Effect::Unclear;
                };
                let (negated, start) = if word(at + 2) == "!=" {
                    (true, at + 3)
                } else {
                    (false, at + 2)
                };
                if word(start).starts_with('@') {
                    return Effect::Unclear;
                }
                let (holds, next) = set(words, start, |one| address_is(one, from));
                if holds == negated {
                    return Effect::Passes;
                }
                at = next;
            }
            ("ip" | "ip6", "daddr") | ("fib", _) => {
                sure = false;
                at += 3;
            }
            _ => return Effect::Unclear,
        }
    }
    Effect::Passes
}

/// `{ a, b }` or one word: does one of them hold, and where the rule goes on.
fn set(words: &[&str], start: usize, holds: impl Fn(&str) -> bool) -> (bool, usize) {
    if words.get(start) != Some(&"{") {
        let word = words.get(start).copied().unwrap_or_default();
        return (word.split(',').any(&holds), start + 1);
    }
    let end = words.iter().skip(start).position(|word| *word == "}");
    let end = end.map_or(words.len(), |end| start + end);
    let any = words[start + 1..end]
        .iter()
        .any(|word| holds(word.trim_end_matches(',')));
    (any, end + 1)
}

fn port_is(text: &str, port: u16) -> bool {
    match text.split_once(['-', ':']) {
        Some((from, to)) => {
            from.parse().is_ok_and(|from: u16| from <= port)
                && to.parse().is_ok_and(|to: u16| port <= to)
        }
        None => text == "ssh" && port == 22 || text.parse() == Ok(port),
    }
}

fn address_is(text: &str, from: IpAddr) -> bool {
    match text.split_once('/') {
        Some((net, bits)) => {
            matches!((net.parse(), bits.parse()), (Ok(net), Ok(bits)) if within(from, net, bits))
        }
        None => text.parse() == Ok(from),
    }
}

/// The chains of `nft list ruleset`.
fn chains(lines: &[Untrusted]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    let mut table = String::new();
    let mut inside = false;
    for line in lines {
        let line = line.visible(400);
        let line = line.trim();
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("table"), Some(family), Some(name)) => table = format!("{family} {name}"),
            (Some("chain"), Some(name), _) => {
                inside = true;
                chains.push(Chain {
                    table: table.clone(),
                    name: name.to_owned(),
                    base: None,
                    priority: 0,
                    rules: Vec::new(),
                });
            }
            (Some("}"), None, _) => inside = false,
            _ => {
                let Some(chain) = chains.last_mut().filter(|_| inside) else {
                    continue;
                };
                if let Some(hook) = line.strip_prefix("type filter hook ") {
                    let way_in = hook.starts_with("input") || hook.starts_with("prerouting");
                    if way_in {
                        chain.base = Some(line.contains("policy drop"));
                        chain.priority = priority(line);
                    }
                } else if !line.starts_with("type ") {
                    // What xtables left to nft: `xt match "conntrack"` and the like read as unclear.
                    chain.rules.push(line.to_owned());
                }
            }
        }
    }
    chains
}

/// `priority filter`, `priority filter + 10`, `priority -150`.
fn priority(line: &str) -> i64 {
    let rest = line.split("priority ").nth(1).unwrap_or_default();
    let words: Vec<&str> = rest.split([' ', ';']).collect();
    let base = match words.first().copied().unwrap_or_default() {
        "raw" => -300,
        "mangle" => -150,
        "security" => 50,
        number => number.parse().unwrap_or(0),
    };
    let offset: i64 = words
        .get(2)
        .and_then(|offset| offset.parse().ok())
        .unwrap_or(0);
    match words.get(1).copied() {
        Some("+") => base + offset,
        Some("-") => base - offset,
        _ => base,
    }
}

/// The chains of `iptables -S`, written as nft would.
fn legacy(lines: &[Untrusted]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    for line in lines {
        let line = line.visible(300);
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["-P", "INPUT", policy] => chains.push(Chain {
                table: String::from("iptables filter"),
                name: String::from("INPUT"),
                base: Some(*policy == "DROP"),
                priority: 0,
                rules: Vec::new(),
            }),
            ["-N", name] => chains.push(Chain {
                table: String::from("iptables filter"),
                name: (*name).to_owned(),
                base: None,
                priority: 0,
                rules: Vec::new(),
            }),
            ["-A", name, rule @ ..] => {
                if let Some(chain) = chains.iter_mut().find(|chain| chain.name == *name) {
                    chain.rules.push(as_nft(rule));
                }
            }
            _ => {}
        }
    }
    chains
}

fn as_nft(rule: &[&str]) -> String {
    let mut words = Vec::new();
    let mut rest = rule.iter().copied();
    while let Some(word) = rest.next() {
        match word {
            "-p" => words.push(format!("ip protocol {}", rest.next().unwrap_or_default())),
            "-s" => words.push(format!("ip saddr {}", rest.next().unwrap_or_default())),
            "-i" => words.push(format!("iifname {}", rest.next().unwrap_or_default())),
            "-m" => {
                rest.next();
            }
            "--dport" | "--dports" => {
                words.push(format!("tcp dport {}", rest.next().unwrap_or_default()))
            }
            "--ctstate" | "--state" => {
                words.push(format!(
                    "ct state {}",
                    rest.next().unwrap_or_default().to_ascii_lowercase()
                ));
            }
            "--reject-with" => {
                rest.next();
            }
            "-j" | "-g" => words.push(match rest.next().unwrap_or_default() {
                "ACCEPT" => String::from("accept"),
                "DROP" => String::from("drop"),
                "REJECT" => String::from("reject"),
                "LOG" => String::from("log"),
                "RETURN" => String::from("return"),
                chain => format!("jump {chain}"),
            }),
            other => words.push(format!("({other})")),
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests;
