//! The cure is proved, too: what was printed is typed, and the very login that failed must then work.

use serde_json::Value;

use super::fault::{Fault, Shown};
use super::matrix::transcript;
use super::world::{Ran, World};

/// Who types what was printed.
#[derive(Clone, Copy, PartialEq)]
enum Typist {
    Alice,
    Root,
}

/// Which of the printed commands mend the fault.
#[derive(Clone, Copy)]
pub(crate) struct Cure {
    typist: Typist,
    /// How many of the commands for that place, in the order printed. Those before the last may only look, and may fail.
    count: usize,
    /// What the programs ask meanwhile. An unexpected question fails the test: a password would log in where the key does not.
    asks: &'static [&'static str],
    /// Whether alice first has the host key's fingerprint read out to her on the server's console, as she is told to.
    compares: bool,
}

/// A login that takes so many seconds is as slow as before.
const SLOW: f64 = 5.0;

impl Cure {
    /// alice types the first command on the client.
    pub(crate) const CLIENT: Self = Self {
        typist: Typist::Alice,
        count: 1,
        asks: &[],
        compares: false,
    };
    /// root types the first command on the server's console.
    pub(crate) const SERVER: Self = Self {
        typist: Typist::Root,
        ..Self::CLIENT
    };

    pub(crate) const fn first(self, count: usize) -> Self {
        Self { count, ..self }
    }

    pub(crate) const fn asks(self, asks: &'static [&'static str]) -> Self {
        Self { asks, ..self }
    }

    pub(crate) const fn compares(self) -> Self {
        Self {
            compares: true,
            ..self
        }
    }

    /// Types exactly what was printed, then logs in; bob's neighbour must get on as before.
    pub(crate) fn prove(
        &self,
        fault: &Fault,
        world: &World,
        finding: &Value,
    ) -> Result<(), String> {
        let before = neighbour(world);
        if self.compares {
            compare(world, finding)?;
        }
        let place = match self.typist {
            Typist::Alice => "client",
            Typist::Root => "server",
        };
        let commands = commands(finding, place);
        let Some(commands) = commands.get(..self.count) else {
            return Err(format!("{} command(s) for the {place}", commands.len()));
        };
        let mut last = None;
        for command in commands {
            last = Some((*command, self.type_in(world, finding, command)));
        }
        let (command, ran) = last.ok_or("no command")?;
        let told = |what: &str| format!("`{command}` {what}\n{}", transcript(world, &ran));
        if fault.code == "slow-login" && ran.seconds >= SLOW {
            return Err(told("is slow as well"));
        }
        if ran.status != Some(0) {
            return Err(told("fails"));
        }
        let asked = world.asked();
        let odd = |question: &&str| !self.asks.iter().any(|expected| question.contains(expected));
        if let Some(question) = asked.lines().find(odd) {
            return Err(told(&format!("asks {question:?}")));
        }
        if let Some(expected) = self
            .asks
            .iter()
            .find(|expected| !asked.contains(**expected))
        {
            return Err(told(&format!("does not ask {expected:?}")));
        }
        // A command that is a login has logged in already.
        if !is_login(command) {
            let login = match fault.shown {
                Shown::Live if !fault.in_front_of.is_empty() => {
                    world.typed(&fault.in_front_of.join(" "))
                }
                Shown::Live => world.ssh(fault.args),
                Shown::Printed(typed) | Shown::Written(typed) => world.typed(typed),
            };
            if login.status != Some(0) {
                return Err(format!(
                    "`{command}` does not cure:\n{}",
                    transcript(world, &login)
                ));
            }
        }
        if before == Some(0) && neighbour(world) != before {
            return Err(told("keeps carol out"));
        }
        Ok(())
    }

    fn type_in(&self, world: &World, finding: &Value, command: &str) -> Ran {
        match self.typist {
            Typist::Alice => world.paste(command),
            Typist::Root => world.paste_on_server(finding["hop"].as_u64(), command),
        }
    }
}

/// Has the first command for the server show the fingerprint that its text names.
fn compare(world: &World, finding: &Value) -> Result<(), String> {
    let steps = finding["next"].as_array().into_iter().flatten();
    let step = steps.clone().find(|step| step["where"] == "server");
    let step = step.ok_or("nothing to compare")?;
    let (command, text) = (step["command"].as_str(), step["text"].as_str());
    let command = command.ok_or("no command that shows the fingerprint")?;
    let shown = world
        .paste_on_server(finding["hop"].as_u64(), command)
        .stdout;
    let named = text.unwrap_or_default().split(' ');
    let named = named.clone().find(|word| word.starts_with("SHA256:"));
    if named.is_none_or(|named| !shown.contains(named)) {
        return Err(format!("`{command}` shows {shown}, and the text {text:?}"));
    }
    Ok(())
}

fn commands<'a>(finding: &'a Value, place: &str) -> Vec<&'a str> {
    let steps = finding["next"].as_array().into_iter().flatten();
    steps
        .filter(|step| step["where"] == place)
        .filter_map(|step| step["command"].as_str())
        .collect()
}

/// `ssh …`, also behind sudo, a variable, or something that had to be done before.
fn is_login(command: &str) -> bool {
    let last = command.rsplit("&& ").next().unwrap_or_default();
    let before = |word: &&str| ["sudo", "env"].contains(word) || word.starts_with("SSH_AUTH_SOCK=");
    let program = last.split(' ').find(|word| !before(word));
    matches!(program, Some("ssh" | "sftp"))
}

/// How the login of bob's neighbour ends.
fn neighbour(world: &World) -> Option<i32> {
    world
        .ssh(&[
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "carol@srv",
        ])
        .status
}
