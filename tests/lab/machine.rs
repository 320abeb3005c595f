//! One machine: a process that is number 1 of its own network, mount, PID, UTS and IPC namespaces.
//!
//! It lives as long as the pipe to its standard input is open. Dropping the [`Machine`] closes the pipe; so does the death of the
//! test process, whatever killed it. The kernel then ends every process of the PID namespace, and with the last of them go the
//! mounts and the network. Nothing has to be found and cleaned up.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::keys;

/// The programs of every machine; nothing of the person's own PATH gets in.
pub(crate) const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// Long enough for a machine that shares its cores with many others; only what is broken ever waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// An account of the lab. Its numbers and its home stand in the machine's own /etc/passwd.
pub(crate) struct Account {
    pub(crate) name: &'static str,
    pub(crate) id: u32,
}

pub(crate) struct Machine {
    pub(crate) name: &'static str,
    /// The machine's process 1, as this process's own namespace numbers it.
    pub(crate) pid: u32,
    unshare: Child,
    power: Option<ChildStdin>,
}

impl Machine {
    pub(crate) fn start(name: &'static str) -> Self {
        let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab");
        let scratch = tempfile::Builder::new()
            .prefix("sshdoctor-lab-")
            .tempdir()
            .expect("a directory for a machine");
        let mut unshare = Command::new("unshare")
            .args([
                "--net",
                "--mount",
                "--uts",
                "--ipc",
                "--pid",
                "--fork",
                "--kill-child=KILL",
                "bash",
            ])
            .arg(lab.join("machine.sh"))
            .arg(name)
            .args([
                scratch.path(),
                keys::directory(),
                &lab.join("tools"),
                Path::new(env!("CARGO_BIN_EXE_sshdoctor")),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("unshare");
        let power = unshare.stdin.take();
        let mut line = String::new();
        BufReader::new(unshare.stdout.as_mut().expect("piped"))
            .read_line(&mut line)
            .expect("a line from machine.sh");
        if line != "READY\n" {
            drop(power);
            let told = unshare.wait_with_output().expect("the end of machine.sh");
            panic!(
                "machine `{name}` does not start: {line}{}",
                String::from_utf8_lossy(&told.stderr)
            );
        }
        let id = unshare.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"))
            .expect("the children of unshare");
        let pid = children.trim().parse().expect("unshare has one child");
        Self {
            name,
            pid,
            unshare,
            power,
        }
    }

    /// Runs a shell script as root and returns what it printed; a script that fails ends the test with the script in the message.
    pub(crate) fn run(&self, script: &str) -> String {
        let output = self
            .enter(None)
            .args(["bash", "-ec", script])
            .output()
            .expect("nsenter");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{}: `{script}` failed with {}: {}{printed}",
            self.name,
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        printed
    }

    /// Runs a program as an ordinary user with nothing in its environment but `env`, away from any terminal, for `limit` seconds
    /// at most (then its status is 124 or 137).
    pub(crate) fn run_as(
        &self,
        account: &Account,
        env: &[(&str, &str)],
        argv: &[&str],
        limit: u32,
    ) -> Output {
        let mut command = self.enter(Some(account));
        command
            .args(["setsid", "--wait", "env", "-i"])
            .args(env.iter().map(|(name, value)| format!("{name}={value}")));
        command
            .args(["timeout", "--kill-after=1", &limit.to_string()])
            .args(argv)
            .output()
            .expect("nsenter")
    }

    /// Starts a command that goes on until the machine ends; what it prints goes to `/var/log/NAME.log`.
    pub(crate) fn spawn(&self, account: Option<&Account>, command: &str) {
        let program = command
            .split(' ')
            .next()
            .and_then(|path| path.rsplit('/').next())
            .expect("a program");
        let path = self.inside(&format!("/var/log/{program}.log"));
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .expect("a log");
        // Its parent is the machine's process 1, which lets it go at once at the end; an nsenter out here would have to be waited for.
        let status = self
            .enter(account)
            .args(["bash", "-c", &format!("exec {command} &")])
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .status()
            .expect("nsenter");
        assert!(
            status.success(),
            "{}: `{command}` does not start",
            self.name
        );
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>, mode: u32, owner: u32) {
        let file = self.inside(path);
        let done = fs::create_dir_all(file.parent().expect("a parent"))
            .and_then(|()| fs::write(&file, text))
            .and_then(|()| chown(&file, Some(owner), Some(owner)))
            .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(mode)));
        done.unwrap_or_else(|error| panic!("{}: writing {path}: {error}", self.name));
    }

    /// A file's text, or nothing where there is no such file (a log nobody wrote to).
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read(self.inside(path))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// The name a path of this machine has outside of it.
    pub(crate) fn inside(&self, path: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{path}", self.pid))
    }

    /// Every process in this machine, as this process's own namespace numbers them.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let namespace = |pid: u32| fs::read_link(format!("/proc/{pid}/ns/pid")).ok();
        let here = namespace(self.pid);
        let all = fs::read_dir("/proc")
            .expect("/proc")
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        all.filter(|pid| namespace(*pid) == here).collect()
    }

    /// Waits until something listens on the TCP port.
    pub(crate) fn wait_for_port(&self, port: u16) {
        self.wait_for(&format!("a listener on port {port}"), || {
            self.has_socket(&["tcp", "tcp6"], port, "0A")
        });
    }

    /// Waits until a name server has its UDP socket.
    pub(crate) fn wait_for_name_server(&self) {
        self.wait_for("a name server", || self.has_socket(&["udp"], 53, "07"));
    }

    pub(crate) fn wait_for(&self, what: &str, mut condition: impl FnMut() -> bool) {
        let start = Instant::now();
        while !condition() {
            assert!(
                start.elapsed() < PATIENCE,
                "{}: waited in vain for {what}\n{}",
                self.name,
                self.logs()
            );
            sleep(Duration::from_millis(3));
        }
    }

    /// Everything this machine's programs have said, for the message of a test that fails.
    pub(crate) fn logs(&self) -> String {
        let mut logs: Vec<PathBuf> = fs::read_dir(self.inside("/var/log"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        logs.sort();
        let tail = |path: &PathBuf| {
            let text = String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
            let lines: Vec<&str> = text.lines().rev().take(12).collect();
            let lines: Vec<&str> = lines.into_iter().rev().collect();
            format!(
                "-- {} {}\n{}\n",
                self.name,
                path.file_name().unwrap_or_default().display(),
                lines.join("\n")
            )
        };
        logs.iter()
            .filter(|path| path.is_file())
            .map(tail)
            .collect()
    }

    fn has_socket(&self, tables: &[&str], port: u16, state: &str) -> bool {
        let end = format!(":{port:04X}");
        let text = |table| {
            fs::read_to_string(format!("/proc/{}/net/{table}", self.pid)).unwrap_or_default()
        };
        tables.iter().any(|table| {
            text(table)
                .lines()
                .map(|line| line.split_whitespace().collect::<Vec<_>>())
                .any(|row| row.len() > 3 && row[1].ends_with(&end) && row[3] == state)
        })
    }

    fn enter(&self, account: Option<&Account>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.pid.to_string(), "-n", "-m", "-u", "-i", "-p"]);
        if let Some(Account { id, .. }) = account {
            command.args([
                "setpriv",
                &format!("--reuid={id}"),
                &format!("--regid={id}"),
                "--clear-groups",
            ]);
        }
        command
            .stdin(Stdio::null())
            .current_dir("/")
            .env_clear()
            .envs([
                ("PATH", PATH),
                ("HOME", "/root"),
                ("LANG", "C.UTF-8"),
                ("K", "/run/lab/keys"),
            ]);
        command
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // No result here may panic: a machine is also dropped while a failed test unwinds.
        drop(self.power.take());
        let _ = self.unshare.wait();
    }
}

/// One nftables rule on a machine, in the named hook.
pub(crate) fn firewall(machine: &Machine, hook: &str, rule: &str) {
    machine.run(&format!("nft 'add table inet t; add chain inet t {hook} {{ type filter hook {hook} priority 0; }}; add rule inet t {hook} {rule}'"));
}
