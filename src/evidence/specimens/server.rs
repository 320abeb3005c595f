//! The server's own side: a server that is well, and each ill as the lines of its block that are different.

use std::path::PathBuf;

use super::{NOW, key};
use crate::evidence::server::{AskedKey, LastAttempt, Look};
use crate::evidence::{PublicKey, Said, Sentence, ServerAsk, ServerSide};
use crate::text::Untrusted;

/// deploy's login at a server that is well.
const WELL: &str = "\
sshdoctor-facts 1 begin
uid 0
now CLOCK
host web1
os ID=debian
processes-seen proc
listener 700 86400 S /usr/sbin/sshd -D
sshd /usr/sbin/sshd
version OpenSSH_9.2p1 Debian-2+deb12u5, OpenSSL 3.0.15 3 Sep 2024
test 0
host-seen 192.0.2.9
effective-for user
effective port 22
effective usepam yes
effective permitrootlogin prohibit-password
effective pubkeyauthentication yes
effective passwordauthentication no
effective kbdinteractiveauthentication no
effective strictmodes yes
effective usedns no
effective chrootdirectory none
effective revokedkeys none
effective forcecommand none
effective trustedusercakeys none
effective authorizedkeyscommand none
effective requiredrsasize 1024
effective pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-512
effective authorizedkeysfile .ssh/authorized_keys
effective authenticationmethods any
config-file /etc/ssh/sshd_config
config-changed 1740000000
config 1 UsePAM yes
config 2 PasswordAuthentication no
sockets-seen ss
listen 0.0.0.0:22 users:((\"sshd\",pid=700,fd=3))
libwrap no
firewall-seen nft
nss passwd: files systemd
pam account required pam_nologin.so
account 1000 1000
home /home/deploy
walk drwxr-xr-x 1000 1000 /home/deploy
walk drwxr-xr-x 0 0 /home
walk drwxr-xr-x 0 0 /
home-real /home/deploy
shell /bin/bash
shell-state fine
group 1000 deploy
shadow * 19000 99999 -
keys-file /home/deploy/.ssh/authorized_keys
real /home/deploy/.ssh/authorized_keys
state readable
walk -rw------- 1000 1000 /home/deploy/.ssh/authorized_keys
walk drwx------ 1000 1000 /home/deploy/.ssh
walk drwxr-xr-x 1000 1000 /home/deploy
walk drwxr-xr-x 0 0 /home
walk drwxr-xr-x 0 0 /
key 1 KEY deploy@laptop
space 34 /
sshdoctor-facts end
";

/// The key of the walks.
fn asked_key() -> PublicKey {
    key(1)
}

/// What the walks ask on the server.
pub fn server_ask() -> ServerAsk {
    let words = [
        "sshdoctor",
        "check-server",
        "--user",
        "deploy",
        "--key",
        "id.pub",
        "--from",
        "192.0.2.9",
    ];
    ServerAsk {
        user: Some(String::from("deploy")),
        key: Some(AskedKey {
            key: asked_key(),
            certificate: None,
        }),
        from: "192.0.2.9".parse().ok(),
        port: None,
        words: words.map(String::from).to_vec(),
    }
}

/// A server that is well but for these lines in the place of others.
pub fn server(changes: &[(&str, &str)]) -> ServerSide {
    let text = changes
        .iter()
        .fold(WELL.to_owned(), |text, (was, is)| text.replace(was, is));
    ServerSide::from_block(
        text.replace("KEY", &asked_key().line())
            .replace("CLOCK", &NOW.to_string())
            .as_bytes(),
    )
}

fn with(side: ServerSide, change: impl FnOnce(&mut Look)) -> ServerSide {
    match side {
        ServerSide::Looked(mut look) => {
            change(&mut look);
            ServerSide::Looked(look)
        }
        failed @ ServerSide::Failed(_) => failed,
    }
}

fn said(what: Sentence, word: &str) -> Said {
    Said {
        what,
        path: (what == Sentence::SshdConfigInvalid).then(|| PathBuf::from("/etc/ssh/sshd_config")),
        number: Some(12),
        word: Untrusted::from(word),
        line: 1,
    }
}

/// sshd that does not start, and what `sshd -t` says of it.
fn does_not_start(what: Sentence, words: &'static str) -> ServerSide {
    let changes = [
        ("listener 700 86400 S /usr/sbin/sshd -D\n", ""),
        ("listen 0.0.0.0:22 users:((\"sshd\",pid=700,fd=3))\n", ""),
        ("test 0\n", "test 255\n"),
    ];
    with(server(&changes), |look| {
        if let Some(test) = &mut look.test {
            test.says = vec![Untrusted::from(words)];
            test.said = vec![said(what, words)];
        }
    })
}

/// A server that is well to look at, and what its log has of the last attempt.
fn logged(what: Sentence, line: &'static str) -> ServerSide {
    with(server(&[]), |look| {
        look.account_of_log = Some(LastAttempt {
            said: vec![(said(what, line), Untrusted::from(line))],
            worked: false,
        });
    })
}

/// Of these each is seen from both sides: what else a server may hold is weighed alike.
const FROM_BOTH_SIDES: [&str; 6] = [
    "all is well",
    "seen by a user",
    "no sshd runs",
    "fail2ban bans it",
    "no file of keys",
    "could not be run",
];

/// The well server first, then one ill at a time; beside a client's own look a few of them.
pub(super) fn server_sides(beside_a_client: bool) -> Vec<(&'static str, ServerSide)> {
    const NO_KEY: (&str, &str) = ("key 1 KEY deploy@laptop\n", "");
    const FILE: &str = "real /home/deploy/.ssh/authorized_keys\nstate readable\n";
    const GONE: &str = "real /home/deploy/.ssh/authorized_keys\nstate missing\n";
    let simple: &[(&'static str, &[(&str, &str)])] = &[
        ("all is well", &[]),
        (
            "seen by a user",
            &[
                ("uid 0", "uid 1000"),
                ("shadow * 19000 99999 -", "shadow-denied"),
                ("test 0\n", ""),
            ],
        ),
        ("cut off", &[("sshdoctor-facts end\n", "")]),
        (
            "another server has the port",
            &[
                ("listener 700 86400 S /usr/sbin/sshd -D\n", ""),
                ("\"sshd\"", "\"dropbear\""),
            ],
        ),
        (
            "no sshd runs",
            &[
                ("listener 700 86400 S /usr/sbin/sshd -D\n", ""),
                ("listen 0.0.0.0:22 users:((\"sshd\",pid=700,fd=3))\n", ""),
            ],
        ),
        ("sshd is stopped", &[("86400 S", "86400 T")]),
        (
            "listens on loopback",
            &[
                ("listen 0.0.0.0:22", "listen 127.0.0.1:22"),
                ("config 1 ", "config 3 ListenAddress 127.0.0.1\nconfig 1 "),
            ],
        ),
        (
            "listens on an older port",
            &[
                ("effective port 22", "effective port 2222"),
                ("config 1 ", "config 3 Port 2222\nconfig 1 "),
            ],
        ),
        (
            "fail2ban bans it",
            &[("firewall-seen nft", "firewall-seen nft\nban fail2ban sshd")],
        ),
        (
            "sshguard bans it",
            &[(
                "firewall-seen nft",
                "firewall-seen nft\nban-set ip sshguard attackers",
            )],
        ),
        (
            "a rule drops it",
            &[(
                "firewall-seen nft",
                "firewall-seen nft\nnft table inet t {\nnft chain input {\nnft type filter hook input priority filter; policy accept;\nnft tcp dport 22 drop\nnft }\nnft }",
            )],
        ),
        (
            "hosts.deny names it",
            &[(
                "libwrap no",
                "libwrap yes\nwrapper-file /etc/hosts.deny\nwrapper 3 sshd: ALL",
            )],
        ),
        (
            "RefuseConnection",
            &[(
                "effective usepam",
                "effective refuseconnection yes\neffective usepam",
            )],
        ),
        (
            "no such account",
            &[("account 1000 1000\n", "account none\n")],
        ),
        (
            "not in AllowUsers",
            &[
                (
                    "effective usepam",
                    "effective allowusers carol\neffective usepam",
                ),
                ("config 1 ", "config 3 AllowUsers carol\nconfig 1 "),
            ],
        ),
        (
            "in DenyUsers",
            &[(
                "effective usepam",
                "effective denyusers deploy@192.0.2.0/24\neffective usepam",
            )],
        ),
        (
            "in no group of AllowGroups",
            &[(
                "effective usepam",
                "effective allowgroups wheel\neffective usepam",
            )],
        ),
        (
            "locked without PAM",
            &[
                ("UsePAM yes", "UsePAM no"),
                ("usepam yes", "usepam no"),
                ("shadow *", "shadow !"),
            ],
        ),
        (
            "expired without PAM",
            &[
                ("UsePAM yes", "UsePAM no"),
                ("usepam yes", "usepam no"),
                ("99999 -", "99999 1000"),
            ],
        ),
        ("expired with PAM", &[("99999 -", "99999 1000")]),
        (
            "no such shell",
            &[("shell-state fine", "shell-state missing")],
        ),
        (
            "nologin",
            &[(
                "nss passwd",
                "nologin /etc/nologin\nnologin-says back at noon\nnss passwd",
            )],
        ),
        (
            "root may not log in",
            &[
                ("account 1000", "account 0"),
                ("permitrootlogin prohibit-password", "permitrootlogin no"),
            ],
        ),
        (
            "no public keys",
            &[("pubkeyauthentication yes", "pubkeyauthentication no")],
        ),
        (
            "methods that are off",
            &[(
                "authenticationmethods any",
                "authenticationmethods publickey,password",
            )],
        ),
        (
            "the key's type is left out",
            &[("ssh-ed25519,rsa-sha2-512", "rsa-sha2-512")],
        ),
        (
            "the key is revoked",
            &[(
                "space 34",
                "revoked-file /etc/ssh/krl\nstate readable\nrevoked 1\nspace 34",
            )],
        ),
        ("no file of keys", &[NO_KEY, (FILE, GONE)]),
        (
            "no home",
            &[
                NO_KEY,
                (FILE, GONE),
                (
                    "walk drwxr-xr-x 1000 1000 /home/deploy\n",
                    "walk-missing /home/deploy\n",
                ),
            ],
        ),
        (
            "others may write to the home",
            &[(
                "walk drwxr-xr-x 1000 1000 /home/deploy\n",
                "walk drwxrwxrwx 1000 1000 /home/deploy\n",
            )],
        ),
        (
            "the file is root's alone",
            &[(
                "walk -rw------- 1000 1000 /home/deploy/.ssh/authorized_keys",
                "walk -rw------- 0 0 /home/deploy/.ssh/authorized_keys",
            )],
        ),
        (
            "the key is in a file nobody reads",
            &[
                NO_KEY,
                (
                    "space 34",
                    "unread /etc/ssh/keys/deploy\nunread-at 1\nspace 34",
                ),
            ],
        ),
        (
            "the line is broken",
            &[("key 1 KEY", "key 1 no-such-option KEY")],
        ),
        (
            "another user has the key",
            &[
                NO_KEY,
                (
                    "space 34",
                    "other 2 carol:/home/carol/.ssh/authorized_keys\nspace 34",
                ),
            ],
        ),
        ("nobody has the key", &[NO_KEY]),
        (
            "from= elsewhere",
            &[("key 1 KEY", "key 1 from=\"198.51.100.0/24\" KEY")],
        ),
        (
            "expiry-time= has passed",
            &[("key 1 KEY", "key 1 expiry-time=\"20200101\" KEY")],
        ),
        (
            "AuthorizedKeysCommand is gone",
            &[
                NO_KEY,
                (
                    "space 34",
                    "helper /opt/keys\nstate missing\nhelper-of authorizedkeyscommand\nspace 34",
                ),
            ],
        ),
        (
            "SELinux labels",
            &[(
                "space 34",
                "selinux Enforcing\ncontext unconfined_u:object_r:user_home_t:s0 /home/deploy/.ssh\nspace 34",
            )],
        ),
        (
            "chroot of the user's own",
            &[
                ("chrootdirectory none", "chrootdirectory /home/deploy"),
                (
                    "space 34",
                    "chroot /home/deploy\nwalk drwxr-xr-x 1000 1000 /home/deploy\nwalk drwxr-xr-x 0 0 /home\nwalk drwxr-xr-x 0 0 /\nspace 34",
                ),
            ],
        ),
        (
            "a shell that turns away",
            &[("shell /bin/bash", "shell /usr/sbin/nologin")],
        ),
        ("a full disk", &[("space 34", "space 100")]),
    ];
    let mut sides: Vec<(&'static str, ServerSide)> = simple
        .iter()
        .map(|(name, changes)| (*name, server(changes)))
        .collect();
    sides.extend([
        (
            "a wrong line in sshd_config",
            does_not_start(
                Sentence::SshdConfigInvalid,
                "/etc/ssh/sshd_config: line 12: Bad configuration option: PermitRotLogin",
            ),
        ),
        (
            "no host keys",
            does_not_start(
                Sentence::SshdHostKeysMissing,
                "sshd: no hostkeys available -- exiting.",
            ),
        ),
        (
            "no /run/sshd",
            does_not_start(
                Sentence::SshdPrivsepMissing,
                "Missing privilege separation directory: /run/sshd",
            ),
        ),
        (
            "half an upgrade",
            does_not_start(
                Sentence::SshdUpgradeIncomplete,
                "OpenSSL version mismatch. Built against 30000020, you have 30200000",
            ),
        ),
        (
            "PAM refuses, by the log",
            logged(
                Sentence::PamDenied,
                "pam_access(sshd:account): access denied for user `deploy'",
            ),
        ),
        (
            "could not be run",
            ServerSide::Failed(Untrusted::from("/bin/sh: No such file or directory")),
        ),
    ]);
    if beside_a_client {
        sides.retain(|(name, _)| FROM_BOTH_SIDES.contains(name));
    }
    sides
}
