//! `sshdoctor fleet`: many targets, a few at a time, told as they end and grouped at the end. Nobody is asked anything.

mod progress;
mod telling;

use std::io::{self, BufReader, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::{JoinSet, LocalSet};

use crate::cli::Fleet;
use crate::environment::Environment;
use crate::evidence::Evidence;
use crate::failure;
use crate::interrupt;
use crate::list::{self, List, Listed, NoList};
use crate::probe::Prober;
use crate::probe::company::Company;
use crate::prompt::{Prompt, Style};
use crate::read_log;
use crate::report::terminal::Page;
use crate::wizard::{self, Examined, Voice};
use progress::Progress;
use telling::Telling;

/// So many examinations are begun for each that works: the others wait for their turn.
const BEGUN: usize = 4;
/// File descriptors that one examination needs at most: its connection, a child's pipes, known_hosts.
pub const DESCRIPTORS: usize = 12;

/// How every examination of a fleet is begun.
#[derive(Debug, Clone)]
pub struct Setting {
    /// What is known of each before it begins.
    pub before: Evidence,
    /// Whose machine this is.
    pub environment: Environment,
    /// The page's shape.
    pub page: Page,
}

/// Reads the list, and says what could not be read. The error is a line for the person: there is nothing to examine.
pub fn read(fleet: &Fleet, environment: &Environment, page: &Page) -> Result<List, String> {
    let file = fleet.file.as_ref().filter(|file| file.as_os_str() != "-");
    if file.is_none() && environment.terminals.stdin {
        failure::tell(page.say(
            "type one target a line; Ctrl-D ends the list",
            "接続先を 1 行に 1 つ入力してください。Ctrl-D で終わります",
        ));
    }
    let inputs = read_log::open(file.map(std::slice::from_ref).unwrap_or_default());
    let inputs = inputs.map_err(|error| format!("{error:#}"))?;
    let name = file.map_or_else(
        || String::from("standard input"),
        |file| file.display().to_string(),
    );
    let input = inputs
        .into_iter()
        .next()
        .unwrap_or_else(|| Box::new(io::empty()));
    let list = list::read(BufReader::new(input), &fleet.options);
    let list = list.map_err(|why| match why {
        NoList::Io(error) => format!("cannot read {name}: {error}"),
        NoList::Other(why) => format!("{name}: {why}"),
    })?;
    for remark in &list.remarks {
        let (place, what) = (remark.place.lang(page.lang), remark.what.lang(page.lang));
        failure::tell(&format!("{name}: {place}: {what}"));
    }
    match list.targets.is_empty() {
        true => Err(format!(
            "{name} names no target; write one a line: [user@]host[:port]"
        )),
        false => Ok(list),
    }
}

/// Examines all of them; the exit code. When `interrupted` ends first, what has ended by then is told.
pub async fn run(
    list: List,
    fleet: &Fleet,
    setting: Setting,
    out: &mut dyn Write,
    interrupted: impl Future<Output = ()>,
) -> anyhow::Result<u8> {
    let start = Instant::now();
    let mut telling = Telling::begin(&fleet.ui, &setting, out)?;
    let mut progress = Progress::new(&setting, list.targets.len());
    let company = Company::of(fleet.jobs);
    let setting = Rc::new(setting);
    let work = LocalSet::new();
    let mut interrupted = std::pin::pin!(interrupted);
    let was_interrupted = work
        .run_until(async {
            let mut next = list.targets.iter().enumerate();
            let mut running = JoinSet::new();
            loop {
                while running.len() < BEGUN * fleet.jobs
                    && let Some((place, listed)) = next.next()
                {
                    let one = examine(
                        (place, listed.clone()),
                        fleet.clone(),
                        Rc::clone(&setting),
                        Arc::clone(&company),
                    );
                    running.spawn_local(one);
                }
                let ended = tokio::select! {
                    biased;
                    () = &mut interrupted => return Ok(true),
                    ended = running.join_next() => ended,
                };
                match ended {
                    None => return Ok(false),
                    Some(Ok(((place, listed), Ok(examined)))) => {
                        progress.aside(|| telling.tell(place, &listed, &examined))?;
                    }
                    Some(Ok(((place, listed), Err(error)))) => {
                        telling.fail(place)?;
                        progress.aside(|| failure::tell(&format!("{}: {error:#}", listed.name)));
                    }
                    // It has said so itself.
                    Some(Err(_)) => telling.failed += 1,
                }
                progress.show(&telling.groups);
            }
        })
        .await;
    drop(progress);
    let was_interrupted: bool = was_interrupted.map_err(|error: io::Error| error)?;
    telling.end(&list, start.elapsed())?;
    Ok(match was_interrupted {
        true => interrupt::EXIT,
        false => telling.exit_code(list.unread),
    })
}

/// One of them, once it has a seat among the others.
async fn examine(
    (place, listed): (usize, Listed),
    fleet: Fleet,
    setting: Rc<Setting>,
    company: Arc<Company>,
) -> ((usize, Listed), anyhow::Result<Examined>) {
    let member = company.join().await;
    let mut evidence = setting.before.clone();
    evidence.target = listed.target.clone();
    let mut prober = Prober::new(setting.environment.clone(), fleet.ui.timeout).among(member);
    let prompt = Prompt {
        given: fleet.ui.answers.clone(),
        style: Style::Never,
        lang: setting.page.lang,
        columns: setting.page.columns,
    };
    let mut voice = Voice {
        page: None,
        out: &mut io::sink(),
        spinner: false,
        plain: true,
        asked: false,
    };
    let examined = wizard::examine(evidence, &mut prober, &prompt, &mut voice).await;
    ((place, listed), examined)
}
