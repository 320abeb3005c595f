//! Does a name stand in the name field of a line? (match.c, hostfile.c `match_maybe_hashed`)

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use crate::evidence::pattern::LONGEST;
pub(super) use crate::evidence::pattern::matches;

/// Does `name` match the name field `hosts`, hashed or not?
pub(super) fn names(hosts: &[u8], name: &str) -> bool {
    if hosts.starts_with(b"|") {
        is_hash_of(hosts, name)
    } else {
        matches_list(hosts, name.to_ascii_lowercase().as_bytes())
    }
}

/// Is `hosts` the hash of `name`? ssh compares the text of the whole field, so a second spelling of the same base64 does
/// not match.
fn is_hash_of(hosts: &[u8], name: &str) -> bool {
    let Some(salt) = hosts
        .strip_prefix(b"|1|")
        .and_then(|rest| rest.split(|&byte| byte == b'|').next())
    else {
        return false;
    };
    let Some(decoded) = STANDARD.decode(salt).ok().filter(|salt| salt.len() == 20) else {
        return false;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &decoded);
    let hash = STANDARD.encode(hmac::sign(&key, name.as_bytes()));
    hosts[3 + salt.len()..].strip_prefix(b"|") == Some(hash.as_bytes())
}

/// Comma-separated patterns, each with `!` in front to forbid what it matches; a match that is forbidden outweighs the rest.
fn matches_list(list: &[u8], name: &[u8]) -> bool {
    let mut matched = false;
    for pattern in list.split(|&byte| byte == b',') {
        let (negated, pattern) = match pattern.strip_prefix(b"!") {
            Some(rest) => (true, rest),
            None => (false, pattern),
        };
        if pattern.len() >= LONGEST {
            return false;
        }
        if matches(&pattern.to_ascii_lowercase(), name) {
            if negated {
                return false;
            }
            matched = true;
        }
    }
    matched
}

/// The plain names in a name field: neither hashed, nor patterns, nor forbidden; `[host]:port` as `host`.
pub(super) fn plain_names(hosts: &[u8]) -> impl Iterator<Item = String> {
    let hosts = if hosts.starts_with(b"|") { &[] } else { hosts };
    hosts
        .split(|&byte| byte == b',')
        .filter_map(|name| std::str::from_utf8(name).ok())
        .map(without_port)
        .filter(|name| !name.is_empty() && name.len() < 256 && name.bytes().all(is_of_a_name))
        .map(str::to_ascii_lowercase)
}

fn without_port(name: &str) -> &str {
    name.strip_prefix('[')
        .and_then(|name| name.split_once("]:"))
        .map_or(name, |(host, _)| host)
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_as_in_ssh() {
        for (hosts, name, expected) in [
            ("srv", "srv", true),
            ("SRV", "srv", true),
            ("srv", "SRV", true),
            ("srv", "srv2", false),
            ("a,srv,b", "srv", true),
            ("[srv]:2222", "[srv]:2222", true),
            ("[srv]:2222", "srv", false),
            ("srv", "[srv]:2222", false),
            ("*", "srv", true),
            ("*", "", true),
            ("*.lab", "web.lab", true),
            ("*.lab", "lab", false),
            ("w?b", "web", true),
            ("w?b", "wb", false),
            ("*a*b*c", "xaybzc", true),
            ("*a*b*c", "xaybz", false),
            ("*.lab,!bad.lab", "bad.lab", false),
            ("!bad.lab,*.lab", "bad.lab", false),
            ("!bad.lab", "good.lab", false),
            ("!!srv", "!srv", false),
            ("", "srv", false),
            (",,srv", "srv", true),
        ] {
            assert_eq!(names(hosts.as_bytes(), name), expected, "{hosts} {name}");
        }
    }

    #[test]
    fn a_pattern_too_long_spoils_its_list() {
        let list = |length| format!("srv,{},*", "x".repeat(length));
        assert!(names(list(LONGEST - 1).as_bytes(), "srv"));
        assert!(!names(list(LONGEST).as_bytes(), "srv"));
    }

    #[test]
    fn hashed_names_match() {
        // ssh-keygen -H on a line of `srv`.
        let salt = [7; 20];
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &salt);
        let hash = STANDARD.encode(hmac::sign(&key, b"srv"));
        let field = format!("|1|{}|{hash}", STANDARD.encode(salt));
        assert!(names(field.as_bytes(), "srv"));
        assert!(!names(field.as_bytes(), "srw"));
        assert!(!names(format!("{field},srv").as_bytes(), "srv"));
        for broken in ["|", "|1|", "|1||", "|1|AAAA|AAAA", "|2|a|b", "|1|%|b"] {
            assert!(!names(broken.as_bytes(), "srv"), "{broken}");
        }
    }

    #[test]
    fn plain_names_are_listed() {
        let listed: Vec<_> =
            plain_names(b"Web1,[db]:2222,*.lab,!no,10.0.0.1,[fe80::1]:22,\xff").collect();
        assert_eq!(listed, ["web1", "db", "10.0.0.1", "fe80::1"]);
        assert_eq!(plain_names(b"|1|a|b").count(), 0);
    }
}
