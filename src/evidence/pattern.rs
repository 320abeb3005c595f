//! Patterns of OpenSSH's configuration and key files (match.c, addrmatch.c, ssh_config(5) PATTERNS).

use std::net::IpAddr;

/// A single pattern this long matches nothing, and spoils its whole list (match.c `match_pattern_list`).
pub(crate) const LONGEST: usize = 1023;

/// Does all of `text` match `pattern`, in which `*` stands for any run of bytes and `?` for any one? Case counts.
pub(crate) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut last_star = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                last_star = Some((at, read));
                at += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[read] => {
                at += 1;
                read += 1;
            }
            _ => {
                // Let the last star swallow one byte more; the stars before it have no need to.
                let Some((star, from)) = last_star else {
                    return false;
                };
                last_star = Some((star, from + 1));
                at = star + 1;
                read = from + 1;
            }
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

/// Comma-separated patterns, each with `!` in front to forbid what it matches: matched, forbidden, or neither.
fn listed(list: &str, mut matched: impl FnMut(&str) -> bool) -> Option<bool> {
    let mut found = None;
    for pattern in list.split(',') {
        let (negated, pattern) = match pattern.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, pattern),
        };
        if pattern.len() >= LONGEST {
            return None;
        }
        if matched(pattern) {
            if negated {
                return Some(false);
            }
            found = Some(true);
        }
    }
    found
}

/// A client's host and address against a list such as that of `from=` (match.c `match_host_and_ip`).
pub(crate) fn host_and_address(list: &str, host: &str, address: IpAddr) -> bool {
    let text = address.to_string();
    let by_address = listed(list, |pattern| match cidr(pattern) {
        Some((net, bits)) => within(address, net, bits),
        None => matches(pattern.as_bytes(), text.as_bytes()),
    });
    let host = host.to_ascii_lowercase();
    let by_host = listed(list, |pattern| {
        matches(pattern.to_ascii_lowercase().as_bytes(), host.as_bytes())
    });
    match (by_address, by_host) {
        (Some(false), _) | (_, Some(false)) => false,
        (by_address, by_host) => by_address == Some(true) || by_host == Some(true),
    }
}

/// A login against a pattern of AllowUsers or DenyUsers, `USER` or `USER@HOST` (match.c `match_user`).
pub(crate) fn login(
    pattern: &str,
    user: &str,
    host: &str,
    address: Option<IpAddr>,
) -> Option<bool> {
    let Some((name, from)) = pattern.rsplit_once('@') else {
        return Some(matches(pattern.as_bytes(), user.as_bytes()));
    };
    if !matches(name.as_bytes(), user.as_bytes()) {
        return Some(false);
    }
    Some(host_and_address(from, host, address?))
}

/// `ADDRESS/BITS`, or a bare address.
fn cidr(pattern: &str) -> Option<(IpAddr, u32)> {
    match pattern.split_once('/') {
        Some((net, bits)) => Some((net.parse().ok()?, bits.parse().ok()?)),
        None => {
            let net: IpAddr = pattern.parse().ok()?;
            Some((net, if net.is_ipv4() { 32 } else { 128 }))
        }
    }
}

/// Does the address lie in this network?
pub(crate) fn within(address: IpAddr, net: IpAddr, bits: u32) -> bool {
    let same = |one: u128, other: u128, width: u32| match width.checked_sub(bits) {
        Some(0) => one == other,
        Some(rest) if rest < width => (one ^ other) >> rest == 0,
        Some(_) => true,
        None => false,
    };
    match (address, net) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            same(one.to_bits().into(), other.to_bits().into(), 32)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => same(one.to_bits(), other.to_bits(), 128),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_matches_as_in_sshd() {
        for (list, host, address, expected) in [
            ("192.0.2.0/24", "192.0.2.9", "192.0.2.9", true),
            ("192.0.2.0/24", "192.0.3.9", "192.0.3.9", false),
            ("192.0.2.9", "192.0.2.9", "192.0.2.9", true),
            ("192.0.2.*", "192.0.2.9", "192.0.2.9", true),
            ("*.lab,!bad.lab", "bad.lab", "192.0.2.9", false),
            ("*.lab,!bad.lab", "GOOD.lab", "192.0.2.9", true),
            ("*,!192.0.2.9", "x", "192.0.2.9", false),
            ("2001:db8::/32", "x", "2001:db8::1", true),
            ("0.0.0.0/0", "x", "192.0.2.9", true),
            ("::/0", "x", "192.0.2.9", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(
                host_and_address(list, host, address),
                expected,
                "{list} {host} {address}"
            );
        }
    }

    #[test]
    fn a_login_matches_as_in_sshd() {
        let address = Some("192.0.2.9".parse().unwrap());
        for (pattern, expected) in [
            ("bob", true),
            ("b*", true),
            ("Bob", false),
            ("carol", false),
            ("bob@192.0.2.0/24", true),
            ("bob@198.51.100.*", false),
            ("*@web1", true),
            ("carol@web1", false),
        ] {
            assert_eq!(
                login(pattern, "bob", "web1", address),
                Some(expected),
                "{pattern}"
            );
        }
        assert_eq!(login("bob@web1", "bob", "web1", None), None);
    }
}
