//! alice's side of a world: what she has, what she types, and what comes of it.

use std::time::Instant;

use super::machine::{Account, PATH};
use super::world::{Ran, World};

pub(crate) const ALICE: Account = Account {
    name: "alice",
    id: 2000,
};
pub(crate) const AGENT: &str = "/home/alice/agent.sock";

/// Seconds. More than any honest verdict takes.
const PATIENCE: u32 = 90;
/// What plain ssh gets here: long enough for hosts.deny, which takes five seconds to say no.
const SSH: [&str; 6] = [
    "ssh",
    "-vvv",
    "-o",
    "BatchMode=yes",
    "-o",
    "ConnectTimeout=6",
];
const SSH_PATIENCE: u32 = 12;
/// The same where it is known to get in by itself, however late.
const SLOW_PATIENCE: u32 = 30;
/// What a command that alice types gets: each ends by itself, some after three wrong passwords.
const TYPED_PATIENCE: u32 = 30;

const SUDO_PLACE: &str = "/run/lab/sudo";
/// A sudo that asks for nothing, and leaves the environment that sudo(8) leaves. The outer one is of no use here: in a user
/// namespace its file belongs to nobody.
const SUDO: &str = r#"
    d=/run/lab/sudo; mkdir -p $d; install -m 4755 "$(command -v setpriv)" $d/as-root
    cat > $d/sudo <<'X'
#!/bin/sh
exec /run/lab/sudo/as-root --reuid=0 --regid=0 --clear-groups env -i PATH="$PATH" LANG="$LANG" HOME=/root USER=root LOGNAME=root \
    SUDO_USER="$(id -un)" SUDO_UID="$(id -u)" SUDO_GID="$(id -g)" SUDO_COMMAND="$1" "$@"
X
    chmod 755 $d/sudo"#;

impl World {
    /// alice's ssh_config.
    pub(crate) fn ssh_config(&self, text: &str) {
        self.client
            .write("/home/alice/.ssh/config", text, 0o600, ALICE.id);
    }

    /// Gives alice a key of the lab under another name, its .pub beside it.
    pub(crate) fn own(&self, key: &str, file: &str) {
        let copy = |mode, suffix| {
            format!(
                "install -m {mode} -o alice -g alice $K/{key}{suffix} ~alice/.ssh/{file}{suffix}"
            )
        };
        self.client
            .run(&format!("{}; {}", copy("600", ""), copy("644", ".pub")));
    }

    /// A key in a FIDO token is all that alice has, and bob takes it; the token is elsewhere.
    pub(crate) fn own_security_key(&self) {
        self.client.run("cd ~alice/.ssh; rm id_*; /run/lab/tools/security_key.py id_ed25519_sk; chmod 600 id_ed25519_sk; chown alice: id_*");
        let public = self.client.read("/home/alice/.ssh/id_ed25519_sk.pub");
        self.server
            .write("/home/bob/.ssh/authorized_keys", public, 0o600, 3000);
    }

    /// Signs alice's key with `ca` and these options of ssh-keygen; bob takes certificates of the first authority and no plain key.
    pub(crate) fn certify(&self, ca: &str, options: &str) {
        self.client.run(&format!(
            "cd ~alice/.ssh; ssh-keygen -q -s $K/{ca} -I alice {options} id_ed25519.pub"
        ));
        self.client
            .run("chown alice: ~alice/.ssh/id_ed25519-cert.pub");
        self.server
            .run("rm ~bob/.ssh/authorized_keys; cp $K/ca.pub /etc/ssh/ca.pub");
    }

    /// An agent of alice's that holds these keys.
    pub(crate) fn agent(&self, keys: &[&str]) {
        self.client
            .spawn(Some(&ALICE), &format!("ssh-agent -D -a {AGENT}"));
        self.client
            .wait_for("the agent's socket", || self.client.inside(AGENT).exists());
        if !keys.is_empty() {
            self.client.run(&format!(
                "cd $K; SSH_AUTH_SOCK={AGENT} ssh-add -q {}",
                keys.join(" ")
            ));
        }
        self.set_env("SSH_AUTH_SOCK", AGENT);
    }

    /// Makes these keys all that alice's known_hosts holds, under this name.
    pub(crate) fn record(&self, host: &str, keys: &[&str]) {
        let line = |key: &&str| format!("echo \"{host} $(cut -d' ' -f1,2 $K/{key}.pub)\"; ");
        let lines: String = keys.iter().map(line).collect();
        self.client
            .run(&format!("{{ {lines}}} > ~alice/.ssh/known_hosts"));
    }

    pub(crate) fn hash_known_hosts(&self) {
        self.client
            .run("cd ~alice/.ssh; ssh-keygen -q -H -f known_hosts; rm known_hosts.old; chown alice: known_hosts");
    }

    /// The names the client's hosts file knows besides localhost.
    pub(crate) fn hosts(&self, lines: &str) {
        self.client.write(
            "/etc/hosts",
            format!("127.0.0.1 localhost\n::1 localhost\n{lines}\n"),
            0o644,
            0,
        );
    }

    pub(crate) fn set_env(&self, name: &'static str, value: &str) {
        self.environment.borrow_mut().push((name, value.to_owned()));
    }

    /// alice types sudo before ssh and sshdoctor. root has met the same hosts, and has no key.
    pub(crate) fn under_sudo(&self) {
        self.client.run(&format!(
            "{SUDO}\n install -D -m 600 ~alice/.ssh/known_hosts ~root/.ssh/known_hosts"
        ));
        self.under_sudo.set(true);
    }

    /// What stands before her command.
    fn prefix(&self) -> &'static [&'static str] {
        match self.under_sudo.get() {
            true => &["/run/lab/sudo/sudo"],
            false => &[],
        }
    }

    /// Another ssh before the usual one on alice's PATH: a shell script.
    pub(crate) fn other_ssh(&self, script: &str) {
        let script = format!("#!/bin/sh\n{script}\n");
        self.client
            .write("/home/alice/bin/ssh", script, 0o755, ALICE.id);
        self.set_env("PATH", &format!("/home/alice/bin:{PATH}"));
    }

    /// ~/site, a work tree of alice's with one remote.
    pub(crate) fn work_tree(&self, address: &str) {
        let script = format!(
            "cd; git init -q -b main site; git -C site remote add origin {address}; git -C site config user.email alice@lab.test"
        );
        let ran = self.alice(&["bash", "-ec", &script], TYPED_PATIENCE);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    }

    /// Whoever asks alice for a password or passphrase while she is examined is answered `pw`.
    pub(crate) fn asked_by_askpass(&self) {
        self.set_env("SSH_ASKPASS", "/run/lab/tools/askpass");
        self.set_env("SSH_ASKPASS_REQUIRE", "force");
    }

    /// Whoever asks alice gets what this shell script prints.
    pub(crate) fn asked_by(&self, script: &str) {
        let script = format!("#!/bin/sh\n{script}\n");
        self.client
            .write("/home/alice/bin/askpass", script, 0o755, ALICE.id);
        self.set_env("SSH_ASKPASS", "/home/alice/bin/askpass");
        self.set_env("SSH_ASKPASS_REQUIRE", "force");
    }

    /// The person's own ssh, with nobody to ask.
    pub(crate) fn ssh(&self, args: &[&str]) -> Ran {
        self.alice(
            &[self.prefix(), &SSH, args, &["true"]].concat(),
            SSH_PATIENCE,
        )
    }

    /// The same where it gets in late.
    pub(crate) fn slow_ssh(&self, args: &[&str]) -> Ran {
        self.alice(&[&SSH, args, &["true"]].concat(), SLOW_PATIENCE)
    }

    /// The program under test, with no terminal.
    pub(crate) fn doctor(&self, args: &[&str]) -> Ran {
        self.alice(
            &[self.prefix(), &["/run/lab/sshdoctor"], args].concat(),
            PATIENCE,
        )
    }

    /// A command line as alice types it at a prompt, and all that then stands on her screen, the prompt's line first.
    pub(crate) fn typed(&self, command: &str) -> Ran {
        let script = format!("exec 2>&1; {command}");
        let mut ran = self.alice(&["sh", "-c", &script], TYPED_PATIENCE);
        ran.stdout = format!("alice@client:~$ {command}\n{}", ran.stdout);
        ran
    }

    /// A program of alice's that connects to port 8080 as soon as something listens there, and closes ~/keep when it is let down:
    /// `ssh -L 8080:… cat < keep` lasts as long.
    pub(crate) fn uses_the_tunnel(&self) {
        self.client.run("mkfifo -m 666 ~alice/keep");
        self.client.spawn(Some(&ALICE), "bash -c 'exec 4> ~alice/keep; until exec 3<> /dev/tcp/127.0.0.1/8080; do sleep 0.02; done; cat <&3'");
    }

    /// What `sshdoctor log` makes of these lines.
    pub(crate) fn read_log(&self, lines: &str) -> Ran {
        self.client.write("/tmp/paste", lines, 0o644, 0);
        self.doctor(&["log", "--json", "/tmp/paste"])
    }

    /// A command line as alice would paste it. Whoever asks for a password or passphrase is answered `pw`, whoever asks whether to
    /// go on, `yes`; what was asked is in [`World::asked`]. She may use sudo.
    pub(crate) fn paste(&self, command: &str) -> Ran {
        if command.contains("sudo ") {
            self.client.run(SUDO);
        }
        let path = format!("PATH={SUDO_PLACE}:{PATH}");
        let environment = [
            "env",
            "SSH_ASKPASS=/run/lab/tools/askpass",
            "SSH_ASKPASS_REQUIRE=force",
            &path,
        ];
        self.alice(
            &[&environment[..], &["sh", "-c", command]].concat(),
            PATIENCE,
        )
    }

    /// Every question a pasted command has asked, one a line.
    pub(crate) fn asked(&self) -> String {
        self.client.read("/tmp/asked")
    }

    /// Every file of alice's with its mode and content: what a diagnosis must leave as it is.
    pub(crate) fn alices_files(&self) -> String {
        self.client
            .run("cd ~alice; find . -type f -printf '%p %m %U ' -exec sha256sum {} \\; | sort")
    }

    fn alice(&self, argv: &[&str], limit: u32) -> Ran {
        let extra = self.environment.borrow();
        let usual = [
            ("HOME", "/home/alice"),
            ("USER", ALICE.name),
            ("LOGNAME", ALICE.name),
            ("PATH", PATH),
            ("LANG", "C.UTF-8"),
        ];
        let environment: Vec<_> = usual
            .into_iter()
            .chain(extra.iter().map(|(name, value)| (*name, value.as_str())))
            .collect();
        let start = Instant::now();
        Ran::new(
            &self.client.run_as(&ALICE, &environment, argv, limit),
            start,
        )
    }
}
