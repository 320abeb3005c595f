//! Text from outside: bounded, and made harmless before anybody sees it.

use std::fmt;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Bytes that came from the network, a file or a log. They reach a person only through [`Untrusted::visible`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Untrusted(Vec<u8>);

/// More than this is not kept of any one text, in bytes.
const KEPT: usize = 4096;

impl Untrusted {
    /// Keeps the first 4096 bytes of `bytes`.
    pub fn new(bytes: impl AsRef<[u8]>) -> Untrusted {
        let bytes = bytes.as_ref();
        Untrusted(bytes[..bytes.len().min(KEPT)].to_vec())
    }

    /// The raw bytes, for comparing; never for printing.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Does the text, read as ASCII, contain `needle`?
    pub fn contains(&self, needle: &str) -> bool {
        self.0
            .windows(needle.len().max(1))
            .any(|window| window == needle.as_bytes())
    }

    /// What follows the first `words`; nothing where they are not there.
    pub fn after(&self, words: &str) -> Untrusted {
        let mut rest = self.0.as_slice();
        while let [_, behind @ ..] = rest {
            if let Some(after) = rest.strip_prefix(words.as_bytes()) {
                return Untrusted::new(after.trim_ascii());
            }
            rest = behind;
        }
        Untrusted::default()
    }

    /// Nothing at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One line of at most `columns` columns in which nothing can drive a terminal: control characters, direction and
    /// zero-width characters are written out as `\x1b` or `\u{202e}`, bytes that are not UTF-8 as `\xff`.
    pub fn visible(&self, columns: usize) -> String {
        truncate(written_out(&self.0).trim_end(), columns)
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.visible(200))
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Untrusted {
        Untrusted::new(text)
    }
}

/// A base letter keeps this many marks; more of them climb over the neighbouring lines.
const COMBINING_KEPT: usize = 2;

/// Bytes as text in which nothing can drive a terminal.
fn written_out(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in bytes.utf8_chunks() {
        let mut combining = 0;
        for c in chunk.valid().chars() {
            combining = if c.width() == Some(0) {
                combining + 1
            } else {
                0
            };
            push_visible(&mut shown, c, combining);
        }
        for byte in chunk.invalid() {
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
    shown
}

fn push_visible(shown: &mut String, c: char, combining: usize) {
    match c {
        '\t' => shown.push(' '),
        c if (c as u32) < 0x100 && c.is_control() => {
            shown.push_str(&format!("\\x{:02x}", c as u32))
        }
        c if drives_a_terminal(c) || combining > COMBINING_KEPT => {
            shown.push_str(&format!("\\u{{{:x}}}", c as u32))
        }
        c => shown.push(c),
    }
}

/// Characters that change how others are shown, or are not shown themselves: C0, C1, DEL, direction marks (Unicode
/// Bidi_Control), zero-width, tag, variation and separator characters.
pub fn drives_a_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// `text` with everything that could drive a terminal written out; newlines stay.
pub fn harmless(text: &str) -> String {
    text.split('\n')
        .map(|line| written_out(line.as_bytes()))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Columns `text` takes in a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// At most `columns` columns of `text`; what is cut is marked with `...`.
pub fn truncate(text: &str, columns: usize) -> String {
    if text.len() <= columns || text.width() <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(3);
    let mut used = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= room
        })
        .collect();
    kept + "..."
}

/// `text` filled with blanks to `columns` columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// Lines of at most `columns` columns. Breaks at blanks, and between characters of scripts that are written without
/// blanks, but not before a closing mark nor after an opening one (the heart of kinsoku). A line that is little more than
/// one long word is something to paste, such as a public key: it stays whole.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut used) = (String::new(), 0);
        let pieces = pieces(paragraph);
        if is_to_paste(&pieces) {
            lines.push(paragraph.to_owned());
            continue;
        }
        // An endless list without blanks (algorithm names) breaks behind its commas.
        let breakable = pieces.into_iter().flat_map(|piece| {
            let whole = piece.trim_end().width() <= columns;
            let parts = if whole {
                vec![piece]
            } else {
                piece.split_inclusive(',').collect()
            };
            parts.into_iter()
        });
        for piece in breakable {
            let piece_width = piece.trim_end().width();
            if used > 0 && used + piece_width > columns {
                lines.push(line.trim_end().to_owned());
                (line, used) = (String::new(), 0);
            }
            line.push_str(piece);
            used += piece.width();
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Is there a word longer than a fingerprint, and more of it than of all others? A list with commas is none.
fn is_to_paste(pieces: &[&str]) -> bool {
    let words = pieces.iter().flat_map(|piece| piece.split(','));
    let widths = words.map(|word| word.trim_end().width());
    let (longest, all) = widths.fold((0, 0), |(longest, all), width| {
        (longest.max(width), all + width)
    });
    longest > 60 && longest * 2 > all
}

/// The unbreakable pieces of a paragraph, each with the blanks that follow it.
fn pieces(paragraph: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before: Option<char> = None;
    for (at, c) in paragraph.char_indices() {
        if let Some(b) = before {
            let after_blank = b == ' ' && c != ' ';
            let between_wide = (is_wide(b) || is_wide(c)) && b != ' ' && c != ' ';
            if (after_blank || between_wide) && !closes(c) && !opens(b) {
                cuts.push(at);
            }
        }
        before = Some(c);
    }
    cuts.push(paragraph.len());
    cuts.windows(2)
        .map(|pair| &paragraph[pair[0]..pair[1]])
        .collect()
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

fn closes(c: char) -> bool {
    "、。，．・：；？！ー）」』】〉》〕’”ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々),.:;?!]}"
        .contains(c)
}

fn opens(c: char) -> bool {
    "（「『【〈《〔‘“([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_can_drive_a_terminal() {
        for (raw, shown) in [
            (&b"plain"[..], "plain"),
            (b"\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
            (b"over\rwrite", r"over\x0dwrite"),
            (b"\xff\xfe", r"\xff\xfe"),
            ("\u{9b}31m".as_bytes(), r"\x9b31m"),
            ("a\u{202e}b".as_bytes(), r"a\u{202e}b"),
            ("z\u{200b}w\u{e0041}".as_bytes(), r"z\u{200b}w\u{e0041}"),
            ("日本語".as_bytes(), "日本語"),
            (
                "e\u{301}\u{301}\u{301}\u{301}".as_bytes(),
                "e\u{301}\u{301}\\u{301}\\u{301}",
            ),
        ] {
            assert_eq!(Untrusted::new(raw).visible(200), shown, "{raw:?}");
        }
    }

    #[test]
    fn what_is_kept_and_shown_is_bounded() {
        let flood = Untrusted::new(vec![b'a'; 1 << 20]);
        assert_eq!(flood.bytes().len(), KEPT);
        assert_eq!(flood.visible(20), "aaaaaaaaaaaaaaaaa...");
        assert_eq!(width(&Untrusted::from("ポート番号").visible(8)), 7);
    }

    #[test]
    fn lines_fit_in_both_scripts() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("鍵がない。次へ", 8), ["鍵がな", "い。次へ"]);
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(
            wrap("see /a/very/long/path now", 8),
            ["see", "/a/very/long/path", "now"]
        );
        assert_eq!(wrap("aes128,aes256 x", 8), ["aes128,", "aes256 x"]);
        let key = format!("ssh-ed25519 {} demo", "A".repeat(68));
        assert_eq!(wrap(&key, 75), [key.as_str()]);
        for line in wrap(
            "サーバーは「公開鍵」を受け付けません。ssh -p 2222 を試す",
            20,
        ) {
            assert!(width(&line) <= 20, "{line}");
        }
    }
}
