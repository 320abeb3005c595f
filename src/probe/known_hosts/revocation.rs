//! RevokedHostKeys: a list of keys or a KRL (authfile.c `sshkey_check_revoked`).

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::file::{self, words};
use super::key_text::{KeyTypes, NoKey, without_certificate};
use super::line::trim_start;
use crate::evidence::{Certificate, KnownKey, PublicKey, SshConfig, StandingKind};
use crate::text::Untrusted;

/// How a KRL begins (PROTOCOL.krl).
const KRL: &[u8] = b"SSHKRL\n\0";

/// What RevokedHostKeys says against the offered key; nothing where it does not stand there.
pub(super) fn verdict(
    config: &SshConfig,
    types: &KeyTypes,
    plain: &PublicKey,
    certificate: Option<&Certificate>,
) -> Option<StandingKind> {
    let path = config
        .revoked_host_keys
        .as_ref()
        .filter(|path| !path.as_os_str().eq_ignore_ascii_case("none"))?;
    let revoked = match file::read(path) {
        Ok(contents) if contents.cut => Err(Untrusted::from("longer than 64 MiB")),
        Ok(contents) if contents.bytes.starts_with(KRL) => {
            let asked = certificate.map_or(plain, |certificate| &certificate.blob);
            in_krl(config, path, asked)
        }
        Ok(contents) => in_list(path, &contents.bytes, types, plain, certificate),
        Err(error) => Err(words(&error)),
    };
    match revoked {
        Ok(None) => None,
        Ok(Some(known)) => Some(StandingKind::Revoked(known)),
        Err(text) => Some(StandingKind::RevokedFileUnreadable {
            file: path.clone(),
            text,
        }),
    }
}

/// One key a line. A line that is no key spoils the file from there on; an RSA key too short to be used is passed by.
fn in_list(
    path: &Path,
    content: &[u8],
    types: &KeyTypes,
    plain: &PublicKey,
    certificate: Option<&Certificate>,
) -> Result<Option<KnownKey>, Untrusted> {
    for (number, line) in (1..).zip(content.split(|&byte| byte == b'\n')) {
        let line = trim_start(line);
        if line.is_empty() || line.starts_with(b"#") || line.starts_with(b"\0") {
            continue;
        }
        let key = match types.read(line) {
            Ok(key) => key,
            Err(NoKey::TooShort) => continue,
            Err(NoKey::Invalid) => {
                return Err(Untrusted::new(format!("line {number}: invalid format")));
            }
        };
        let bare = without_certificate(&key);
        if bare == *plain || certificate.is_some_and(|certificate| certificate.authority == bare) {
            return Ok(Some(KnownKey {
                file: path.to_owned(),
                line: number,
                key,
                hashed: false,
            }));
        }
    }
    Ok(None)
}

/// Only ssh-keygen reads KRLs: it is asked. A KRL has no lines, so the key stands on line 0 of it.
fn in_krl(config: &SshConfig, path: &Path, key: &PublicKey) -> Result<Option<KnownKey>, Untrusted> {
    let answer = ask_ssh_keygen(config, path, key).map_err(|error| words(&error))?;
    let said = String::from_utf8_lossy(&answer.stdout);
    match said.trim_end().rsplit(": ").next() {
        Some("ok") => Ok(None),
        Some("REVOKED") => Ok(Some(KnownKey {
            file: path.to_owned(),
            line: 0,
            key: key.clone(),
            hashed: false,
        })),
        _ => Err(Untrusted::new(answer.stderr.trim_ascii_end())),
    }
}

fn ask_ssh_keygen(
    config: &SshConfig,
    path: &Path,
    key: &PublicKey,
) -> io::Result<std::process::Output> {
    let mut child = Command::new(ssh_keygen(config))
        .args(["-Q", "-f"])
        .arg(path)
        .arg("/dev/stdin")
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // It may have given up on the KRL before it wants the key; its own words tell why.
        let _ = writeln!(stdin, "{}", key.line());
    }
    child.wait_with_output()
}

/// The ssh-keygen beside the person's ssh, else the one in PATH.
fn ssh_keygen(config: &SshConfig) -> PathBuf {
    let beside = config
        .program
        .as_ref()
        .map(|program| program.with_file_name("ssh-keygen"));
    beside
        .filter(|path| path.is_file())
        .unwrap_or_else(|| PathBuf::from("ssh-keygen"))
}
