//! A cause that a sentence of a log names by itself.

use std::path::PathBuf;

use super::{Cause, Certainty, Code, Seen, Step, Where};
use crate::evidence::{Defect, Evidence, Said, Sentence};
use crate::finding::connect::jump_forwarding_refused::JumpForwardingRefused;
use crate::finding::connect::jump_target_unreachable::{JumpTargetUnreachable, Met};
use crate::finding::userauth::identity_file_is_public_key::IdentityFileIsPublicKey;
use crate::finding::userauth::identity_file_malformed::IdentityFileMalformed;
use crate::finding::userauth::identity_file_missing::IdentityFileMissing;
use crate::finding::userauth::identity_file_permissions::IdentityFilePermissions;
use crate::finding::userauth::identity_file_putty::IdentityFilePutty;
use crate::finding::userauth::identity_file_unreadable::IdentityFileUnreadable;
use crate::finding::userauth::identity_file_unsupported::IdentityFileUnsupported;
use crate::lang::{Lang, Say};
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// A cause with what a sentence leaves open beside it.
#[derive(Debug)]
pub struct Weighed {
    /// The cause.
    pub inner: Box<dyn Cause>,
    /// No surer than this.
    pub certainty: Certainty,
    /// What remains, likeliest first.
    pub candidates: Vec<Code>,
}

impl Cause for Weighed {
    fn page(&self) -> Code {
        self.inner.page()
    }

    fn certainty(&self) -> Certainty {
        self.certainty
    }

    fn cause(&self, target: &Target) -> Say {
        self.inner.cause(target)
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        self.inner.evidence(target)
    }

    fn on_the_jump_host(&self) -> bool {
        self.inner.on_the_jump_host()
    }

    fn candidates(&self) -> Vec<Code> {
        self.candidates.clone()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        self.inner.next(target)
    }
}

/// A cause of which the page is all there is to say: the sentence holds no more facts.
#[derive(Debug)]
pub struct BySentence {
    /// Its entry in the catalogue.
    pub page: Code,
    /// What the sentence turns on; may be empty.
    pub text: Untrusted,
}

impl Cause for BySentence {
    fn page(&self) -> Code {
        self.page
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        let fault = &self.page.fault;
        let (en, ja) = (capital(fault.lang(Lang::En)), fault.lang(Lang::Ja));
        if self.text.is_empty() {
            return Say::made(format!("{en}."), format!("{ja}。"));
        }
        let text = self.text.visible(120);
        Say::made(format!("{en}: {text}"), format!("{ja}: {text}"))
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "What it means and how it is mended",
                    "意味と直し方を表示します"
                ),
            )
            .run(Command::new(["sshdoctor", "explain", self.page.code])),
            Step::new(
                Where::Client,
                say!("Look at the login itself", "ログインそのものを確認します"),
            )
            .run(target.again()),
        ]
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A path that a sentence names, or what stands for it.
pub(crate) fn path_or(path: Option<&PathBuf>, otherwise: &str) -> String {
    path.map_or_else(|| otherwise.to_owned(), |path| path.display().to_string())
}

/// The cause with the facts the sentence holds, where its page has a struct for them.
pub fn of(said: &Said, evidence: &Evidence) -> Option<Box<dyn Cause>> {
    let place = [super::server::of, super::session::of, super::stability::of];
    place
        .iter()
        .find_map(|of| of(said))
        .or_else(|| of_the_way(said, evidence))
        .or_else(|| of_key(said, evidence))
}

/// The way on from a jump host, where the log names that one.
fn of_the_way(said: &Said, evidence: &Evidence) -> Option<Box<dyn Cause>> {
    let jump = evidence.through.clone();
    Some(match said.what {
        Sentence::JumpForwardingRefused => Box::new(JumpForwardingRefused {
            jump,
            text: said.word.clone(),
            key: None,
        }),
        Sentence::JumpTargetUnreachable => Box::new(JumpTargetUnreachable {
            jump,
            met: Met::Reason(said.word.clone()),
        }),
        _elsewhere => return None,
    })
}

/// The person's keys.
fn of_key(said: &Said, evidence: &Evidence) -> Option<Box<dyn Cause>> {
    let path = said.path.clone()?;
    let others_refused = evidence.offered().map_or(0, |answers| answers.refusals);
    Some(match said.what {
        Sentence::KeyFileTooOpen => {
            let mode = said
                .number
                .and_then(|mode| u32::try_from(mode).ok())
                .unwrap_or(0o644);
            Box::new(IdentityFilePermissions {
                path,
                mode,
                accepted: false,
                others_refused,
            })
        }
        Sentence::KeyFileMissing => Box::new(IdentityFileMissing {
            path,
            near: Vec::new(),
            others_refused,
            agent_lists_none: false,
        }),
        Sentence::KeyFileUnreadable => Box::new(IdentityFileUnreadable {
            path,
            text: said.word.clone(),
            owner: None,
            others_refused,
        }),
        Sentence::KeyFilePutty => Box::new(IdentityFilePutty {
            path,
            version: 3,
            others_refused,
            openssh: None,
        }),
        Sentence::KeyFileIsPublic => Box::new(IdentityFileIsPublicKey {
            path,
            private_beside: None,
            accepted: false,
            openssh: None,
        }),
        Sentence::KeyFileUnsupported => Box::new(IdentityFileUnsupported {
            path,
            what: said.word.visible(80),
            others_refused,
            openssh: None,
        }),
        Sentence::KeyFileUnusable => Box::new(IdentityFileMalformed {
            path,
            defect: Defect::Corrupt,
            accepted: false,
            others_refused,
            openssh: None,
        }),
        _elsewhere => return None,
    })
}
