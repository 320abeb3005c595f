//! `--fix`: the repairs of a verdict are shown, asked about and done.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use tokio::task::spawn_blocking;

use crate::cli::Ui;
use crate::evidence::FileState;
use crate::finding::{Repair, Step, Verdict};
use crate::lang::{Lang, Say};
use crate::probe::identity_file::{self, Client};
use crate::prompt::Prompt;
use crate::repair::{self, Plan};
use crate::report::terminal::Page;
use crate::say;
use crate::wizard::Examined;

/// Offers every local repair of the root cause, and does those that are agreed to; how many were done.
pub async fn offer(
    examined: &Examined,
    ui: &Ui,
    uid: u32,
    now: u64,
    page: &Page,
    prompt: &Prompt,
    out: &mut dyn Write,
) -> anyhow::Result<usize> {
    let root = examined.diagnosis.root();
    let root = root.filter(|_| examined.diagnosis.verdict() == Verdict::Fault);
    let steps = root.map(|cause| cause.next(&examined.evidence.target));
    let steps = steps.unwrap_or_default();
    let mut done = 0;
    let mut offered = 0;
    for step in &steps {
        let Some(wanted) = &step.repair else {
            continue;
        };
        offered += 1;
        match repair::plan(wanted, uid) {
            Ok(plan) => {
                show(out, page, step, &plan)?;
                if agreed(ui, wanted, prompt).await? {
                    done += usize::from(apply(&plan, examined, uid, now, page, out)?);
                } else {
                    tell(out, page, &say!("not done", "変更していません"))?;
                }
            }
            Err(why) => tell(out, page, &why)?,
        }
    }
    if offered == 0 && root.is_some() {
        let none = say!(
            "--fix: nothing of this can be mended here by sshdoctor; the steps above are yours.",
            "--fix: sshdoctor がこの端末で直せるものはありません。上の手順に従ってください。"
        );
        tell(out, page, &none)?;
    }
    out.flush()?;
    Ok(done)
}

/// `--yes` agrees to what is marked safe; everything else is asked, and nobody to ask means no.
async fn agreed(ui: &Ui, repair: &Repair, prompt: &Prompt) -> anyhow::Result<bool> {
    if ui.yes && repair.is_safe() {
        return Ok(true);
    }
    let words = match prompt.lang {
        Lang::En => "Change it so?",
        Lang::Ja => "このように変更しますか",
    };
    let prompt = prompt.clone();
    let answer = spawn_blocking(move || prompt.confirm(words)).await;
    Ok(answer.context("the prompt failed")??.unwrap_or(false))
}

fn apply(
    plan: &Plan,
    examined: &Examined,
    uid: u32,
    now: u64,
    page: &Page,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let config = examined.evidence.ssh_config().ok();
    let client = config.map(|config| Client::new(config, uid));
    let loads = |file: &Path| {
        let state = client
            .as_ref()
            .map(|client| identity_file::look(file, true, client).state);
        matches!(state, Some(FileState::Usable | FileState::Encrypted))
    };
    match plan.apply(&now.to_string(), loads) {
        Ok(done) => {
            tell(
                out,
                page,
                &say!("done; to undo:", "変更しました。元に戻すには:"),
            )?;
            if let Some(line) = done.undo.line() {
                writeln!(out, "    {line}")?;
            }
            Ok(true)
        }
        Err(error) => {
            let why = say!(
                "not done, nothing is changed: {error}",
                "変更できませんでした(元のままです): {error}",
                error = error
            );
            tell(out, page, &why)?;
            Ok(false)
        }
    }
}

fn show(out: &mut dyn Write, page: &Page, step: &Step, plan: &Plan) -> anyhow::Result<()> {
    writeln!(out)?;
    tell(out, page, &step.text)?;
    if let Some(caution) = &step.caution {
        let mind = say!("Mind: ", "注意: ").then(caution);
        tell(out, page, &mind)?;
    }
    tell(out, page, &Say::verbatim(plan.file.display().to_string()))?;
    for line in &plan.shown {
        page.line(out, "    ", line)?;
    }
    Ok(())
}

fn tell(out: &mut dyn Write, page: &Page, say: &Say) -> anyhow::Result<()> {
    Ok(page.line(out, "  ", say)?)
}
