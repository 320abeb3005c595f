//! What the lab needs of the machine it runs on: a few programs, and the right to make namespaces.

use std::env;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

/// Program and Debian package.
const PROGRAMS: &[(&str, &str)] = &[
    ("bash", "bash"),
    ("dbus-daemon", "dbus"),
    ("dropbear", "dropbear-bin"),
    ("fail2ban-server", "fail2ban"),
    ("firewalld", "firewalld"),
    ("git", "git"),
    ("gitolite", "gitolite3"),
    ("ip", "iproute2"),
    ("iptables", "iptables"),
    ("kadmin.local", "krb5-admin-server"),
    ("kinit", "krb5-user"),
    ("krb5kdc", "krb5-kdc"),
    ("nft", "nftables"),
    ("nsenter", "util-linux"),
    ("openssl", "openssl"),
    ("puttygen", "putty-tools"),
    ("python3", "python3"),
    ("setpriv", "util-linux"),
    ("ssh", "openssh-client"),
    ("ssh-agent", "openssh-client"),
    ("ssh-keygen", "openssh-client"),
    ("sshd", "openssh-server"),
    ("timeout", "coreutils"),
    ("tinysshd", "tinysshd"),
    ("ufw", "ufw"),
    ("unshare", "util-linux"),
];

const INSIDE: &str = "SSHDOCTOR_LAB_INSIDE";

/// Runs a test of the lab as root: at once where this is root, else by running the very same test again in a user namespace.
///
/// `name` is the test's own path. Where neither is possible the test fails and says what is missing; it is never skipped.
pub(crate) fn as_root(name: &str, test: impl FnOnce()) {
    let missing: Vec<_> = PROGRAMS
        .iter()
        .filter(|(program, _)| !installed(program))
        .collect();
    let packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
    assert!(
        missing.is_empty(),
        "the lab needs {missing:?} (program, package): apt-get install {}",
        packages.join(" ")
    );
    let python = Command::new("python3")
        .args(["-c", "import asyncssh, paramiko"])
        .env("PATH", super::machine::PATH)
        .output();
    assert!(
        python.is_ok_and(|ran| ran.status.success()),
        "the lab needs servers in Python: apt-get install python3-asyncssh python3-paramiko"
    );
    if std::fs::metadata("/proc/self").expect("/proc").uid() == 0 {
        return test();
    }
    assert!(
        env::var_os(INSIDE).is_none(),
        "unshare --map-root-user does not make this user root"
    );
    let path = name.split_once("::").map_or(name, |(_, path)| path);
    // A process of its own for each test: the turns are taken out here.
    let mut command = Command::new("unshare");
    command
        .args([
            "--user",
            "--map-root-user",
            "--map-auto",
            "--mount",
            "--fork",
            "--kill-child",
        ])
        .arg(env::current_exe().expect("this test's own file"))
        .args(["--exact", path, "--nocapture", "--include-ignored"])
        .env(INSIDE, "1");
    let output = super::queue::alone(|| command.output().expect("unshare"));
    let told = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{told}\nWithout root the lab needs unprivileged user namespaces, newuidmap (package uidmap), a range for this user in /etc/subuid \
         and /etc/subgid, and for its slow and lossy cables a /dev/net/tun that everybody may open (chmod 666)."
    );
    eprintln!("{told}");
}

fn installed(program: &str) -> bool {
    super::machine::PATH
        .split(':')
        .any(|directory| std::path::Path::new(directory).join(program).is_file())
}
