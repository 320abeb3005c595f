//! What is written of a fleet: as each ends, and at the end.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use super::Setting;
use crate::cli::Ui;
use crate::failure;
use crate::keep::Keeper;
use crate::list::{List, Listed};
use crate::report::fleet::{self, Groups};
use crate::report::json;
use crate::report::terminal::Page;
use crate::wizard::Examined;

pub(super) struct Telling<'a> {
    form: Form,
    out: &'a mut dyn Write,
    page: Page,
    keeper: Option<Keeper>,
    /// Documents of targets that stand behind one of the list that is still at work.
    waiting: BTreeMap<usize, Option<String>>,
    /// The place in the list of the document that comes next.
    next: usize,
    /// A document was written.
    begun: bool,
    /// What was found so far.
    pub(super) groups: Groups,
    /// Examinations that failed by themselves.
    pub(super) failed: usize,
}

/// The form in which it is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One document that holds one for each target.
    Document,
    /// One document a line.
    Lines,
    /// One line a target (`-q`).
    Brief,
    /// Pages for people.
    Page,
}

impl Telling<'_> {
    pub(super) fn begin<'a>(
        ui: &Ui,
        setting: &Setting,
        out: &'a mut dyn Write,
    ) -> io::Result<Telling<'a>> {
        let form = match ui {
            Ui { lines: true, .. } => Form::Lines,
            Ui { json: true, .. } => Form::Document,
            Ui { quiet: true, .. } => Form::Brief,
            _ => Form::Page,
        };
        if form == Form::Document {
            writeln!(out, "{}", json::FLEET_BEGINS)?;
        }
        let keeper = ui.report.as_deref();
        let lang = setting.page.lang;
        Ok(Telling {
            keeper: keeper.map(|file| Keeper::new(file, ui.redact, &setting.environment, lang)),
            form,
            out,
            page: setting.page.clone(),
            waiting: BTreeMap::new(),
            next: 0,
            begun: false,
            groups: Groups::default(),
            failed: 0,
        })
    }

    /// One has ended.
    pub(super) fn tell(
        &mut self,
        place: usize,
        listed: &Listed,
        examined: &Examined,
    ) -> io::Result<()> {
        let outcome = examined.outcome();
        let told = self.groups.take(place, &listed.name, &outcome);
        if let Some(keeper) = &mut self.keeper {
            keeper.know(&listed.name, &outcome);
        }
        let document = || json::text(&json::document(&outcome, self.page.lang), true);
        match self.form {
            Form::Document => self.in_turn(place, Some(document()?))?,
            Form::Lines => writeln!(self.out, "{}", document()?)?,
            Form::Brief => fleet::line(&self.page, self.out, &listed.name, &told)?,
            Form::Page if self.page.verbose => {
                fleet::line(&self.page, self.out, &listed.name, &told)?;
            }
            Form::Page => {}
        }
        self.out.flush()
    }

    /// One could not be examined.
    pub(super) fn fail(&mut self, place: usize) -> io::Result<()> {
        self.failed += 1;
        self.in_turn(place, None)
    }

    /// The documents stand in the order of the list.
    fn in_turn(&mut self, place: usize, document: Option<String>) -> io::Result<()> {
        self.waiting.insert(place, document);
        while let Some(document) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.write(document)?;
        }
        Ok(())
    }

    fn write(&mut self, document: Option<String>) -> io::Result<()> {
        let Some(document) = document else {
            return Ok(());
        };
        let comma = if self.begun { "," } else { "" };
        self.begun = true;
        // Whole lines: who reads them as they come has each document at once.
        writeln!(self.out, "{comma}{document}")
    }

    /// All have ended, or were broken off.
    pub(super) fn end(&mut self, list: &List, took: Duration) -> anyhow::Result<()> {
        match self.form {
            Form::Document => {
                for document in std::mem::take(&mut self.waiting).into_values() {
                    self.write(document)?;
                }
                writeln!(self.out, "{}", json::FLEET_ENDS)?;
            }
            Form::Page => {
                let seconds = took.as_secs_f64();
                fleet::page(&self.page, self.out, &self.groups, list, seconds)?;
            }
            Form::Lines | Form::Brief => {}
        }
        self.out.flush()?;
        if let Some(keeper) = &mut self.keeper {
            let (groups, lang) = (&self.groups, self.page.lang);
            let kept = keeper.keep(&mut |hide| fleet::report(groups, lang, hide))?;
            failure::tell(&kept);
        }
        Ok(())
    }

    /// 0 only where every target of the list was looked at and is well.
    pub(super) fn exit_code(&self, unread: usize) -> u8 {
        let (faults, undecided, _) = self.groups.counts();
        match (self.failed, faults, undecided + unread) {
            (1.., _, _) => failure::EXIT,
            (0, 1.., _) => 1,
            (0, 0, 1..) => 3,
            (0, 0, 0) => 0,
        }
    }
}
