//! Public keys: is the method there, is the key taken, and is it found (auth2-pubkey.c, auth2-pubkeyfile.c)?

use super::Judge;
use crate::evidence::PublicKey;
use crate::evidence::server::{AskedKey, KeyLine, KeyOptions, KeysFile, Person, Registered};
use crate::finding::Certainty::Likely;
use crate::finding::server::looked::Looked;

/// A key that stands where sshd looks.
pub(super) struct Found<'a> {
    pub(super) file: &'a KeysFile,
    pub(super) line: &'a KeyLine,
    pub(super) key: PublicKey,
    pub(super) options: KeyOptions,
}

impl<'a> Judge<'a> {
    /// What keeps the key out; without a key, what would keep out every key.
    pub(super) fn keys(self) -> Option<Looked> {
        let person = self.look.person()?;
        if self.other_server().is_some() {
            return None;
        }
        self.methods().or_else(|| self.key(person))
    }

    /// Every key that sshd finds, whether or not it looks at the file.
    pub(super) fn found(self, asked: &AskedKey) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        for file in &self.look.files {
            for line in &file.lines {
                if let Registered::Key(key, options, _) = line.read()
                    && (key.fingerprint() == asked.key.fingerprint())
                    && !options.authority
                {
                    found.push(Found {
                        file,
                        line,
                        key,
                        options,
                    });
                }
            }
        }
        found
    }

    fn key(self, person: &'a Person) -> Option<Looked> {
        let Some(asked) = &self.ask.key else {
            // With passwords allowed a missing key keeps nobody out.
            return if self.password_instead() {
                self.flawed_file(person)
                    .map(|looked| looked.at_most(Likely))
            } else {
                self.no_file(person)
            };
        };
        let found = self.found(asked);
        let key = found.first().map_or(&asked.key, |found| &found.key);
        if let Some(looked) = self.algorithm(key, asked).or_else(|| self.revoked()) {
            return Some(looked);
        }
        if let Some(certificate) = &asked.certificate
            && found.is_empty()
        {
            return self.certificate(asked, certificate, person);
        }
        // The first that lets in counts; of those that do not, the first.
        let mut refused = None;
        for found in &found {
            let why = self
                .refuses_file(found.file, person)
                .or_else(|| self.restricted(found));
            match why {
                None => return None,
                Some(why) => {
                    refused.get_or_insert(why);
                }
            }
        }
        refused.or_else(|| self.not_found(asked, person))
    }

    /// The keys of a file by their names.
    pub(super) fn keys_in(self, file: &'a KeysFile) -> impl Iterator<Item = String> + 'a {
        file.lines.iter().filter_map(|line| match line.read() {
            Registered::Key(key, _, comment) => Some(
                format!(
                    "{} {} {}",
                    key.kind(),
                    key.fingerprint(),
                    comment.visible(24)
                )
                .trim_end()
                .to_owned(),
            ),
            Registered::Nothing | Registered::Broken(_) => None,
        })
    }

    /// Does a line with command= let root in where only those do?
    pub(super) fn registered_with_command(self) -> bool {
        let Some(asked) = &self.ask.key else {
            return false;
        };
        self.found(asked).iter().any(|found| found.options.command)
    }
}
