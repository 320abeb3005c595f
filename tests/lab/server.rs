//! The server's side of a world: sshd, and what may stand in its place.

use std::time::Instant;

use super::machine::{Account, Machine, PATH};
use super::world::{Ran, World};

pub(crate) const ROOT: Account = Account {
    name: "root",
    id: 0,
};

pub(crate) const BOB: Account = Account {
    name: "bob",
    id: 3000,
};

impl World {
    /// Starts sshd with these lines before the usual ones (sshd takes the first value it reads) and waits until it listens.
    pub(crate) fn sshd(&self, lines: &str) {
        sshd(&self.server, lines);
    }

    /// The same on the jump host.
    pub(crate) fn jump_sshd(&self, lines: &str) {
        sshd(self.router(), lines);
    }

    /// The same on the second of two jump hosts.
    pub(crate) fn inner_sshd(&self, lines: &str) {
        sshd(self.far_router(), lines);
    }

    /// Only writes the configuration: whoever should have started sshd did not.
    pub(crate) fn sshd_config(&self, lines: &str) {
        sshd_config(&self.server, lines);
    }

    /// The same on the jump host.
    pub(crate) fn jump_sshd_config(&self, lines: &str) {
        sshd_config(self.router(), lines);
    }

    /// An sshd that exits at its start, as it must with these lines or in this world.
    pub(crate) fn sshd_fails(&self, lines: &str) {
        self.sshd_config(lines);
        self.server
            .run("! /usr/sbin/sshd -f /etc/ssh/sshd_config -E /var/log/sshd.log");
    }

    /// sshd with a host certificate, signed by `ca` with these options of ssh-keygen, for a client that trusts the first authority.
    pub(crate) fn certified_sshd(&self, ca: &str, options: &str) {
        self.server.run(&format!(
            "ssh-keygen -q -s $K/{ca} -h -I srv {options} /etc/ssh/ssh_host_ed25519_key.pub"
        ));
        self.client.run(
            "echo \"@cert-authority * $(cut -d' ' -f1,2 $K/ca.pub)\" > ~alice/.ssh/known_hosts",
        );
        self.sshd("HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub");
    }

    /// What sshd has said. Reading it is free; asking sshd is not.
    pub(crate) fn server_log(&self) -> String {
        self.server.read("/var/log/sshd.log")
    }

    /// What sshd and, where there is a syslog, PAM have written, as an administrator would paste it.
    pub(crate) fn server_wrote(&self) -> String {
        self.server_log() + &self.server.read("/var/log/auth.log")
    }

    /// What PAM and others say to syslog goes to /var/log/auth.log from here on.
    pub(crate) fn syslog(&self) {
        self.server
            .spawn(None, "/run/lab/tools/syslogd.py /var/log/auth.log");
        self.server
            .wait_for("/dev/log", || self.server.inside("/dev/log").exists());
    }

    /// Makes this key the only one that bob's authorized_keys holds.
    pub(crate) fn register(&self, key: &str) {
        self.server
            .run(&format!("cat $K/{key}.pub > ~bob/.ssh/authorized_keys"));
    }

    /// dropbear instead of sshd, with the same accounts.
    pub(crate) fn dropbear(&self) {
        self.server.run("mkdir /etc/dropbear; dropbearconvert openssh dropbear $K/host_ecdsa_pem /etc/dropbear/key");
        self.server
            .spawn(None, "dropbear -F -E -s -p 22 -r /etc/dropbear/key");
        self.server.wait_for_port(22);
    }

    /// Another way in, whatever is ill with sshd: dropbear on port 2022, where root, carol and ops take a key that alice has for
    /// nothing else; ops may use sudo. alice's ssh knows them as `via-root`, `via-carol` and `via-ops`.
    pub(crate) fn other_logins(&self) {
        let server = &self.server;
        server.run(
            r#". /run/lab/tools/world.sh; account ops 3100
            dropbearkey -t ed25519 -f /run/lab/via_key >/dev/null
            for name in root carol ops; do
                home=$(eval echo ~$name); install -d -m 700 -o $name $home/.ssh
                cat $K/k6.pub >> $home/.ssh/authorized_keys; chown $name $home/.ssh/authorized_keys; chmod 600 $home/.ssh/authorized_keys
            done
            d=/run/lab/sudo; mkdir -p $d; install -m 4755 "$(command -v setpriv)" $d/as-root
            printf '#!/bin/sh
[ "$1" != -n ] || shift
exec %s/as-root --reuid=0 --regid=0 --clear-groups env -i PATH="$PATH" HOME=/root "$@"
' $d > $d/sudo
            printf '#!/bin/sh
PATH=%s:$PATH exec /bin/bash "$@"
' $d > $d/shell; chmod 755 $d/sudo $d/shell
            echo $d/shell >> /etc/shells; sed -i "s|^\(ops:.*\):/bin/bash|\1:$d/shell|" /etc/passwd"#,
        );
        // A firewall is not to be in the way of this one.
        server.run(
            "grep -qs ENABLED=yes /etc/ufw/ufw.conf && ufw allow 2022 || true
            ! [ -e /etc/firewalld ] || firewall-cmd --add-port=2022/tcp",
        );
        server.spawn(None, "dropbear -F -E -s -p 2022 -r /run/lab/via_key");
        server.wait_for_port(2022);
        let key = server.run("dropbearkey -y -f /run/lab/via_key | grep ^ssh-");
        let address =
            server.run(r"ip -4 -o addr show dev eth0 | sed -n '1s/.*inet \([0-9.]*\).*/\1/p'");
        let (key, address) = (key.trim(), address.trim());
        let block = |user: &str| {
            format!(
                "Host via-{user}
 HostName {address}
 Port 2022
 User {user}
 IdentityFile /var/lib/via/key
 IdentitiesOnly yes
                 UserKnownHostsFile /var/lib/via/known
"
            )
        };
        let blocks = ["root", "carol", "ops"].map(block).concat();
        let client = &self.client;
        client.write(
            "/var/lib/via/known",
            format!(
                "[{address}]:2022 {key}
"
            ),
            0o644,
            0,
        );
        client.run("install -m 600 -o alice $K/k6 /var/lib/via/key");
        let usual = client.read("/etc/ssh/ssh_config");
        client.write(
            "/etc/ssh/ssh_config",
            format!(
                "{blocks}
{usual}"
            ),
            0o644,
            0,
        );
    }

    /// tinysshd instead of sshd, with a host key of its own.
    pub(crate) fn tinysshd(&self) {
        self.server.run("tinysshd-makekey /etc/tinyssh");
        self.server
            .spawn(None, "/run/lab/tools/tcpsvd.py 22 tinysshd -v /etc/tinyssh");
        self.server.wait_for_port(22);
    }

    /// A server in Python instead of sshd, with the ecdsa host key alice has on record; it calls itself SSH-2.0-`name`.
    pub(crate) fn paramiko(&self, name: &str) {
        self.paramiko_that(name, "");
    }

    /// The same with a mood of its own (`paramiko_server.py`).
    pub(crate) fn paramiko_that(&self, name: &str, mood: &str) {
        let server = "/run/lab/tools/paramiko_server.py";
        self.server
            .spawn(None, &format!("{server} SSH-2.0-{name} {mood}"));
        self.server.wait_for_port(22);
    }

    /// Another server in Python, with the ed25519 host key; it serves `files` or `commands`.
    pub(crate) fn asyncssh(&self, serves: &str) {
        let server = "/run/lab/tools/asyncssh_server.py";
        self.server.spawn(None, &format!("{server} {serves}"));
        self.server.wait_for_port(22);
    }

    /// sshd as it is where nobody configured a subsystem.
    pub(crate) fn sshd_without_sftp(&self) {
        self.sshd_config("");
        self.server
            .run("sed -i '/^Subsystem/d' /etc/ssh/sshd_config");
        start(&self.server, 22);
    }

    /// sshd in which bob's key runs a program that answers as a Git host does: these words, and the end.
    pub(crate) fn git_host(&self, words: &str) {
        self.server
            .write("/etc/ssh/words", format!("{words}\n"), 0o644, 0);
        self.sshd("Match User bob\n    ForceCommand cat /etc/ssh/words >&2; exit 1");
    }

    /// gitolite behind sshd: each `NAME=KEY` is an account of gitolite's with that key of the lab. alice and bob have a repository
    /// each (`alice/site`), which nobody else may read.
    pub(crate) fn gitolite(&self, accounts: &str) {
        self.server
            .run(&format!("/run/lab/tools/gitolite.sh '{accounts}'"));
        self.sshd("");
    }

    /// A Git hosting service that calls itself SSH-2.0-`name`; each `ACCOUNT=KEY` is an account with that key of the lab, or a
    /// repository with that deploy key (`git_host.py`).
    pub(crate) fn git_service(&self, name: &str, accounts: &str) {
        let server = "/run/lab/tools/git_host.py";
        self.server
            .spawn(None, &format!("{server} SSH-2.0-{name} {accounts}"));
        self.server.wait_for_port(22);
    }

    /// ufw as the package brings it, switched on after these commands.
    pub(crate) fn ufw(&self, commands: &str) {
        self.server.run("mkdir -p /etc/ufw/applications.d; cp /usr/share/ufw/{iptables/*.rules,*.init,ufw.conf} /etc/ufw; chmod 640 /etc/ufw/*.rules");
        self.server.run(&format!("{commands}; ufw --force enable"));
    }

    /// firewalld with a message bus of its own and the default zone as the package brings it, but for the ssh service.
    pub(crate) fn firewalld(&self) {
        self.server.run("echo messagebus:x:104:65534::/run/dbus:/usr/sbin/nologin >> /etc/passwd; echo messagebus:x:104: >> /etc/group");
        self.server.run("mkdir -p /etc/firewalld /run/dbus /var/lib/dbus; dbus-uuidgen > /etc/machine-id; dbus-daemon --system --fork; firewall-offline-cmd --remove-service=ssh");
        self.server.spawn(None, "firewalld --nofork --nopid");
        self.server.wait_for("firewalld", || {
            let state = "firewall-cmd --state 2>/dev/null || true";
            self.server.run(state) == "running\n"
        });
    }

    /// fail2ban with this jail.local, and alice's address banned by it.
    pub(crate) fn fail2ban(&self, jail: &str) {
        let server = &self.server;
        server.write("/etc/fail2ban/jail.local", jail, 0o644, 0);
        server.run("rm -f /etc/fail2ban/jail.d/*; touch /var/log/auth.log; mkdir /run/fail2ban");
        server.spawn(None, "fail2ban-server -f -x --logtarget STDOUT start");
        server.wait_for("fail2ban", || {
            server.inside("/run/fail2ban/fail2ban.sock").exists()
        });
        server.run(
            "timeout 20 bash -c 'until fail2ban-client status sshd; do sleep 0.05; done' 2>&1",
        );
        server.run("fail2ban-client set sshd banip 10.99.1.1");
        server.run(
            "timeout 20 bash -c 'until nft list ruleset | grep 10.99.1.1; do sleep 0.05; done'",
        );
    }

    /// What `sshdoctor check-server` says on the server itself of bob's login with alice's key, to root or to an ordinary user.
    pub(crate) fn check_server(&self, account: &Account, user: &str, from: &str) -> Ran {
        let environment = [("HOME", "/"), ("LANG", "C.UTF-8"), ("PATH", PATH)];
        let command = [
            "/run/lab/sshdoctor",
            "check-server",
            "--json",
            "--user",
            user,
            "--key",
            self.key_in_use(),
            "--from",
            from,
        ];
        let start = Instant::now();
        Ran::new(
            &self.server.run_as(account, &environment, &command, 60),
            start,
        )
    }

    /// alice's public key, or the certificate that takes its place.
    fn key_in_use(&self) -> &'static str {
        let certificate = self.client.inside("/home/alice/.ssh/id_ed25519-cert.pub");
        if certificate.exists() {
            let copy = self.server.inside("/tmp/id_ed25519-cert.pub");
            std::fs::copy(certificate, copy).expect("alice's certificate");
            return "/tmp/id_ed25519-cert.pub";
        }
        if self.client.inside("/home/alice/.ssh/id_rsa.pub").exists() {
            return "/run/lab/keys/id_rsa.pub";
        }
        "/run/lab/keys/id_ed25519.pub"
    }

    /// Starts something that is not sshd on port 22; the moods are those of `fake.py`.
    pub(crate) fn fake(&self, mood: &str) {
        self.server
            .spawn(None, &format!("/run/lab/tools/fake.py {mood} 22"));
        self.server.wait_for_port(22);
    }

    /// A name server at 10.99.1.53 that knows these records (`dns.py`), and a client that asks it.
    pub(crate) fn dns(&self, records: &[&str]) {
        let machine = self.middle.as_ref().unwrap_or(&self.server);
        machine.spawn(
            None,
            &format!(
                "/run/lab/tools/dns.py 10.99.1.53 {}",
                records.join(" ").replace('*', "\\*")
            ),
        );
        machine.wait_for_name_server();
        self.client.write(
            "/etc/resolv.conf",
            "nameserver 10.99.1.53\noptions timeout:1 attempts:1\n",
            0o644,
            0,
        );
    }

    /// A command line as root would paste it into the console of the server, or of the jump host that is hop 0 on the way to it.
    /// systemctl is one that knows sshd.
    pub(crate) fn paste_on_server(&self, hop: Option<u64>, command: &str) -> Ran {
        let machine = match hop {
            Some(0) => self.jump_host(),
            Some(1) => self.inner_host(),
            _ => None,
        };
        let machine = machine.unwrap_or(&self.server);
        let path = format!("/run/lab/tools/console:{PATH}");
        let environment = [
            ("HOME", "/root"),
            ("LANG", "C.UTF-8"),
            ("PATH", path.as_str()),
        ];
        let start = Instant::now();
        Ran::new(
            &machine.run_as(&ROOT, &environment, &["sh", "-c", command], 30),
            start,
        )
    }
}

fn sshd(machine: &Machine, lines: &str) {
    let port = lines
        .lines()
        .find_map(|line| line.strip_prefix("Port "))
        .map_or(22, |port| port.parse().expect("a port"));
    sshd_config(machine, lines);
    start(machine, port);
}

fn start(machine: &Machine, port: u16) {
    machine.spawn(
        None,
        "/usr/sbin/sshd -D -f /etc/ssh/sshd_config -E /var/log/sshd.log",
    );
    machine.wait_for_port(port);
}

/// Writes an sshd_config as Debian's is in effect, with these lines first; Match blocks come last, as they must.
fn sshd_config(machine: &Machine, lines: &str) {
    let (head, matches) = lines
        .find("Match ")
        .map_or((lines, ""), |at| lines.split_at(at));
    let usual = "UsePAM yes\nKbdInteractiveAuthentication no\nPrintMotd no\nPidFile /run/sshd.pid\n\
                 Subsystem sftp /usr/lib/openssh/sftp-server";
    machine.write(
        "/etc/ssh/sshd_config",
        format!("{head}\n{usual}\n{matches}\n"),
        0o644,
        0,
    );
}
