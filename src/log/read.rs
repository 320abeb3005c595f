//! Bytes to lines: whatever a person saved, in bounded memory.

use std::io::{self, Read};

use encoding_rs::{Decoder, EUC_JP, Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// More of one line is not looked at. A line of Ansible's JSON holds a whole transcript.
const LONGEST_LINE: usize = 256 * 1024;
/// Read at a time.
const CHUNK: usize = 64 * 1024;

/// Gives every line of `input` to `each`: its number, from 1, and its bytes, in UTF-8 unless it is in an eight-bit
/// encoding ([`text`] reads those).
pub(super) fn lines(mut input: impl Read, mut each: impl FnMut(usize, &[u8])) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    let mut wide: Option<Decoder> = None;
    let mut cutter = Cutter {
        line: Vec::new(),
        number: 1,
    };
    let mut first = true;
    loop {
        let length = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let mut bytes = &chunk[..length];
        if std::mem::take(&mut first) {
            wide = wide_encoding(bytes).map(Encoding::new_decoder);
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        match &mut wide {
            Some(decoder) => {
                let mut text = String::with_capacity(
                    decoder
                        .max_utf8_buffer_length(bytes.len())
                        .unwrap_or(CHUNK * 4),
                );
                let _ = decoder.decode_to_string(bytes, &mut text, false);
                cutter.take(text.as_bytes(), &mut each);
            }
            None => cutter.take(bytes, &mut each),
        }
    }
    if !cutter.line.is_empty() {
        each(cutter.number, &cutter.line);
    }
    Ok(())
}

struct Cutter {
    line: Vec<u8>,
    number: usize,
}

impl Cutter {
    fn take(&mut self, mut bytes: &[u8], each: &mut impl FnMut(usize, &[u8])) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            if self.line.is_empty() {
                each(self.number, &bytes[..end.min(LONGEST_LINE)]);
            } else {
                self.keep(&bytes[..end]);
                each(self.number, &self.line);
                self.line.clear();
            }
            self.number += 1;
            bytes = &bytes[end + 1..];
        }
        self.keep(bytes);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST_LINE.saturating_sub(self.line.len());
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// UTF-16, by its byte-order mark or because every other byte of the beginning is zero (PowerShell's `>`).
fn wide_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(256) & !1];
    let zeros = |odd: usize| {
        sample
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let most = sample.len() / 4;
    match (zeros(0), zeros(1)) {
        _ if sample.len() < 4 => None,
        (0, little) if little > most => Some(UTF_16LE),
        (big, 0) if big > most => Some(UTF_16BE),
        (_, _) => None,
    }
}

/// One line as text. What is not UTF-8 is Japanese if it reads as Japanese with kana in it, else Western European.
pub(super) fn text(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    for encoding in [SHIFT_JIS, EUC_JP] {
        let decoded = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        if let Some(text) = decoded
            && text.chars().any(|c| matches!(c, '\u{3041}'..='\u{30ff}'))
        {
            return text.into_owned();
        }
    }
    WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        lines(bytes, |number, line| found.push((number, text(line)))).unwrap();
        found
    }

    #[test]
    fn every_encoding_people_save_is_read() {
        let said = "接続を拒否されました";
        let line = format!("{said}\nb");
        let expected = vec![(1, said.to_owned()), (2, String::from("b"))];
        let utf16 = |swap: bool| -> Vec<u8> {
            line.encode_utf16()
                .flat_map(|unit| {
                    if swap {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        assert_eq!(read(line.as_bytes()), expected);
        assert_eq!(read(format!("\u{feff}{line}").as_bytes()), expected);
        assert_eq!(read(&[&[0xff, 0xfe][..], &utf16(false)].concat()), expected);
        assert_eq!(read(&[&[0xfe, 0xff][..], &utf16(true)].concat()), expected);
        assert_eq!(read(&SHIFT_JIS.encode(&line).0), expected);
        assert_eq!(read(&EUC_JP.encode(&line).0), expected);
        assert_eq!(
            read(&WINDOWS_1252.encode("Connexion refusée").0)[0].1,
            "Connexion refusée"
        );
        let plain: Vec<u8> = "ssh: connect"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&plain), [(1, String::from("ssh: connect"))]);
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let flood = vec![b'a'; 3 * LONGEST_LINE];
        let found = read(&flood);
        assert_eq!((found.len(), found[0].1.len()), (1, LONGEST_LINE));
    }
}
