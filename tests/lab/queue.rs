//! Many worlds at once: a queue, a few workers, one table at the end.

use std::any::Any;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

/// What came of one world.
struct Outcome {
    name: String,
    row: String,
    failure: Option<String>,
}

/// Most worlds wait for a time-out most of the time.
const WORKERS_PER_CORE: usize = 4;

/// One at a time: two tables side by side would share the same cores twice.
static TURN: Mutex<()> = Mutex::new(());

/// Does something while no table is at work, for what is measured.
pub(crate) fn alone<T>(work: impl FnOnce() -> T) -> T {
    let _turn = lock(&TURN);
    work()
}

/// Works on every case, prints the table and what `footer` makes of it all, and fails with all failures at once.
/// `LAB_ONLY=text,text` picks the cases with one of the texts in their name.
///
/// `work` returns what the table says about the case, and what is wrong with it if anything is.
pub(crate) fn run<T: Sync>(
    title: &str,
    cases: &[(String, T)],
    work: impl Fn(&T) -> Result<String, String> + Sync,
    footer: impl FnOnce() -> String,
) {
    let _turn = lock(&TURN);
    let only = std::env::var("LAB_ONLY").unwrap_or_default();
    let queue = Mutex::new(
        cases
            .iter()
            .filter(|(name, _)| only.split(',').any(|text| name.contains(text))),
    );
    let outcomes = Mutex::new(Vec::new());
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..WORKERS_PER_CORE * thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((name, case)) = { lock(&queue).next() } {
                    let outcome = one(name, || work(case));
                    lock(&outcomes).push(outcome);
                }
            });
        }
    });
    let mut outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by(|one, other| one.name.cmp(&other.name));
    let table: String = outcomes
        .iter()
        .map(|outcome| format!("{}\n", outcome.row))
        .collect();
    let failed = |outcome: &Outcome| {
        outcome
            .failure
            .as_ref()
            .map(|text| format!("== {}\n{text}", outcome.name))
    };
    let failures: Vec<String> = outcomes.iter().filter_map(failed).collect();
    let seconds = start.elapsed().as_secs_f64();
    let summary = format!(
        "{} worlds, {} failed, {seconds:.1} s",
        outcomes.len(),
        failures.len()
    );
    // Not by println!, which the test harness keeps to itself: the table is the point of the run.
    let _ = writeln!(
        std::io::stderr(),
        "\n{title}: {summary}\n{table}{}",
        footer()
    );
    assert!(
        failures.is_empty(),
        "{title}: {summary}\n{}",
        failures.join("\n\n")
    );
}

/// A world that cannot be built, or whose command fails, panics; here that becomes one failed row.
fn one(name: &str, work: impl FnOnce() -> Result<String, String>) -> Outcome {
    let start = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(message(&*panic)));
    let (row, failure) = match result {
        Ok(row) => (row, None),
        Err(failure) => ("FAILED".to_owned(), Some(failure)),
    };
    let row = format!(
        "{name:<44} {row:<80} {:6.1} s",
        start.elapsed().as_secs_f64()
    );
    Outcome {
        name: name.to_owned(),
        row,
        failure,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}
