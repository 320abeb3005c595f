//! What stands around ssh's sentences in a paste: colours, prompts, time stamps, quote marks, JSON.

use std::borrow::Cow;

/// One line without what only decorates it.
pub(super) fn strip(text: &str) -> String {
    let text = plain(text);
    let mut rest = text.trim();
    loop {
        let shorter = ["> ", "| ", ">", "```", "[stderr] ", "remote: "]
            .iter()
            .find_map(|mark| rest.strip_prefix(mark))
            .or_else(|| stamp(rest))
            .map(str::trim_start);
        match shorter {
            Some(shorter) if shorter.len() < rest.len() => rest = shorter,
            _ => return rest.trim_end().to_owned(),
        }
    }
}

/// What follows a time stamp or a line number at the beginning of a line.
fn stamp(text: &str) -> Option<&str> {
    let (word, rest) = text.split_once([' ', '\t'])?;
    let inner = word
        .trim_start_matches('[')
        .trim_end_matches(['|', ':', ']', ')']);
    let digits = inner.bytes().filter(u8::is_ascii_digit).count();
    let others = inner
        .bytes()
        .filter(|byte| !b"-:.,TZ+/".contains(byte) && !byte.is_ascii_digit())
        .count();
    let is_number = digits == inner.len()
        && digits <= 6
        && digits > 0
        && (rest.starts_with(' ') || inner.len() < word.len() || rest.starts_with("debug"));
    let is_time = digits >= 6 && others == 0 && inner.contains(':');
    let is_date = digits >= 6 && others == 0 && inner.matches(['-', '/']).count() == 2;
    (is_number || is_time || is_date).then_some(rest)
}

/// Without escape sequences and other control characters.
fn plain(text: &str) -> Cow<'_, str> {
    // Most lines are ASCII without any, and there may be a million of them.
    let decorated = match text.is_ascii() {
        true => text.bytes().any(|byte| byte.is_ascii_control()),
        false => text.chars().any(char::is_control),
    };
    if !decorated {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\u{1b}' => escape(&mut letters),
            '\t' => kept.push(' '),
            '\u{8}' => drop(kept.pop()),
            // What a progress bar wrote before is overwritten on the screen; the words behind it are what was read last.
            '\r' => kept.push(' '),
            c if c.is_control() => {}
            c => kept.push(c),
        }
    }
    Cow::Owned(kept)
}

/// Skips one escape sequence (ECMA-48 section 5.4; OSC ends with BEL or ST).
fn escape(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match letters.next() {
        Some('[') => {
            for c in letters.by_ref() {
                if ('\u{40}'..='\u{7e}').contains(&c) {
                    return;
                }
            }
        }
        Some(']') => {
            while let Some(c) = letters.next() {
                if c == '\u{7}' || (c == '\u{1b}' && letters.next_if_eq(&'\\').is_some()) {
                    return;
                }
            }
        }
        Some(_) | None => {}
    }
}

/// The sentences of one line: Ansible and CI systems put several into one string of JSON.
pub(super) fn sentences(line: &str) -> Vec<Cow<'_, str>> {
    let object = line.trim_start().starts_with('{') && line.contains("\\\"");
    let json = object
        || line.contains("\\r\\n")
        || (line.contains("\\n") && (line.contains("\": \"") || line.contains("\":\"")));
    if !json {
        return vec![Cow::Borrowed(line)];
    }
    let unquoted = line
        .replace("\\r\\n", "\n")
        .replace("\\n", "\n")
        .replace("\\\"", "\"");
    unquoted
        .split('\n')
        .map(|part| Cow::Owned(part.to_owned()))
        .collect()
}

/// A server's programs, as they name themselves to syslog; from 9.8 on a connection has its own, from 10.0 two.
const SERVERS: [&str; 4] = ["sshd", "sshd-session", "sshd-auth", "dropbear"];

/// The process of a server that a line of a log comes from: `sshd[1234]:` of syslog, `sshd 1234 -` of RFC 5424, a journal's
/// JSON, `1234 2026-11-20 10:00:00.123` of Win32-OpenSSH's sshd.log.
pub(super) fn origin(text: &str) -> Option<u32> {
    SERVERS
        .iter()
        .find_map(|program| {
            let at = |(at, _)| text.get(at..);
            text.match_indices(program)
                .filter_map(at)
                .find_map(|found| {
                    let before = text.len() - found.len();
                    let alone = text[..before]
                        .chars()
                        .next_back()
                        .is_none_or(|c| c.is_whitespace() || "/|\"".contains(c));
                    let rest = found.strip_prefix(program).filter(|_| alone)?;
                    match rest.strip_prefix('[') {
                        Some(rest) => rest.split_once(']')?.0.parse().ok(),
                        None => rfc5424(rest),
                    }
                })
        })
        .or_else(|| of_journal(text))
        .or_else(|| of_windows(text))
        .or_else(|| of_dropbear(text))
}

/// ` PROCID MSGID STRUCTURED-DATA MESSAGE`, with nothing for the last two but one (RFC 5424 section 6).
fn rfc5424(rest: &str) -> Option<u32> {
    let mut words = rest.strip_prefix(' ')?.split(' ');
    let pid = words.next()?.parse().ok()?;
    (words.next()? == "-").then_some(pid)
}

/// `journalctl -o json`
fn of_journal(text: &str) -> Option<u32> {
    let field = |name: &str| {
        let (_, rest) = text.split_once(name)?;
        let rest = rest.trim_start_matches([' ', ':']).strip_prefix('"')?;
        rest.split_once('"').map(|(value, _)| value)
    };
    let program = field("\"SYSLOG_IDENTIFIER\"")?;
    SERVERS
        .contains(&program)
        .then(|| field("\"_PID\"").or_else(|| field("\"SYSLOG_PID\"")))
        .flatten()?
        .parse()
        .ok()
}

/// `[1234] Nov 20 10:00:00 Exit (root): …`: dropbear -E on its own terminal.
fn of_dropbear(text: &str) -> Option<u32> {
    let (pid, rest) = text.strip_prefix('[')?.split_once("] ")?;
    let mut words = rest.split_ascii_whitespace();
    let (month, day, clock) = (words.next()?, words.next()?, words.next()?);
    let dated = month.len() == 3 && day.parse::<u8>().is_ok() && clock.len() == 8;
    let dated = dated && clock.bytes().filter(|byte| *byte == b':').count() == 2;
    dated.then(|| pid.parse().ok()).flatten()
}

fn of_windows(text: &str) -> Option<u32> {
    let mut words = text.split(' ');
    let pid = words.next()?.parse().ok()?;
    let digits = |word: &str, marks: &str| {
        word.chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .eq(marks.chars())
    };
    let dated = digits(words.next()?, "0000-00-00") && digits(words.next()?, "00:00:00.000");
    dated.then_some(pid)
}

/// Seconds of the day, where a line begins with a clock.
pub(super) fn clock(text: &str) -> Option<u32> {
    let end = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
    text[..end]
        .split(|c: char| !c.is_ascii_digit() && c != ':')
        .find_map(|word| {
            let mut parts = word.split(':').map(|part| {
                (part.len() == 2)
                    .then(|| part.parse::<u32>().ok())
                    .flatten()
            });
            let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
            (hours < 24 && minutes < 60 && seconds < 61)
                .then_some(hours * 3600 + minutes * 60 + seconds)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_is_taken_off() {
        for (raw, stripped) in [
            (
                "\u{1b}[31mPermission denied (publickey).\u{1b}[0m\r",
                "Permission denied (publickey).",
            ),
            ("> > ssh: connect", "ssh: connect"),
            ("2026-11-20T10:00:00.123Z debug1: x", "debug1: x"),
            ("[10:00:00.123] > ssh: connect", "ssh: connect"),
            ("  12  debug1: x", "debug1: x"),
            ("12: debug1: x", "debug1: x"),
            ("192.0.2.7 port 22", "192.0.2.7 port 22"),
            ("22 is the port", "22 is the port"),
            ("```text", "text"),
        ] {
            assert_eq!(strip(raw), stripped, "{raw}");
        }
    }

    #[test]
    fn a_string_of_json_is_many_sentences() {
        let line = r#"fatal: [web1]: UNREACHABLE! => {"msg": "a\r\nb \"c\"", "unreachable": true}"#;
        let parts = sentences(line);
        assert_eq!(parts.len(), 2);
        assert!(parts[1].starts_with("b \"c\""));
        assert_eq!(sentences(r"C:\new\file").len(), 1);
    }

    #[test]
    fn a_server_s_line_is_known_by_its_program() {
        assert_eq!(
            origin("Nov 20 10:00:00 web1 sshd[1234]: Invalid user"),
            Some(1234)
        );
        assert_eq!(
            origin("2026-11-20T10:00:00+09:00 web1 sshd-session[7]: x"),
            Some(7)
        );
        for (text, pid) in [
            (
                "<86>1 2026-11-20T10:00:00Z web1 sshd 77 - - Failed",
                Some(77),
            ),
            (
                r#"{"_PID":"4711","SYSLOG_IDENTIFIER":"sshd-session","MESSAGE":"x"}"#,
                Some(4711),
            ),
            (r#"{"_PID":"4711","SYSLOG_IDENTIFIER":"cron"}"#, None),
            ("2340 2026-11-20 10:00:00.123 Failed password", Some(2340)),
            (
                "[3151] Dec 11 23:09:45 Exit before auth: Exited normally",
                Some(3151),
            ),
            ("[3151] 23:09:45 Exit", None),
            ("sshd 77 processes", None),
            ("debug1: sshd", None),
        ] {
            assert_eq!(origin(text), pid, "{text}");
        }
        assert_eq!(clock("Nov 20 10:00:01 web1"), Some(36001));
    }
}
