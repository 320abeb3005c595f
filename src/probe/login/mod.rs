//! A complete login, after the person said yes: their own ssh does it, runs nothing, and is ended.

mod heard;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{ChildStderr, Command};
use tokio::time::{Instant, timeout, timeout_at};

use crate::evidence::pace::Wait;
use crate::evidence::{Login, ServerWords, SshConfig};
use crate::target::Target;
use crate::text::Untrusted;

pub use heard::{Heard, Spent};

/// More lines than this are not read.
const LINES: usize = 4000;
/// So many bytes of a greeting are read.
const PRINTED: u64 = 8192;
/// A person may have to touch a token or type a passphrase; longer than sshd waits (LoginGraceTime, 120 seconds).
pub(super) const PATIENCE: Duration = Duration::from_secs(130);

/// No master, no forwarding, no command, no file changed.
pub(super) const QUIETLY: &[&str] = &[
    "ControlMaster=no",
    "ControlPath=none",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    // Nobody asked to change known_hosts, or what the agent holds.
    "UpdateHostKeys=no",
    "AddKeysToAgent=no",
];
/// sshd sends what it has to say of refused keys right behind its yes.
const LINGER: Duration = Duration::from_millis(700);
/// So long a server may take to open its session: pam_systemd waits 25 seconds for a logind that does not answer.
const OPENING: Duration = Duration::from_secs(30);

/// Who logs in, and how long one waits.
pub struct Person<'a> {
    /// Where to.
    pub target: &'a Target,
    /// What their ssh would do.
    pub config: &'a SshConfig,
    /// May their ssh ask them something?
    pub someone_to_ask: bool,
    /// How long one network step may take.
    pub patience: Duration,
    /// The host key is not on record, and their ssh would write it down without asking: nobody asked to change a file.
    pub keeps_no_record: bool,
}

/// What happens once the login succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then<'a> {
    /// Nothing (`-N`): no session is opened.
    Leave,
    /// A session without a command and without a terminal: a Git host has no shell and prints who it takes one for.
    Greet,
    /// The question `git ls-remote` asks, and git's polite end of it before anything is fetched.
    Ask(&'a str),
}

/// A flush packet: nothing is wanted (gitprotocol-pack(5)).
const WANTS_NOTHING: &[u8] = b"0000";

/// Logs in as the person's ssh is configured to, and reads from its `-vv` what came of it. Where no key is accepted a
/// password is asked for once: a slip of the finger is one failure, not three.
pub async fn run(person: &Person<'_>, by_key: bool) -> (Login, Spent, Vec<Wait>) {
    let once = [
        String::from("-o"),
        String::from("NumberOfPasswordPrompts=1"),
    ];
    let extra: &[String] = if by_key { &[] } else { &once };
    let heard = ssh(person, extra, Then::Leave).await;
    let (spent, waits) = (heard.spent(), heard.waits());
    (heard.outcome(), spent, waits)
}

/// The same to a Git host, which says whom it takes the key for.
pub async fn greeted(person: &Person<'_>) -> (Login, Spent, Vec<Wait>) {
    let heard = ssh(person, &[], Then::Greet).await;
    let (spent, waits) = (heard.spent(), heard.waits());
    let login = if heard.is_in() {
        Login::Greeted {
            lines: heard.greeting,
        }
    } else {
        heard.outcome()
    };
    (login, spent, waits)
}

/// The same to a host that is asked for the repository a git command in front names: `question` is git's own.
pub async fn asked(person: &Person<'_>, question: &str) -> (Login, Spent, Vec<Wait>) {
    let heard = ssh(person, &[], Then::Ask(question)).await;
    let (spent, waits) = (heard.spent(), heard.waits());
    let login = match heard.reading() {
        Some(reading) => Login::Asked { reading },
        None => heard.outcome(),
    };
    (login, spent, waits)
}

/// Shows the server the key it refuses and then logs in another way (with the key in `working`, or by password), so that
/// sshd says on the same connection why it refused the first.
pub async fn after_refusal(
    person: &Person<'_>,
    refused: &Path,
    working: Option<&Path>,
) -> (ServerWords, Spent) {
    let mut words = Vec::new();
    for file in [Some(refused), working].into_iter().flatten() {
        words.extend([String::from("-i"), file.to_string_lossy().into_owned()]);
    }
    let methods = match working {
        Some(_) => "publickey",
        None => "publickey,password,keyboard-interactive",
    };
    // The agent's keys would come first; the order of the two is what matters here.
    for option in [
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "NumberOfPasswordPrompts=1",
        &format!("PreferredAuthentications={methods}"),
    ] {
        words.extend([String::from("-o"), option.to_owned()]);
    }
    let heard = ssh(person, &words, Then::Leave).await;
    let spent = heard.spent();
    let words = match heard.method {
        Some(_) => ServerWords::Said(heard.remote),
        None => ServerWords::NoLogin(heard.outcome()),
    };
    (words, spent)
}

/// Runs the person's ssh without a command, `extra` before their own options: it takes the first value of each.
async fn ssh(person: &Person<'_>, extra: &[String], then: Then<'_>) -> Heard {
    let mut heard = Heard::default();
    let Some(mut command) = command(person, extra, then) else {
        heard.said = vec![Untrusted::from("there is no ssh on this machine")];
        return heard;
    };
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            heard.said = vec![Untrusted::new(error.to_string())];
            return heard;
        }
    };
    if let Some(mut stdin) = child.stdin.take() {
        // The host may have ended before it read this.
        let _ = stdin.write_all(WANTS_NOTHING).await;
    }
    let printed = child.stdout.take().map(|stdout| {
        tokio::spawn(async move {
            let mut bytes = Vec::new();
            let _ = stdout.take(PRINTED).read_to_end(&mut bytes).await;
            bytes
        })
    });
    if let Some(stderr) = child.stderr.take() {
        listen(&mut heard, stderr, person, then).await;
    }
    let _ = child.kill().await;
    if let Some(printed) = printed
        && let Ok(Ok(bytes)) = timeout(LINGER, printed).await
    {
        heard.take_printed(bytes, then == Then::Greet);
    }
    heard
}

/// The command line; none where there is no ssh.
fn command(person: &Person<'_>, extra: &[String], then: Then<'_>) -> Option<Command> {
    let mut command = Command::new(person.config.program.as_ref()?);
    command.args(["-vvv", "-T"]);
    if then == Then::Leave {
        command.arg("-N");
    }
    command.args(extra);
    let alone = [
        "ClearAllForwardings=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
    ];
    for option in QUIETLY.iter().chain(&alone) {
        command.args(["-o", option]);
    }
    if !person.someone_to_ask {
        command.args(["-o", "BatchMode=yes"]);
    }
    if person.keeps_no_record {
        command.args(["-o", "UserKnownHostsFile=/dev/null"]);
    }
    command.args(&person.target.options);
    command.args(["--", &person.target.given]);
    let (stdin, stdout) = match then {
        Then::Leave => (Stdio::null(), Stdio::null()),
        Then::Greet => (Stdio::null(), Stdio::piped()),
        Then::Ask(question) => {
            command.arg(question);
            (Stdio::piped(), Stdio::piped())
        }
    };
    command
        .env("LC_ALL", "C")
        .stdin(stdin)
        .stdout(stdout)
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    Some(command)
}

/// Reads what ssh says until it has said enough.
async fn listen(heard: &mut Heard, stderr: ChildStderr, person: &Person<'_>, then: Then<'_>) {
    let patience = if person.someone_to_ask {
        PATIENCE
    } else {
        person.patience * 6
    };
    let started = Instant::now();
    let mut deadline = started + patience;
    let mut connected = None;
    let mut lines = BufReader::new(stderr).split(b'\n');
    for _ in 0..LINES {
        let before = (heard.is_in(), heard.waits_for_its_session());
        match timeout_at(deadline, lines.next_segment()).await {
            Ok(Ok(Some(line))) => {
                let stood = connected.map_or(Duration::ZERO, |since: Instant| since.elapsed());
                heard.line_after(stood, started.elapsed(), &line);
            }
            Ok(Ok(None) | Err(_)) => {
                // Without a command it stays until it is told to go.
                heard.dropped = heard.is_in();
                return;
            }
            Err(_) => return,
        }
        if heard.is_connected() && connected.is_none() {
            connected = Some(Instant::now());
        }
        let now = (heard.is_in(), heard.waits_for_its_session());
        if now.0 && now != before {
            deadline = Instant::now()
                + match then {
                    Then::Leave if now.1 => OPENING,
                    Then::Leave => LINGER,
                    Then::Greet | Then::Ask(_) => person.patience,
                };
        }
    }
}
