//! What looks like a fault and is none, and what is less sure than it looks.

use crate::evidence::specimens::{server, server_ask};
use crate::evidence::{Evidence, Fact};
use crate::tree::diagnose;

/// The verdict on a server that is well but for these lines.
fn verdict(changes: &[(&str, &str)], from: bool) -> String {
    let mut ask = server_ask();
    ask.from = ask.from.filter(|_| from);
    let mut evidence = Evidence::about(ask.target("web1", 22));
    evidence.at_server = Some(Box::new(ask));
    evidence.learn(Fact::ServerSide(server(changes)));
    let diagnosis = diagnose(&evidence).unwrap();
    let root = diagnosis.root().unwrap();
    format!("{} {}", root.page().code, root.certainty().name())
}

const HOME: &str = "walk drwxr-xr-x 1000 1000 /home/deploy\n";
const GROUP_WRITES: &str = "walk drwxrwxr-x 1000 1000 /home/deploy\n";
const NO_SSHD: [(&str, &str); 2] = [
    ("listener 700 86400 S /usr/sbin/sshd -D\n", ""),
    (
        "users:((\"sshd\",pid=700,fd=3))",
        "users:((\"systemd\",pid=1,fd=9))",
    ),
];

#[test]
fn only_what_keeps_the_login_out_is_named() {
    let well = "no-fault-found likely";
    let private = "group-members 1000 \ngroup-primary 1000 1000\nspace 34";
    let shared = "group-members 1000 carol\ngroup-primary 1000 1000\nspace 34";
    for (changes, expected) in [
        (&[][..], well),
        // Debian's sshd trusts the group that is the user's own; others do not.
        (&[(HOME, GROUP_WRITES), ("space 34", private)], well),
        (
            &[(HOME, GROUP_WRITES), ("space 34", shared)],
            "authorized-keys-permissions certain",
        ),
        (
            &[
                (HOME, GROUP_WRITES),
                ("space 34", private),
                ("ID=debian", "ID=fedora"),
                ("Debian-2+deb12u5", ""),
            ],
            "authorized-keys-permissions certain",
        ),
        (
            &[(HOME, GROUP_WRITES)],
            "authorized-keys-permissions likely",
        ),
        (
            &[(HOME, GROUP_WRITES), ("strictmodes yes", "strictmodes no")],
            well,
        ),
        // With PAM a locked password does not lock the key out.
        (&[("shadow *", "shadow !")], well),
        // An absent shell does not count where the login is to be chrooted.
        (
            &[
                ("shell-state fine", "shell-state missing"),
                ("chrootdirectory none", "chrootdirectory /srv"),
            ],
            well,
        ),
        // Under socket activation no process is normal, and the service makes its directory itself.
        (&NO_SSHD, well),
        (
            &[
                NO_SSHD[0],
                NO_SSHD[1],
                ("test 0", "test 255"),
                (
                    "libwrap no",
                    "unit ssh.service LoadState=loaded ActiveState=inactive",
                ),
            ],
            well,
        ),
        // A directory service that is away hides accounts that are there.
        (
            &[
                ("account 1000 1000\n", "account none\n"),
                ("files systemd", "files sss"),
            ],
            "user-unknown likely",
        ),
        (
            &[(
                "libwrap no",
                "libwrap no\nwrapper-file /etc/hosts.deny\nwrapper 3 sshd: ALL",
            )],
            well,
        ),
        (
            &[(
                "effective usepam",
                "effective allowusers deploy@192.0.2.0/24\neffective usepam",
            )],
            well,
        ),
        (
            &[(
                "effective usepam",
                "effective allowgroups d*\neffective usepam",
            )],
            well,
        ),
        (
            &[("key 1 KEY", "key 1 from=\"192.0.2.0/24\",no-pty KEY")],
            well,
        ),
    ] {
        assert_eq!(verdict(changes, true), expected, "{changes:?}");
    }
}

#[test]
fn without_the_address_rules_by_address_leave_it_open() {
    let allow = (
        "effective usepam",
        "effective allowusers deploy@192.0.2.0/24\neffective usepam",
    );
    let by_address = ("config 1 ", "config 7 Match Address 10.0.0.0/8\nconfig 1 ");
    let off = ("pubkeyauthentication yes", "pubkeyauthentication no");
    let from = ("key 1 KEY", "key 1 from=\"192.0.2.0/24\" KEY");
    assert_eq!(verdict(&[allow], false), "undecided possible");
    assert_eq!(verdict(&[from], false), "undecided possible");
    assert_eq!(
        verdict(&[by_address, off], false),
        "publickey-disabled likely"
    );
    assert_eq!(
        verdict(&[by_address, off], true),
        "publickey-disabled certain"
    );
    assert_eq!(verdict(&[by_address], false), "undecided possible");
}
