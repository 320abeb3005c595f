//! hosts.allow and hosts.deny, as libwrap reads them (hosts_access(5)).

use std::net::IpAddr;

use super::{Look, WrapperLine};
use crate::evidence::pattern::{matches, within};

/// Does a line speak of this client?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaks {
    No,
    Yes,
    Unclear,
}

impl Look {
    /// The line of hosts.deny that turns the client away, and whether that is sure.
    pub fn wrappers_deny(&self, from: Option<IpAddr>) -> Option<(&WrapperLine, bool)> {
        let linked = self.libwrap != Some(false);
        let mut sure = self.libwrap == Some(true);
        let of = |name: &'static str| {
            let own = move |line: &&WrapperLine| line.file.ends_with(name);
            self.wrappers.iter().filter(own)
        };
        for line in of("hosts.allow") {
            match speaks(line, from) {
                Speaks::Yes => return None,
                Speaks::Unclear => sure = false,
                Speaks::No => {}
            }
        }
        for line in of("hosts.deny").filter(|_| linked) {
            match speaks(line, from) {
                Speaks::Yes => return Some((line, sure)),
                Speaks::Unclear => sure = false,
                Speaks::No => {}
            }
        }
        None
    }
}

fn speaks(line: &WrapperLine, from: Option<IpAddr>) -> Speaks {
    let text = line.text.visible(300);
    let Some((daemons, rest)) = text.split_once(':') else {
        return Speaks::No;
    };
    let words = |list: &str| {
        list.split([' ', '\t', ','])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (daemons, clients) = (words(daemons), words(&client_list(rest)));
    let except = |words: &[String]| words.iter().any(|word| word == "EXCEPT");
    if !daemons.iter().any(|word| word == "ALL" || word == "sshd") {
        return Speaks::No;
    }
    if except(&daemons) || except(&clients) {
        return Speaks::Unclear;
    }
    let found: Vec<Speaks> = clients
        .iter()
        .map(|client| is_client(client, from))
        .collect();
    if found.contains(&Speaks::Yes) {
        Speaks::Yes
    } else if found.contains(&Speaks::Unclear) {
        Speaks::Unclear
    } else {
        Speaks::No
    }
}

/// The list of clients, which may hold IPv6 addresses in brackets, up to the options behind the next colon.
fn client_list(rest: &str) -> String {
    let mut depth = 0_usize;
    let end = rest.find(|c| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ':' && depth == 0
    });
    rest[..end.unwrap_or(rest.len())].to_owned()
}

fn is_client(pattern: &str, from: Option<IpAddr>) -> Speaks {
    if pattern == "ALL" {
        return Speaks::Yes;
    }
    let Some(from) = from else {
        return Speaks::Unclear;
    };
    let text = from.to_string();
    let bare = pattern.replace(['[', ']'], "");
    let yes = |yes| if yes { Speaks::Yes } else { Speaks::No };
    if let Some((net, mask)) = bare.split_once('/') {
        let bits = mask.parse::<u32>().ok().or_else(|| {
            let mask: std::net::Ipv4Addr = mask.parse().ok()?;
            Some(mask.to_bits().leading_ones())
        });
        return match (net.parse(), bits) {
            (Ok(net), Some(bits)) => yes(within(from, net, bits)),
            _ => Speaks::Unclear,
        };
    }
    if let Ok(address) = bare.parse::<IpAddr>() {
        return yes(address == from);
    }
    if bare.ends_with('.')
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return yes(text.starts_with(&bare));
    }
    if bare.contains(['*', '?']) && matches(bare.as_bytes(), text.as_bytes()) {
        return Speaks::Yes;
    }
    Speaks::Unclear
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::text::Untrusted;

    #[test]
    fn the_first_line_that_speaks_of_the_client_decides() {
        let line = |file: &str, text: &str| WrapperLine {
            file: PathBuf::from(file),
            line: 1,
            text: Untrusted::from(text),
        };
        for (allow, deny, linked, expected) in [
            ("", "sshd: ALL", Some(true), Some(true)),
            ("", "ALL: 192.0.2.", Some(true), Some(true)),
            ("", "sshd: 192.0.2.0/255.255.255.0", Some(true), Some(true)),
            ("", "sshd: [2001:db8::]/32 : spawn x", Some(true), None),
            ("", "vsftpd: ALL", Some(true), None),
            ("sshd: 192.0.2.9", "ALL: ALL", Some(true), None),
            ("sshd: .lab", "ALL: ALL", Some(true), Some(false)),
            ("", "sshd: ALL", Some(false), None),
            ("", "sshd: ALL", None, Some(false)),
            ("", "sshd: .lab", Some(true), None),
        ] {
            let look = Look {
                wrappers: vec![
                    line("/etc/hosts.allow", allow),
                    line("/etc/hosts.deny", deny),
                ],
                libwrap: linked,
                ..Look::default()
            };
            let from = Some("192.0.2.9".parse().unwrap());
            assert_eq!(
                look.wrappers_deny(from).map(|(_, sure)| sure),
                expected,
                "{allow} {deny}"
            );
        }
    }
}
