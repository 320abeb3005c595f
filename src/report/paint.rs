//! Colour, which only ever helps: every word stands without it. The only home of `colored`.

use colored::Colorize as _;

/// How a piece of text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is well.
    Good,
    /// It is the fault.
    Bad,
    /// It is worth a look.
    Notable,
    /// It is the heart of a line.
    Strong,
    /// It is beside the point.
    Quiet,
}

/// Decides once whether colour is written.
pub fn set(colour: bool) {
    colored::control::set_override(colour);
}

/// `text` in its tone.
pub fn paint(tone: Tone, text: &str) -> String {
    match tone {
        Tone::Good => text.green(),
        Tone::Bad => text.red().bold(),
        Tone::Notable => text.yellow(),
        Tone::Strong => text.bold(),
        Tone::Quiet => text.dimmed(),
    }
    .to_string()
}
