//! Another home directory of the person, whose keys this ssh does not look at.

use std::path::PathBuf;

use super::{Agent, Identities, IdentityFile, PublicKey};

/// Keys that lie where the person may think ssh looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherHome {
    /// The directory.
    pub path: PathBuf,
    /// Why it is theirs.
    pub whose: Whose,
    /// The keys in its `.ssh`, the likeliest first.
    pub keys: Vec<IdentityFile>,
    /// The agents of that account that list keys.
    pub agents: Vec<Agent>,
}

/// Why another home directory is the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// This account typed sudo or doas (SUDO_USER, DOAS_USER): ssh then reads the files of the account it runs as.
    Caller(String),
    /// `HOME` names it, and ssh takes the passwd entry's (ssh.c `main`, misc.c `tilde_expand`).
    Variable,
}

/// Where in that home a key lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// The private key file.
    File(PathBuf),
    /// The agent at this socket.
    Agent(PathBuf),
}

impl OtherHome {
    /// All its keys, those of files first.
    pub fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        let held = self.agents.iter().flat_map(Agent::keys);
        let files = self.keys.iter().filter_map(|file| file.public.as_ref());
        files.chain(held.map(|held| &held.key))
    }

    fn keeper(&self, key: &PublicKey) -> Option<Keeper> {
        let file = self.keys.iter().find(|file| file.has(key));
        let holder = || self.agents.iter().find(|agent| agent.holds(key));
        match (file, holder()) {
            (Some(file), _) => Some(Keeper::File(file.path.clone())),
            (None, Some(Agent::Keys { socket, .. })) => Some(Keeper::Agent(socket.clone())),
            (None, Some(_) | None) => None,
        }
    }
}

impl Identities {
    /// The other home that alone has this key: what ssh itself could reach counts first.
    pub fn elsewhere(&self, key: &PublicKey) -> Option<(&OtherHome, Keeper)> {
        let held = self.agent.holds(key) || self.other_agent.holds(key);
        if held || self.file_of(key).is_some() {
            return None;
        }
        let mut homes = self.other_homes.iter();
        homes.find_map(|home| Some((home, home.keeper(key)?)))
    }
}
