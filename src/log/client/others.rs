//! Clients that are not OpenSSH: PuTTY and WinSCP, FileZilla, dropbear, paramiko, libssh2, JSch and MINA, Net::SSH, Go.

use crate::evidence::{
    Closing, Disconnect, Fact, Identification, Methods, Negotiation, NoCommon, Probe, Protocol,
    Resolution, Sentence, Slot,
};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::hostkey::Fault;
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, anybodys, echo, fresh, here, nothing, says, tells};
use crate::text::Untrusted;

use super::connection::{closed_now, outcome, said_goodbye};

pub(super) const ROWS: &[Row] = &[
    // PuTTY, plink, pscp, WinSCP, FileZilla
    anybodys("Host does not exist", no_name),
    fresh("Unable to open connection", unable_to_open),
    here("Temporary failure in name resolution", after_unable),
    echo("Network error: ", network_error),
    fresh("The server rejected SFTP connection", |_, _| {}),
    here("Remote side unexpectedly closed network connection", closed),
    here("Server unexpectedly closed network connection", closed),
    here(
        "Couldn't agree a key exchange algorithm",
        |attempt, line| no_common(Slot::Kex, attempt, line),
    ),
    here("Couldn't agree a host key algorithm", |attempt, line| {
        no_common(Slot::HostKey, attempt, line)
    }),
    here(
        "Couldn't agree a client-to-server cipher",
        |attempt, line| no_common(Slot::Cipher, attempt, line),
    ),
    here(
        "Couldn't agree a server-to-client cipher",
        |attempt, line| no_common(Slot::Cipher, attempt, line),
    ),
    here("Couldn't agree a client-to-server MAC", |attempt, line| {
        no_common(Slot::Mac, attempt, line)
    }),
    here("SSH protocol version 2 required by our configuration", ssh1),
    here("Unable to use key file \"", putty_key),
    here("Unable to load private key", putty_key),
    here("Unable to load key file", putty_key),
    here("Unable to load key (", putty_key),
    anybodys("Wrong passphrase", |attempt, line| {
        attempt.tells(Sentence::PassphraseWrong, None, None, "", line)
    }),
    here("Server refused our key", refused_key),
    here("Offer of public key accepted", accepted_key),
    here("Offered public key", offered_key),
    says(
        "Further authentication required",
        Sentence::MoreAuthentication,
    ),
    anybodys("Access denied", access_denied),
    here("No supported authentication methods available", no_methods),
    here(
        "Disconnected: No supported authentication methods available",
        no_methods,
    ),
    here("Access granted", works),
    here("Started a shell/command", works),
    here("The server's host key is not cached", unknown_key),
    here("The host key is not cached", unknown_key),
    here("POTENTIAL SECURITY BREACH", changed_key),
    here("The host key does not match the one", changed_key),
    nothing("Remote side sent disconnect message"),
    nothing("Server sent disconnect message"),
    nothing("type 2 (protocol error):"),
    here("SSH_MSG_DISCONNECT: ", disconnected),
    anybodys("Software caused connection abort", closed),
    // dropbear
    fresh("Connect failed: ", network_error),
    here("Incompatible remote version '", not_ssh),
    here("No matching algo ", no_algorithm),
    here("is not in the trusted hosts file", unknown_key),
    here("Didn't validate host key", refused_host_key),
    here("host key mismatch for ", changed_key),
    here("No auth methods could be used", refused),
    tells("Agent failed signing key", Sentence::AgentRefused),
    here("Failed loading keyfile '", key_file),
    nothing("Failed running proxy command"),
    here("Remote closed the connection", closed),
    tells("Keepalive timeout", Sentence::ConnectionLost),
    // paramiko, Fabric
    fresh("Error reading SSH protocol banner", paramiko_banner),
    here("Indecipherable protocol version \"", not_ssh),
    here("Incompatible version (", ssh1),
    fresh("Unable to connect to port ", unable),
    fresh("NoValidConnectionsError", unable),
    here("no acceptable kex algorithm", |attempt, line| {
        no_common(Slot::Kex, attempt, line)
    }),
    here("no acceptable host key", |attempt, line| {
        no_common(Slot::HostKey, attempt, line)
    }),
    here("no acceptable ciphers", |attempt, line| {
        no_common(Slot::Cipher, attempt, line)
    }),
    here("no acceptable macs", |attempt, line| {
        no_common(Slot::Mac, attempt, line)
    }),
    here("no acceptable compression", |attempt, line| {
        no_common(Slot::Compression, attempt, line)
    }),
    here("not found in known_hosts", unknown_key),
    here("does not match: got '", changed_key),
    says(
        "Private key file is encrypted",
        Sentence::PassphraseRequired,
    ),
    says(
        "private key file is encrypted",
        Sentence::PassphraseRequired,
    ),
    here("private key file", key_file_invalid),
    says("No authentication methods available", Sentence::NoIdentity),
    here("Bad authentication type; allowed types: ", bad_type),
    says(
        "Partial authentication; allowed types: ",
        Sentence::MoreAuthentication,
    ),
    fresh(
        "Authentication failed: transport shut down",
        ended_in_authentication,
    ),
    anybodys("Authentication failed.", refused),
    here("returned nonzero exit status", proxy_status),
    tells("TCP forwarding request denied", Sentence::ForwardingRefused),
    says(
        "ssh_exception.SSHException: EOF during negotiation",
        Sentence::SftpUnavailable,
    ),
    anybodys("gaierror", no_name),
    here("Authentication (publickey) failed.", |attempt, line| {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::KeyNotAccepted, line);
    }),
    here("Authentication (password) failed.", |attempt, line| {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::PasswordRejected, line);
    }),
    here(") successful!", |attempt, line| {
        if line.before().contains("Authentication (") {
            works(attempt, line);
        }
    }),
    nothing("paramiko"),
    // JSch, MINA, Trilead
    fresh("timeout: socket is not established", network_error),
    fresh("JSchException: ", jsch),
    anybodys("java.net.ConnectException: ", network_error),
    anybodys("java.net.NoRouteToHostException: ", network_error),
    anybodys("java.net.UnknownHostException: ", no_name),
    anybodys("java.net.SocketTimeoutException: ", network_error),
    nothing("jcraft.jsch"),
    nothing("apache.sshd"),
    nothing("trilead.ssh2"),
    here("End of IO Stream Read", closed_before),
    here("Server key did not validate", refused_host_key),
    here("Cannot log in at ", cannot_log_in),
    // sshj: JetBrains' tools, Gradle plugins
    nothing("schmizz.sshj"),
    here("Exhausted available authentication methods", refused),
    here("Could not verify `", refused_host_key),
    here(
        "Server closed connection during identification exchange",
        closed_before,
    ),
    here("connection is closed by foreign host", closed_before),
    here("invalid server's version string", not_ssh_jsch),
    here("Algorithm negotiation fail", jsch_algorithms),
    here("UnknownHostKey: ", unknown_key),
    here("reject HostKey: ", unknown_key),
    here("HostKey has been changed: ", changed_key),
    here("revoked HostKey: ", revoked_key),
    says("invalid privatekey", Sentence::KeyFileUnsupported),
    here("Auth fail", refused),
    here("USERAUTH fail", refused),
    here("Auth cancel", refused),
    here("No more authentication methods available", refused),
    here(
        "Unable to negotiate key exchange for kex algorithms",
        |attempt, line| no_common(Slot::Kex, attempt, line),
    ),
    here(
        "Unable to negotiate key exchange for server host key algorithms",
        |attempt, line| no_common(Slot::HostKey, attempt, line),
    ),
    here(
        "Unable to negotiate key exchange for encryption algorithms",
        |attempt, line| no_common(Slot::Cipher, attempt, line),
    ),
    // libssh2, libgit2, libssh
    here("Failed getting banner", closed_before),
    says(
        "Unable to exchange encryption keys",
        Sentence::NegotiationFailed,
    ),
    says("Unable to open private key file", Sentence::KeyFileMissing),
    says(
        "Unable to extract public key from private key",
        Sentence::KeyFileUnsupported,
    ),
    here("Username/PublicKey combination invalid", refused),
    says(
        "Authentication failed (username/password)",
        Sentence::PasswordRejected,
    ),
    says("Callback returned error", Sentence::PassphraseRequired),
    says(
        "authentication required but no callback set",
        Sentence::NoIdentity,
    ),
    here("remote rejected authentication", refused),
    here(
        "attempted ssh-agent authentication, but no usernames succeeded",
        refused,
    ),
    here(
        "failed to authenticate when downloading repository: ",
        repository,
    ),
    here("invalid or unknown remote ssh hostkey", refused_host_key),
    here("kex error : no match for method ", no_match_for_method),
    // Go
    fresh("dial tcp ", dial),
    fresh("dial tcp: lookup ", dial_lookup),
    here("ssh: handshake failed: ", handshake),
    here("ssh: unable to authenticate", go_refused),
    here("ssh: no common algorithm for ", go_algorithm),
    here("knownhosts: key is unknown", unknown_key),
    here("knownhosts: key mismatch", changed_key),
    says("ssh: no key found", Sentence::KeyFileUnusable),
    says(
        "ssh: this private key is passphrase protected",
        Sentence::PassphraseRequired,
    ),
    says(
        "ssh: cannot decode encrypted private keys",
        Sentence::PassphraseRequired,
    ),
    // Net::SSH, Capistrano
    here("Net::SSH::AuthenticationFailed", refused),
    here("Net::SSH::HostKeyMismatch", changed_key),
    here("Net::SSH::HostKeyUnknown", unknown_key),
    here("Net::SSH::ConnectionTimeout", |attempt, line| {
        attempt.says(Sentence::TimedOutSomewhere, line);
        attempt.ends(line);
    }),
    here("could not settle on ", net_ssh_algorithm),
    tells(
        "OpenSSH keys only supported if ED25519 is available",
        Sentence::KeyFileUnsupported,
    ),
    nothing("Net::SSH"),
    nothing("net-ssh"),
    // FileZilla, which speaks FTP as well
    nothing("fzSftp started"),
    anybodys("ECONNREFUSED - ", network_error),
    anybodys("ETIMEDOUT - ", network_error),
    anybodys("EHOSTUNREACH - ", network_error),
    says(
        "FATAL ERROR: Cannot answer interactive prompts in batch mode",
        Sentence::AuthenticationFailed,
    ),
    nothing("FATAL ERROR: "),
    anybodys("Failed to connect to ", failed_to_connect),
];

/// JGit: `git@github.com:acme/thing.git: Cannot log in at github.com:22`
fn cannot_log_in(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line.words().next().unwrap_or_default();
    let (host, port) = place.rsplit_once(':').unwrap_or((place, ""));
    if let Some((user, _)) = line.before().split_once('@') {
        attempt.name_user(user.rsplit([' ', '/']).next().unwrap_or_default());
    }
    attempt.name_host(host);
    attempt.name_port(port);
    refused(attempt, line);
}

/// cargo: `… repository: ssh://git@github.com/acme/thing.git`
fn repository(attempt: &mut Attempt, line: &Line<'_>) {
    super::beginnings::to_destination(attempt, line.after().trim());
}

fn no_name(attempt: &mut Attempt, line: &Line<'_>) {
    let outcome = match errno(line.text) {
        Some(Errno::TryAgain) => Resolution::TryAgain,
        Some(Errno::NoAddress) => Resolution::NoAddress {
            other_family: Vec::new(),
        },
        Some(_) | None => Resolution::NotFound {
            near: Vec::new(),
            alias: None,
        },
    };
    attempt.reach(Probe::Resolution);
    attempt.learn(Fact::Resolution(outcome), line);
    attempt.ends(line);
}

/// An error of the system behind words that only a client of ssh prints.
fn network_error(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.worked.is_some() || attempt.reached > Some(Probe::Connect) {
        closed(attempt, line);
        return;
    }
    let reason = if line.after().is_empty() {
        line.text
    } else {
        line.after()
    };
    let mut errno = errno(reason).or_else(|| errno(line.text));
    if errno.is_none() && reason.to_ascii_lowercase().contains("refused") {
        errno = Some(Errno::Refused);
    }
    if matches!(errno, Some(Errno::NoName | Errno::TryAgain)) {
        return no_name(attempt, line);
    }
    attempt.reach(Probe::Connect);
    if attempt.connects.is_empty() || attempt.ended.is_none() {
        attempt.connect(outcome(errno, reason), line);
    }
    attempt.ends(line);
}

/// plink: `Failed to connect to 192.0.2.7: Connection refused`; Ansible begins a sentence alike.
fn failed_to_connect(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line
        .words()
        .next()
        .unwrap_or_default()
        .trim_end_matches(':');
    if let (Ok(address), Some(_)) = (place.parse(), errno(line.after())) {
        attempt.address = Some(address);
        attempt.host.get_or_insert_with(|| place.to_owned());
        network_error(attempt, line);
    }
}

/// plink says why on the next line.
fn unable_to_open(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Resolution);
    if errno(line.after()).is_some() {
        network_error(attempt, line);
    }
}

fn after_unable(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().is_empty()
        && attempt.reached == Some(Probe::Resolution)
        && attempt.ended.is_none()
    {
        no_name(attempt, line);
    }
}

fn closed(attempt: &mut Attempt, line: &Line<'_>) {
    closed_now(attempt, line, Closing::Eof);
    attempt.ends(line);
}

fn works(attempt: &mut Attempt, line: &Line<'_>) {
    let fact = crate::evidence::Login::Succeeded {
        method: String::new(),
        remote: Vec::new(),
    };
    attempt.learn(Fact::Login(fact), line);
    attempt.works(line);
}

fn no_common(slot: Slot, attempt: &mut Attempt, line: &Line<'_>) {
    let theirs: Vec<String> = line
        .between("(available: ", ")")
        .or_else(|| line.between("serverProposal=\"", "\""))
        .or_else(|| line.between("server offered: [", "]"))
        .unwrap_or_default()
        .split([',', ' '])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name.len() < 128)
        .take(256)
        .collect();
    let could_enable = (!theirs.is_empty()).then(|| theirs.clone());
    let facts = NoCommon {
        slot,
        ours: Vec::new(),
        theirs,
        could_enable,
        server: Untrusted::default(),
    };
    attempt.reach(Probe::Negotiation);
    attempt.learn(Fact::Negotiation(Negotiation::NoCommon(facts)), line);
    attempt.ends(line);
}

/// A slot of the negotiation by the name a client gives it.
fn slot(name: &str) -> Option<Slot> {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["host key", "host_key", "hostkey"]) {
        Some(Slot::HostKey)
    } else if has(&["kex", "key exchange"]) {
        Some(Slot::Kex)
    } else if has(&["cipher", "enc", "crypt"]) {
        Some(Slot::Cipher)
    } else if has(&["mac", "hmac", "hash"]) {
        Some(Slot::Mac)
    } else if has(&["comp"]) {
        Some(Slot::Compression)
    } else {
        None
    }
}

fn by_slot(name: &str, attempt: &mut Attempt, line: &Line<'_>) {
    match slot(name) {
        Some(slot) => no_common(slot, attempt, line),
        None => attempt.says(Sentence::NegotiationFailed, line),
    }
}

fn no_algorithm(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(line.after(), attempt, line);
}

fn no_match_for_method(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(
        line.after().split(':').next().unwrap_or_default(),
        attempt,
        line,
    );
}

fn go_algorithm(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(
        line.after().split(';').next().unwrap_or_default(),
        attempt,
        line,
    );
}

fn net_ssh_algorithm(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(line.after(), attempt, line);
}

fn jsch_algorithms(attempt: &mut Attempt, line: &Line<'_>) {
    let name = line.between("algorithmName=\"", "\"").unwrap_or_default();
    let name = match name {
        "cipher.c2s" | "cipher.s2c" => "cipher",
        "server_host_key" => "hostkey",
        name => name,
    };
    by_slot(name, attempt, line);
    attempt.ends(line);
}

fn ssh1(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::Ssh1 {
            ident: Untrusted::from("SSH-1"),
        }),
        line,
    );
    attempt.ends(line);
}

fn not_ssh(attempt: &mut Attempt, line: &Line<'_>) {
    let first = line.quoted().unwrap_or_default();
    if first.starts_with("SSH-1") {
        return ssh1(attempt, line);
    }
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::NotSsh {
            protocol: Protocol::Unknown,
            first: Untrusted::from(first),
        }),
        line,
    );
    attempt.ends(line);
}

fn not_ssh_jsch(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::NotSsh {
            protocol: Protocol::Unknown,
            first: Untrusted::default(),
        }),
        line,
    );
    attempt.ends(line);
}

fn closed_before(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::Closed {
            how: Closing::Eof,
            said: Vec::new(),
            seconds: 0.0,
            proxy: None,
        }),
        line,
    );
    attempt.ends(line);
}

/// paramiko says the same for silence and for a connection that ends; only EOF behind it tells.
fn paramiko_banner(attempt: &mut Attempt, line: &Line<'_>) {
    if line.after().contains("104")
        || line.after().contains("EOF")
        || errno(line.after()) == Some(Errno::Reset)
    {
        closed_before(attempt, line);
    } else {
        attempt.reach(Probe::Identification);
        attempt.learn(
            Fact::Identification(Identification::Silent {
                seconds: 0.0,
                ours_unacknowledged: None,
            }),
            line,
        );
        attempt.ends(line);
    }
}

fn putty_key(attempt: &mut Attempt, line: &Line<'_>) {
    let reason = line
        .text
        .rsplit_once('(')
        .map_or("", |(_, reason)| reason.trim_end_matches([')', '.']));
    let what = if errno(reason) == Some(Errno::NotFound) || reason.contains("unable to open") {
        Sentence::KeyFileMissing
    } else if line.text.contains("(OpenSSH ") || reason.contains("not a PuTTY") {
        Sentence::KeyFileUnsupported
    } else {
        Sentence::KeyFileUnusable
    };
    attempt.tells(what, line.quoted(), None, reason, line);
}

fn key_file(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(Sentence::KeyFileMissing, line.quoted(), None, "", line);
}

fn key_file_invalid(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().contains("not a valid") {
        attempt.tells(Sentence::KeyFileUnusable, None, None, line.text, line);
    }
}

fn offered_key(attempt: &mut Attempt, _: &Line<'_>) {
    attempt.reach(Probe::KeyAnswers);
}

fn refused_key(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::KeyNotAccepted, line);
}

fn accepted_key(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.passed(Probe::KeyAnswers, line);
    attempt.reach(Probe::Login);
}

fn access_denied(attempt: &mut Attempt, line: &Line<'_>) {
    let plain = line
        .text
        .trim_end_matches(['.', ' '])
        .ends_with("Access denied")
        && line.text.len() < 60;
    if plain && !line.server {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::PasswordRejected, line);
    }
}

fn no_methods(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server {
        return;
    }
    attempt.reach(Probe::Methods);
    let sent = line.between("server sent: ", ")").unwrap_or_default();
    let methods: Vec<String> = sent
        .split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name.len() < 128)
        .take(256)
        .collect();
    if !attempt.has(Sentence::KeyNotAccepted) && !attempt.has(Sentence::PasswordRejected) {
        attempt.says(Sentence::NoMethodLeft, line);
    }
    attempt.methods = methods;
    attempt.ends(line);
}

fn bad_type(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    let publickey = line.after().contains("publickey");
    attempt.says(
        if publickey {
            Sentence::PasswordNotOffered
        } else {
            Sentence::PublickeyNotOffered
        },
        line,
    );
    attempt.ends(line);
}

fn refused(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server || attempt.worked.is_some() {
        return;
    }
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::AuthenticationFailed, line);
    attempt.ends(line);
}

fn ended_in_authentication(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::ClosedInAuthentication, line);
    attempt.ends(line);
}

fn host_key(attempt: &mut Attempt, fault: Fault, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    if let Some(name) = line.quoted()
        && !name.contains(' ')
    {
        attempt.name_host(name);
    }
    attempt.host_key.is(fault, Quote::from(line));
}

fn unknown_key(attempt: &mut Attempt, line: &Line<'_>) {
    host_key(attempt, Fault::Unknown, line);
}

fn changed_key(attempt: &mut Attempt, line: &Line<'_>) {
    host_key(attempt, Fault::Changed, line);
}

fn revoked_key(attempt: &mut Attempt, line: &Line<'_>) {
    host_key(attempt, Fault::Revoked, line);
}

fn refused_host_key(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    if attempt.host_key.fault.is_none() {
        attempt.says(Sentence::HostKeyRefused, line);
    }
    attempt.ends(line);
}

/// `SSH_MSG_DISCONNECT: 2 Too many authentication failures`
fn disconnected(attempt: &mut Attempt, line: &Line<'_>) {
    let (reason, text) = line.after().split_once(' ').unwrap_or((line.after(), ""));
    let reason = reason.trim_matches(':').parse().unwrap_or(0);
    said_goodbye(
        attempt,
        Disconnect {
            reason,
            text: Untrusted::from(text),
        },
        line,
    );
}

/// `[Errno None] Unable to connect to port 22 on 192.0.2.7`: which error it was stands elsewhere, if anywhere.
fn unable(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some(port) = line.number_after("connect to port ") {
        attempt.name_port(&port.to_string());
    }
    if let Some((_, host)) = line.after().split_once(" on ") {
        attempt.name_host(host.split([' ', ',']).next().unwrap_or_default());
    }
    attempt.reach(Probe::Connect);
    if attempt.connects.is_empty() {
        let errno = errno(line.text);
        attempt.connect(outcome(errno.or(Some(Errno::Refused)), line.text), line);
    }
    attempt.ends(line);
}

fn proxy_status(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ProxyCommand(") {
        let said = Untrusted::from(line.text);
        attempt.proxy = line.quoted().map(str::to_owned);
        attempt.reach(Probe::Identification);
        attempt.learn(
            Fact::Identification(Identification::Closed {
                how: Closing::Eof,
                said: Vec::new(),
                seconds: 0.0,
                proxy: Some((vec![said], None)),
            }),
            line,
        );
        attempt.ends(line);
    }
}

fn jsch(attempt: &mut Attempt, line: &Line<'_>) {
    if errno(line.after()).is_some() && !line.after().contains("Auth") {
        network_error(attempt, line);
    }
}

/// `dial tcp 192.0.2.7:22: connect: connection refused`; it is ssh's business where the port or the words say so.
fn dial(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line
        .words()
        .next()
        .unwrap_or_default()
        .trim_end_matches(':');
    let (host, port) = place.rsplit_once(':').unwrap_or((place, ""));
    let about_ssh =
        port == "22" || port == "2222" || line.text.contains("ssh") || line.text.contains("SSH");
    if !about_ssh || line.after().starts_with("lookup") {
        return;
    }
    attempt.name_host(host);
    attempt.name_port(port);
    network_error(attempt, line);
}

fn dial_lookup(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ssh") || line.text.contains("SSH") {
        attempt.name_host(line.word());
        no_name(attempt, line);
    }
}

fn handshake(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    let reason = line.after();
    if reason.starts_with("EOF") || errno(reason) == Some(Errno::Reset) {
        attempt.learn_first(
            Fact::Identification(Identification::Closed {
                how: Closing::Eof,
                said: Vec::new(),
                seconds: 0.0,
                proxy: None,
            }),
            line,
        );
        attempt.ends(line);
    } else if errno(reason) == Some(Errno::TimedOut) {
        attempt.learn_first(
            Fact::Identification(Identification::Silent {
                seconds: 0.0,
                ours_unacknowledged: None,
            }),
            line,
        );
        attempt.ends(line);
    } else if reason.contains("overflow reading version string") {
        attempt.learn_first(
            Fact::Identification(Identification::NotSsh {
                protocol: Protocol::Unknown,
                first: Untrusted::default(),
            }),
            line,
        );
        attempt.ends(line);
    }
}

/// `ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain`
fn go_refused(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    let tried = line.between("attempted methods [", "]").unwrap_or_default();
    let what = if tried.contains("publickey") {
        Sentence::KeyNotAccepted
    } else if tried.contains("password") {
        Sentence::PasswordRejected
    } else {
        Sentence::AuthenticationFailed
    };
    attempt.says(what, line);
    let methods = vec![String::from("publickey")];
    if tried == "none" {
        attempt.learn_first(
            Fact::Methods(Methods::Offered {
                methods,
                banner: Vec::new(),
            }),
            line,
        );
    }
    attempt.ends(line);
}
