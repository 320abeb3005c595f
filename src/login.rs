//! The login a command line describes: options, destination, remote command.

use crate::destination::{Destination, valid_user};
use crate::evidence::git::GitCommand;
use crate::ssh_options::{Given, setting, settings, ssh_option};
use crate::target::Target;

/// Does this letter of ssh's take a value? None where it is no option of ssh.
pub fn takes_value(letter: char) -> Option<bool> {
    match letter {
        'q' | 'v' => Some(false),
        letter => ssh_option(letter).map(|option| option.value.is_some()),
    }
}

/// What is known of the login so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// ssh's options that decide it, each with its value as the next word.
    pub options: Vec<String>,
    /// The word and what it says.
    pub destination: Option<(String, Destination)>,
    /// What would run there.
    pub remote_command: Vec<String>,
    /// A git command: where it leads is git's own to say.
    pub git: Option<GitCommand>,
}

impl Login {
    /// Takes in one option of ssh.
    pub fn option(&mut self, (letter, value): Given) {
        let decides = ssh_option(letter).filter(|option| option.login);
        if let Some(option) = decides
            && !self.overruled(letter, value.as_deref())
        {
            self.options.push(option.name.to_owned());
            self.options.extend(value);
        }
    }

    /// Takes in the destination.
    pub fn set_destination(&mut self, word: String) -> Result<(), String> {
        let destination = Destination::parse(&word)?;
        self.destination = Some((word, destination));
        Ok(())
    }

    /// In ssh the first to name a user or a port wins, and the destination may be that first one. Options are handed on
    /// in front of the destination, so one behind it that lost must not be handed on at all.
    fn overruled(&self, letter: char, value: Option<&str>) -> bool {
        let Some((_, destination)) = &self.destination else {
            return false;
        };
        match setting(letter, value.unwrap_or_default()) {
            Some((keyword, _)) if keyword == "user" => destination.user.is_some(),
            Some((keyword, _)) if keyword == "port" => destination.port.is_some(),
            Some(_) | None => false,
        }
    }

    /// The target, once all words are read. Host name and port stay open: ssh's configuration decides them.
    pub fn target(self) -> Result<(Target, Vec<String>), String> {
        let Some((given, destination)) = self.destination else {
            return Err(String::from("no host given: sshdoctor [user@]host"));
        };
        let set = settings(&self.options)
            .into_iter()
            .find(|(keyword, _)| keyword == "user")
            .map(|(_, user)| user.to_owned());
        set.as_deref().map_or(Ok(()), valid_user)?;
        let target = Target {
            user: set.or(destination.user).unwrap_or_default(),
            given,
            host: destination.host,
            options: self.options,
            ..Target::default()
        };
        Ok((target, self.remote_command))
    }
}
