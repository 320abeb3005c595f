//! What a file is that ssh can make nothing of: it says `error in libcrypto` to all of them, so the bytes must tell.

use crate::evidence::{Defect, FileState, PublicKey};
use crate::text::Untrusted;

const OPENSSH: &[u8] = b"OPENSSH PRIVATE KEY";

/// Names what is wrong with bytes that hold no key ssh can read.
pub(super) fn name(bytes: &[u8]) -> FileState {
    let text = bytes.trim_ascii();
    if text.is_empty() {
        return FileState::Malformed(Defect::Empty);
    }
    if is_utf16(bytes) {
        return FileState::Malformed(Defect::Utf16);
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    other_format(text).unwrap_or_else(|| FileState::Malformed(defect(bytes)))
}

fn is_utf16(bytes: &[u8]) -> bool {
    let nul_at = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .take(8)
            .all(|&byte| byte == 0)
    };
    bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || (bytes.len() >= 16 && bytes[..16] != [0; 16] && (nul_at(0) || nul_at(1)))
}

/// Formats that are whole, and not ssh's.
fn other_format(text: &[u8]) -> Option<FileState> {
    if let Some(rest) = text.strip_prefix(b"PuTTY-User-Key-File-") {
        let version = rest.first().map_or(0, |digit| digit.wrapping_sub(b'0'));
        return Some(FileState::Putty { version });
    }
    let is_public = text.starts_with(b"---- BEGIN SSH2 PUBLIC KEY")
        || text.starts_with(b"-----BEGIN PUBLIC KEY-----")
        || text.starts_with(b"-----BEGIN RSA PUBLIC KEY-----")
        || starts_with_a_key_type(text);
    if is_public {
        return Some(FileState::PublicKey);
    }
    let what = [
        (&b"SSH PRIVATE KEY FILE FORMAT 1.1"[..], "SSH-1 RSA"),
        (b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY", "ssh.com (SSH2)"),
        (b"-----BEGIN CERTIFICATE-----", "X.509"),
        (b"-----BEGIN PGP ", "OpenPGP"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----", "age"),
    ];
    what.iter()
        .find(|(beginning, _)| text.starts_with(beginning))
        .map(|(_, what)| FileState::Unsupported {
            what: (*what).to_owned(),
        })
}

/// A public key line, be it a damaged one.
fn starts_with_a_key_type(text: &[u8]) -> bool {
    let word = text.split(u8::is_ascii_whitespace).next().unwrap_or(text);
    str::from_utf8(word).is_ok_and(|word| {
        let key = PublicKey {
            algorithm: word.to_owned(),
            blob: Vec::new(),
        };
        PublicKey::fields(&key.plain_algorithm()).is_some()
    })
}

/// Nothing a key was ever written in: there is no line to put back.
fn is_no_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .take(4096)
        .any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace())
}

fn defect(bytes: &[u8]) -> Defect {
    let Some(header) = Header::find(bytes) else {
        return if is_html(bytes) {
            Defect::Html
        } else if is_no_text(bytes) {
            Defect::Corrupt
        } else {
            Defect::NoHeader
        };
    };
    let end = header.after.windows(9).position(|it| it == b"-----END ");
    let body = &header.after[..end.unwrap_or(header.after.len())];
    if lost_its_lines(body) {
        return Defect::OneLine;
    }
    if header.before == b"\xef\xbb\xbf" {
        return Defect::ByteOrderMark;
    }
    let line_start = header.before.rsplit(|&byte| byte == b'\n').next();
    match line_start {
        Some([]) | None => {}
        Some(start) if start.iter().all(u8::is_ascii_whitespace) => return Defect::Indented,
        Some(_) => return Defect::LeadingText,
    }
    if header.label == OPENSSH && !header.before.is_empty() {
        return Defect::LeadingText;
    }
    match end {
        None => Defect::CutShort,
        Some(end) => ending(&header, body, &header.after[end..]),
    }
}

/// With a BEGIN line in its place and an END line somewhere.
fn ending(header: &Header, body: &[u8], end: &[u8]) -> Defect {
    let label = end.strip_prefix(b"-----END ").unwrap_or(end);
    let Some(tail) = label
        .strip_prefix(header.label)
        .and_then(|rest| rest.strip_prefix(b"-----"))
    else {
        return if label.contains(&b'\n') {
            Defect::Corrupt
        } else {
            Defect::CutShort
        };
    };
    let last_line_start = body.rsplit(|&byte| byte == b'\n').next();
    if last_line_start.is_some_and(|start| !start.is_empty()) {
        return Defect::Indented;
    }
    if header.label == OPENSSH {
        if header.after.starts_with(b"\r") || tail.starts_with(b"\r") {
            return Defect::Crlf;
        }
        if tail.is_empty() {
            return Defect::NoFinalNewline;
        }
        if !header.after.starts_with(b"\n") {
            return Defect::NoHeader;
        }
    }
    let mut text = body.to_vec();
    text.retain(|byte| !byte.is_ascii_whitespace());
    let whole = text
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte));
    if whole && !text.len().is_multiple_of(4) {
        Defect::CutShort
    } else {
        Defect::Corrupt
    }
}

/// `-----BEGIN … PRIVATE KEY-----`, wherever it stands.
struct Header<'a> {
    before: &'a [u8],
    label: &'a [u8],
    after: &'a [u8],
}

impl<'a> Header<'a> {
    fn find(bytes: &'a [u8]) -> Option<Header<'a>> {
        let begin = bytes.windows(11).position(|it| it == b"-----BEGIN ")?;
        let rest = &bytes[begin + 11..];
        let dashes = rest.windows(5).position(|it| it == b"-----")?;
        let label = &rest[..dashes];
        let known = [
            OPENSSH,
            b"RSA PRIVATE KEY",
            b"EC PRIVATE KEY",
            b"DSA PRIVATE KEY",
            b"PRIVATE KEY",
            b"ENCRYPTED PRIVATE KEY",
        ];
        known.contains(&label).then(|| Header {
            before: &bytes[..begin],
            label,
            after: &rest[dashes + 5..],
        })
    }
}

/// No line break is left, or they are written as `\n`.
fn lost_its_lines(body: &[u8]) -> bool {
    !body.contains(&b'\n') && body.len() > 80 || body.windows(2).any(|it| it == br"\n")
}

fn is_html(bytes: &[u8]) -> bool {
    let start = Untrusted::new(&bytes[..bytes.len().min(1024)]);
    let start = start.bytes().to_ascii_lowercase();
    let text = start.trim_ascii();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    [&b"<!doctype"[..], b"<html", b"<head", b"<?xml", b"<body"]
        .iter()
        .any(|tag| text.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_formats_are_named() {
        let unsupported = |what: &str| FileState::Unsupported {
            what: what.to_owned(),
        };
        for (text, state) in [
            (
                "PuTTY-User-Key-File-2: ssh-rsa\r\n",
                FileState::Putty { version: 2 },
            ),
            (
                "PuTTY-User-Key-File-3: ssh-ed25519\n",
                FileState::Putty { version: 3 },
            ),
            (
                "PuTTY-User-Key-File-1: ssh-rsa\n",
                FileState::Putty { version: 1 },
            ),
            (
                "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n",
                FileState::PublicKey,
            ),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n", FileState::PublicKey),
            ("ssh-ed25519 AAAAC3Nza", FileState::PublicKey),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n", unsupported("X.509")),
            (
                "SSH PRIVATE KEY FILE FORMAT 1.1\n\0",
                unsupported("SSH-1 RSA"),
            ),
            (" \n\t\r\n", FileState::Malformed(Defect::Empty)),
            ("<!DOCTYPE html>\n<p>", FileState::Malformed(Defect::Html)),
            ("\n\u{feff}<HTML>", FileState::Malformed(Defect::Html)),
            ("\0\u{1}\u{2}binary", FileState::Malformed(Defect::Corrupt)),
            ("b3BlbnNzaC1rZXk", FileState::Malformed(Defect::NoHeader)),
        ] {
            assert_eq!(name(text.as_bytes()), state, "{text}");
        }
    }
}
