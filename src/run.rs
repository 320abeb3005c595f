//! From a request to an exit code.

use std::ffi::OsString;
use std::io::{self, Write};

use anyhow::Context as _;

use crate::cli::{self, Demo, Diagnose, Request, Stop, Ui};
use crate::demo;
use crate::environment::{Environment, Stream};
use crate::evidence::Evidence;
use crate::interrupt;
use crate::lang::Lang;
use crate::probe::{self, Prober};
use crate::prompt::{Prompt, Style};
use crate::report::json;
use crate::report::paint;
use crate::report::terminal::Page;
use crate::wizard::{self, Examined, Voice};

/// sshdoctor itself failed.
pub const FAILED: u8 = 4;
/// The command line is wrong.
const USAGE: u8 = 2;

/// Does what the words ask for. The error is a failure of sshdoctor itself.
pub fn run(words: Vec<OsString>) -> anyhow::Result<u8> {
    let environment = Environment::of_this_process();
    match cli::parse(words) {
        Err(Stop::Shown(text)) => {
            io::stdout().write_all(text.as_bytes())?;
            Ok(0)
        }
        Err(Stop::Wrong(line)) => {
            eprintln!("{line}");
            Ok(USAGE)
        }
        Ok(Request::Completions(shell)) => {
            cli::completions(shell, &mut io::stdout())?;
            Ok(0)
        }
        Ok(Request::Man) => {
            cli::man(&mut io::stdout())?;
            Ok(0)
        }
        Ok(Request::Explain(explain)) => {
            let page = page(&explain.ui, &environment);
            paint::set(environment.colors(Stream::Out, explain.ui.color));
            crate::report::explain::explain(&mut io::stdout(), &explain.subject, &page)
        }
        Ok(Request::Demo(demo)) => block_on(demonstrate(demo, environment)),
        Ok(Request::Diagnose(diagnose)) => block_on(diagnose_target(diagnose, environment)),
    }
}

/// A reader that went away (`| head`) is no failure.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(broken)
}

fn block_on(work: impl Future<Output = anyhow::Result<u8>>) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start; are file descriptors or memory exhausted?")?;
    let code = runtime.block_on(async {
        tokio::select! {
            code = work => code,
            () = interrupt::wanted() => Ok(interrupt::EXIT),
        }
    });
    // A look-up in the system's resolver cannot be called back; nobody waits for it.
    runtime.shutdown_background();
    code
}

async fn demonstrate(demo: Demo, environment: Environment) -> anyhow::Result<u8> {
    let lang = lang(&demo.ui, &environment);
    let Some(ill) = demo::start(demo.code.as_deref()).await? else {
        let codes: Vec<&str> = demo::codes().collect();
        eprintln!("sshdoctor: demo knows these codes: {}", codes.join(", "));
        return Ok(USAGE);
    };
    if !demo.ui.json && !demo.ui.quiet {
        println!("{}", ill.introduction(lang));
        println!();
    }
    let diagnose = Diagnose {
        target: ill.target(),
        remote_command: Vec::new(),
        ui: demo.ui,
    };
    diagnose_target(diagnose, ill.environment(environment)).await
}

async fn diagnose_target(diagnose: Diagnose, environment: Environment) -> anyhow::Result<u8> {
    let ui = diagnose.ui;
    let page = page(&ui, &environment);
    paint::set(environment.colors(Stream::Out, ui.color));
    let prompt = Prompt {
        given: ui.answers.clone(),
        style: style(&ui, &environment),
        lang: page.lang,
        columns: page.columns,
    };
    loop {
        let mut evidence = Evidence::about(diagnose.target.clone());
        evidence.someone_to_ask = environment.someone_to_ask();
        evidence.no_auth = ui.no_auth;
        evidence.now = probe::now();
        let mut prober = Prober::new(environment.clone(), ui.timeout);
        let mut out = io::stdout();
        let mut voice = Voice {
            page: (!ui.json && !ui.quiet).then(|| page.clone()),
            out: &mut out,
            spinner: environment.terminals.stderr && !environment.dumb_terminal(),
            plain: environment.dumb_terminal(),
        };
        let examined = wizard::examine(evidence, &mut prober, &prompt, &mut voice).await?;
        report(&examined, &ui, &page)?;
        let verdict = examined.diagnosis.verdict();
        if verdict.exit_code() == 0 || !wizard::again(&prompt, page.lang)? {
            return Ok(verdict.exit_code());
        }
    }
}

fn report(examined: &Examined, ui: &Ui, page: &Page) -> anyhow::Result<()> {
    let mut out = io::stdout();
    if ui.json {
        let document = json::document(&examined.outcome(), page.lang);
        writeln!(out, "{}", json::text(&document)?)?;
    } else {
        page.verdict(&mut out, &examined.outcome())?;
    }
    out.flush()?;
    Ok(())
}

fn lang(ui: &Ui, environment: &Environment) -> Lang {
    ui.lang.unwrap_or_else(|| environment.lang())
}

fn page(ui: &Ui, environment: &Environment) -> Page {
    Page {
        lang: lang(ui, environment),
        columns: environment.columns(),
        verbose: ui.verbose,
        home: environment.home.clone(),
    }
}

fn style(ui: &Ui, environment: &Environment) -> Style {
    let terminal = environment.terminals.stdin && environment.terminals.stderr;
    if ui.json || ui.no_input || !terminal {
        Style::Never
    } else if environment.dumb_terminal() || environment.columns() < 40 {
        Style::Plain
    } else {
        Style::Rich
    }
}
