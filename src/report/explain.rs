//! `explain`: the long text of a code, or of the codes a sentence leads to, offline.

use std::io::{self, Write};

use super::paint::{Tone, paint};
use super::terminal::Page as Shape;
use crate::cli::Subject;
use crate::finding::{self, Code, Stage};
use crate::text::{Untrusted, pad, wrap};

/// Nothing was found for the words.
const UNKNOWN: u8 = 2;

/// Explains `subject`; the exit code is 2 where nothing fits.
pub fn explain(out: &mut dyn Write, subject: &Subject, shape: &Shape) -> anyhow::Result<u8> {
    match subject {
        Subject::List => list(out, shape)?,
        Subject::JsonSchema => writeln!(
            out,
            "{}",
            serde_json::to_string_pretty(&super::json::schema())?
        )?,
        Subject::Words(words) => {
            let pages = look_up(words);
            match pages.as_slice() {
                [] => {
                    let words = Untrusted::from(words.join(" ").as_str());
                    // A standard error that is closed is no reason to fail.
                    let _ = writeln!(
                        io::stderr(),
                        "sshdoctor: nothing is known about '{}'; 'sshdoctor explain --list' prints all codes",
                        words.visible(60)
                    );
                    return Ok(UNKNOWN);
                }
                [page] => long(out, page, shape)?,
                // Exact codes are explained in full; a sentence that leads to several is listed.
                several if words.iter().all(|word| finding::page(word).is_some()) => {
                    for page in several {
                        long(out, page, shape)?;
                    }
                }
                several => {
                    for page in several {
                        line(out, page, shape)?;
                    }
                }
            }
        }
    }
    Ok(0)
}

/// The pages that the words name: as codes, else as a sentence that contains a page's own.
pub fn look_up(words: &[String]) -> Vec<Code> {
    let codes: Vec<Code> = words
        .iter()
        .filter_map(|word| finding::page(word))
        .collect();
    if codes.len() == words.len() {
        return codes;
    }
    let sentence = words.join(" ").to_lowercase();
    let says = |page: &Code| {
        page.sentences
            .iter()
            .any(|own| fits(&sentence, &own.to_lowercase()))
    };
    finding::pages().filter(says).collect()
}

/// The sentence holds the page's own words, or is a good part of them.
fn fits(sentence: &str, own: &str) -> bool {
    sentence.contains(own)
        || (sentence.chars().count() >= 12 && own.contains(sentence.trim_end_matches('.')))
}

fn list(out: &mut dyn Write, shape: &Shape) -> io::Result<()> {
    let mut stage: Option<Stage> = None;
    for page in finding::pages() {
        if stage != Some(page.stage) {
            stage = Some(page.stage);
            writeln!(out, "{}", paint(Tone::Quiet, page.stage.name()))?;
        }
        line(out, page, shape)?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, page: Code, shape: &Shape) -> io::Result<()> {
    const CODE: usize = 36;
    let fault = page.fault.lang(shape.lang);
    let room = shape.columns.saturating_sub(CODE + 2).max(24);
    for (index, text) in wrap(fault, room).iter().enumerate() {
        let code = if index == 0 { page.code } else { "" };
        writeln!(out, "  {}{text}", pad(code, CODE))?;
    }
    Ok(())
}

fn long(out: &mut dyn Write, page: Code, shape: &Shape) -> io::Result<()> {
    writeln!(
        out,
        "{}: {}",
        paint(Tone::Strong, page.code),
        page.fault.lang(shape.lang)
    )?;
    writeln!(out)?;
    for paragraph in page.text.lang(shape.lang).split('\n') {
        if paragraph.starts_with("  ") {
            // A command stands as it is: a line break would change what is pasted.
            writeln!(out, "{paragraph}")?;
        } else {
            for line in wrap(paragraph, shape.columns) {
                writeln!(out, "{line}")?;
            }
        }
    }
    if !page.sentences.is_empty() {
        writeln!(out)?;
        for sentence in page.sentences {
            writeln!(out, "  \"{sentence}\"")?;
        }
    }
    Ok(())
}
