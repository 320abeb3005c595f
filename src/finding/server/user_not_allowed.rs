//! AllowUsers, DenyUsers, AllowGroups or DenyGroups keeps the user out.
//!
//! **Known by**: `sshd -T -C` for this login against name and groups; the log names the rule.
//! **Looks the same**: `user-unknown`, `key-not-accepted` (the same bytes from outside), `root-login-disabled`.
//! **References**: sshd_config(5) AllowUsers, DenyUsers, AllowGroups, DenyGroups; OpenSSH auth.c (`allowed_user`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "user-not-allowed",
    stage: Stage::Server,
    fault: Say::fixed(
        "AllowUsers, DenyUsers, AllowGroups or DenyGroups keeps this user out",
        "AllowUsers、DenyUsers、AllowGroups、DenyGroups のどれかが、このユーザーを締め出しています",
    ),
    text: Say::fixed(
        "\
sshd has a list of who may log in, and this user is not on it, or is on the list of those who may not. The right key or password changes nothing; from outside it looks exactly like a wrong key.

The log names the rule: \"User USER from HOST not allowed because not listed in AllowUsers\" or \"listed in DenyUsers\", \"a group is listed in DenyGroups\", \"none of user's groups are listed in AllowGroups\". The same from the configuration, for this very login:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei '^(allow|deny)(users|groups)'
  id USER

All four are checked in the order DenyUsers, AllowUsers, DenyGroups, AllowGroups, and each that is set must be passed: a name in AllowUsers does not help when AllowGroups leaves the user out. A pattern USER@ADDRESS is compared with the address the server sees, which behind NAT is not your own; names there need UseDNS yes.

Add the name to the line, or the user to the group. Group changes count from the next login, without a reload:
  sudo usermod -aG GROUP USER
After an edit of sshd_config or a file in sshd_config.d (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh
As soon as one AllowUsers or AllowGroups line exists, everybody else is out. Keep your session open until a second login works.",
        "\
sshd にはログインを許す人の一覧があり、このユーザーは載っていないか、拒否する一覧に載っています。正しい鍵やパスワードでも変わりません。外からは、鍵が違う場合とまったく同じに見えます。

ルールの名前はログに出ます。「User USER from HOST not allowed because not listed in AllowUsers」、「listed in DenyUsers」、「a group is listed in DenyGroups」、「none of user's groups are listed in AllowGroups」などです。設定からも、このログインについて確認できます。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei '^(allow|deny)(users|groups)'
  id USER

四つは DenyUsers、AllowUsers、DenyGroups、AllowGroups の順に調べられ、設定されているものすべてを通る必要があります。AllowUsers に名前があっても、AllowGroups から漏れていれば入れません。USER@ADDRESS の形は、サーバーから見えるアドレスと比べられます。NAT の内側では自分のアドレスと違います。ホスト名で書くには UseDNS yes が必要です。

行に名前を加えるか、ユーザーをグループに加えます。グループの変更は、再読み込みなしで次のログインから有効です。
  sudo usermod -aG GROUP USER
sshd_config や sshd_config.d のファイルを編集した場合(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd):
  sudo sshd -t && sudo systemctl reload ssh
AllowUsers や AllowGroups が一行でもあると、それ以外の全員が入れなくなります。二つ目のログインが成功するまで、今のセッションを閉じないでください。",
    ),
    sentences: &[
        "not listed in AllowUsers",
        "because listed in DenyUsers",
        "a group is listed in DenyGroups",
        "none of user's groups are listed in AllowGroups",
        "because not in any group",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserNotAllowed {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for UserNotAllowed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "{rule} in sshd_config keeps {user} out.",
            "sshd_config の {rule} により、{user} はログインできません。",
            rule = self.text.visible(40),
            user = target.user
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("Show the lists that hold", "有効な一覧を表示します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -Ei '^(allow|deny)(users|groups)'",
            ])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Add the user to the list, or to a group on it, then",
                    "ユーザーを一覧に、または一覧にあるグループに追加してから",
                ),
            )
            .run(steps::restart_sshd_if_valid()),
        ]
    }
}
