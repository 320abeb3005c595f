//! The server's own words: why sshd refused a key, told on a connection where another way in worked (SSH_MSG_DEBUG). One struct for all
//! the codes these lines prove; their pages stand in files of their own.
//! Known from: `Remote: …` in `ssh -v` (auth2-pubkeyfile.c, auth2-pubkey.c `auth_debug_add`).

use std::path::PathBuf;

use crate::evidence::{PublicKey, Remark, RemarkKind};
use crate::finding::userauth::words::{
    join_paths, key_name, public_file, register, show, ssh_with, user, word,
};
use crate::finding::userauth::{
    certificate_expired, certificate_not_yet_valid, certificate_principal_mismatch,
};
use crate::finding::{Cause, Certainty, Code, Seen, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSays {
    /// The line that gives the reason.
    pub remark: Remark,
    /// Further lines about the same key.
    pub others: Vec<Remark>,
    /// The key it is about.
    pub key: PublicKey,
    /// The identity file with that key.
    pub refused: PathBuf,
    /// The identity file that logged in; nothing where a password did.
    pub working: Option<PathBuf>,
}

/// What is mended as the user, without a name from the server: home, directory and file, whichever it was.
const MODES: &str = "chmod go-w ~ ~/.ssh ~/.ssh/authorized_keys";

impl ServerSays {
    /// A command for the server, run through the way in that works.
    fn there(&self, target: &Target, remote: &str) -> Command {
        match &self.working {
            Some(file) => {
                target.ssh_running(&["-o", "IdentitiesOnly=yes", "-i", &word(file)], remote)
            }
            None => target.ssh_running(&["-o", "PubkeyAuthentication=no"], remote),
        }
    }

    /// `FILE line N`, as the server names it.
    fn place(&self) -> Say {
        match (&self.remark.file, self.remark.line) {
            (Some(file), Some(line)) => say!(
                "{file} line {line}",
                "{file} の {line} 行目",
                file = show(file),
                line = line
            ),
            (Some(file), None) => Say::verbatim(show(file)),
            (None, _) => say!("the server's files", "サーバーのファイル"),
        }
    }

    /// Puts the key's plain line behind the others, through the way in that works.
    fn register_again(&self, target: &Target) -> Step {
        let public = public_file(&self.refused);
        let add = "umask 077; mkdir -p ~/.ssh && cat >> ~/.ssh/authorized_keys";
        Step::new(
            Where::Client,
            say!(
                "If the key shall count from everywhere: add its plain line again, through the way in that works.",
                "この鍵を制限なしで使ってよい場合は、使える方法でログインし、鍵の行を追加し直します。"
            ),
        )
        .run(Command::new(["cat", &word(&public)]).pipe(self.there(target, add)))
    }

    /// Shows the line the server names. The number is all that is taken from its words.
    fn look(&self, target: &Target) -> Step {
        let remote = match self.remark.line {
            Some(line) => format!("sed -n {line}p ~/.ssh/authorized_keys"),
            None => String::from("grep -n . ~/.ssh/authorized_keys"),
        };
        let place = self.place();
        Step::new(
            Where::Client,
            Say::made(
                format!("Look at the line: {}.", place.lang(crate::lang::Lang::En)),
                format!(
                    "その行を確認します: {}。",
                    place.lang(crate::lang::Lang::Ja)
                ),
            ),
        )
        .run(self.there(target, &remote))
    }
}

impl Cause for ServerSays {
    fn page(&self) -> Code {
        match self.remark.kind {
            RemarkKind::BadModes => &super::authorized_keys_permissions::PAGE,
            RemarkKind::NotFromHere
            | RemarkKind::Expired
            | RemarkKind::CertificateRestricted
            | RemarkKind::KeyOptions
            | RemarkKind::Other => &super::key_restricted::PAGE,
            RemarkKind::BadOptions | RemarkKind::OptionsOfAuthority => {
                &super::authorized_keys_line_broken::PAGE
            }
            RemarkKind::CertificateExpired => &certificate_expired::PAGE,
            RemarkKind::CertificateNotYetValid => &certificate_not_yet_valid::PAGE,
            RemarkKind::CertificatePrincipal => &certificate_principal_mismatch::PAGE,
        }
    }

    /// Of a line with bad options sshd does not say whose it is: it reads the options before it compares the key.
    fn certainty(&self) -> Certainty {
        if self.candidates().is_empty() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.remark.kind {
            RemarkKind::BadOptions | RemarkKind::KeyOptions | RemarkKind::Other => {
                vec![&super::key_not_registered::PAGE]
            }
            RemarkKind::BadModes
            | RemarkKind::NotFromHere
            | RemarkKind::Expired
            | RemarkKind::OptionsOfAuthority
            | RemarkKind::CertificateExpired
            | RemarkKind::CertificateNotYetValid
            | RemarkKind::CertificatePrincipal
            | RemarkKind::CertificateRestricted => Vec::new(),
        }
    }

    fn cause(&self, target: &Target) -> Say {
        let (place, user) = (self.place(), user(target));
        let both = |lang| place.lang(lang).to_owned();
        let (en, ja) = (both(crate::lang::Lang::En), both(crate::lang::Lang::Ja));
        match self.remark.kind {
            RemarkKind::BadModes => Say::made(
                format!(
                    "sshd ignores the keys of {user}: by the owner or the mode of {en} somebody else may write there (StrictModes)."
                ),
                format!(
                    "{ja} の所有者またはモードにより他人が書き込めるため、sshd は {user} の鍵を無視しています (StrictModes)。"
                ),
            ),
            RemarkKind::NotFromHere => Say::made(
                format!(
                    "The key is registered, but not for logins from this address: {en} (from=)."
                ),
                format!(
                    "鍵は登録されていますが、この接続元からのログインは許可されていません: {ja} (from=)。"
                ),
            ),
            RemarkKind::Expired => Say::made(
                format!("The key is registered, and its entry has expired: {en} (expiry-time=)."),
                format!(
                    "鍵は登録されていますが、登録の有効期限が切れています: {ja} (expiry-time=)。"
                ),
            ),
            RemarkKind::BadOptions => Say::made(
                format!("sshd cannot read the options in {en}; a key on that line does not count."),
                format!("{ja} のオプションを sshd が解釈できないため、その行の鍵は無効です。"),
            ),
            RemarkKind::OptionsOfAuthority => Say::made(
                format!(
                    "The key is registered, with options that are for certificate authorities: {en}."
                ),
                format!("鍵は登録されていますが、認証局用のオプションが付いています: {ja}。"),
            ),
            RemarkKind::CertificateExpired => say!(
                "The server says that the user certificate has expired.",
                "サーバーは、ユーザー証明書の有効期限が切れていると述べています。"
            ),
            RemarkKind::CertificateNotYetValid => say!(
                "The server says that the user certificate is not valid yet: by its clock.",
                "サーバーは、ユーザー証明書がまだ有効でないと述べています (サーバーの時計による判断です)。"
            ),
            RemarkKind::CertificatePrincipal => say!(
                "The server says that the user certificate is not for {user}.",
                "サーバーは、ユーザー証明書が {user} 用ではないと述べています。",
                user = user,
            ),
            RemarkKind::CertificateRestricted => say!(
                "The server says that a rule in the certificate, or in the line of its authority, refuses this login.",
                "サーバーは、証明書または認証局の行の制限によってこのログインを拒否したと述べています。"
            ),
            RemarkKind::KeyOptions | RemarkKind::Other => Say::made(
                format!("sshd found a rule that keeps the key of {user} out: {en}."),
                format!("sshd は {user} の鍵を規則によって拒否しています: {ja}。"),
            ),
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let said = |remark: &Remark| {
            let seen = Seen::new(
                "server",
                say!(
                    "sshd: \"{text}\"",
                    "sshd の文言: 「{text}」",
                    text = remark.text.visible(200)
                ),
            );
            let seen = match &remark.file {
                Some(file) => seen.in_file(file),
                None => seen,
            };
            match remark.line {
                Some(line) => seen.at_line(line),
                None => seen,
            }
        };
        let mut seen = vec![said(&self.remark)];
        seen.extend(self.others.iter().take(4).map(said));
        seen.push(Seen::new(
            "server",
            match &self.working {
                Some(file) => say!(
                    "the server refuses {key} ({refused}); the login that made it speak was with {working}",
                    "サーバーは {key} ({refused}) を拒否します。理由は {working} でのログイン後に示されました",
                    key = key_name(&self.key),
                    refused = show(&self.refused),
                    working = join_paths(std::slice::from_ref(file)),
                ),
                None => say!(
                    "the server refuses {key} ({refused}); the login that made it speak was by password",
                    "サーバーは {key} ({refused}) を拒否します。理由はパスワードでのログイン後に示されました",
                    key = key_name(&self.key),
                    refused = show(&self.refused),
                ),
            },
        ));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        match self.remark.kind {
            RemarkKind::BadModes => {
                steps.push(
                    Step::new(
                        Where::Client,
                        say!(
                            "Take the right to write from group and others, through the way in that works.",
                            "使える方法でログインし、グループと他人の書き込み権を外します。"
                        ),
                    )
                    .run(self.there(target, MODES)),
                );
                let home = "h=$(getent passwd \"$1\" | cut -d: -f6) && chown \"$1\" \"$h\" \"$h/.ssh\" \"$h/.ssh/authorized_keys\" && chmod go-w \"$h\" \"$h/.ssh\" \"$h/.ssh/authorized_keys\"";
                steps.push(
                    Step::new(
                        Where::Server,
                        say!(
                            "If one of them belongs to somebody else: as root on the server.",
                            "所有者が別のユーザーの場合は、サーバー上で root として実行します。"
                        ),
                    )
                    .run(Command::new(["sh", "-c", home, "sh", &target.user])),
                );
            }
            RemarkKind::CertificateExpired
            | RemarkKind::CertificateNotYetValid
            | RemarkKind::CertificatePrincipal
            | RemarkKind::CertificateRestricted => steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Look at the certificate, and have it issued anew by whoever runs its authority.",
                        "証明書の内容を確認し、認証局の管理者に再発行を依頼します。"
                    ),
                )
                .run(Command::new([
                    "ssh-keygen",
                    "-L",
                    "-f",
                    &word(&crate::finding::userauth::words::certificate_file(&self.refused)),
                ])),
            ),
            RemarkKind::NotFromHere
            | RemarkKind::Expired
            | RemarkKind::BadOptions
            | RemarkKind::OptionsOfAuthority
            | RemarkKind::KeyOptions
            | RemarkKind::Other => {
                steps.push(self.look(target));
                steps.push(self.register_again(target));
                steps.push(register(&target.user, &self.key));
            }
        }
        if let Some(file) = &self.working {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Until then this key lets you in.",
                        "それまでは、この鍵でログインできます。"
                    ),
                )
                .run(ssh_with(target, file)),
            );
        }
        // What the person can do from here comes first.
        steps.sort_by_key(|step| step.place != Where::Client);
        steps
    }
}
