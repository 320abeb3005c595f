//! What several tests share: the contract held against a document, and snapshots.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The binary, with `words`, as a person runs it in a pipe: no variable of this machine but PATH.
pub(crate) fn sshdoctor<W: AsRef<std::ffi::OsStr>>(words: &[W]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sshdoctor"));
    command
        .args(words)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The catalogue as promised to the outside: code to stage.
pub(crate) fn promised() -> &'static BTreeMap<&'static str, &'static str> {
    static ROWS: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    ROWS.get_or_init(|| {
        include_str!("catalogue.tsv")
            .lines()
            .skip(1)
            .map(|row| {
                let mut columns = row.split('\t');
                (columns.next().unwrap(), columns.next().unwrap())
            })
            .collect()
    })
}

const STAGES: [&str; 10] = [
    "config",
    "resolve",
    "connect",
    "identify",
    "kex",
    "hostkey",
    "userauth",
    "session",
    "stability",
    "server",
];

/// Every promise of the contract that `document` breaks, and its JSON Schema.
pub(crate) fn broken_promises(document: &Value, status: i32) -> Vec<String> {
    let mut broken: Vec<String> = schema_errors(document);
    let mut promise = |kept: bool, what: String| {
        if !kept {
            broken.push(what);
        }
    };
    let verdict = document["verdict"].as_str().unwrap_or_default();
    let wanted = match verdict {
        "healthy" => 0,
        "fault" => 1,
        "undecided" => 3,
        _ => -1,
    };
    promise(
        status == wanted,
        format!("exit status {status} with verdict {verdict:?}"),
    );
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let code_of = |finding: &Value| finding["code"].as_str().unwrap_or_default().to_owned();
    promise(
        verdict != "fault" || !findings.is_empty(),
        String::from("fault without a finding"),
    );
    if verdict == "healthy" {
        promise(
            findings.iter().all(|it| code_of(it) == "no-fault-found"),
            String::from("healthy with a finding"),
        );
    }
    for stage in document["stages"].as_array().into_iter().flatten() {
        let name = stage["stage"].as_str().unwrap_or_default();
        promise(STAGES.contains(&name), format!("unknown stage {name}"));
        let status = stage["status"].as_str().unwrap_or_default();
        let known = ["passed", "failed", "warned", "unknown", "skipped"].contains(&status);
        promise(known, format!("unknown status {status}"));
    }
    for finding in &findings {
        let code = code_of(finding);
        let stage = promised().get(code.as_str()).copied();
        promise(stage.is_some(), format!("{code} is not in the catalogue"));
        let stands = stage == Some("done") || stage == finding["stage"].as_str();
        promise(
            stands,
            format!("{code} stands at stage {}", finding["stage"]),
        );
        let certainty = finding["certainty"].as_str().unwrap_or_default();
        promise(
            ["certain", "likely", "possible"].contains(&certainty),
            format!("unknown certainty {certainty}"),
        );
        let candidates = finding["candidates"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        promise(
            candidates.is_empty() || certainty != "certain",
            format!("{code} has candidates and is certain"),
        );
        for candidate in candidates {
            let known = promised().contains_key(candidate.as_str().unwrap_or_default());
            promise(
                known,
                format!("candidate {candidate} is not in the catalogue"),
            );
        }
        promise(
            !finding["cause"].as_str().unwrap_or_default().is_empty(),
            format!("{code} without a cause"),
        );
        let steps = finding["next"].as_array().cloned().unwrap_or_default();
        promise(
            !steps.is_empty() || code == "no-fault-found",
            format!("{code} without a next step"),
        );
        for step in steps {
            let place = step["where"].as_str().unwrap_or_default();
            promise(
                ["client", "server", "network", "administrator"].contains(&place),
                format!("unknown where {place}"),
            );
            if let Some(command) = step.get("command") {
                let command = command.as_str().unwrap_or_default();
                promise(
                    shlex::split(command).is_some_and(|words| !words.is_empty()),
                    format!("no shell can read: {command}"),
                );
                promise(
                    !holds_a_placeholder(command),
                    format!("a placeholder in a command: {command}"),
                );
            }
        }
    }
    let mut texts = Vec::new();
    strings(document, &mut texts);
    for text in texts {
        let seemly = !text
            .chars()
            .any(|c| c != '\n' && sshdoctor::text::drives_a_terminal(c));
        promise(seemly, format!("drives a terminal: {text:?}"));
    }
    broken
}

fn schema_errors(document: &Value) -> Vec<String> {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    let schema = SCHEMA
        .get_or_init(|| jsonschema::validator_for(&sshdoctor::report::json::schema()).unwrap());
    schema
        .iter_errors(document)
        .map(|error| format!("schema: {error} at {}", error.instance_path()))
        .collect()
}

/// `<name>`, `{name}` or `USER@HOST`: a command that still has to be filled in.
fn holds_a_placeholder(command: &str) -> bool {
    let inside = |open: char, close: char, plain: fn(char) -> bool| {
        command.match_indices(open).any(|(at, _)| {
            let rest = &command[at + 1..];
            rest.split_once(close)
                .is_some_and(|(word, _)| !word.is_empty() && word.chars().all(plain))
        })
    };
    inside('<', '>', |c| c.is_ascii_alphabetic() || " _-".contains(c))
        || inside('{', '}', |c| c.is_ascii_lowercase() || c == '_')
        || command.contains("USER@HOST")
}

fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Holds `text` against `tests/snapshots/NAME`. `SSHDOCTOR_BLESS=1` writes it anew, to be read before it is committed.
pub(crate) fn snapshot(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(name);
    if std::env::var_os("SSHDOCTOR_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    if stored == text {
        return;
    }
    let differs = stored
        .lines()
        .zip(text.lines())
        .position(|(old, new)| old != new);
    let at = differs.unwrap_or_else(|| stored.lines().count().min(text.lines().count()));
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_owned();
    panic!(
        "tests/snapshots/{name} differs at line {}:\n- {}\n+ {}\nSSHDOCTOR_BLESS=1 writes it anew; read it before you commit it",
        at + 1,
        line(&stored),
        line(text)
    );
}
