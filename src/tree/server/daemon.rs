//! Is sshd there at all, and where does it listen?

use super::{Judge, sure};
use crate::evidence::Sentence;
use crate::evidence::server::{Listener, Socket};
use crate::finding::Certainty::Likely;
use crate::finding::server::looked::{Looked, printed, setting};
use crate::finding::server::mend;
use crate::finding::server::server_resources_exhausted::ServerResourcesExhausted;
use crate::finding::server::sshd_config_not_loaded::SshdConfigNotLoaded;
use crate::finding::server::sshd_listens_elsewhere::SshdListensElsewhere;
use crate::finding::server::sshd_not_running::SshdNotRunning;
use crate::finding::{Seen, Step, Where, server};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::text::Untrusted;

/// What the start of sshd fails of, in its own words, and whether an sshd that runs already fails of it as well: each of
/// its children reads the directory anew; configuration and host keys of a running sshd may be older than the files.
const AT_START: [(Sentence, bool); 5] = [
    (Sentence::SshdConfigInvalid, false),
    (Sentence::SshdHostKeysMissing, false),
    (Sentence::SshdPrivsepMissing, true),
    (Sentence::SshdUpgradeIncomplete, true),
    (Sentence::MethodsUnsatisfied, false),
];

/// Files that one connection takes while it begins: its socket and two pipes to its child (sshd.c `server_accept_loop`).
const A_CONNECTION: u32 = 4;

impl<'a> Judge<'a> {
    /// What keeps everybody out.
    pub(super) fn daemon(self) -> Option<Looked> {
        if self.other_server().is_some() {
            return None;
        }
        self.does_not_start()
            .or_else(|| self.not_running())
            .or_else(|| self.stands_still())
            .or_else(|| self.listens_elsewhere())
    }

    /// The ports sshd is configured for.
    fn ports(self) -> Vec<u16> {
        let set = self.look.settings("port").unwrap_or_default();
        let ports: Vec<u16> = set.iter().filter_map(|port| port.parse().ok()).collect();
        if ports.is_empty() { vec![22] } else { ports }
    }

    /// The port to speak of.
    pub(super) fn port(self) -> u16 {
        let asked = |socket: &&Socket| self.ask.port == Some(socket.port);
        self.own_sockets()
            .find(asked)
            .or_else(|| self.own_sockets().next())
            .map_or_else(|| self.ports()[0], |socket| socket.port)
    }

    fn is_sshd(socket: &Socket) -> bool {
        ["sshd", "systemd", "init"]
            .iter()
            .any(|name| socket.program.contains(name))
    }

    /// The sockets of the sshd that is judged. Where a port is asked about, an sshd that was started for something else
    /// is not among the listeners.
    pub(super) fn own_sockets(self) -> impl Iterator<Item = &'a Socket> {
        let own = move |socket: &&Socket| {
            let listed = |listener: &Listener| {
                let (ss, netstat) = (
                    format!("pid={},", listener.pid),
                    format!("{}/", listener.pid),
                );
                socket.program.contains(&ss) || socket.program.contains(&netstat)
            };
            let all = self.ask.port.is_none() || self.look.listeners.is_empty();
            socket.program.contains("sshd") && (all || self.look.listeners.iter().any(listed))
        };
        self.look.sockets.iter().filter(own)
    }

    /// Another program than sshd on the port that sshd is meant for.
    pub(super) fn other_server(self) -> Option<&'a Socket> {
        let ports = self.ports();
        if !self.look.listeners.is_empty() {
            return None;
        }
        // Under socket activation systemd listens, and its name may be hidden from a user.
        let activated = self.look.units.iter().any(|unit| {
            unit.name.contains(".socket") && unit.properties.contains("ActiveState=active")
        });
        let hidden =
            |socket: &Socket| socket.program.is_empty() && (activated || self.look.by_root());
        self.look.sockets.iter().find(|socket| {
            let own = Self::is_sshd(socket) || hidden(socket) || !self.look.processes_seen;
            ports.contains(&socket.port) && !own
        })
    }

    /// Somebody listens there whom this user may not see.
    fn somebody_listens(self) -> bool {
        let ports = self.ports();
        self.look
            .sockets
            .iter()
            .any(|socket| ports.contains(&socket.port))
    }

    fn runs(self) -> bool {
        !self.look.listeners.is_empty() || self.somebody_listens()
    }

    /// `sshd -t` says why.
    fn does_not_start(self) -> Option<Looked> {
        let test = self.look.test.as_ref().filter(|test| test.status != 0)?;
        let words = || {
            test.says
                .iter()
                .take(4)
                .map(|line| printed("sshd -t", line))
                .collect::<Vec<_>>()
        };
        for (what, even_if_running) in AT_START {
            let Some(said) = test.said.iter().find(|said| said.what == what) else {
                continue;
            };
            // The service makes its directory itself, when it is started or when somebody connects.
            if what == Sentence::SshdPrivsepMissing && self.starts_by_itself() {
                continue;
            }
            let Some(inner) = server::of(said) else {
                continue;
            };
            let certainty = sure(even_if_running || !self.runs());
            return Some(Looked {
                inner,
                certainty,
                seen: words(),
                steps: Vec::new(),
                words: None,
            });
        }
        None
    }

    /// No sshd runs, and systemd knows its service.
    fn starts_by_itself(self) -> bool {
        let service = self.look.units.iter().any(|unit| {
            unit.name.contains(".service") && unit.properties.contains("LoadState=loaded")
        });
        service && self.look.listeners.is_empty()
    }

    fn not_running(self) -> Option<Looked> {
        if self.runs() || !self.look.processes_seen {
            return None;
        }
        let nobody = Seen::new(
            "process table",
            say!(
                "no sshd waits for connections",
                "接続を待つ sshd がありません"
            ),
        );
        let ports: Vec<String> = self.ports().iter().map(u16::to_string).collect();
        let closed = self.look.sockets_seen.then(|| {
            Seen::new(
                "sockets",
                say!(
                    "nothing listens on port {port}",
                    "ポート {port} で待ち受けているものがありません",
                    port = ports.join(", ")
                ),
            )
        });
        let units = self
            .look
            .units
            .iter()
            .filter(|unit| unit.properties.contains("LoadState=loaded"));
        let units = units.take(3).map(|unit| {
            let text = format!(
                "{}: {}",
                unit.name.visible(40),
                unit.properties.visible(160)
            );
            Seen::new("systemd", Say::verbatim(text))
        });
        let seen = [nobody].into_iter().chain(closed).chain(units).collect();
        // A user may not see the processes of others, nor ask sshd what keeps it from its start.
        let looked = Looked::certain(SshdNotRunning, seen).at_most(sure(self.look.sockets_seen));
        Some(if self.look.by_root() {
            looked
        } else {
            looked.or_else_of(&[
                "sshd-config-invalid",
                "sshd-host-keys-missing",
                "sshd-privsep-missing",
                "sshd-upgrade-incomplete",
                "authentication-methods-unsatisfied",
            ])
        })
    }

    /// It runs, and takes nobody in.
    fn stands_still(self) -> Option<Looked> {
        if let Some((used, limit)) = self
            .look
            .open_files
            .filter(|(used, limit)| used + A_CONNECTION > *limit)
        {
            let words = say!(
                "sshd has {used} files open, and may have {limit}",
                "sshd は {used} 個のファイルを開いており、上限は {limit} 個です",
                used = used,
                limit = limit
            );
            let cause = ServerResourcesExhausted {
                text: Untrusted::default(),
            };
            let steps = vec![mend::load()];
            let looked = Looked::certain(cause, vec![Seen::new("/proc", words)]);
            return Some(looked.at_most(Likely).mended_by(steps));
        }
        let stopped = self
            .look
            .listeners
            .iter()
            .find(|listener| listener.state == 'T')?;
        let text = format!(
            "pid {}: state T, {}",
            stopped.pid,
            stopped.command.visible(80)
        );
        let steps = vec![
            Step::new(
                Where::Server,
                Say::fixed(
                    "Let sshd go on: somebody has stopped it",
                    "停止している sshd を再開します",
                ),
            )
            .run(Command::new([
                "sudo",
                "kill",
                "-CONT",
                &stopped.pid.to_string(),
            ])),
        ];
        let seen = vec![
            Seen::new("process table", Say::verbatim(text)),
            Seen::new(
                "process table",
                say!(
                    "a stopped process takes no connection off its queue, and the queue fills up",
                    "停止したプロセスは待ち行列から接続を取り出さないため、行列がいっぱいになります"
                ),
            ),
        ];
        let cause = ServerResourcesExhausted {
            text: Untrusted::default(),
        };
        let words = say!(
            "sshd is stopped, and takes no connection in.",
            "sshd が停止状態にあり、接続を受け付けません。"
        );
        Some(
            Looked::certain(cause, seen)
                .at_most(Likely)
                .mended_by(steps)
                .told(words),
        )
    }

    fn listens_elsewhere(self) -> Option<Looked> {
        let own: Vec<&Socket> = self.own_sockets().collect();
        if own.is_empty() {
            return None;
        }
        let shown = || {
            let place = |socket: &&Socket| match socket.address {
                Some(address) => format!("{address} port {}", socket.port),
                None => format!("* port {}", socket.port),
            };
            let places: Vec<String> = own.iter().take(6).map(place).collect();
            Seen::new(
                "sockets",
                say!(
                    "sshd listens on {places}",
                    "sshd の待ち受け: {places}",
                    places = places.join(", ")
                ),
            )
        };
        let ports = self.ports();
        if !own.iter().any(|socket| ports.contains(&socket.port)) && self.look.effective.is_some() {
            let port = ports[0].to_string();
            let line = self.look.line_with("port", &port);
            let seen = vec![setting("port", &port, line), shown()];
            return Some(Looked::certain(SshdConfigNotLoaded, seen).at_most(Likely));
        }
        let from = self.ask.from.filter(|from| !from.is_loopback())?;
        let reaches = |socket: &&Socket| match socket.address {
            None => true,
            Some(address) => !address.is_loopback() && address.is_ipv4() == from.is_ipv4(),
        };
        if own.iter().any(reaches) {
            return None;
        }
        let value = self.look.setting("listenaddress").unwrap_or_default();
        let address = value
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches(':');
        let line = self.look.line_with("listenaddress", address);
        let mut seen = vec![shown()];
        seen.extend(line.map(|line| setting("listenaddress", &value, Some(line))));
        let cause = SshdListensElsewhere {
            port: None,
            text: Untrusted::from(
                own[0]
                    .address
                    .map(|address| address.to_string())
                    .unwrap_or_default()
                    .as_str(),
            ),
        };
        let steps = line.map(|line| vec![mend::edit(line), mend::load()]);
        let words = say!(
            "sshd does not listen where a client from {from} comes in.",
            "sshd は、{from} からの接続が届くアドレスでは待ち受けていません。",
            from = from
        );
        let looked = Looked::certain(cause, seen).told(words);
        Some(match steps {
            Some(steps) => looked.mended_by(steps),
            None => looked,
        })
    }

    /// A file that was changed after sshd was started: whether it was read since cannot be seen.
    pub(super) fn note_of_configuration(self) -> Option<Say> {
        let age = self
            .look
            .listeners
            .iter()
            .filter_map(|listener| listener.age)
            .max()?;
        let started = self.look.now.checked_sub(age)?;
        // Clocks of files and processes differ by parts of a second.
        (self.look.config_changed > started + 2).then(|| {
            say!(
                "sshd's configuration was changed after sshd was started. If it was not reloaded since, it still runs with the older settings: sudo sshd -t, then reload.",
                "sshd の起動後に設定ファイルが変更されています。その後に再読み込みしていなければ、古い設定で動いています。sudo sshd -t の後に再読み込みしてください。"
            )
        })
    }
}
