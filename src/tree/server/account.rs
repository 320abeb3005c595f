//! The account, and the rules that name it: auth.c `getpwnamallow` and `allowed_user`, then what PAM and the end of
//! authentication look at.

use super::{Judge, sure};
use crate::evidence::pattern;
use crate::evidence::server::{Account, ConfigLine, Person, Shadow, ShellState};
use crate::finding::Certainty::Likely;
use crate::finding::server::account_expired::AccountExpired;
use crate::finding::server::account_locked::AccountLocked;
use crate::finding::server::connection_refused_by_sshd_config::ConnectionRefusedBySshdConfig;
use crate::finding::server::logins_disabled::LoginsDisabled;
use crate::finding::server::looked::{Looked, setting};
use crate::finding::server::mend;
use crate::finding::server::root_login_disabled::RootLoginDisabled;
use crate::finding::server::shell_invalid::ShellInvalid;
use crate::finding::server::user_not_allowed::UserNotAllowed;
use crate::finding::server::user_unknown::UserUnknown;
use crate::finding::{Seen, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::text::Untrusted;

const DAY: u64 = 86_400;

impl Judge<'_> {
    /// What keeps this user out, whatever the key.
    pub(super) fn account(self) -> Option<Looked> {
        let user = self.ask.user.as_deref()?;
        if self.other_server().is_some() {
            return None;
        }
        if let Some(refused) = self.refused_by_configuration() {
            return Some(refused);
        }
        let person = match &self.look.account {
            Account::Missing => return Some(self.unknown(user)),
            Account::NotAsked => return None,
            Account::Known(person) => person,
        };
        let pam = self
            .look
            .setting("usepam")
            .map(|value| value.eq_ignore_ascii_case("yes"));
        self.locked(person, pam)
            .or_else(|| self.shell(person))
            .or_else(|| self.lists(user, person))
            .or_else(|| self.root(person))
            .or_else(|| self.expired_by_pam(person, pam))
            .or_else(|| self.nologin(person, pam))
    }

    /// As sure as the settings are: those for this very login, not those a file may hold.
    fn by_settings(self, cause: Looked) -> Looked {
        cause.at_most(sure(self.settings_hold()))
    }

    fn refused_by_configuration(self) -> Option<Looked> {
        if !self.look.is_set("refuseconnection", "yes") {
            return None;
        }
        let line = self.look.line_with("refuseconnection", "yes");
        let seen = vec![setting("refuseconnection", "yes", line)];
        let looked = Looked::certain(ConnectionRefusedBySshdConfig, seen);
        let steps =
            line.map(|line| vec![mend::edit(line).caution(mend::who_decides()), mend::load()]);
        Some(self.by_settings(with(looked, steps)))
    }

    fn unknown(self, user: &str) -> Looked {
        let mut seen = vec![Seen::new(
            "getent",
            say!(
                "getent passwd {user} finds nothing",
                "getent passwd {user} では見つかりません",
                user = user
            ),
        )];
        let directory = ["sss", "ldap", "winbind", "nis"]
            .iter()
            .any(|name| self.look.nss.contains(name));
        if directory {
            seen.push(Seen::new(
                "nsswitch.conf",
                Say::verbatim(self.look.nss.visible(100)),
            ));
        }
        // A directory that does not answer hides accounts that are there.
        Looked::certain(UserUnknown, seen).at_most(sure(!directory))
    }

    /// Without PAM sshd looks itself (platform.c `platform_locked_account`), and an account past its day is as good as locked.
    fn locked(self, person: &Person, pam: Option<bool>) -> Option<Looked> {
        let Shadow::Entry { locked, expires } = person.shadow else {
            return None;
        };
        if pam != Some(false) {
            return None;
        }
        let no_pam = setting("usepam", "no", self.look.line_with("usepam", "no"));
        if let Some(expired) = self.expired(expires) {
            return Some(Looked::certain(AccountExpired, vec![expired, no_pam]));
        }
        let mark = Seen::new(
            "shadow",
            say!(
                "the password field of shadow begins with !",
                "shadow のパスワード欄が ! で始まっています"
            ),
        );
        locked.then(|| Looked::certain(AccountLocked, vec![mark, no_pam]))
    }

    /// The day has come (auth-shadow.c `auth_shadow_acctexpired`; pam_unix counts alike).
    fn expired(self, expires: Option<i64>) -> Option<Seen> {
        let day = expires.filter(|day| *day >= 0)?;
        let today = i64::try_from(self.look.now / DAY).ok()?;
        (self.look.now > 0 && today >= day).then(|| {
            Seen::new(
                "shadow",
                say!(
                    "the account ends on day {day} since 1970, and today is day {today}",
                    "アカウントの期限は 1970 年からの通算で {day} 日目、今日は {today} 日目です",
                    day = day,
                    today = today
                ),
            )
        })
    }

    fn expired_by_pam(self, person: &Person, pam: Option<bool>) -> Option<Looked> {
        let Shadow::Entry { expires, .. } = person.shadow else {
            return None;
        };
        let expired = self.expired(expires)?;
        Some(Looked::certain(AccountExpired, vec![expired]).at_most(sure(pam.is_some())))
    }

    /// Not looked at by sshd where the login is to be chrooted.
    fn shell(self, person: &Person) -> Option<Looked> {
        let chroot = self.look.setting("chrootdirectory");
        if chroot
            .as_deref()
            .is_some_and(|directory| directory != "none")
        {
            return None;
        }
        let what = match person.shell_state? {
            ShellState::Fine => return None,
            ShellState::Missing => say!("nothing is there", "存在しません"),
            ShellState::NotExecutable => say!("nobody may run it", "実行できません"),
        };
        let seen = vec![Seen::new("file", what).in_file(&person.shell)];
        let cause = ShellInvalid {
            path: Some(person.shell.clone()),
        };
        Some(Looked::certain(cause, seen).at_most(sure(chroot.is_some())))
    }

    /// DenyUsers, AllowUsers, DenyGroups, AllowGroups, in that order.
    fn lists(self, user: &str, person: &Person) -> Option<Looked> {
        let groups: Vec<String> = person
            .groups
            .iter()
            .map(|(_, name)| name.visible(64))
            .collect();
        let host = self
            .look
            .effective
            .as_ref()
            .map(|effective| effective.host_seen.as_str())
            .unwrap_or_default();
        let set = |keyword: &str| -> Vec<String> {
            let values = self.look.settings(keyword).unwrap_or_default();
            values
                .iter()
                .flat_map(|value| value.split_whitespace().map(str::to_owned))
                .collect()
        };
        let names = |pattern: &String| pattern::login(pattern, user, host, self.ask.from);
        let has_group = |pattern: &String| {
            groups
                .iter()
                .any(|group| pattern::matches(pattern.as_bytes(), group.as_bytes()))
        };
        let denied = set("denyusers");
        if let Some(pattern) = denied.iter().find(|pattern| names(pattern) == Some(true)) {
            return Some(self.listed("DenyUsers", pattern, None));
        }
        let allowed = set("allowusers");
        if !allowed.is_empty() {
            let held: Vec<Option<bool>> = allowed.iter().map(names).collect();
            if !held.contains(&Some(true)) {
                let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
                let step = |line: &ConfigLine| match user.chars().all(plain) {
                    true => mend::append(line, user),
                    false => mend::edit(line).caution(mend::who_decides()),
                };
                let looked = self.listed("AllowUsers", &allowed.join(" "), Some(&step));
                // A pattern that names an address may hold, where it is not known from where.
                return (!held.contains(&None)).then_some(looked);
            }
        }
        let denied = set("denygroups");
        if let Some(pattern) = denied.iter().find(|pattern| has_group(pattern)) {
            return Some(self.listed("DenyGroups", pattern, None));
        }
        let allowed = set("allowgroups");
        // Nobody is in no group: they could not be asked for.
        if allowed.is_empty() || groups.is_empty() || allowed.iter().any(has_group) {
            return None;
        }
        let looked = self.listed("AllowGroups", &allowed.join(" "), None);
        let plain = allowed.iter().find(|group| {
            group
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        });
        let own = Seen::new(
            "groups",
            say!(
                "the groups of {user}: {groups}",
                "{user} のグループ: {groups}",
                user = user,
                groups = groups.join(" ")
            ),
        );
        let steps = plain.map(|group| {
            let text = say!(
                "Put {user} into the group {group}",
                "{user} をグループ {group} に加えます",
                user = user,
                group = group
            );
            let command = Command::new(["sudo", "usermod", "-aG", group, user]);
            vec![
                Step::new(Where::Server, text)
                    .run(command)
                    .caution(mend::who_decides()),
            ]
        });
        let mut looked = with(looked, steps);
        looked.seen.push(own);
        Some(looked)
    }

    fn listed(
        self,
        keyword: &'static str,
        value: &str,
        mended: Option<&dyn Fn(&ConfigLine) -> Step>,
    ) -> Looked {
        let small = keyword.to_ascii_lowercase();
        let line = self.look.line_with(&small, value);
        let seen = vec![setting(&small, value, line)];
        let looked = Looked::certain(
            UserNotAllowed {
                text: Untrusted::from(keyword),
            },
            seen,
        );
        let steps = line.map(|line| {
            let change = match mended {
                Some(step) => step(line),
                None => mend::edit(line).caution(mend::who_decides()),
            };
            vec![change, mend::load()]
        });
        self.by_settings(with(looked, steps))
    }

    fn root(self, person: &Person) -> Option<Looked> {
        if person.uid != 0 {
            return None;
        }
        let value = self.look.setting("permitrootlogin")?;
        let with_key = self.ask.key.is_some();
        let forced = || self.registered_with_command();
        let out = value == "no" || value == "forced-commands-only" && with_key && !forced();
        if !out {
            return None;
        }
        let line = self.look.line_with("permitrootlogin", &value);
        let looked = Looked::certain(
            RootLoginDisabled,
            vec![setting("permitrootlogin", &value, line)],
        );
        Some(self.by_settings(looked))
    }

    /// /etc/nologin: sshd looks itself without PAM (session.c `do_nologin`), with it pam_nologin does; root is let in.
    fn nologin(self, person: &Person, pam: Option<bool>) -> Option<Looked> {
        if person.uid == 0 {
            return None;
        }
        let (file, text) = self.look.nologin.first()?;
        let module = self
            .look
            .pam
            .iter()
            .any(|line| line.contains("pam_nologin"));
        let seen = vec![
            Seen::new(
                "file",
                say!("it says: {text}", "内容: {text}", text = text.visible(160)),
            )
            .in_file(file),
        ];
        let certain = pam == Some(false) || pam == Some(true) && module;
        let path = file.to_string_lossy();
        let step = Step::new(
            Where::Server,
            say!(
                "When the maintenance is over",
                "メンテナンスが終わっている場合"
            ),
        )
        .run(Command::new(["sudo", "rm", &path]))
        .caution(say!(
            "systemd makes /run/nologin while it boots or shuts down: then wait some minutes",
            "/run/nologin は systemd が起動中や停止前に作ります。その場合は数分待ちます"
        ));
        Some(
            Looked::certain(LoginsDisabled, seen)
                .at_most(if certain { sure(true) } else { Likely })
                .mended_by(vec![step]),
        )
    }
}

fn with(looked: Looked, steps: Option<Vec<Step>>) -> Looked {
    match steps {
        Some(steps) => looked.mended_by(steps),
        None => looked,
    }
}
