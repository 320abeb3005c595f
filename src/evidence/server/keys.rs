//! The lines of an authorized_keys file, read as sshd reads them (auth2-pubkeyfile.c `auth_check_authkey_line`,
//! auth-options.c `sshauthopt_parse`).

use super::AskedKey;
use crate::evidence::PublicKey;
use crate::text::Untrusted;

/// One line of a key file. Values of `command=` and `environment=` are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// From 1.
    pub number: usize,
    /// Its text.
    pub text: Untrusted,
}

/// What a line is to sshd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// Blank, or a comment.
    Nothing,
    /// A key with its options and its comment.
    Key(PublicKey, KeyOptions, Untrusted),
    /// No key that sshd can read: why, in OpenSSH's words where it has some.
    Broken(&'static str),
}

/// The options before a key, as far as they can keep a login out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyOptions {
    /// `from=`
    pub from: Option<String>,
    /// `expiry-time=`, seconds since 1970, read as UTC.
    pub expires: Option<u64>,
    /// `cert-authority`: the key signs certificates, and does not log in by itself.
    pub authority: bool,
    /// `command=`
    pub command: bool,
    /// `principals=`
    pub principals: Option<String>,
}

/// Options that sshd knows (auth-options.c), in small letters, `no-` left out.
const KNOWN: &[&str] = &[
    "agent-forwarding",
    "cert-authority",
    "command",
    "environment",
    "expiry-time",
    "from",
    "permitlisten",
    "permitopen",
    "port-forwarding",
    "principals",
    "pty",
    "restrict",
    "touch-required",
    "tunnel",
    "user-rc",
    "verify-required",
    "x11-forwarding",
];
/// Until here all ed25519 keys read alike in base64.
const COMMON: usize = 32;

impl KeyLine {
    /// Does it hold the key with this fingerprint?
    pub fn is_key(&self, fingerprint: &str) -> bool {
        matches!(self.read(), Registered::Key(key, _, _) if key.fingerprint() == fingerprint)
    }

    /// Reads it.
    pub fn read(&self) -> Registered {
        let whole = String::from_utf8_lossy(self.text.bytes()).into_owned();
        if whole.starts_with(['\u{feff}', '\u{fffd}']) {
            return Registered::Broken("a byte-order mark stands before it");
        }
        if whole.ends_with('\u{1}')
            && PublicKey::from_line(whole.trim_end_matches('\u{1}')).is_none()
        {
            return Registered::Broken("it ends in a carriage return");
        }
        let text = whole
            .trim_end_matches('\u{1}')
            .trim_start_matches([' ', '\t']);
        if text.is_empty() || text.starts_with('#') {
            return Registered::Nothing;
        }
        if let Some(key) = key_of(text) {
            return Registered::Key(key, KeyOptions::default(), comment(text));
        }
        if text == "PRIVATE KEY" {
            return Registered::Broken("it is part of a private key");
        }
        if text.starts_with("---- BEGIN SSH2") || text.starts_with("PuTTY-User-Key-File") {
            return Registered::Broken("it is a key in the format of another program");
        }
        let Some((options, rest)) = past_options(text) else {
            return Registered::Broken("missing end quote");
        };
        match (key_of(rest), read_options(options)) {
            (Some(_), Err(why)) => Registered::Broken(why),
            (Some(key), Ok(options)) => Registered::Key(key, options, comment(rest)),
            (None, _) if is_type(text) || is_type(rest) => {
                Registered::Broken("the key is cut, wrapped or damaged")
            }
            (None, _) if text.starts_with("AAAA") => {
                Registered::Broken("the word for the type is missing before the key")
            }
            (None, _) => Registered::Broken("there is no key in it"),
        }
    }

    /// Does this line, which sshd cannot read, hold a piece of that key which no other key has?
    pub fn holds_a_piece_of(&self, asked: &AskedKey) -> bool {
        if asked.key.is_fingerprint_only() {
            return false;
        }
        let line = asked.key.line();
        let Some((_, blob)) = line.split_once(' ') else {
            return false;
        };
        let text = String::from_utf8_lossy(self.text.bytes()).into_owned();
        // What an editor made of UTF-16 has a blank after every letter.
        let text = if text.contains("s s h -") {
            text.replace(' ', "")
        } else {
            text
        };
        let Some(start) = text.find("AAAA") else {
            return blob
                .get(COMMON..)
                .is_some_and(|own| text.len() > 15 && own.contains(text.trim()));
        };
        let piece: String = text[start..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c))
            .collect();
        let same = piece
            .bytes()
            .zip(blob.bytes())
            .take_while(|(one, other)| one == other)
            .count();
        same >= COMMON.max(piece.len().min(blob.len()).saturating_sub(2)) || text.contains(blob)
    }
}

fn key_of(text: &str) -> Option<PublicKey> {
    PublicKey::from_line(text).filter(PublicKey::decodes)
}

fn comment(text: &str) -> Untrusted {
    let mut words = text.splitn(3, [' ', '\t']).skip(2);
    Untrusted::from(words.next().unwrap_or_default().trim())
}

/// Does it begin with the name of a type of key?
fn is_type(text: &str) -> bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"]
        .iter()
        .any(|begin| text.starts_with(begin))
}

/// The options before the first blank that is in no quotes, and what follows (sshkey.c `sshkey_advance_past_options`).
fn past_options(text: &str) -> Option<(&str, &str)> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            ' ' | '\t' if !quoted => {
                return Some((&text[..at], text[at..].trim_start_matches([' ', '\t'])));
            }
            _ => {}
        }
        escaped = false;
    }
    (!quoted).then_some((text, ""))
}

fn read_options(text: &str) -> Result<KeyOptions, &'static str> {
    let mut options = KeyOptions::default();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find([',', '=']).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        let bare = name.strip_prefix("no-").unwrap_or(&name);
        if !KNOWN.contains(&bare) {
            return Err("unknown key option");
        }
        rest = &rest[end..];
        let mut value = None;
        if let Some(after) = rest.strip_prefix('=') {
            let (taken, left) = take_value(after).ok_or("missing start or end quote")?;
            (value, rest) = (Some(taken), left);
        }
        rest = match rest.strip_prefix(',') {
            Some(after) => after,
            None if rest.is_empty() => rest,
            None => return Err("invalid characters after option"),
        };
        match bare {
            "from" => options.from = value,
            "expiry-time" => {
                options.expires = Some(
                    value
                        .as_deref()
                        .and_then(moment)
                        .ok_or("invalid expires time")?,
                );
            }
            "cert-authority" => options.authority = true,
            "command" => options.command = true,
            "principals" => options.principals = value,
            _ => {}
        }
    }
    Ok(options)
}

/// A quoted value, or the `*` that stands for one nobody may see.
fn take_value(text: &str) -> Option<(String, &str)> {
    if let Some(left) = text.strip_prefix('*') {
        return Some((String::new(), left));
    }
    let inner = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut letters = inner.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(|(_, next)| *next == '"') => {
                letters.next();
                value.push('"');
            }
            '"' => return Some((value, &inner[at + 1..])),
            letter => value.push(letter),
        }
    }
    None
}

/// `YYYYMMDD[HHMM[SS]][Z]` (sshd(8)), read as UTC.
fn moment(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(['Z', 'z']);
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| {
        digits
            .get(from..to)
            .map_or(Some(0), |part| part.parse::<i64>().ok())
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Howard Hinnant's days_from_civil.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    u64::try_from(days * 86_400 + hour * 3_600 + minute * 60 + second).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";

    fn line(text: &str) -> KeyLine {
        KeyLine {
            number: 1,
            text: Untrusted::from(text),
        }
    }

    fn asked() -> AskedKey {
        AskedKey {
            key: PublicKey::from_line(KEY).unwrap(),
            certificate: None,
        }
    }

    #[test]
    fn a_line_is_what_sshd_makes_of_it() {
        let key = |options| {
            Registered::Key(
                PublicKey::from_line(KEY).unwrap(),
                options,
                Untrusted::from("me"),
            )
        };
        for (text, expected) in [
            (String::new(), Registered::Nothing),
            ("  # ssh-ed25519".into(), Registered::Nothing),
            (format!("{KEY} me"), key(KeyOptions::default())),
            (format!("\t{KEY} me\u{1}"), key(KeyOptions::default())),
            (
                format!("from=\"10.0.0.0/8,*.lab\",no-pty,command=* {KEY} me"),
                key(KeyOptions {
                    from: Some("10.0.0.0/8,*.lab".into()),
                    command: true,
                    ..KeyOptions::default()
                }),
            ),
            (
                format!("expiry-time=\"20200101\" {KEY} me"),
                key(KeyOptions {
                    expires: Some(1_577_836_800),
                    ..KeyOptions::default()
                }),
            ),
            (
                format!("no-such-option {KEY} me"),
                Registered::Broken("unknown key option"),
            ),
            (
                format!("from=\"10.0.0.1 {KEY} me"),
                Registered::Broken("missing end quote"),
            ),
            (
                format!("from=10.0.0.1 {KEY} me"),
                Registered::Broken("missing start or end quote"),
            ),
            (
                KEY[..60].into(),
                Registered::Broken("the key is cut, wrapped or damaged"),
            ),
            (
                KEY[12..].into(),
                Registered::Broken("the word for the type is missing before the key"),
            ),
            (
                format!("\u{feff}{KEY}"),
                Registered::Broken("a byte-order mark stands before it"),
            ),
            (
                "PRIVATE KEY".into(),
                Registered::Broken("it is part of a private key"),
            ),
        ] {
            assert_eq!(line(&text).read(), expected, "{text}");
        }
    }

    #[test]
    fn a_piece_of_a_key_is_known_again() {
        let other = KEY.replace("ILgW", "IKgW");
        for (text, expected) in [
            (&KEY[..60], true),
            (&KEY[..64], true),
            (&KEY[64..], true),
            (&KEY[12..], true),
            (&KEY[..40], false),
            (&other[..60], false),
            ("some words", false),
        ] {
            assert_eq!(line(text).holds_a_piece_of(&asked()), expected, "{text}");
        }
    }

    #[test]
    fn a_day_is_read() {
        assert_eq!(moment("19700102"), Some(86_400));
        assert_eq!(moment("202606151230Z"), Some(1_781_526_600));
        assert_eq!(moment("2026-06-15"), None);
        assert_eq!(moment("20261399"), None);
    }
}
