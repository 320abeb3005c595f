//! What only sshd's log tells, and what comes after the key: the session.

use super::{Judge, sure};
use crate::evidence::server::{Filled, Shadow};
use crate::evidence::{Said, Sentence};
use crate::finding::Certainty::Likely;
use crate::finding::by_sentence::BySentence;
use crate::finding::server::chroot_permissions::ChrootPermissions;
use crate::finding::server::disk_full::DiskFull;
use crate::finding::server::looked::{Looked, logged, mode, printed, setting};
use crate::finding::server::selinux_denied::SelinuxDenied;
use crate::finding::server::sshd_config_not_loaded::SshdConfigNotLoaded;
use crate::finding::server::{mend, of};
use crate::finding::session::shell_not_available::ShellNotAvailable;
use crate::finding::{Cause, Seen, page};
use crate::say;
use crate::text::Untrusted;
use crate::tree::logged::meaning;

/// Sentences for which nothing else was looked at.
const ONLY_THERE: &[Sentence] = &[
    Sentence::PamDenied,
    Sentence::PamAccountDenied,
    Sentence::SelinuxDenied,
    Sentence::ChrootPermissions,
    Sentence::ServerDiskFull,
    Sentence::ServerResourcesExhausted,
    Sentence::CertificateExpired,
    Sentence::CertificateNotYetValid,
    Sentence::CertificatePrincipal,
    Sentence::CertificateRefused,
    Sentence::PasswordExpired,
    Sentence::Penalised,
    Sentence::NoMoreSessions,
];
/// Sentences about the account that shadow tells, where it may be read.
const IN_SHADOW: &[Sentence] = &[Sentence::AccountExpired, Sentence::AccountLocked];
/// Sentences that the settings decide: where these say otherwise now, sshd may not have read them yet.
const BY_SETTINGS: &[Sentence] = &[
    Sentence::UserNotAllowed,
    Sentence::RefusedByConfig,
    Sentence::RootRefused,
    Sentence::KeyAlgorithmRefused,
    Sentence::MethodsUnsatisfied,
];

impl<'a> Judge<'a> {
    /// What the last attempt of this login has of it in the log.
    pub(super) fn in_the_log(self, what: Sentence) -> Option<(&'a Said, &'a Untrusted)> {
        let attempt = self
            .look
            .account_of_log
            .as_ref()
            .filter(|attempt| !attempt.worked)?;
        attempt
            .said
            .iter()
            .find(|(said, _)| said.what == what)
            .map(|(said, line)| (said, line))
    }

    /// What ends a login after the key was accepted.
    pub(super) fn session(self) -> Option<Looked> {
        self.chroot()
            .or_else(|| self.shell_turns_away())
            .or_else(|| self.selinux())
            .or_else(|| self.full())
    }

    /// session.c `safely_chroot`: each step down to the directory belongs to root, and only root writes there.
    fn chroot(self) -> Option<Looked> {
        let (path, walk) = self.look.chroot.as_ref()?;
        let value = self.look.setting("chrootdirectory")?;
        let line = self.look.line_with("chrootdirectory", &value);
        let configured = setting("chrootdirectory", &value, line);
        let cause = |path: &std::path::Path| ChrootPermissions {
            path: Some(path.to_owned()),
        };
        if let Some(missing) = walk.missing.last() {
            let words = say!("is not there", "存在しません");
            let seen = vec![Seen::new("file", words).in_file(missing), configured];
            return Some(Looked::certain(cause(path), seen));
        }
        // From above, as sshd goes.
        let step = walk
            .steps
            .iter()
            .rev()
            .find(|step| step.uid != 0 || step.group_writes() || step.others_write())?;
        let steps = mend::safe(step, "root", step.uid != 0);
        Some(Looked::certain(cause(&step.path), vec![mode(step), configured]).mended_by(steps))
    }

    /// A shell that only says no. A fixed command that needs no shell (internal-sftp) is not kept out by it.
    fn shell_turns_away(self) -> Option<Looked> {
        let shell = &self.look.person()?.shell;
        let name = shell.file_name()?.to_str()?;
        let forced = self.look.setting("forcecommand")?;
        if !["nologin", "false"].contains(&name) || forced != "none" {
            return None;
        }
        let words = say!(
            "the login shell of the account",
            "アカウントのログインシェルです"
        );
        let seen = vec![Seen::new("passwd", words).in_file(shell)];
        Some(Looked::certain(ShellNotAvailable, seen).at_most(Likely))
    }

    fn selinux(self) -> Option<Looked> {
        if !self.look.selinux.contains("Enforcing") {
            return None;
        }
        let wrong = self
            .look
            .contexts
            .iter()
            .find(|context| context.contains("/.ssh") && !context.contains("ssh_home_t"));
        let denial = self.look.denials.first();
        let seen: Vec<Seen> = wrong
            .map(|context| printed("ls -Z", context))
            .into_iter()
            .chain(denial.map(|line| printed("ausearch", line)))
            .collect();
        if seen.is_empty() {
            return None;
        }
        let text = denial.or(wrong).cloned().unwrap_or_default();
        let both = denial.is_some() && wrong.is_some();
        Some(Looked::certain(SelinuxDenied { text }, seen).at_most(sure(both)))
    }

    /// A full file system: certain for the state, likely as the cause.
    fn full(self) -> Option<Looked> {
        let (mount, _, kind) = self.look.space.iter().find(|(_, used, _)| *used >= 100)?;
        let words = match kind {
            Filled::Blocks => say!("the file system is full", "ファイルシステムがいっぱいです"),
            Filled::Inodes => say!("no inode is left", "inode が残っていません"),
        };
        let seen = vec![Seen::new("df", words).in_file(mount)];
        Some(Looked::certain(DiskFull, seen).at_most(Likely))
    }

    /// What is known by the log alone.
    pub(super) fn logged(self) -> Option<Looked> {
        let attempt = self
            .look
            .account_of_log
            .as_ref()
            .filter(|attempt| !attempt.worked)?;
        let hidden = self
            .look
            .person()
            .is_some_and(|person| person.shadow == Shadow::Denied);
        let telling = attempt
            .said
            .iter()
            .filter(|(said, _)| {
                ONLY_THERE.contains(&said.what) || hidden && IN_SHADOW.contains(&said.what)
            })
            .max_by_key(|(said, _)| meaning(said.what).0);
        if let Some((said, line)) = telling {
            let (certainty, codes) = meaning(said.what);
            let inner: Box<dyn Cause> = match of(said) {
                Some(inner) => inner,
                None => Box::new(BySentence {
                    page: codes.first().and_then(|code| page(code))?,
                    text: said.word.clone(),
                }),
            };
            let looked = Looked {
                inner,
                certainty,
                seen: vec![logged(line)],
                steps: Vec::new(),
                words: None,
            };
            return Some(match codes {
                [_] => looked,
                [_, others @ ..] => looked.or_else_of(others),
                [] => return None,
            });
        }
        let (_, line) = attempt
            .said
            .iter()
            .find(|(said, _)| BY_SETTINGS.contains(&said.what))?;
        let note = self.note_of_configuration()?;
        let seen = vec![logged(line), Seen::new("sshd_config", note)];
        Some(Looked::certain(SshdConfigNotLoaded, seen).at_most(Likely))
    }
}
