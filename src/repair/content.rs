//! What the changed file holds.

use crate::evidence::Defect;
use crate::lang::Say;
use crate::say;

/// The private key without its defect; nothing where it cannot be told from what is there.
pub(super) fn mended(before: &[u8], defect: Defect) -> Option<Vec<u8>> {
    let lines = || before.split_inclusive(|byte| *byte == b'\n');
    match defect {
        Defect::Crlf => {
            let mut after: Vec<u8> = Vec::with_capacity(before.len());
            for line in lines() {
                let bare = line.strip_suffix(b"\n").unwrap_or(line);
                after.extend(bare.strip_suffix(b"\r").unwrap_or(bare));
                after.push(b'\n');
            }
            Some(after)
        }
        Defect::NoFinalNewline => Some([before, b"\n"].concat()),
        Defect::ByteOrderMark => before.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec),
        Defect::Indented => Some(
            lines()
                .flat_map(<[u8]>::trim_ascii_start)
                .copied()
                .collect(),
        ),
        Defect::LeadingText => {
            let begin = b"-----BEGIN ";
            let at = before
                .windows(begin.len())
                .position(|window| window == begin)?;
            Some(before[at..].to_vec())
        }
        Defect::Utf16
        | Defect::OneLine
        | Defect::NoHeader
        | Defect::Empty
        | Defect::CutShort
        | Defect::Html
        | Defect::Corrupt => None,
    }
}

/// What that comes to. Nothing of a private key is ever shown.
pub(super) fn mended_shown(defect: Defect) -> Say {
    match defect {
        Defect::Crlf => say!("CR LF -> LF", "改行 CR LF → LF"),
        Defect::NoFinalNewline => say!("a newline at its end", "末尾に改行を追加"),
        Defect::ByteOrderMark => say!("without its byte-order mark", "先頭の BOM を削除"),
        Defect::Indented => say!("without blanks before its lines", "行頭の空白を削除"),
        Defect::LeadingText
        | Defect::Utf16
        | Defect::OneLine
        | Defect::NoHeader
        | Defect::Empty
        | Defect::CutShort
        | Defect::Html
        | Defect::Corrupt => say!(
            "without what stands before its BEGIN line",
            "BEGIN の行より前を削除"
        ),
    }
}

/// The file without these lines (from 1), each of which must hold its key; and the lines that go.
pub(super) fn without_lines(
    before: &[u8],
    lines: &[(usize, String)],
) -> Option<(Vec<u8>, Vec<Say>)> {
    let text = String::from_utf8_lossy(before);
    let all: Vec<&str> = text.split_inclusive('\n').collect();
    for (number, key) in lines {
        let line = all.get(number.checked_sub(1)?)?;
        if !line.split_ascii_whitespace().any(|word| word == key) {
            return None;
        }
    }
    let goes = |at: usize| lines.iter().any(|(number, _)| *number == at + 1);
    let after = before
        .split_inclusive(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(at, _)| !goes(*at))
        .flat_map(|(_, line)| line.iter().copied())
        .collect();
    let gone = all.iter().enumerate().filter(|(at, _)| goes(*at));
    let gone = gone.map(|(at, line)| {
        let begin: String = line.trim_end().chars().take(60).collect();
        Say::verbatim(format!("- {}: {begin}", at + 1))
    });
    Some((after, gone.collect()))
}

/// The block, a blank line, and what was there.
pub(super) fn with_block(before: &[u8], lines: &[String]) -> Vec<u8> {
    let mut after: Vec<u8> = Vec::new();
    for line in lines {
        after.extend(line.as_bytes());
        after.push(b'\n');
    }
    if !before.is_empty() {
        after.push(b'\n');
        after.extend(before);
    }
    after
}
