//! What the facts so far leave to ask, and of whom: pure, so that the tree and the probes agree on it.

use std::path::{Path, PathBuf};

use super::{
    Answer, Evidence, FileState, Identification, IdentityFile, Need, OtherHome, PublicKey,
    Question, image, usable_by,
};
use crate::text::Untrusted;

/// One extra login that makes sshd say why it refused a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayToTheWords {
    /// The identity file with the refused key: shown first.
    pub refused: PathBuf,
    /// Its key.
    pub key: PublicKey,
    /// The identity file that logs in; nothing where a password does.
    pub working: Option<PathBuf>,
}

/// With a yes to `other-keys`, so many keys may be refused on one connection: MaxAuthTries is 6 by default, and the last
/// refusal hangs up.
pub const WITH_A_YES: usize = 5;
/// So many connections a yes opens at most. Each is a failure to fail2ban where the user is unknown, which bans at the fifth.
pub const CONNECTIONS_WITH_A_YES: usize = 3;

/// Without a yes no more keys are refused than plain ssh would have refused, or two.
const FREE: usize = 2;

impl Evidence {
    /// The server's identification string, where it speaks SSH.
    pub fn ident(&self) -> Untrusted {
        match self.identification() {
            Ok(Identification::Ssh { ident, .. }) => ident.clone(),
            Ok(_) | Err(_) => Untrusted::default(),
        }
    }

    /// Keys of this machine that ssh would not reach by itself, likeliest first: the private halves that a foreign `.pub`
    /// hides, the keys behind the server's cut (files before the agent's), those of the home the person may have in mind, the agent's
    /// hidden ones, other files.
    pub fn other_candidates(&self) -> Result<Vec<PublicKey>, Need> {
        let config = self.ssh_config()?;
        let identities = self.identities()?;
        let offers = identities.offer(config);
        let asked: Vec<&PublicKey> = match self.offered() {
            Ok(answers) => answers.answers.iter().map(|answer| &answer.key).collect(),
            Err(_) => Vec::new(),
        };
        let hidden_halves = identities
            .files
            .iter()
            .filter(|file| file.pub_mismatch.is_some())
            .filter_map(|file| file.public.as_ref());
        let behind = |in_agent| {
            offers
                .iter()
                .filter(move |offer| offer.origin.in_agent() == in_agent)
                .map(|offer| &offer.key)
        };
        let held = identities
            .agent
            .keys()
            .iter()
            .chain(identities.other_agent.keys())
            .map(|held| &held.key);
        let files = identities
            .others
            .iter()
            .filter_map(|file| file.public.as_ref());
        let elsewhere = identities.other_homes.iter().flat_map(OtherHome::keys);
        let mut others: Vec<PublicKey> = Vec::new();
        for key in hidden_halves
            .chain(behind(false))
            .chain(behind(true))
            .chain(elsewhere)
            .chain(held)
            .chain(files)
        {
            if !asked.contains(&key) && !others.contains(key) && usable_by(config, key) {
                others.push(key.clone());
            }
        }
        Ok(others)
    }

    /// What a yes to `other-keys` costs at most: keys that are refused, and connections.
    pub fn cost_of_other_keys(&self) -> (usize, usize) {
        let count = self.other_candidates().map_or(0, |keys| keys.len());
        let refusals = count.min(WITH_A_YES * CONNECTIONS_WITH_A_YES);
        (refusals, refusals.div_ceil(WITH_A_YES))
    }

    /// How many more keys may be refused without asking.
    pub fn free_refusals(&self) -> Result<usize, Need> {
        Ok(match self.offered() {
            Ok(answers) if answers.ending.is_some() => 0,
            Ok(answers) => FREE.saturating_sub(answers.refusals),
            Err(_) => FREE,
        })
    }

    /// The login name that is usual where this key was put, if it is not the one in use: by the image the person named,
    /// else by what the identification string says of a machine that its provider set up.
    pub fn usual_user(&self) -> Option<&'static str> {
        let given = |question| match self.answers.get(question) {
            Some(Answer::Given(answer)) => Some(answer.as_str()),
            Some(Answer::Unanswered) | None => None,
        };
        let names = match given(Question::Image) {
            Some(named) if !matches!(named, "other" | "unknown") => image::usual_names(named),
            Some(_) | None if given(Question::KeyInstalled) == Some("provider") => {
                image::usual_names(image::of(&self.ident()))
            }
            Some(_) | None => &[],
        };
        let first = names.first().copied()?;
        (!names.contains(&self.target.user.as_str())).then_some(first)
    }

    /// The other login name the person said yes to, and the key to ask about: the first that ssh offers, files first.
    pub fn other_user_to_ask(&self) -> Option<(String, PublicKey)> {
        let name = match self.answers.get(Question::TryUser)? {
            Answer::Given(name) if name != "no" && *name != self.target.user => name.clone(),
            Answer::Given(_) | Answer::Unanswered => return None,
        };
        let offers = self.identities().ok()?.offer(self.ssh_config().ok()?);
        let offer = offers
            .iter()
            .find(|offer| offer.origin.file().is_some())
            .or(offers.first())?;
        Some((name, offer.key.clone()))
    }

    /// The outcome where there is nobody to ask about, or no connection.
    pub fn nobody_else(&self) -> super::OtherUser {
        let (name, key) = self.other_user_to_ask().unwrap_or_default();
        super::OtherUser {
            name,
            key,
            reply: None,
        }
    }

    /// How sshd could be brought to say why it refuses a key: one that lies in a file, shown before a way in that works.
    pub fn way_to_the_words(&self) -> Option<WayToTheWords> {
        let config = self.ssh_config().ok()?;
        let identities = self.identities().ok()?;
        let answers = self.offered().ok()?;
        if self.takes_a_key() || !self.ident().contains("OpenSSH") || config.program.is_none() {
            return None;
        }
        let nobody = config.batch_mode || !self.someone_to_ask;
        let (refused, key) = identities.offer(config).into_iter().find_map(|offer| {
            let file = offer.origin.file()?.to_owned();
            let known = identities.files.iter().any(|known| known.path == file);
            (known && answers.refuses(&offer.key)).then_some((file, offer.key))
        })?;
        let working = match self.others().ok().and_then(|answers| answers.accepted()) {
            Some(accepted) => {
                let file = identities.file_of(accepted)?;
                let own = file.public.as_ref() == Some(accepted) && file.pub_mismatch.is_none();
                let opens = match &file.state {
                    FileState::Usable => true,
                    FileState::Encrypted => !nobody,
                    _ => false,
                };
                Some(file.path.clone()).filter(|_| own && opens)
            }
            None => None,
        };
        if working.is_none() && (nobody || !self.takes_passwords()) {
            return None;
        }
        Some(WayToTheWords {
            refused,
            key,
            working,
        })
    }

    /// Does the server accept a key that ssh offers?
    pub fn takes_a_key(&self) -> bool {
        self.offered()
            .is_ok_and(|answers| answers.accepted().is_some())
    }

    /// A Git host, which has no shell: a session without a command gets its greeting.
    pub fn greets(&self) -> bool {
        self.target.user == "git"
            && self.behind.is_empty()
            && super::git::service(&self.target.hostname, &self.ident()).is_some()
    }

    /// git's own question, where a git command in front names a repository and the server takes a key of the person's.
    pub fn question(&self) -> Option<String> {
        let asks = self.behind.is_empty() && self.takes_a_key();
        self.repository.as_ref().filter(|_| asks)?.question()
    }

    /// The login worked, and the repository was refused.
    pub const fn refuses_the_repository(&self) -> bool {
        use super::git::Reading;
        let Ok(login) = self.login() else {
            return false;
        };
        matches!(
            login,
            super::Login::Asked {
                reading: Reading::Refused { .. }
            }
        )
    }

    /// Could the person's ssh ask for a password that the server takes, in this run?
    pub fn can_type_a_password(&self) -> bool {
        let asks = |config: &super::SshConfig| {
            let may = config.may_use("password") || config.may_use("keyboard-interactive");
            may && !config.batch_mode && config.program.is_some()
        };
        self.someone_to_ask
            && self.mode() == super::Mode::Live
            && self.ssh_config().is_ok_and(asks)
            && self.takes_passwords()
    }

    /// Does the server let this user type something?
    fn takes_passwords(&self) -> bool {
        let Ok(super::Methods::Offered { methods, .. }) = self.methods() else {
            return false;
        };
        let typed = |method: &String| method == "password" || method == "keyboard-interactive";
        methods.iter().any(typed)
    }

    /// The identity file whose damage is the cause: the one the server accepts a key of, else one that was asked for and
    /// gave ssh nothing to offer, else any such.
    pub fn suspect(&self) -> Option<&Path> {
        let config = self.ssh_config().ok()?;
        let identities = self.identities().ok()?;
        let offers = identities.offer(config);
        let answers = self.offered().ok();
        let accepted = offers.iter().find(|offer| {
            answers.is_some_and(|answers| {
                answers.reply_to(&offer.key) == Some(super::KeyReply::Accepted)
            })
        });
        let offered = |file: &&IdentityFile| {
            offers
                .iter()
                .any(|offer| offer.origin.file() == Some(file.path.as_path()))
        };
        let broken = |file: &&IdentityFile| {
            matches!(
                file.state,
                FileState::Malformed(_)
                    | FileState::Putty { .. }
                    | FileState::Unsupported { .. }
                    | FileState::PublicKey
            )
        };
        let mut files = identities.files.iter().filter(broken);
        let of_accepted = accepted.and_then(|offer| {
            let path = offer.origin.file()?;
            identities
                .files
                .iter()
                .filter(broken)
                .find(|file| file.path == path)
        });
        of_accepted
            .or_else(|| {
                let unoffered = || {
                    identities
                        .files
                        .iter()
                        .filter(broken)
                        .filter(|file| !offered(file))
                };
                unoffered()
                    .find(|file| file.explicit)
                    .or_else(|| unoffered().next())
            })
            .or_else(|| files.next())
            .map(|file| file.path.as_path())
    }
}
