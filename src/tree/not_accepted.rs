//! The server refuses every key, and only the server knows why: what the person knows of it, and what is left then.

use super::keys::Case;
use super::login::{by_gate_unsaid, typed};
use super::other_keys::Words;
use super::{Walk, found};
use crate::evidence::{Answer, KeyAge, KeyReply, Login, Mode, Need, PublicKey, Question, git};
use crate::finding::userauth::git_key_not_registered::GitKeyNotRegistered;
use crate::finding::userauth::key_not_accepted::KeyNotAccepted;
use crate::finding::userauth::wrong_user::{KnownBy, WrongUser};

impl Case<'_> {
    /// The heart of the matter: why, as far as this side can know it.
    pub(super) fn key_not_accepted(&self) -> Walk {
        let target = &self.evidence.target;
        if let Some(service) = git::only_git_logs_in(&target.hostname, &target.user) {
            return found(WrongUser {
                name: String::from("git"),
                user: target.user.clone(),
                known_by: KnownBy::Service(service),
            });
        }
        if let Some(walk) = by_gate_unsaid(self.evidence) {
            return walk;
        }
        let ident = self.evidence.ident();
        let service = git::service(&target.hostname, &ident).filter(|_| target.user == "git");
        if let Some(service) = service {
            return found(GitKeyNotRegistered {
                service: service.to_owned(),
                refused: self.offers.clone(),
            });
        }
        let age = self.evidence.key_age();
        let newer = matches!(age, Some(KeyAge::SinceMet(..)));
        let worked_before = self.worked_before(newer)?;
        // How a key that has counted came to the server no longer matters.
        let installed = match worked_before == Some(true) && !newer {
            true => self.given_beforehand(Question::KeyInstalled)?,
            false => self.given(Question::KeyInstalled)?,
        };
        // Which image it is matters for its login name only.
        let image = match installed.as_deref() {
            Some("provider") => self.given(Question::Image)?,
            Some(_) | None => self.given_beforehand(Question::Image)?,
        };
        let mut name_refused = None;
        if let Some(name) = self.name_to_try()? {
            let other = self.evidence.other_user()?;
            match other.reply {
                Some(KeyReply::Accepted) => {
                    return found(WrongUser {
                        name,
                        user: target.user.clone(),
                        known_by: KnownBy::Query(other.key.clone()),
                    });
                }
                Some(KeyReply::Refused | KeyReply::NoSignatureAlgorithm { .. }) => {
                    name_refused = Some(name);
                }
                None => {}
            }
        }
        let way_in = self.way_in()?;
        let login_works = match self.words_behind_a_password(way_in.as_deref())? {
            Some(Words::Reason(diagnosis)) => return Ok(diagnosis),
            Some(Words::NoLogin(login @ Login::PasswordRefused { .. })) => {
                return typed(login, self.offers.len(), self.evidence);
            }
            Some(Words::Silence) => true,
            Some(Words::NoLogin(_)) | None => false,
        };
        let (other_refused, unasked) = self.other_keys_asked_and_not();
        found(KeyNotAccepted {
            refused: self.offers.clone(),
            other_refused,
            unasked,
            methods: self.methods.to_vec(),
            ident,
            user: target.user.clone(),
            installed,
            way_in,
            image,
            name_refused,
            worked_before,
            age,
            login_works,
            footprint: self.evidence.footprint(),
        })
    }

    /// Which other way into the server the person has.
    pub(super) fn way_in(&self) -> Result<Option<String>, Need> {
        self.given(Question::WayIn)
    }

    /// What sshd says of a refused key once a password lets the person in; nothing where none is to be typed.
    pub(super) fn words_behind_a_password(
        &self,
        way_in: Option<&str>,
    ) -> Result<Option<Words>, Need> {
        if way_in != Some("password")
            || !self.evidence.can_type_a_password()
            || !self.evidence.ask(Question::LogIn)?.is("yes")
        {
            return Ok(None);
        }
        Ok(Some(match self.evidence.way_to_the_words() {
            Some(way) => self.server_words(&way)?,
            None => match self.evidence.login()?.clone() {
                Login::Succeeded { .. } => Words::Silence,
                login => Words::NoLogin(login),
            },
        }))
    }

    /// Has the login worked before? Asked where that separates most: of a host that was met long ago, with keys that may
    /// have counted there (`newer`: they were not here yet).
    fn worked_before(&self, newer: bool) -> Result<Option<bool>, Need> {
        let answer = match self.evidence.is_an_old_acquaintance() && !newer {
            true => self.given(Question::WorkedBefore)?,
            false => self.given_beforehand(Question::WorkedBefore)?,
        };
        Ok(match answer.as_deref() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            Some(_) | None => None,
        })
    }

    /// Another login name that the person wants the server asked about.
    fn name_to_try(&self) -> Result<Option<String>, Need> {
        let live = self.evidence.mode() == Mode::Live;
        let name = match self.evidence.usual_user() {
            Some(_) if live => self.given(Question::TryUser)?,
            None if live => self.given_beforehand(Question::TryUser)?,
            // Nothing can be tried in a log.
            Some(_) | None => None,
        };
        Ok(name.filter(|name| name != "no" && *name != self.evidence.target.user))
    }

    /// The person's other keys: those that are refused as well, and those the server was not asked about.
    pub(super) fn other_keys_asked_and_not(&self) -> (Vec<PublicKey>, Vec<PublicKey>) {
        match self.evidence.others() {
            Ok(answers) => {
                let asked = answers.answers.iter().map(|answer| answer.key.clone());
                (asked.collect(), answers.unasked.clone())
            }
            // Nobody said yes to asking about them.
            Err(_) => (
                Vec::new(),
                self.evidence.other_candidates().unwrap_or_default(),
            ),
        }
    }

    /// The person's answer, if they gave one.
    fn given(&self, question: Question) -> Result<Option<String>, Need> {
        Ok(match self.evidence.ask(question)? {
            Answer::Given(answer) => Some(answer.clone()),
            Answer::Unanswered => None,
        })
    }

    /// The same, without asking who did not say it beforehand.
    fn given_beforehand(&self, question: Question) -> Result<Option<String>, Need> {
        match self.evidence.given.get(question) {
            Some(_) => self.given(question),
            None => Ok(None),
        }
    }
}
