//! PubkeyAuthentication and AuthenticationMethods: are public keys taken at all?

use super::{Judge, sure};
use crate::finding::server::authentication_methods_unsatisfied::AuthenticationMethodsUnsatisfied;
use crate::finding::server::looked::{Looked, setting};
use crate::finding::server::mend;
use crate::finding::server::publickey_disabled::PublickeyDisabled;

/// Methods of authentication and the settings that switch them.
const METHODS: [(&str, &str); 5] = [
    ("publickey", "pubkeyauthentication"),
    ("password", "passwordauthentication"),
    ("keyboard-interactive", "kbdinteractiveauthentication"),
    ("gssapi-with-mic", "gssapiauthentication"),
    ("hostbased", "hostbasedauthentication"),
];

impl<'a> Judge<'a> {
    pub(super) fn password_instead(self) -> bool {
        let on = |keyword| !self.look.is_set(keyword, "no");
        on("passwordauthentication") || on("kbdinteractiveauthentication")
    }

    /// PubkeyAuthentication and AuthenticationMethods.
    pub(super) fn methods(self) -> Option<Looked> {
        let wanted = self.ask.key.is_some() || !self.password_instead();
        let disabled = |setting| PublickeyDisabled { setting };
        let certain = sure(self.settings_hold());
        if wanted && self.look.is_set("pubkeyauthentication", "no") {
            let line = self.look.line_with("pubkeyauthentication", "no");
            let seen = vec![setting("pubkeyauthentication", "no", line)];
            let looked = Looked::certain(disabled("PubkeyAuthentication"), seen).at_most(certain);
            return Some(match line {
                Some(line) => looked.mended_by(vec![mend::edit(line), mend::load()]),
                None => looked,
            });
        }
        let methods = self
            .look
            .setting("authenticationmethods")
            .filter(|methods| methods != "any")?;
        let line = self.look.line_with("authenticationmethods", &methods);
        let seen = vec![setting("authenticationmethods", &methods, line)];
        let chains: Vec<Vec<&str>> = methods
            .split_whitespace()
            .map(|chain| chain.split(',').collect())
            .collect();
        let steps = line
            .map(|line| vec![mend::edit(line), mend::load()])
            .unwrap_or_default();
        let off = |method: &str| {
            let name = method.split(':').next().unwrap_or_default();
            let keyword = METHODS.iter().find(|(method, _)| *method == name);
            keyword.is_none_or(|(_, keyword)| self.look.is_set(keyword, "no"))
        };
        if chains
            .iter()
            .all(|chain| chain.iter().any(|method| off(method)))
        {
            return Some(
                Looked::certain(AuthenticationMethodsUnsatisfied, seen)
                    .at_most(certain)
                    .mended_by(steps),
            );
        }
        if wanted && !chains.iter().any(|chain| chain.contains(&"publickey")) {
            return Some(
                Looked::certain(disabled("AuthenticationMethods"), seen)
                    .at_most(certain)
                    .mended_by(steps),
            );
        }
        None
    }
}
