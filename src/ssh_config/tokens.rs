//! `~`, `%h` and `${NAME}` in file names, as ssh expands them (misc.c `tilde_expand`, `vdollar_percent_expand`).
//!
//! `ssh -G` prints IdentityFile and CertificateFile as they were written.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;

use nix::unistd::User;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

use crate::environment::Environment;

/// What the tokens stand for.
pub(super) struct Tokens<'a> {
    pub(super) environment: &'a Environment,
    /// The host as typed.
    pub(super) host_argument: &'a str,
    /// The host to connect to.
    pub(super) hostname: &'a str,
    pub(super) port: u16,
    pub(super) user: &'a str,
    /// HostKeyAlias.
    pub(super) alias: Option<&'a str>,
    /// The host of the last jump, or nothing.
    pub(super) jump_host: &'a str,
    /// `%C` takes in the jump host (from 9.6).
    pub(super) hash_has_jump: bool,
}

impl Tokens<'_> {
    /// The path that `written` means; the error is in ssh's words.
    pub(super) fn path(&self, written: &OsStr) -> Result<PathBuf, String> {
        let path = tilde(written.as_bytes(), self.environment)?;
        self.expand(&path)
            .map(|path| PathBuf::from(OsString::from_vec(path)))
    }

    fn expand(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        let mut expanded = Vec::new();
        let mut rest = text;
        loop {
            rest = match rest {
                [] => return Ok(expanded),
                [b'%', b'%', after @ ..] => {
                    expanded.push(b'%');
                    after
                }
                [b'%'] => return Err(String::from("invalid format")),
                [b'%', token, after @ ..] => {
                    let value = self.token(*token).ok_or_else(|| {
                        format!("unknown key %{}", char::from(*token).escape_default())
                    })?;
                    expanded.extend(value.bytes());
                    after
                }
                [b'$', b'{', after @ ..] => {
                    let (value, after) = self.variable(after)?;
                    expanded.extend(value.bytes());
                    after
                }
                [byte, after @ ..] => {
                    expanded.push(*byte);
                    after
                }
            };
        }
    }

    /// `NAME}…`: the value, and what follows.
    fn variable<'t>(&self, text: &'t [u8]) -> Result<(String, &'t [u8]), String> {
        let end = text.iter().position(|&byte| byte == b'}').ok_or_else(|| {
            format!(
                "environment variable '{}' missing closing '}}'",
                String::from_utf8_lossy(text)
            )
        })?;
        let name = String::from_utf8_lossy(&text[..end]);
        let value = self
            .environment
            .var(&name)
            .ok_or_else(|| format!("env var ${{{name}}} has no value"))?;
        Ok((value, &text[end + 1..]))
    }

    fn token(&self, token: u8) -> Option<String> {
        let environment = self.environment;
        Some(match token {
            b'C' => self.connection_hash(),
            b'd' => environment.home.as_ref()?.to_string_lossy().into_owned(),
            b'h' => self.hostname.to_owned(),
            b'i' => environment.uid.to_string(),
            b'j' => self.jump_host.to_owned(),
            b'k' => self.alias.unwrap_or(self.host_argument).to_owned(),
            b'L' => environment
                .machine
                .split('.')
                .next()
                .unwrap_or_default()
                .to_owned(),
            b'l' => environment.machine.clone(),
            b'n' => self.host_argument.to_owned(),
            b'p' => self.port.to_string(),
            b'r' => self.user.to_owned(),
            b'u' => environment.login_name.clone(),
            _ => return None,
        })
    }

    /// `%C` (readconf.c `ssh_connection_hash`).
    fn connection_hash(&self) -> String {
        let mut hash = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
        let port = self.port.to_string();
        for part in [&self.environment.machine, self.hostname, &port, self.user] {
            hash.update(part.as_bytes());
        }
        if self.hash_has_jump {
            hash.update(self.jump_host.as_bytes());
        }
        let digest = hash.finish();
        digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// A leading `~` or `~user`.
pub(super) fn tilde(path: &[u8], environment: &Environment) -> Result<Vec<u8>, String> {
    let [b'~', rest @ ..] = path else {
        return Ok(path.to_vec());
    };
    let end = rest
        .iter()
        .position(|&byte| byte == b'/')
        .unwrap_or(rest.len());
    let (user, below) = rest.split_at(end);
    let home = if user.is_empty() {
        environment
            .home
            .clone()
            .ok_or_else(|| format!("No such uid {}", environment.uid))?
    } else {
        let user = String::from_utf8_lossy(user);
        User::from_name(&user)
            .ok()
            .flatten()
            .ok_or_else(|| format!("No such user {user}"))?
            .dir
    };
    let mut path = home.into_os_string().into_vec();
    if path.last() != Some(&b'/') {
        path.push(b'/');
    }
    path.extend(below.iter().skip_while(|&&byte| byte == b'/'));
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment {
            uid: 1000,
            login_name: String::from("me"),
            home: Some(PathBuf::from("/home/me")),
            machine: String::from("desk.example"),
            ..Environment::default()
        }
        .with("KEYS", "/keys")
    }

    fn tokens(environment: &Environment) -> Tokens<'_> {
        Tokens {
            environment,
            host_argument: "web1",
            hostname: "203.0.113.7",
            port: 2222,
            user: "deploy",
            alias: None,
            jump_host: "bastion",
            hash_has_jump: false,
        }
    }

    #[test]
    fn names_are_expanded_as_ssh_expands_them() {
        for (written, expected) in [
            ("/k", "/k"),
            ("~/.ssh/k", "/home/me/.ssh/k"),
            ("~", "/home/me/"),
            ("~//k", "/home/me/k"),
            ("a~b", "a~b"),
            ("~root/k", "/root/k"),
            ("%d/k", "/home/me/k"),
            ("%h-%n-%p-%r", "203.0.113.7-web1-2222-deploy"),
            (
                "%u-%i-%l-%L-%k-%j",
                "me-1000-desk.example-desk-web1-bastion",
            ),
            ("100%%", "100%"),
            ("${KEYS}/%r", "/keys/deploy"),
            ("$KEYS/k$", "$KEYS/k$"),
            ("日本/%r", "日本/deploy"),
        ] {
            let path = tokens(&environment()).path(OsStr::new(written)).unwrap();
            assert_eq!(path, PathBuf::from(expected), "{written}");
        }
    }

    #[test]
    fn what_ssh_cannot_expand_is_said_in_its_words() {
        for (written, words) in [
            ("%z", "unknown key %z"),
            ("k%", "invalid format"),
            ("${NOT_SET}", "env var ${NOT_SET} has no value"),
            ("${KEYS", "environment variable 'KEYS' missing closing '}'"),
            ("~no-such-user-here/k", "No such user no-such-user-here"),
        ] {
            let environment = environment();
            let words = Err(words.to_owned());
            assert_eq!(tokens(&environment).path(OsStr::new(written)), words);
        }
    }
}
