//! The block that the console script prints (`server/console.sh`), out of whatever was copied around it: every line of it
//! has its number and its length, so that one that the console wrapped is put together again, and one that is gone is missed.

/// More is no block of that script.
const LINES: usize = 2_000;
const LONGEST: usize = 4_000;

/// A block as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsoleBlock {
    /// Its facts, one a line, as `facts.sh` writes them.
    pub facts: Vec<u8>,
    /// Its lines that are not there, or not whole, from 1; the last line of all is known by what it says.
    pub missing: Vec<usize>,
}

impl ConsoleBlock {
    /// The last whole block in the text; without one, the last that begins.
    pub fn find(text: &[u8]) -> Option<ConsoleBlock> {
        let mut blocks: Vec<Vec<Line>> = Vec::new();
        for line in text.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match head(line) {
                Some(line) if line.number == 1 => blocks.push(vec![line]),
                Some(line) => {
                    if let Some(block) = blocks.last_mut().filter(|block| block.len() < LINES) {
                        block.push(line);
                    }
                }
                None => {
                    if let Some(open) = blocks.last_mut().and_then(|block| block.last_mut()) {
                        open.goes_on(line);
                    }
                }
            }
        }
        let mut found = blocks.iter().rev().map(|block| of(block));
        let last = found.next()?;
        if last.missing.is_empty() {
            return Some(last);
        }
        Some(found.find(|block| block.missing.is_empty()).unwrap_or(last))
    }
}

struct Line {
    number: usize,
    length: usize,
    /// As the console broke it.
    pieces: Vec<Vec<u8>>,
}

impl Line {
    fn goes_on(&mut self, piece: &[u8]) {
        let had: usize = self.pieces.iter().map(Vec::len).sum();
        if had < self.length && self.pieces.len() < LONGEST {
            self.pieces.push(piece.to_vec());
        }
    }

    /// The line, where it is as long as it says. Blanks that were lost where it was broken are put back: at one break it is
    /// clear where.
    fn whole(&self) -> Option<Vec<u8>> {
        let had: usize = self.pieces.iter().map(Vec::len).sum();
        let lost = self.length.checked_sub(had)?;
        match (lost, self.pieces.as_slice()) {
            (0, pieces) => Some(pieces.concat()),
            (lost, [first, second]) => {
                Some([first.as_slice(), &vec![b' '; lost], second.as_slice()].concat())
            }
            (_, _) => None,
        }
    }
}

/// `@12 34 the line`, behind the marks of a quotation too.
fn head(line: &[u8]) -> Option<Line> {
    let quoted = |byte: &u8| matches!(byte, b' ' | b'>' | b'|' | b'\t');
    let start = line.iter().position(|byte| !quoted(byte))?;
    let rest = line[start..].strip_prefix(b"@")?;
    let (number, rest) = digits(rest)?;
    let (length, rest) = match digits(rest)? {
        (length, b"") if length == 0 => (length, &b""[..]),
        found => found,
    };
    let possible = (1..=LINES).contains(&number) && length <= LONGEST;
    // Blanks behind the end are the console's.
    let text = if rest.len() > length && rest[length..].iter().all(|byte| *byte == b' ') {
        &rest[..length]
    } else {
        rest
    };
    possible.then(|| Line {
        number,
        length,
        pieces: vec![text.to_vec()],
    })
}

/// A number and the blank behind it.
fn digits(text: &[u8]) -> Option<(usize, &[u8])> {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let number = std::str::from_utf8(&text[..end]).ok()?.parse().ok()?;
    let rest = &text[end..];
    Some((number, rest.strip_prefix(b" ").unwrap_or(rest)))
}

fn of(block: &[Line]) -> ConsoleBlock {
    let mut found = ConsoleBlock::default();
    let mut next = 1;
    let mut ended = false;
    for line in block {
        if line.number < next {
            continue;
        }
        found.missing.extend(next..line.number);
        next = line.number + 1;
        match line.whole() {
            Some(text) => {
                ended = text == super::END;
                found.facts.extend_from_slice(&text);
                found.facts.push(b'\n');
            }
            None => found.missing.push(line.number),
        }
    }
    if !ended {
        found.missing.push(next);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::ConsoleBlock;

    const FACTS: [&str; 4] = [
        "sshdoctor-facts 1 begin",
        "uid 0",
        "effective pubkeyacceptedalgorithms ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,sk-ssh-ed25519@openssh.com and more words",
        "sshdoctor-facts end",
    ];

    fn printed() -> String {
        let line = |(at, text): (usize, &&str)| format!("@{} {} {text}\n", at + 1, text.len());
        FACTS.iter().enumerate().map(line).collect()
    }

    fn wrapped(text: &str, columns: usize, trimmed: bool) -> String {
        let rows = |line: &str| {
            let letters: Vec<char> = line.chars().collect();
            let rows = letters
                .chunks(columns)
                .map(|row| row.iter().collect::<String>());
            let row = |row: String| {
                if trimmed {
                    row.trim_end().to_owned()
                } else {
                    row
                }
            };
            rows.map(row).collect::<Vec<_>>().join("\r\n")
        };
        text.lines().map(rows).collect::<Vec<_>>().join("\r\n")
    }

    fn facts(text: &str) -> (String, Vec<usize>) {
        let block = ConsoleBlock::find(text.as_bytes()).unwrap();
        (String::from_utf8(block.facts).unwrap(), block.missing)
    }

    #[test]
    fn it_is_read_however_the_console_shows_it() {
        let expected = (FACTS.map(|line| format!("{line}\n")).concat(), Vec::new());
        let plain = printed();
        let padded: String = plain.lines().map(|line| format!("{line:<100}\n")).collect();
        let quoted: String = plain.lines().map(|line| format!("> {line}\n")).collect();
        for text in [
            plain.clone(),
            wrapped(&plain, 80, false),
            // A blank stands at the end of the row.
            wrapped(&plain, 38, false),
            wrapped(&plain, 96, true),
            padded,
            quoted,
            format!("root@web1:~# sh -c 'u=$1\r\n> {{ echo\r\n{plain}root@web1:~# \r\n"),
            format!("{plain}\n{plain}"),
            format!("{plain}\n@1 23 sshdoctor-facts 1 begin\n@2 5 uid 1\n"),
        ] {
            assert_eq!(facts(&text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let plain = printed();
        let without = |part: &str| {
            plain
                .lines()
                .filter(|line| !line.contains(part))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(facts(&without("uid")).1, [2]);
        assert_eq!(facts(&without("facts end")).1, [4]);
        assert_eq!(
            facts(&plain.replace("sk-ssh-ed25519@openssh.com", "")).1,
            [3]
        );
        assert_eq!(facts(&plain.replace("uid 0", "uid 0 [ 12.3] usb")).1, [2]);
        assert!(ConsoleBlock::find(b"no block @2 5 uid 0\n@x\n@\n@9").is_none());
    }
}
