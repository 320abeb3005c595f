//! One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), cut up as hostfile.c `hostkeys_foreach_file` does.

/// What a line's first word makes of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// The key is the host's own.
    None,
    /// `@cert-authority`: the key signs host certificates.
    CertAuthority,
    /// `@revoked`: the key must never be accepted.
    Revoked,
}

/// A line that names hosts. Its key is not looked at before the name matches: ssh does not either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) marker: Marker,
    /// The name field as written.
    pub(super) hosts: &'a [u8],
    /// Everything after it: type, base64, comment. Empty where the line is cut short.
    pub(super) key: &'a [u8],
}

/// More than this of a line is not looked at. The longest key ssh reads (RSA, 16,384 bits) takes 2,800 bytes.
const LINE: usize = 64 * 1024;

/// As long as a marker may be, `@` counted (hostfile.c `check_markers`).
const MARKER: usize = 31;

impl<'a> Line<'a> {
    /// Nothing where ssh skips the line: blank, a comment, or a marker it does not know.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Line<'a>> {
        let bytes = &bytes[..bytes.len().min(LINE)];
        // To ssh, as to all of C, a line ends at its first NUL.
        let line = trim_start(bytes.split(|&byte| byte == 0).next().unwrap_or_default());
        if line.is_empty() || line.starts_with(b"#") {
            return None;
        }
        let (marker, line) = take_marker(line)?;
        let end = line.iter().position(is_blank).unwrap_or(line.len());
        let (hosts, key) = line.split_at(end);
        Some(Line {
            marker,
            hosts,
            key: trim_start(key),
        })
    }

    /// Is the name field hashed (`|1|salt|hash`)?
    pub(super) fn is_hashed(&self) -> bool {
        self.hosts.starts_with(b"|")
    }
}

/// Takes the marker, if there is one, off the front of `line`.
fn take_marker(line: &[u8]) -> Option<(Marker, &[u8])> {
    if !line.starts_with(b"@") {
        return Some((Marker::None, line));
    }
    // ssh looks for a blank first and for a tab only where the whole line has no blank, so `@revoked<tab>host type key`
    // is an unknown marker to it.
    let end = position(line, b' ').or_else(|| position(line, b'\t'))?;
    let marker = match &line[..end] {
        _ if end > MARKER => return None,
        b"@cert-authority" => Marker::CertAuthority,
        b"@revoked" => Marker::Revoked,
        _ => return None,
    };
    let rest = trim_start(&line[end..]);
    (!rest.starts_with(b"@")).then_some((marker, rest))
}

fn position(line: &[u8], wanted: u8) -> Option<usize> {
    line.iter().position(|&byte| byte == wanted)
}

pub(super) fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// `bytes` without the blanks and tabs in front.
pub(super) fn trim_start(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !is_blank(byte));
    &bytes[start.unwrap_or(bytes.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> Option<(Marker, &str, &str)> {
        let line = Line::parse(line.as_bytes())?;
        let text = |bytes| std::str::from_utf8(bytes).unwrap();
        Some((line.marker, text(line.hosts), text(line.key)))
    }

    #[test]
    fn a_line_is_cut_as_ssh_cuts_it() {
        use Marker::{CertAuthority, None as Plain, Revoked};
        for (line, expected) in [
            ("srv ssh-rsa AAAA", Some((Plain, "srv", "ssh-rsa AAAA"))),
            (
                " \t a,b  \t ssh-rsa AAAA c\r",
                Some((Plain, "a,b", "ssh-rsa AAAA c\r")),
            ),
            (
                "@revoked * ssh-rsa AAAA",
                Some((Revoked, "*", "ssh-rsa AAAA")),
            ),
            (
                "@cert-authority \t *.x ssh-rsa A",
                Some((CertAuthority, "*.x", "ssh-rsa A")),
            ),
            (
                "@revoked\tsrv\tssh-rsa\tA",
                Some((Revoked, "srv", "ssh-rsa\tA")),
            ),
            ("@revoked\tsrv ssh-rsa AAAA", None),
            ("@revoked @revoked srv ssh-rsa AAAA", None),
            ("@unknown srv ssh-rsa AAAA", None),
            ("@revoked", None),
            ("", None),
            (" \t ", None),
            ("  # srv ssh-rsa AAAA", None),
            ("srv", Some((Plain, "srv", ""))),
            ("srv \0 ssh-rsa AAAA", Some((Plain, "srv", ""))),
        ] {
            assert_eq!(parts(line), expected, "{line:?}");
        }
    }

    #[test]
    fn a_long_line_is_cut_off() {
        let long = format!("srv {}", "a".repeat(1 << 20));
        assert_eq!(Line::parse(long.as_bytes()).unwrap().key.len(), LINE - 4);
    }
}
