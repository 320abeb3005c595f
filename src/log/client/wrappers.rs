//! What git, scp, rsync, Ansible, VS Code and CI systems print around ssh.

use std::path::PathBuf;

use crate::evidence::{Configuration, Fact, Login, Probe, Sentence, git};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::client::sessions::works;
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, fresh, here, nothing};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    here("Could not read from remote repository", failed),
    here("Не може да се чете от отдалеченото хранилище", failed),
    here("No s'ha pogut llegir del repositori remot", failed),
    here("Konnte nicht vom Remote-Repository lesen", failed),
    here("No se pudo leer del repositorio remoto", failed),
    here("Impossible de lire le dépôt distant", failed),
    here("Tidak dapat membaca dari repositori remote", failed),
    here("Impossibile leggere dal repository remoto", failed),
    here("리모트 저장소에서 읽을 수 없습니다", failed),
    here("Nie można czytać ze zdalnego repozytorium", failed),
    here("Incapaz de ler o repositório remoto", failed),
    here("Не удалось прочитать из внешнего репозитория", failed),
    here("Kunde inte läsa från fjärrarkiv", failed),
    here("Uzak konum deposu okunamadı", failed),
    here("Không thể đọc từ kho trên mạng", failed),
    here("无法读取远程仓库", failed),
    here("無法讀取遠端版本庫", failed),
    here("リモートリポジトリから読み取れませんでした", failed),
    nothing("lost connection"),
    here("does not appear to be a git repository", no_repository),
    fresh("UNREACHABLE!", unreachable),
    fresh("| SUCCESS => {", works),
    fresh("| CHANGED => {", works),
    nothing("Failed to connect to the host via ssh"),
    here("ERROR: Repository not found", denied),
    here("Repository not found.", denied_by_git),
    here("ERROR: Permission to ", permission_to),
    here(
        "The project you were looking for could not be found",
        denied,
    ),
    here("You are not allowed to push code", denied),
    here("does not have access to", denied),
    here("has been marked as read only", denied),
    here("Key is already in use", in_use),
    here("key is already in use", in_use),
    here("has already been taken", in_use_gitlab),
    here("Fingerprint has already been taken", in_use),
    here("repository access denied", denied),
    here("conq: repository does not exist", refused_by_git),
    here("has enabled or enforced SAML SSO", refused_by_git),
    here(" DENIED by ", refused_by_git),
    here(" is not authorized to ", refused_by_git),
    here("User permission denied", refused_by_git),
    here("You are not allowed to download code", refused_by_git),
    here("does not have write access to this project", refused_by_git),
    here("TF401019", refused_by_git),
    here("TF401027", refused_by_git),
    here("upload-pack not permitted", refused_by_git),
    here("ERROR: Your account is suspended", refused_by_git),
    here("Gitea: Unauthorized", refused_by_git),
    here("Forgejo: Unauthorized", refused_by_git),
    here(
        "The requested repository either does not exist",
        refused_by_git,
    ),
    here("Cannot find repository", refused_by_git),
    here("access denied or repository not exported", refused_by_git),
    here(
        "A repository for this project does not exist",
        refused_by_git,
    ),
    here(
        "Using a SSH password instead of a key is not possible because Host Key checking is enabled",
        host_key_checking,
    ),
    nothing("process tried to write to a nonexistent pipe"),
    here("Couldn't read packet: ", sftp_cut_off),
    here("scp: dest open \"", transfer),
    here("scp: remote open \"", transfer),
    here("scp: remote mkdir \"", transfer),
    here("scp: /", transfer),
    here("No space left on device", disk),
    here("Disk quota exceeded", disk),
    here("CreateProcessW failed", client_broken),
];

/// git says so after every failure of ssh; the line above decides.
fn failed(attempt: &mut Attempt, line: &Line<'_>) {
    if !attempt.is_empty() {
        return;
    }
    attempt.says(Sentence::WrapperFailed, line);
}

/// git ran on the server, and did not find what was asked for.
fn no_repository(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.learn_first(
        Fact::Login(Login::Succeeded {
            method: String::new(),
            remote: Vec::new(),
        }),
        line,
    );
    attempt.tells(Sentence::RemoteCommandFailed, None, None, line.text, line);
}

fn unreachable(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some(host) = line.between("fatal: [", "]") {
        attempt.name_host(host);
    }
    attempt.says(Sentence::WrapperFailed, line);
}

fn git_says(attempt: &mut Attempt, what: Sentence, line: &Line<'_>) {
    attempt.reach(Probe::Login);
    attempt.facts.remove(&Probe::Login);
    attempt.tells(what, None, None, line.text, line);
}

fn denied(attempt: &mut Attempt, line: &Line<'_>) {
    git_says(attempt, Sentence::GitAccessDenied, line);
}

/// The same words as in a live run.
fn refused_by_git(attempt: &mut Attempt, line: &Line<'_>) {
    if git::refusal(&[Untrusted::from(line.text)]).is_some() {
        git_says(attempt, Sentence::GitAccessDenied, line);
    }
}

fn denied_by_git(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.starts_with("ERROR")
        || line.text.contains("remote:")
        || line.text.starts_with("Repository not found")
    {
        git_says(attempt, Sentence::GitAccessDenied, line);
    }
}

/// `ERROR: Permission to owner/repository.git denied to somebody.`
fn permission_to(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains(" denied to ") {
        git_says(attempt, Sentence::GitAccessDenied, line);
    }
}

fn in_use(attempt: &mut Attempt, line: &Line<'_>) {
    git_says(attempt, Sentence::GitKeyInUse, line);
}

fn in_use_gitlab(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ingerprint") || line.text.contains("Key") {
        git_says(attempt, Sentence::GitKeyInUse, line);
    }
}

fn host_key_checking(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    attempt.says(Sentence::HostKeyUnknown, line);
    attempt.ends(line);
}

fn disk(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server {
        attempt.says(Sentence::ServerDiskFull, line);
        return;
    }
    let remote = line.text.contains("write remote")
        || line.text.contains("remote open")
        || line.text.contains("Remote");
    let own = line.text.contains("known_hosts")
        || line.text.contains("known hosts")
        || line.text.contains("ssh: ")
        || line.text.starts_with("scp: ")
        || line.text.contains(".ssh/");
    // scp of the old protocol writes to the last place of its command line.
    let upload = attempt.command.first().is_some_and(|word| word == "scp")
        && attempt.command.last().is_some_and(|to| to.contains(':'))
        && line.text.starts_with("scp: ");
    if upload || (remote && own) {
        attempt.says(Sentence::ServerDiskFull, line);
    } else if own
        && errno(line.text) == Some(Errno::DiskFull)
        && !attempt.has(Sentence::LocalDiskFull)
    {
        attempt.says(Sentence::LocalDiskFull, line);
    }
}

/// sftp's server refuses a file: ssh itself did its work (sftp-client.c `send_open`; scp's own protocol before 9.0).
fn transfer(attempt: &mut Attempt, line: &Line<'_>) {
    let refused = matches!(
        errno(line.after()),
        Some(Errno::NotPermitted | Errno::NotFound)
    );
    if refused {
        attempt.learn_first(
            Fact::Login(Login::Succeeded {
                method: String::new(),
                remote: Vec::new(),
            }),
            line,
        );
        attempt.tells(Sentence::RemoteCommandFailed, None, None, line.text, line);
    }
}

/// sftp's last word wherever its ssh ended: where nothing else is said and a password was typed, the session was cut.
fn sftp_cut_off(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.ended.is_some() || !attempt.said.is_empty() {
        return;
    }
    if attempt.asked_password {
        attempt.says(Sentence::SessionDropped, line);
        attempt.reach(Probe::Login);
    } else {
        attempt.says(Sentence::ClosedSomewhere, line);
    }
    attempt.ends(line);
}

/// Windows could not start a program: the ProxyCommand's, or one of ssh's own.
fn client_broken(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.proxy.is_some() {
        super::proxy::proxy_ended(attempt, Some(Quote::from(line)), line);
        return;
    }
    let program = PathBuf::from("ssh");
    attempt.learn_first(
        Fact::Configuration(Configuration::ClientBroken {
            program,
            text: Untrusted::from(line.text),
        }),
        line,
    );
    attempt.ends(line);
}
