//! From a request to an exit code.

use std::ffi::OsString;
use std::io::{self, Write};

use anyhow::Context as _;

use crate::cli::{
    self, CheckServer, ConsoleScript, Demo, Diagnose, Fleet, Redact, Request, Stop, Ui,
};
use crate::demo;
use crate::environment::{Environment, Stream};
use crate::evidence::git::{GitConfiguration, Repository};
use crate::evidence::{Evidence, Probe, ServerAsk, Starter};
use crate::failure;
use crate::fleet;
use crate::git_config;
use crate::interrupt::{self, Terminal};
use crate::keep::{self, Keeper};
use crate::lang::Lang;
use crate::log;
use crate::mend;
use crate::probe::{self, Prober, asked_key};
use crate::prompt::{Prompt, Style};
use crate::read_log;
use crate::report::Outcome;
use crate::report::json;
use crate::report::markdown;
use crate::report::paint;
use crate::report::terminal::Page;
use crate::server::console;
use crate::target::Target;
use crate::wizard::{self, Examined, Voice};

/// After so many repairs in a row a person looks first.
const ROUNDS: usize = 4;
/// The command line is wrong.
const USAGE: u8 = 2;

/// Does what the words ask for. The error is a failure of sshdoctor itself.
pub fn run(words: Vec<OsString>) -> anyhow::Result<u8> {
    let environment = Environment::of_this_process();
    let mut out = Out::default();
    match cli::parse(words) {
        Err(Stop::Shown(text)) => {
            out.write_all(text.as_bytes())?;
            Ok(0)
        }
        Err(Stop::Wrong(line)) => {
            failure::tell(&line);
            Ok(USAGE)
        }
        Ok(Request::Completions(shell)) => {
            cli::completions(shell, &mut out)?;
            Ok(0)
        }
        Ok(Request::Man) => {
            cli::man(&mut out)?;
            Ok(0)
        }
        Ok(Request::Explain(explain)) => {
            let page = page(&explain.ui, &environment);
            paint::set(environment.colors(Stream::Out, explain.ui.color));
            crate::report::explain::explain(&mut out, &explain.subject, &page)
        }
        Ok(Request::Demo(demo)) => {
            let terminal = Terminal::found(!environment.dumb_terminal());
            block_on(demonstrate(demo, environment), &terminal)
        }
        Ok(Request::Fleet(fleet)) => examine_fleet(&fleet, environment),
        Ok(Request::Diagnose(diagnose)) => {
            let terminal = Terminal::found(!environment.dumb_terminal());
            block_on(diagnose_target(*diagnose, environment), &terminal)
        }
        Ok(Request::CheckServer(check)) => {
            let ask = match asked(&check, &environment) {
                Ok(ask) => ask,
                Err(line) => {
                    failure::tell(&line);
                    return Ok(USAGE);
                }
            };
            let terminal = Terminal::found(!environment.dumb_terminal());
            block_on(check_server(ask, check.ui, environment), &terminal)
        }
        Ok(Request::ConsoleScript(console)) => {
            let terminal = Terminal::found(!environment.dumb_terminal());
            block_on(console_script(console, environment), &terminal)
        }
        Ok(Request::Log(log)) => {
            let page = page(&log.ui, &environment);
            paint::set(environment.colors(Stream::Out, log.ui.color));
            let inputs = match read_log::open(&log.files) {
                Ok(inputs) => inputs,
                Err(error) => {
                    failure::tell(&format!("{error:#}"));
                    return Ok(USAGE);
                }
            };
            if let (Some(level), None) = (log.ui.redact, &log.ui.report) {
                log::redact(inputs, level == Redact::All, &mut Out::default())?;
                return Ok(0);
            }
            if let Some(line) = no_room_for_the_report(&log.ui) {
                failure::tell(&line);
                return Ok(USAGE);
            }
            let (reading, code) = read_log::read_log(
                inputs,
                &log,
                &page,
                environment.dumb_terminal(),
                &mut Out::default(),
            )?;
            match read_log::same_login(&reading, &log) {
                Some(words) if log.then_check => run(words),
                _ => {
                    let outcome = read_log::outcome(&reading, 0.0);
                    keep_report(&log.ui, &outcome, &environment)?;
                    Ok(code)
                }
            }
        }
    }
}

/// Standard output. Where its reader has gone (`| head`) the rest is dropped: the exit code still tells the verdict.
#[derive(Default)]
struct Out {
    gone: bool,
}

impl Out {
    fn unless_gone<T>(&mut self, done: io::Result<T>, dropped: T) -> io::Result<T> {
        match done {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(dropped)
            }
            done => done,
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let written = io::stdout().write(bytes);
        self.unless_gone(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gone {
            return Ok(());
        }
        let flushed = io::stdout().flush();
        self.unless_gone(flushed, ())
    }
}

fn block_on(
    work: impl Future<Output = anyhow::Result<u8>>,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let until_interrupted = async {
        tokio::select! {
            code = work => code,
            () = interrupt::wanted(terminal.clone(), interrupt::GRACE) => Ok(interrupt::EXIT),
        }
    };
    to_its_end(until_interrupted, failure::DESCRIPTORS, terminal)
}

fn to_its_end(
    work: impl Future<Output = anyhow::Result<u8>>,
    descriptors: usize,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    failure::room(descriptors)
        .context("no room to work: raise the limit of open files (ulimit -n)")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start; are file descriptors or memory exhausted?")?;
    let code = match runtime.block_on(work) {
        Err(error) if interrupt::is_one(&error) => Ok(interrupt::EXIT),
        code => code,
    };
    if !matches!(code, Ok(code) if code != interrupt::EXIT) {
        terminal.restore();
    }
    // A look-up in the system's resolver, and a prompt, cannot be called back; nobody waits for them.
    runtime.shutdown_background();
    code
}

/// Many targets; what has ended is told even where the rest is broken off.
fn examine_fleet(fleet: &Fleet, environment: Environment) -> anyhow::Result<u8> {
    let page = page(&fleet.ui, &environment);
    paint::set(environment.colors(Stream::Out, fleet.ui.color));
    let list = no_room_for_the_report(&fleet.ui)
        .map_or_else(|| fleet::read(fleet, &environment, &page), Err);
    let list = match list {
        Ok(list) => list,
        Err(line) => {
            failure::tell(&line);
            return Ok(USAGE);
        }
    };
    let mut before = about(Target::default(), &fleet.ui, &environment);
    // Nobody sits at every login.
    before.someone_to_ask = false;
    let terminal = Terminal::found(!environment.dumb_terminal());
    let setting = fleet::Setting {
        before,
        environment,
        page,
    };
    let mut out = Out::default();
    let descriptors = failure::DESCRIPTORS + fleet.jobs * fleet::DESCRIPTORS;
    let work = async {
        let interrupted = interrupt::wanted(terminal.clone(), interrupt::GRACE_TO_TELL);
        fleet::run(list, fleet, setting, &mut out, interrupted).await
    };
    to_its_end(work, descriptors, &terminal)
}

async fn demonstrate(demo: Demo, environment: Environment) -> anyhow::Result<u8> {
    let lang = lang(&demo.ui, &environment);
    let Some(ill) = demo::start(demo.code.as_deref()).await? else {
        let codes: Vec<&str> = demo::codes().collect();
        failure::tell(&format!("demo knows these codes: {}", codes.join(", ")));
        return Ok(USAGE);
    };
    if !demo.ui.json && !demo.ui.quiet {
        page(&demo.ui, &environment).introduction(&mut Out::default(), &ill.introduction(lang))?;
    }
    let diagnose = Diagnose {
        target: ill.target(),
        remote_command: Vec::new(),
        git: None,
        repository: None,
        ui: demo.ui,
    };
    diagnose_target(diagnose, ill.environment(environment)).await
}

/// The login that is asked about: of the person behind sudo, or of whoever asks and is not root.
fn asked(check: &CheckServer, environment: &Environment) -> Result<ServerAsk, String> {
    let key = check.key.as_deref().map(asked_key::read).transpose()?;
    let caller = match environment.uid {
        0 => environment.var("SUDO_USER").filter(|user| user != "root"),
        _ => Some(environment.login_name.clone()),
    };
    let user = check.user.clone().or(caller);
    let mut words = vec![String::from("sshdoctor"), String::from("check-server")];
    let from = check.from.map(|from| from.to_string());
    for (option, value) in [("--user", &user), ("--key", &check.key), ("--from", &from)] {
        words.extend(
            value
                .iter()
                .flat_map(|value| [option.to_owned(), value.clone()]),
        );
    }
    Ok(ServerAsk {
        user,
        key,
        from: check.from,
        port: None,
        words,
    })
}

async fn check_server(ask: ServerAsk, ui: Ui, environment: Environment) -> anyhow::Result<u8> {
    let target = ask.target(&environment.machine, 22);
    let ask = Some(Box::new(ask));
    examine(target, None, ask, ui, environment).await
}

/// The script for a console, with this login's user, port and keys in it: from the person's own configuration, without
/// any network.
async fn console_script(console: ConsoleScript, environment: Environment) -> anyhow::Result<u8> {
    let lang = lang(&console.ui, &environment);
    let mut prober = Prober::new(environment, console.ui.timeout);
    let mut evidence = Evidence::about(console.target);
    for probe in [Probe::Configuration, Probe::Identities] {
        let fact = prober.run(probe, &evidence).await;
        evidence.learn(fact);
        let Ok(config) = evidence.ssh_config() else {
            failure::tell(match lang {
                Lang::En => {
                    "ssh cannot read its configuration for this host: sshdoctor with the host alone says why"
                }
                Lang::Ja => {
                    "ssh がこのホストの設定を読めません。sshdoctor にホストだけを指定すると原因を表示します"
                }
            });
            return Ok(USAGE);
        };
        let (user, port) = (config.user.clone(), config.port);
        (evidence.target.user, evidence.target.port) = (user, port);
    }
    let (target, keys) = (&evidence.target, evidence.shown_keys());
    let prints: Vec<String> = keys.iter().map(|asked| asked.key.fingerprint()).collect();
    let script = console::script(&target.user, target.port, &prints);
    Out::default().write_all(script.as_bytes())?;
    let user = &target.user;
    let about = match (prints.len(), lang) {
        (0, Lang::En) => format!("{user}, and about no key: ssh has none to offer here"),
        (1, Lang::En) => format!("{user} and one key of this machine"),
        (count, Lang::En) => format!("{user} and {count} keys of this machine"),
        (0, Lang::Ja) => format!("{user} です (この端末には提示する鍵がありません)"),
        (count, Lang::Ja) => format!("{user} と、この端末の鍵 {count} 個です"),
    };
    failure::tell(&match lang {
        Lang::En => format!(
            "paste these lines into a console of the server (best as root), copy all that they print, and give that to sshdoctor log. They only read; they ask about {about}."
        ),
        Lang::Ja => format!(
            "この内容をサーバーのコンソール (できれば root) に貼り付け、出力をすべてコピーして sshdoctor log に渡してください。読むだけで、何も変更しません。対象は {about}。"
        ),
    });
    Ok(0)
}

async fn diagnose_target(diagnose: Diagnose, environment: Environment) -> anyhow::Result<u8> {
    let configuration = match &diagnose.git {
        Some(command) => git_config::ask(command, &environment).await,
        None => GitConfiguration::default(),
    };
    let diagnose = match diagnose.settled(configuration) {
        Ok(diagnose) => diagnose,
        Err(Stop::Wrong(line) | Stop::Shown(line)) => {
            failure::tell(&line);
            return Ok(USAGE);
        }
    };
    examine(
        diagnose.target,
        diagnose.repository,
        None,
        diagnose.ui,
        environment,
    )
    .await
}

async fn examine(
    target: Target,
    repository: Option<Repository>,
    at_server: Option<Box<ServerAsk>>,
    ui: Ui,
    environment: Environment,
) -> anyhow::Result<u8> {
    if let Some(line) = no_room_for_the_report(&ui) {
        failure::tell(&line);
        return Ok(USAGE);
    }
    let page = page(&ui, &environment);
    paint::set(environment.colors(Stream::Out, ui.color));
    let prompt = Prompt {
        given: ui.answers.clone(),
        style: style(&ui, &environment),
        lang: page.lang,
        columns: page.columns,
    };
    let mut rounds = 0;
    loop {
        let mut evidence = about(target.clone(), &ui, &environment);
        evidence.unattended = prompt.style == Style::Never;
        evidence.repository.clone_from(&repository);
        evidence.at_server.clone_from(&at_server);
        let mut prober = Prober::new(environment.clone(), ui.timeout);
        let mut out = Out::default();
        let mut voice = Voice {
            page: (!ui.json && !ui.quiet).then(|| page.clone()),
            out: &mut out,
            spinner: environment.terminals.stderr && !environment.dumb_terminal(),
            plain: environment.dumb_terminal(),
            asked: false,
        };
        let examined = wizard::examine(evidence, &mut prober, &prompt, &mut voice).await?;
        report(&mut out, &examined, &ui, &page)?;
        keep_report(&ui, &examined.outcome(), &environment)?;
        if ui.fix && rounds < ROUNDS {
            let mut stderr = io::stderr();
            let to: &mut dyn Write = if ui.json { &mut stderr } else { &mut out };
            let (uid, now) = (environment.uid, probe::now());
            if mend::offer(&examined, &ui, uid, now, &page, &prompt, to).await? > 0 {
                rounds += 1;
                // What was changed is proved at once; of a JSON document there is one.
                if !ui.json {
                    writeln!(out)?;
                    continue;
                }
            }
        }
        let verdict = examined.diagnosis.verdict();
        if verdict.exit_code() == 0 || ui.quiet || !wizard::again(&prompt).await? {
            return Ok(verdict.exit_code());
        }
        writeln!(out)?;
    }
}

/// What is known before anything is looked at.
fn about(target: Target, ui: &Ui, environment: &Environment) -> Evidence {
    let mut evidence = Evidence::about(target);
    evidence.someone_to_ask = environment.someone_to_ask();
    evidence.started_by = match environment.under_cron() {
        true => Some(Starter::Cron),
        false => environment.under_service().then_some(Starter::Service),
    };
    evidence.no_auth = ui.no_auth;
    evidence.now = probe::now();
    evidence
}

fn report(out: &mut Out, examined: &Examined, ui: &Ui, page: &Page) -> anyhow::Result<()> {
    if ui.json {
        let document = json::document(&examined.outcome(), page.lang);
        writeln!(out, "{}", json::text(&document, ui.lines)?)?;
    } else {
        page.verdict(out, &examined.outcome())?;
    }
    out.flush()?;
    Ok(())
}

fn no_room_for_the_report(ui: &Ui) -> Option<String> {
    keep::may_be_kept(ui.report.as_deref()?).err()
}

/// Writes the report that was asked for, and says so.
fn keep_report(ui: &Ui, outcome: &Outcome<'_>, environment: &Environment) -> anyhow::Result<()> {
    let Some(file) = &ui.report else {
        return Ok(());
    };
    let (lang, now) = (lang(ui, environment), probe::now());
    let mut keeper = Keeper::new(file, ui.redact, environment, lang);
    keeper.know(&outcome.target().target.host, outcome);
    let kept = keeper.keep(&mut |hide| markdown::report(outcome, now, lang, hide))?;
    failure::tell(&kept);
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
        quiet: ui.quiet,
        home: environment.home.clone(),
    }
}

fn style(ui: &Ui, environment: &Environment) -> Style {
    let terminal = environment.terminals.stdin && environment.terminals.stderr;
    if ui.json || ui.no_input || !terminal {
        Style::Never
    } else if environment.dumb_terminal() || environment.small_terminal() {
        Style::Plain
    } else {
        Style::Rich
    }
}
