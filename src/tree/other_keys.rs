//! Keys of this machine that ssh would not reach, what the server says to them, and what sshd then tells of the refused one.

use super::keys::Case;
use super::{Walk, found};
use crate::evidence::{
    KeyAnswers, Login, Mode, Need, PublicKey, Question, ServerWords, WayToTheWords, reasons,
};
use crate::finding::Diagnosis;
use crate::finding::config::environment_differs::{EnvironmentDiffers, There};
use crate::finding::server::says::ServerSays;
use crate::finding::userauth::agent_key_hidden::{AgentKeyHidden, HiddenBy};
use crate::finding::userauth::other_key_accepted::OtherKeyAccepted;
use crate::say;

impl Case<'_> {
    /// The key the server takes among those ssh would not reach.
    pub(super) fn other_keys(&self) -> Result<Option<PublicKey>, Need> {
        let answers = self.other_answers()?;
        let answers = answers.filter(|answers| !answers.says_yes_to_everything);
        Ok(answers.and_then(|answers| answers.accepted()).cloned())
    }

    /// What the server says to the keys ssh would not reach. Without a yes no more are refused than plain ssh would have
    /// refused, or two.
    pub(super) fn other_answers(&self) -> Result<Option<&KeyAnswers>, Need> {
        let others = self.evidence.other_candidates()?;
        if others.is_empty() {
            return Ok(None);
        }
        let free = self.evidence.free_refusals()?;
        if others.len() > free && !self.evidence.ask(Question::OtherKeys)?.is("yes") && free == 0 {
            return Ok(None);
        }
        self.evidence.others().map(Some)
    }

    pub(super) fn other_key(&self, key: PublicKey) -> Walk {
        let mut silent = false;
        if let Some(way) = self.evidence.way_to_the_words()
            && self.evidence.ask(Question::LogIn)?.is("yes")
        {
            match self.server_words(&way)? {
                Words::Reason(diagnosis) => return Ok(diagnosis),
                Words::Silence => silent = true,
                Words::NoLogin(_) => {}
            }
        }
        let diagnosis = self.other_key_accepted(key)?;
        Ok(match silent {
            true => diagnosis.note(say!(
                "sshd gives no reason for the key that ssh offers, as of one that stands in no file it reads for {user}; of a revoked key, and of an algorithm it does not take, it says nothing either.",
                "ssh が提示する鍵について sshd は理由を示していません。sshd が {user} のために読むファイルに登録されていないときの動作です (鍵が失効している場合やアルゴリズムを受け付けない場合も、sshd は理由を示しません)。",
                user = self.evidence.target.user
            )),
            false => diagnosis,
        })
    }

    fn other_key_accepted(&self, key: PublicKey) -> Walk {
        let refused = self.offers.len();
        if let Some((home, keeper)) = self.identities.elsewhere(&key) {
            return found(EnvironmentDiffers {
                home: home.path.clone(),
                whose: home.whose.clone(),
                there: There::Key {
                    key,
                    keeper,
                    refused,
                },
            });
        }
        let block = self.config.host_block.clone();
        let view = match self.evidence.mode() {
            Mode::Live => Some(self.evidence.block_view()?.clone()),
            Mode::Log | Mode::Server => None,
        };
        let agents = [&self.identities.agent, &self.identities.other_agent];
        if let Some(held) = agents
            .iter()
            .flat_map(|agent| agent.keys())
            .find(|held| held.key == key)
        {
            let by = match &self.config.identity_agent {
                Some(agent) if !self.identities.agent.holds(&key) => {
                    HiddenBy::IdentityAgent(agent.clone())
                }
                Some(_) | None => HiddenBy::IdentitiesOnly,
            };
            return found(AgentKeyHidden {
                by,
                key,
                comment: held.comment.clone(),
                block,
                view,
                refused,
            });
        }
        let file = self
            .identities
            .file_of(&key)
            .map(|file| file.path.clone())
            .unwrap_or_default();
        found(OtherKeyAccepted {
            key,
            file,
            refused,
            block,
            view,
        })
    }

    /// What sshd says of the refused key, after the login that the person said yes to.
    pub(super) fn server_words(&self, way: &WayToTheWords) -> Result<Words, Need> {
        let lines = match self.evidence.server_words()? {
            ServerWords::Said(lines) => lines,
            ServerWords::NoLogin(login) => return Ok(Words::NoLogin(login.clone())),
        };
        let mut reasons = reasons(lines).into_iter();
        let Some(remark) = reasons.next() else {
            return Ok(Words::Silence);
        };
        found(ServerSays {
            remark,
            others: reasons.collect(),
            key: way.key.clone(),
            refused: way.refused.clone(),
            working: way.working.clone(),
        })
        .map(Words::Reason)
    }
}

/// What sshd said when it was let speak.
pub(super) enum Words {
    /// Why it refuses the key.
    Reason(Diagnosis),
    /// Nothing about that key: the login worked.
    Silence,
    /// The login did not work: this came of it.
    NoLogin(Login),
}
