//! `demo`: a server of sshdoctor's own, on loopback and ill in one way, and a throw-away home. The very same wizard
//! examines it; nothing of the person's is read or touched.

mod keys;
mod server;

use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::environment::Environment;
use crate::finding;
use crate::lang::Lang;
use crate::target::Target;

/// What is ill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ill {
    /// No key is registered.
    KeyUnknown,
    /// Nothing: the key is registered.
    Nothing,
    /// known_hosts has another key.
    HostKeyChanged,
    /// The host key is marked revoked.
    HostKeyRevoked,
    /// Nothing listens.
    Refused,
    /// It accepts and says nothing.
    Silent,
    /// A web server.
    Http,
    /// It hangs up.
    Closes,
    /// It is throttled.
    Throttled,
    /// It speaks protocol 1.
    Protocol1,
    /// It knows an old key exchange method only.
    OldKex,
    /// It wants a password only.
    PasswordOnly,
    /// The person's key file has Windows line ends.
    CrlfKey,
    /// Others may read the person's key file.
    OpenKey,
    /// The configuration has a misspelt option.
    BadConfig,
}

/// The code each demonstration must end in; the first is what `demo` alone shows.
const ILLS: &[(&str, Ill)] = &[
    ("key-not-accepted", Ill::KeyUnknown),
    ("no-fault-found", Ill::Nothing),
    ("config-syntax-error", Ill::BadConfig),
    ("connection-refused", Ill::Refused),
    ("not-ssh", Ill::Http),
    ("ssh1-only", Ill::Protocol1),
    ("identification-timed-out", Ill::Silent),
    ("closed-before-identification", Ill::Closes),
    ("max-startups-exceeded", Ill::Throttled),
    ("no-matching-key-exchange-method", Ill::OldKex),
    ("host-key-changed", Ill::HostKeyChanged),
    ("host-key-revoked", Ill::HostKeyRevoked),
    ("identity-file-malformed", Ill::CrlfKey),
    ("identity-file-permissions", Ill::OpenKey),
    ("publickey-not-offered", Ill::PasswordOnly),
];

/// The codes `demo` can show.
pub fn codes() -> impl Iterator<Item = &'static str> {
    ILLS.iter().map(|(code, _)| *code)
}

/// A demonstration under way; it ends when this is dropped.
pub struct Patient {
    code: &'static str,
    home: TempDir,
    _server: server::Running,
}

/// Makes the home, starts the server. `None`: there is no demonstration of that code.
pub async fn start(code: Option<&str>) -> io::Result<Option<Patient>> {
    let wanted = code.unwrap_or(ILLS[0].0);
    let Some(&(code, ill)) = ILLS.iter().find(|(known, _)| *known == wanted) else {
        return Ok(None);
    };
    let home = tempfile::Builder::new()
        .prefix("sshdoctor-demo-")
        .tempdir()?;
    let host_key = keys::generate();
    let user_key = keys::generate();
    let server = server::start(ill, host_key.private.clone(), &user_key.public).await?;
    furnish(home.path(), ill, server.port, &host_key, &user_key)?;
    Ok(Some(Patient {
        code,
        home,
        _server: server,
    }))
}

/// Writes the throw-away home: configuration, key, known_hosts.
fn furnish(
    home: &Path,
    ill: Ill,
    port: u16,
    host_key: &keys::Pair,
    user_key: &keys::Pair,
) -> io::Result<()> {
    let identity = home.join("id_ed25519");
    let known_hosts = home.join("known_hosts");
    let private = match ill {
        Ill::CrlfKey => user_key.file.replace('\n', "\r\n"),
        _ => user_key.file.clone(),
    };
    write(
        &identity,
        &private,
        if ill == Ill::OpenKey { 0o644 } else { 0o600 },
    )?;
    if ill != Ill::CrlfKey {
        write(
            &home.join("id_ed25519.pub"),
            &format!("{} demo\n", user_key.public),
            0o644,
        )?;
    }
    let recorded = if ill == Ill::HostKeyChanged {
        keys::generate().public
    } else {
        host_key.public.clone()
    };
    let name = format!("[127.0.0.1]:{port}");
    let mut lines = format!("{name} {recorded}\n");
    if ill == Ill::HostKeyRevoked {
        lines.push_str(&format!("@revoked * {recorded}\n"));
    }
    write(&known_hosts, &lines, 0o600)?;
    let misspelt = if ill == Ill::BadConfig {
        "    IdentityFil ~/.ssh/id_ed25519\n"
    } else {
        ""
    };
    let config = format!(
        "Host web1\n    HostName 127.0.0.1\n    Port {port}\n    User deploy\n    IdentityFile {identity}\n{misspelt}    \
         IdentityAgent none\n    UserKnownHostsFile {known_hosts}\n    GlobalKnownHostsFile /dev/null\n    \
         HashKnownHosts no\n    ControlPath none\n    ProxyJump none\n",
        identity = quoted(&identity),
        known_hosts = quoted(&known_hosts),
    );
    write(&home.join("config"), &config, 0o600)
}

/// A path as a word of ssh_config(5).
fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?
        .write_all(text.as_bytes())
}

impl Patient {
    /// What to examine.
    pub fn target(&self) -> Target {
        Target {
            given: String::from("deploy@web1"),
            user: String::from("deploy"),
            host: String::from("web1"),
            hostname: String::from("web1"),
            address: String::new(),
            port: 22,
            options: vec![
                String::from("-F"),
                self.config().to_string_lossy().into_owned(),
            ],
            in_front: Vec::new(),
            via: None,
        }
    }

    /// The throw-away home in place of the person's own: no agent, no other keys.
    pub fn environment(&self, mut environment: Environment) -> Environment {
        environment.home = Some(self.home.path().to_owned());
        environment.with("SSH_AUTH_SOCK", "")
    }

    fn config(&self) -> PathBuf {
        self.home.path().join("config")
    }

    /// What the person is about to see.
    pub fn introduction(&self, lang: Lang) -> String {
        let fault = finding::page(self.code)
            .map(|page| page.fault.lang(lang))
            .unwrap_or_default();
        let home = self.home.path().display();
        match lang {
            Lang::En => format!(
                "demo: an SSH server on loopback that is ill in one way: {fault}. Its throw-away home {home} is gone afterwards; your own files are not read."
            ),
            Lang::Ja => format!(
                "デモ: ループバック上の SSH サーバーで、次の状態を再現します: {fault}。使い捨てのホーム {home} は終了時に消えます。あなたのファイルは読みません。"
            ),
        }
    }
}
