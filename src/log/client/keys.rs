//! The person's keys and agent.

use crate::evidence::{Probe, Sentence};
use crate::log::attempt::{Attempt, Line, Offered, cut};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, fresh, here, nothing};

pub(super) const ROWS: &[Row] = &[
    here("debug1: identity file ", identity_file),
    here("ssh-add: illegal option -- ", other_ssh_add),
    here("ssh-add: unknown option -- ", other_ssh_add),
    here("Will attempt key: ", |attempt, _| attempt.planned += 1),
    here("Offering public key: ", offering),
    here("Offering RSA public key: ", offering_old),
    here("Offering DSA public key: ", offering_old),
    here("Offering ECDSA public key: ", offering_old),
    here("Offering ED25519 public key: ", offering_old),
    here("Trying private key: ", trying),
    here("Server accepts key", accepts),
    here("send_pubkey_test: no mutual signature algorithm", no_mutual),
    here("no mutual signature supported", no_mutual),
    here("You're using an RSA key with SHA-1", no_mutual),
    here("using ssh-rsa that is about to be deprecated", no_mutual),
    here("signing using ", |attempt, _| attempt.signed = true),
    nothing("UNPROTECTED PRIVATE KEY FILE"),
    here("are too open.", too_open),
    here("Load key \"", load_key),
    here("Error loading key \"", load_key),
    nothing("load pubkey \""),
    here("Identity file ", not_accessible),
    here("no such identity: ", no_such_identity),
    here("contents do not match public", mismatch),
    here(
        "Could not open a connection to your authentication agent",
        agent_unreachable,
    ),
    here("Error connecting to agent", agent_unreachable),
    nothing("get_agent_identities: ssh_get_authentication_socket: "),
    here("sign_and_send_pubkey: signing failed", signing_failed),
    here("agent refused operation", signing_failed),
    here(
        "Agent admitted failure to sign using the key",
        signing_failed,
    ),
    here("returned incorrect signature type", signing_failed),
    here("Confirm user presence for key", |attempt, _| {
        attempt.signed = true
    }),
    nothing("incorrect passphrase supplied to decrypt private key"),
    here("Bad passphrase, try again", passphrase_wrong),
    nothing("bad decrypt"),
    here("Enter passphrase for key", asked_passphrase),
    here("read_passphrase: can't open /dev/tty", nobody_asked),
    here("ssh_askpass: exec(", nobody_asked),
    fresh("Permissions for '", windows_permissions),
    here("Bad permissions. Try removing permissions for user: ", acl),
    here("dlopen ", pkcs11),
    here("C_GetTokenInfo failed", pkcs11),
    here("provider ", pkcs11_provider),
    here("pkcs11_add_provider failed", pkcs11),
    here("no slots", pkcs11),
];

/// `identity file /home/u/.ssh/id_rsa type -1`: no public half was found there.
fn identity_file(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some((path, _)) = line.after().rsplit_once(" type ")
        && attempt.files.len() < 64
    {
        attempt.files.push(short(path));
    }
}

/// An option of another system's ssh-add (Apple's -K and -A): one that comes first in PATH does not know it.
fn other_ssh_add(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(Sentence::EnvironmentDiffers, None, None, line.text, line);
}

/// As much as is kept of a name.
fn short(text: &str) -> String {
    cut(text, 1024).to_owned()
}

/// `/home/u/.ssh/id_rsa RSA SHA256:… explicit agent` (8.0 and later), `RSA SHA256:… /home/u/.ssh/id_rsa` (7.8 and 7.9),
/// `/home/u/.ssh/id_rsa` (5.x to 7.7).
fn offering(attempt: &mut Attempt, line: &Line<'_>) {
    let words: Vec<&str> = line.words().collect();
    let at = words
        .iter()
        .position(|word| word.starts_with("SHA256:") || word.starts_with("MD5:"));
    let mut offered = Offered {
        name: line.after().trim().to_owned(),
        kind: String::from("RSA"),
        fingerprint: format!("SHA256:?{}", attempt.offered.len()),
        agent: false,
        explicit: false,
        accepted: None,
    };
    if let Some(at) = at {
        offered.fingerprint = words[at].to_owned();
        let kind_at = at.saturating_sub(1);
        offered.kind = words[kind_at].to_owned();
        let marks = &words[at + 1..];
        offered.name = if kind_at > 0 {
            words[..kind_at].join(" ")
        } else {
            marks.join(" ")
        };
        offered.agent = kind_at > 0 && marks.contains(&"agent");
        offered.explicit = kind_at > 0 && marks.contains(&"explicit");
    }
    offer(attempt, offered, line);
}

fn offering_old(attempt: &mut Attempt, line: &Line<'_>) {
    let kind = line.text[line.at.0..]
        .split_whitespace()
        .nth(1)
        .unwrap_or("RSA")
        .to_owned();
    let offered = Offered {
        name: line.after().trim().to_owned(),
        kind,
        fingerprint: format!("SHA256:?{}", attempt.offered.len()),
        agent: false,
        explicit: false,
        accepted: None,
    };
    offer(attempt, offered, line);
}

fn offer(attempt: &mut Attempt, offered: Offered, line: &Line<'_>) {
    attempt.reach(Probe::KeyAnswers);
    attempt.passed(Probe::Methods, line);
    if attempt.offered.len() < 64 {
        attempt.offered.push(Offered {
            name: short(&offered.name),
            kind: short(&offered.kind),
            fingerprint: short(&offered.fingerprint),
            ..offered
        });
    }
}

fn trying(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::KeyAnswers);
    if attempt.tried.len() < 64 {
        let file = line.after().split(' ').next().unwrap_or_default();
        attempt.tried.push(short(file));
    }
}

/// PK_OK. It is not a login: nothing is signed yet.
fn accepts(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some(last) = attempt.offered.last_mut() {
        last.accepted = Some(true);
    }
    attempt.passed(Probe::KeyAnswers, line);
    attempt.reach(Probe::Login);
}

fn no_mutual(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::KeyAnswers);
    attempt.says(Sentence::NoMutualSignature, line);
}

/// `Permissions 0644 for '/home/u/.ssh/id_rsa' are too open.`
fn too_open(attempt: &mut Attempt, line: &Line<'_>) {
    let mode = line
        .text
        .split_once("ermissions ")
        .and_then(|(_, rest)| usize::from_str_radix(rest.split_whitespace().next()?, 8).ok());
    let path = line
        .text
        .split_once('\'')
        .and_then(|(_, rest)| rest.split_once('\''))
        .map(|(path, _)| path.to_owned());
    if line.server || path.as_ref().is_some_and(|path| path.contains("ssh_host_")) {
        attempt.tells(
            Sentence::SshdHostKeysMissing,
            path.as_deref(),
            mode,
            "",
            line,
        );
        return;
    }
    attempt.tells(Sentence::KeyFileTooOpen, path.as_deref(), mode, "", line);
}

fn windows_permissions(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("too open") {
        too_open(attempt, line);
    }
}

/// Win32-OpenSSH, client and server: `Bad permissions. Try removing permissions for user: U (S-1-…) on file FILE.`
fn acl(attempt: &mut Attempt, line: &Line<'_>) {
    let Some((_, file)) = line.after().rsplit_once(" on file ") else {
        return;
    };
    let file = file.trim_end_matches('.');
    let what = if file.ends_with("authorized_keys") {
        Sentence::AuthorizedKeysPermissions
    } else if file.contains("ssh_host_") {
        Sentence::SshdHostKeysMissing
    } else if file.ends_with("config") {
        return; // `Bad owner or permissions on …` follows
    } else {
        Sentence::KeyFileTooOpen
    };
    attempt.tells(what, Some(file), None, "", line);
}

/// `Load key "FILE": REASON` is about the private half; `load pubkey` is not, and says nothing.
fn load_key(attempt: &mut Attempt, line: &Line<'_>) {
    let (path, reason) = line
        .after()
        .split_once(['"', '\''])
        .unwrap_or((line.after(), ""));
    let reason = reason.trim_start_matches([':', ' ']);
    let what = if reason.starts_with("bad permissions") {
        if attempt.has(Sentence::KeyFileTooOpen) {
            return; // the lines above say the mode
        }
        Sentence::KeyFileTooOpen
    } else if reason.contains("incorrect passphrase") {
        Sentence::PassphraseWrong
    } else if errno(reason) == Some(Errno::NotFound) {
        Sentence::KeyFileMissing
    } else if errno(reason) == Some(Errno::NotPermitted) {
        Sentence::KeyFileUnreadable
    } else if [
        "unknown or unsupported key type",
        "unsupported cipher",
        "requested feature not supported",
        "Invalid key length",
    ]
    .iter()
    .any(|it| reason.contains(it))
    {
        Sentence::KeyFileUnsupported
    } else {
        unusable(path)
    };
    attempt.tells(what, Some(path), None, reason, line);
}

/// A file that does not decode; what it is, its name may tell.
fn unusable(path: &str) -> Sentence {
    match path.rsplit('.').next() {
        Some("ppk") => Sentence::KeyFilePutty,
        Some("pub") => Sentence::KeyFileIsPublic,
        _ => Sentence::KeyFileUnusable,
    }
}

/// `Warning: Identity file FILE not accessible: No such file or directory.`
fn not_accessible(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some((path, reason)) = line.after().split_once(" not accessible: ") {
        let what = if errno(reason) == Some(Errno::NotPermitted) {
            Sentence::KeyFileUnreadable
        } else {
            Sentence::KeyFileMissing
        };
        attempt.tells(what, Some(path), None, reason.trim_end_matches('.'), line);
    }
}

/// `no such identity: FILE: No such file or directory`: of a default name it says nothing.
fn no_such_identity(attempt: &mut Attempt, line: &Line<'_>) {
    let (path, reason) = line.after().rsplit_once(": ").unwrap_or((line.after(), ""));
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let default = [
        "id_rsa",
        "id_dsa",
        "id_ecdsa",
        "id_ecdsa_sk",
        "id_ed25519",
        "id_ed25519_sk",
        "id_xmss",
    ]
    .contains(&name);
    if default && line.before().starts_with("debug") {
        return;
    }
    let what = if errno(reason) == Some(Errno::NotPermitted) {
        Sentence::KeyFileUnreadable
    } else {
        Sentence::KeyFileMissing
    };
    if !attempt.has(what) {
        attempt.tells(what, Some(path.trim()), None, reason, line);
    }
}

fn mismatch(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(
        Sentence::KeyPairMismatch,
        line.between("private key ", " contents"),
        None,
        "",
        line,
    );
}

fn agent_unreachable(attempt: &mut Attempt, line: &Line<'_>) {
    // ssh-add's words: where a session runs it, it speaks of the far side.
    let far = attempt.worked.is_some() && line.text.starts_with("Could not open a connection");
    let what = if far {
        Sentence::AgentForwardingAbsent
    } else {
        Sentence::AgentUnreachable
    };
    attempt.tells(what, None, None, line.text, line);
}

/// `sign_and_send_pubkey: signing failed for ED25519 "name" from agent: agent refused operation`
fn signing_failed(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::KeyAnswers);
    if attempt
        .said
        .last()
        .is_some_and(|(said, _)| said.line == line.number)
    {
        return; // two fragments of one sentence
    }
    let token = ["-SK", "sk-", "device not found", "authenticator"]
        .iter()
        .any(|mark| line.text.contains(mark));
    let pkcs11 = line.text.contains("pkcs11") || line.text.contains("PKCS#11");
    let what = match () {
        () if pkcs11 => Sentence::Pkcs11Unusable,
        () if token => Sentence::SecurityKeyUnavailable,
        () if line.text.contains("incorrect passphrase") => Sentence::PassphraseWrong,
        () => Sentence::AgentRefused,
    };
    attempt.tells(what, line.quoted(), None, line.text, line);
}

fn passphrase_wrong(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(Sentence::PassphraseWrong, None, None, "", line);
}

/// Asked again for the same key: the first answer was wrong. (An empty one goes on to the next key: sshconnect2.c, load_identity_file.)
fn asked_passphrase(attempt: &mut Attempt, line: &Line<'_>) {
    let key = Some(line.after().to_owned());
    if attempt.asked_passphrase == key && !attempt.has(Sentence::PassphraseWrong) {
        attempt.tells(Sentence::PassphraseWrong, line.quoted(), None, "", line);
    }
    attempt.asked_passphrase = key;
}

/// ssh wanted to ask, and there was nobody. What for, the stage says.
fn nobody_asked(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt
        .offered
        .last()
        .is_some_and(|offered| offered.accepted == Some(true))
    {
        let path = attempt.offered.last().map(|offered| offered.name.clone());
        attempt.tells(
            Sentence::PassphraseRequired,
            path.as_deref(),
            None,
            "",
            line,
        );
    }
}

fn pkcs11(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("failed")
        || line.text.contains("no slots") && line.text.contains("provider")
    {
        attempt.tells(Sentence::Pkcs11Unusable, None, None, line.text, line);
    }
}

fn pkcs11_provider(attempt: &mut Attempt, line: &Line<'_>) {
    let unusable = [
        "returned no slots",
        "C_Login failed",
        "is not a PKCS11 library",
    ];
    if unusable.iter().any(|words| line.text.contains(words)) {
        attempt.tells(Sentence::Pkcs11Unusable, None, None, line.text, line);
    }
}
