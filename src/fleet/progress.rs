//! How far it has come: a line that moves in a terminal, else a plain line now and then.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::Setting;
use crate::failure;
use crate::lang::Lang;
use crate::report::fleet::Groups;

/// Without a terminal a line is written no more often.
const SELDOM: Duration = Duration::from_secs(10);

pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lang: Lang,
    total: usize,
    told: Instant,
}

impl Progress {
    pub(super) fn new(setting: &Setting, total: usize) -> Progress {
        let environment = &setting.environment;
        let moves = environment.terminals.stderr && !environment.dumb_terminal();
        let bar = moves.then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("  {spinner} {msg}  {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            bar.set_style(style.tick_chars("|/-\\ "));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        let progress = Progress {
            bar,
            lang: setting.page.lang,
            total,
            told: Instant::now(),
        };
        if let Some(bar) = &progress.bar {
            bar.set_message(progress.words(0, 0));
        }
        progress
    }

    fn words(&self, ended: usize, faults: usize) -> String {
        let total = self.total;
        match self.lang {
            Lang::En => format!("{ended} of {total} examined, {faults} with a fault"),
            Lang::Ja => format!("{total} 件中 {ended} 件を確認、問題あり {faults} 件"),
        }
    }

    /// Says how far it has come.
    pub(super) fn show(&mut self, groups: &Groups) {
        let (faults, undecided, healthy) = groups.counts();
        let words = self.words(faults + undecided + healthy, faults);
        match &self.bar {
            Some(bar) => bar.set_message(words),
            None if self.told.elapsed() >= SELDOM => {
                self.told = Instant::now();
                failure::tell(&words);
            }
            None => {}
        }
    }

    /// Does something that writes lines of its own.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
