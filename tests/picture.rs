//! Pictures for the README: a real run in a real terminal, drawn as SVG. `SSHDOCTOR_BLESS=1` draws them anew; else the
//! words in them are held against a run of today, with what differs from run to run left out.

use std::fmt::Write as _;
use std::path::PathBuf;

use vt100::{Cell, Color, Screen};

use crate::terminal::run;

const COLUMNS: u16 = 80;
/// Higher than the run.
const ROWS: u16 = 140;
/// One cell, in units of SVG.
const WIDTH: f64 = 8.4;
const HEIGHT: f64 = 18.0;

/// Runs the demonstration, answers its two questions, and gives its screen to `look`.
fn demo<T>(lang: &str, look: impl FnOnce(&Screen) -> T) -> T {
    let variables = [("LANG", lang), ("TMPDIR", "/tmp")];
    let mut terminal = run((COLUMNS, ROWS), &variables, "demo");
    for answered in [
        "> with ssh-copy-id|> ssh-copy-id",
        "> a console|> ブラウザー",
    ] {
        terminal.wait_until(answered, |screen| {
            let words = screen.contents();
            answered.split('|').any(|choice| words.contains(choice))
        });
        terminal.answer("\r");
    }
    terminal.wait_for("(y/N)");
    terminal.answer("n");
    assert_eq!(terminal.end(), 1);
    terminal.look(look)
}

/// Cells of one row that look alike.
struct Run {
    column: u16,
    columns: u16,
    words: String,
    colour: &'static str,
    bold: bool,
    dim: bool,
}

/// The colours of a dark terminal; what sshdoctor does not use is plain.
fn colour(cell: &Cell) -> &'static str {
    match cell.fgcolor() {
        Color::Idx(1) => "#ff7b72",
        Color::Idx(2) => "#7ee787",
        Color::Idx(3) => "#e3b341",
        Color::Default | Color::Idx(_) | Color::Rgb(..) => "#e6edf3",
    }
}

fn runs(screen: &Screen, row: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..COLUMNS {
        let cell = screen.cell(row, column).unwrap();
        if cell.is_wide_continuation() {
            runs.last_mut().unwrap().columns += 1;
            continue;
        }
        let words = if cell.has_contents() {
            cell.contents()
        } else {
            " "
        };
        let (colour, bold, dim) = (colour(cell), cell.bold(), cell.dim());
        match runs.last_mut() {
            // A font's wide letters are not twice its narrow ones: each kind is stretched by itself.
            Some(run)
                if (run.colour, run.bold, run.dim) == (colour, bold, dim)
                    && run.words.is_ascii() == words.is_ascii() =>
            {
                run.words.push_str(words);
                run.columns += 1;
            }
            Some(_) | None => runs.push(Run {
                column,
                columns: 1,
                words: words.to_owned(),
                colour,
                bold,
                dim,
            }),
        }
    }
    runs.retain(|run| !run.words.trim().is_empty());
    runs
}

fn draw(screen: &Screen) -> String {
    let rows: Vec<u16> = (0..ROWS)
        .filter(|row| !runs(screen, *row).is_empty())
        .collect();
    let last = *rows.last().unwrap();
    let (width, height) = (
        f64::from(COLUMNS) * WIDTH + 32.0,
        f64::from(last + 1) * HEIGHT + 28.0,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK JP', monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n"
    );
    for row in rows {
        let y = f64::from(row + 1) * HEIGHT + 10.0;
        let _ = writeln!(svg, "<g>");
        for run in runs(screen, row) {
            let (x, length) = (
                f64::from(run.column) * WIDTH + 16.0,
                f64::from(run.columns) * WIDTH,
            );
            let bold = if run.bold {
                " font-weight=\"bold\""
            } else {
                ""
            };
            let dim = if run.dim { " opacity=\"0.65\"" } else { "" };
            let _ = writeln!(
                svg,
                "<text x=\"{x:.1}\" y=\"{y:.0}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
                 xml:space=\"preserve\" fill=\"{}\"{bold}{dim}>{}</text>",
                run.colour,
                escaped(&run.words)
            );
        }
        let _ = writeln!(svg, "</g>");
    }
    svg + "</svg>\n"
}

fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The rows of a picture as words, without blanks.
fn words_of(svg: &str) -> Vec<String> {
    svg.split("<g>")
        .skip(1)
        .map(|row| {
            let texts = row
                .split("</text>")
                .filter_map(|text| text.rsplit_once("\">"));
            let words: Vec<&str> = texts.map(|(_, words)| words).collect();
            lasting(&words.join(" "))
        })
        .collect()
}

/// What is the same in every run: keys, fingerprints, ports, names of temporary files and times left out.
fn lasting(row: &str) -> String {
    let words = row.split_whitespace().filter(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let random = word.contains("SHA256:") || word.contains("AAAA") || word.len() > 40;
        !(random || word.contains("sshdoctor-demo-") || digits >= 4 || *word == "ms")
            && word.parse::<u32>().is_err()
    });
    words.collect()
}

fn picture(name: &str, lang: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/pictures")
        .join(name);
    let today = demo(lang, draw);
    if std::env::var_os("SSHDOCTOR_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &today).unwrap();
    }
    let stored = words_of(&std::fs::read_to_string(&path).unwrap());
    assert!(stored.len() > 40, "{stored:#?}");
    for row in words_of(&today) {
        assert!(
            stored.contains(&row),
            "{name} does not show {row:?}; SSHDOCTOR_BLESS=1 draws it anew"
        );
    }
}

#[test]
fn the_picture_is_a_run_of_today() {
    picture("demo.svg", "C.UTF-8");
}

#[test]
fn the_japanese_picture_is_a_run_of_today() {
    picture("demo.ja.svg", "ja_JP.UTF-8");
}
