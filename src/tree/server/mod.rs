//! The server's side, looked at on the server: what keeps this login out, in the order in which sshd itself decides.

mod account;
mod afar;
mod attempt;
mod both;
mod daemon;
mod files;
mod keys;
mod logs;
mod methods;
mod missing;
mod strict;
mod taken;
mod unseen;
mod way;

pub(super) use both::{joined, stages as stages_of_both};

use super::Walk;
use super::stages::{StageLine, Status};
use crate::evidence::server::{Account, ConfigLine, Look, Shadow, Socket};
use crate::evidence::{Evidence, ServerAsk, ServerSide};
use crate::finding::done::no_fault_found::{Depth, NoFaultFound};
use crate::finding::done::undecided::Undecided;
use crate::finding::server::looked::Looked;
use crate::finding::{Cause as _, Certainty, Code, Diagnosis, Stage, Step, Verdict, Where, page};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::text::Untrusted;

/// What is asked, and what was seen.
#[derive(Clone, Copy)]
struct Judge<'a> {
    ask: &'a ServerAsk,
    look: &'a Look,
}

/// The verdict on a look at the server.
pub(super) fn server(ask: &ServerAsk, evidence: &Evidence) -> Walk {
    match evidence.server_side()? {
        ServerSide::Failed(why) => Ok(Diagnosis::of(Undecided {
            missing: say!(
                "this machine could not be looked at: {why}",
                "このマシンを調べられませんでした: {why}",
                why = why.visible(160)
            ),
            candidates: Vec::new(),
            step: again(ask, false),
        })),
        ServerSide::Looked(look) => Ok(Judge { ask, look }.verdict()),
    }
}

/// The same look again; as root it sees more.
fn again(ask: &ServerAsk, as_root: bool) -> Step {
    if by_console(ask) {
        return Step::new(
            Where::Client,
            say!(
                "Print the script once more, paste it into a console of root's, and copy all that it prints.",
                "スクリプトをもう一度出力し、root のコンソールに貼り付けて、出力をすべてコピーします。"
            ),
        )
        .run(Command::new(&ask.words));
    }
    let words = ask.words.iter().map(String::as_str);
    let command = Command::new(as_root.then_some("sudo").into_iter().chain(words));
    let text = if as_root {
        say!(
            "Look again as root, who may see it.",
            "root として実行し直すと確認できます。"
        )
    } else if ask.from.is_none() {
        say!(
            "Look again, and add --from with the address the login comes from.",
            "--from に接続元のアドレスを付けて、もう一度確認します。"
        )
    } else {
        say!("Look again.", "もう一度確認します。")
    };
    Step::new(Where::Server, text).run(command)
}

/// Was it asked with the script for a console?
fn by_console(ask: &ServerAsk) -> bool {
    ask.words.iter().any(|word| word == "console-script")
}

impl Judge<'_> {
    fn verdict(self) -> Diagnosis {
        // Each group keeps the person out whatever the next one holds; of one group the first decides.
        let before = self.daemon().or_else(|| self.way());
        let (account, key) = match before {
            Some(_) => (None, None),
            None => (self.account(), self.keys()),
        };
        let key = key.map(|key| self.in_short(key));
        let mut found: Vec<Looked> = before
            .into_iter()
            .chain(account)
            .chain(key)
            .take(2)
            .collect();
        if found.is_empty() {
            found.extend(self.session().or_else(|| self.logged()));
        }
        let mut diagnosis = if found.is_empty() {
            self.nothing_found()
        } else {
            Diagnosis {
                findings: found
                    .into_iter()
                    .map(|looked| Box::new(looked) as Box<_>)
                    .collect(),
                notes: Vec::new(),
            }
        };
        diagnosis.notes.extend(self.notes());
        diagnosis
    }

    /// The short script looks for keys where sshd reads them, and nowhere else.
    fn in_short(self, key: Looked) -> Looked {
        match key.page().code {
            "authorized-keys-missing" | "key-not-registered" if self.look.short => {
                key.or_else_of(&[
                    "authorized-keys-elsewhere",
                    "key-registered-for-other-user",
                    "keys-command-failed",
                    "certificate-authority-untrusted",
                ])
            }
            _other => key,
        }
    }

    /// Nothing keeps the login out, as far as one could see.
    fn nothing_found(self) -> Diagnosis {
        let unseen = self.unseen();
        if unseen.is_empty() {
            let key = self.ask.key.as_ref().map(|asked| asked.key.clone());
            let how = match (&self.ask.user, &key) {
                (None, _) => Depth::SshdWell,
                (Some(_), None) => Depth::AccountWell,
                (Some(_), Some(_)) => Depth::ServerWell,
            };
            return Diagnosis::of(NoFaultFound {
                how,
                key,
                origin: None,
                method: None,
            });
        }
        let join = |lang| {
            let words: Vec<&str> = unseen.iter().map(|(what, _)| what.lang(lang)).collect();
            words.join(if lang == crate::lang::Lang::En {
                "; "
            } else {
                "、"
            })
        };
        let missing = Say::made(
            format!(
                "nothing that could be seen keeps the login out; not seen: {}.",
                join(crate::lang::Lang::En)
            ),
            format!(
                "見えた範囲に原因はありません。確認できなかったもの: {}。",
                join(crate::lang::Lang::Ja)
            ),
        );
        let mut candidates: Vec<Code> = Vec::new();
        for code in unseen.iter().flat_map(|(_, codes)| codes.iter()) {
            candidates.extend(page(code).filter(|page| !candidates.contains(page)));
        }
        Diagnosis::of(Undecided {
            missing,
            candidates,
            step: again(self.ask, !self.look.by_root()),
        })
    }

    /// What could not be looked at, and the causes that may hide there.
    fn unseen(self) -> Vec<(Say, &'static [&'static str])> {
        let mut unseen: Vec<(Say, &'static [&'static str])> = Vec::new();
        let look = self.look;
        if let Some(stranger) = self.other_server() {
            let what = say!(
                "port {port} is served by {program}, and only OpenSSH's sshd can be judged here",
                "ポート {port} では {program} が動いており、ここで判断できるのは OpenSSH の sshd だけです",
                port = stranger.port,
                program = program_name(stranger)
            );
            return vec![(what, &[])];
        }
        if !look.complete {
            unseen.push((
                say!("the look was cut off", "調査が途中で打ち切られました"),
                &[],
            ));
        }
        if look.short {
            unseen.push((
                say!(
                    "what the short script leaves out (bans, long firewall rules, revoked keys, other users' keys, programs that give out keys, SELinux)",
                    "短いスクリプトでは調べないもの (遮断の一覧、長いファイアウォール規則、失効した鍵、ほかのユーザーの鍵、鍵を返すプログラム、SELinux)"
                ),
                &[
                    "client-banned",
                    "server-firewall-blocks",
                    "key-revoked",
                    "keys-command-failed",
                    "selinux-denied",
                ],
            ));
        }
        if !look.by_root() {
            unseen.push((
                say!(
                    "sshd -t, firewall rules and bans",
                    "sshd -t、ファイアウォールの規則、遮断の一覧"
                ),
                &[
                    "sshd-config-invalid",
                    "server-firewall-blocks",
                    "client-banned",
                ],
            ));
        }
        let person = match &look.account {
            Account::Known(person) => person,
            Account::NotAsked if self.ask.user.is_some() => {
                unseen.push((say!("the account", "アカウント"), &["user-unknown"]));
                return unseen;
            }
            Account::NotAsked | Account::Missing => return unseen,
        };
        if look.effective.is_none() {
            unseen.push((
                say!("the settings that hold (sshd -T)", "有効な設定 (sshd -T)"),
                &[
                    "user-not-allowed",
                    "publickey-disabled",
                    "authorized-keys-elsewhere",
                ],
            ));
        } else if !self.settings_hold() {
            unseen.push((
                say!(
                    "the settings for this very login (sshd -T -C)",
                    "このログインに対する設定 (sshd -T -C)"
                ),
                &["user-not-allowed", "publickey-disabled"],
            ));
        }
        if person.shadow == Shadow::Denied {
            unseen.push((
                say!(
                    "whether the account is locked or expired",
                    "アカウントのロックと有効期限"
                ),
                &["account-locked", "account-expired"],
            ));
        }
        if !look.log_denied.is_empty() && look.log.is_empty() {
            unseen.push((say!("sshd's log", "sshd のログ"), &["pam-denied"]));
        }
        let by_address = |pattern: &str| pattern.contains('@');
        let lists =
            ["allowusers", "denyusers"].map(|keyword| look.settings(keyword).unwrap_or_default());
        if self.ask.from.is_none() && lists.iter().flatten().any(|value| by_address(value)) {
            unseen.push((
                say!(
                    "AllowUsers and DenyUsers by address",
                    "アドレスによる AllowUsers と DenyUsers"
                ),
                &["user-not-allowed"],
            ));
        }
        unseen.extend(self.unseen_of_keys());
        unseen
    }

    /// Are the settings those of this very login? Without its address a Match block by address or host may say something else.
    fn settings_hold(self) -> bool {
        let by_place = |line: &ConfigLine| {
            let (keyword, rest) = line.parts();
            let rest = rest.to_ascii_lowercase();
            keyword == "match" && (rest.contains("address") || rest.contains("host"))
        };
        let effective = self.look.effective.as_ref();
        effective.is_some_and(|effective| effective.for_login)
            && (self.ask.from.is_some() || !self.look.config.iter().any(by_place))
    }

    /// What is worth knowing besides.
    fn notes(self) -> Vec<Say> {
        let mut notes = Vec::new();
        if self.ask.user.is_none() {
            notes.push(say!(
                "Only what concerns everybody was judged: give the login name with --user.",
                "全員に関わることだけを判断しました。ログイン名を --user で指定してください。"
            ));
        }
        if self.ask.user.is_some() && self.ask.from.is_none() && by_console(self.ask) {
            notes.push(say!(
                "Rules by address were not judged: the block does not tell where the login comes from.",
                "アドレスによる規則は判断していません。ブロックには接続元が含まれていません。"
            ));
        } else if self.ask.user.is_some() && self.ask.from.is_none() {
            notes.push(say!(
                "Rules by address were not judged: give where the login comes from with --from.",
                "アドレスによる規則は判断していません。接続元を --from で指定してください。"
            ));
        }
        notes.extend(self.notes_of_keys());
        notes.extend(self.note_of_configuration());
        let again = Command::new(&self.ask.words);
        let here = !by_console(self.ask);
        if let Some(again) = again.line().filter(|_| here && !self.look.by_root()) {
            notes.push(say!(
                "Not everything can be seen without root: sudo {again}",
                "root でなければ見えないものがあります: sudo {again}",
                again = again
            ));
        }
        notes
    }
}

/// A cause that is as sure as what it was taken from.
fn sure(certain: bool) -> Certainty {
    if certain {
        Certainty::Certain
    } else {
        Certainty::Likely
    }
}

/// The stages of a look: each part of the server's side that was looked at is one line of stage server; the first that is
/// ill is the last.
pub(super) fn stages(evidence: &Evidence, diagnosis: Option<&Diagnosis>) -> Vec<StageLine> {
    let Some((look, diagnosis)) = looked(evidence).zip(diagnosis) else {
        return Vec::new();
    };
    let ask = evidence.at_server.as_deref().cloned().unwrap_or_default();
    let judge = Judge { ask: &ask, look };
    let mut lines: Vec<StageLine> = Vec::new();
    for part in [judge.sshd_part(), judge.account_part(), judge.keys_part()] {
        let Some((status, summary)) = part else {
            continue;
        };
        lines.push(line(status, summary));
    }
    match diagnosis.verdict() {
        Verdict::Fault => {
            let fault = diagnosis
                .root()
                .map_or(Say::verbatim(""), |cause| cause.page().fault.clone());
            let well = lines
                .iter()
                .position(|line| line.status == Status::Failed)
                .unwrap_or(lines.len());
            lines.truncate(well);
            lines.push(line(Status::Failed, fault));
        }
        Verdict::Healthy | Verdict::Undecided => {}
    }
    lines
}

fn line(status: Status, summary: Say) -> StageLine {
    StageLine {
        stage: Stage::Server,
        status,
        summary,
        elapsed_ms: None,
    }
}

fn looked(evidence: &Evidence) -> Option<&Look> {
    match evidence.server_side().ok()? {
        ServerSide::Looked(look) => Some(look),
        ServerSide::Failed(_) => None,
    }
}

impl Judge<'_> {
    /// A part is passed only where all of it was seen.
    fn part(ill: bool, seen: bool, summary: Say) -> Option<(Status, Say)> {
        let status = match (ill, seen) {
            (true, _) => Status::Failed,
            (false, true) => Status::Passed,
            (false, false) => Status::Unknown,
        };
        Some((status, summary))
    }

    fn sshd_part(self) -> Option<(Status, Say)> {
        let ill = self.daemon().or_else(|| self.way()).is_some();
        if let Some(other) = self.other_server() {
            let what = say!(
                "port {port} belongs to {program}",
                "ポート {port} は {program} が使っています",
                port = other.port,
                program = program_name(other)
            );
            return Some((Status::Unknown, what));
        }
        let seen = self.look.by_root() && self.look.complete;
        let summary = say!(
            "sshd on port {port}",
            "sshd (ポート {port})",
            port = self.port()
        );
        Self::part(ill, seen, summary)
    }

    fn account_part(self) -> Option<(Status, Say)> {
        let user = self.ask.user.as_deref()?;
        self.other_server().is_none().then_some(())?;
        let settings = self.settings_hold();
        let shadow = self
            .look
            .person()
            .is_some_and(|person| person.shadow != Shadow::Denied);
        let summary = say!(
            "the account {user}",
            "アカウント {user}",
            user = Untrusted::from(user).visible(64)
        );
        Self::part(self.account().is_some(), settings && shadow, summary)
    }

    fn keys_part(self) -> Option<(Status, Say)> {
        self.ask.user.as_ref()?;
        self.look.person()?;
        self.other_server().is_none().then_some(())?;
        let ill = self.keys().is_some();
        let Some(asked) = &self.ask.key else {
            let summary = say!("no key was named", "鍵は指定されていません");
            return Some((if ill { Status::Failed } else { Status::Skipped }, summary));
        };
        let seen = self.unseen_of_keys().is_empty() && self.look.effective.is_some();
        let print = asked.key.fingerprint();
        Self::part(
            ill,
            seen,
            say!("the key {print}", "鍵 {print}", print = print),
        )
    }
}

/// The program on a port; a user may not see its name.
fn program_name(socket: &Socket) -> String {
    if socket.program.is_empty() {
        String::from("?")
    } else {
        let name = socket.program.visible(60);
        // `users:(("dropbear",pid=77,fd=5))` or `77/dropbear`.
        let quoted = name.split('"').nth(1).map(str::to_owned);
        quoted.unwrap_or(name)
    }
}

#[cfg(test)]
mod tests;
