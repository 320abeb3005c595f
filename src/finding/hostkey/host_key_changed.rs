//! The server shows another key than the one on record, and the one on record is not served any more.
//!
//! Known from the lines of known_hosts against the offered key; for a line of another type, from asking for that type
//! by name. Why it changed (rebuilt, address reused, other machine, interception) only another channel tells.

use std::path::{Path, PathBuf};

use super::retired::retired;
use super::signs;
use crate::evidence::{
    BY_COMMAND, HostKeyStanding, KnownKey, PublicKey, RecordedKey, Release, StandingKind,
    StrictHostKeyChecking,
};
use crate::finding::{Cause, Certainty, Code, Page, Repair, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-key-changed",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "the offered key differs from the one on record, and the recorded key is no longer served",
        "サーバーのホスト鍵が記録と異なり、記録されている鍵はもう使われていません",
    ),
    text: Say::fixed(
        "\
Stop here. The server does not prove that it is the one you spoke to before: its key is another one. Either the server was made anew, or you are speaking to somebody else.

It is known from the line of known_hosts against the key the server shows. A key of another type alone would prove nothing; here the recorded key was asked for and is gone, or differs.

Harmless reasons: the machine was reinstalled, its address now belongs to another machine, a port forward or a balancer leads to another member (host-key-alternates), the name leads elsewhere (name-resolves-elsewhere). The same from every network, together with a rebuild somebody can tell you of, speaks for these. A key that differs only on one network speaks for interception.

Compare over another way: on the server's console, on the provider's page, by a call to its administrator:
  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

Only if it is the fingerprint that ssh shows, forget the old key and connect; ssh asks about the new one:
  ssh-keygen -R HOST -f ~/.ssh/known_hosts

With StrictHostKeyChecking no ssh goes on, but switches passwords and forwarding off, and ends in a Permission denied that hides all this. Do not empty known_hosts: it forgets every host, not only this one.",
        "\
ここで止まってください。サーバーは、以前と同じ相手であることを示せていません。鍵が変わっています。サーバーが作り直されたか、別の相手と通信しています。

known_hosts の行と、サーバーが示した鍵を比べて分かります。種類の違う鍵が出ただけでは証拠になりませんが、ここでは記録されている種類の鍵を要求したうえで、ないか、違うことを確かめています。

問題のない理由もあります。マシンを再インストールした、アドレスが別のマシンのものになった、ポート転送やロードバランサーの先が別のメンバーになった (host-key-alternates)、名前の指す先が違う (name-resolves-elsewhere) などです。どのネットワークからも同じで、作り直したことを誰かに確認できるなら、これらが考えられます。特定のネットワークでだけ鍵が違うなら、盗聴や改ざんが疑われます。

サーバーのコンソール、事業者の画面、管理者への電話など、別の方法で照合します。
  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub

ssh に表示されたフィンガープリントと同じ場合に限り、古い鍵を削除して接続します。新しい鍵について確認を求められます。
  ssh-keygen -R HOST -f ~/.ssh/known_hosts

StrictHostKeyChecking no では ssh は先へ進みますが、パスワードと転送を無効にするため、最後は原因の分からない Permission denied になります。known_hosts を空にしないでください。このホストだけでなく、すべてのホストの記録が失われます。",
    ),
    sentences: &[
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY",
        "has changed and you have requested strict checking",
        "Add correct host key in",
        "POSSIBLE DNS SPOOFING DETECTED",
        "is disabled to avoid man-in-the-middle attacks",
        "forwarding disabled due to host key check failure",
        "HostKey has been changed",
        "host key mismatch for",
        "does not match: got",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyChanged {
    /// The offered key against known_hosts.
    pub standing: HostKeyStanding,
    /// The key type on record, asked for by name.
    pub recorded: Option<RecordedKey>,
    /// Was the server reinstalled, or its address given to another machine?
    pub rebuilt: Option<bool>,
    /// `StrictHostKeyChecking` in force.
    pub strict: StrictHostKeyChecking,
    /// The server's identification string.
    pub software: Option<Untrusted>,
}

impl HostKeyChanged {
    /// Every line that disagrees.
    pub(super) fn lines(&self) -> &[KnownKey] {
        match &self.standing.kind {
            StandingKind::Changed(lines) | StandingKind::OtherTypes(lines) => lines,
            StandingKind::Known(_)
            | StandingKind::ByAuthority(_)
            | StandingKind::Unknown
            | StandingKind::Revoked(_)
            | StandingKind::RevokedFileUnreadable { .. }
            | StandingKind::CertificateInvalid { .. } => &[],
        }
    }

    /// A key of another type that is on record and still served: whoever answers holds the old private key.
    fn kept(&self) -> Option<&PublicKey> {
        let Some(RecordedKey::Different { others, .. }) = &self.recorded else {
            return None;
        };
        let same =
            |(known, served): &&(KnownKey, Option<PublicKey>)| served.as_ref() == Some(&known.key);
        others.iter().find(same).map(|(known, _)| &known.key)
    }

    /// Forgets the old key in every file that holds it, under the name and, where ssh checks that too, the address.
    fn forget(&self, target: &Target) -> Vec<Step> {
        let address = crate::target::known_hosts_name(&target.address, target.port);
        let by_name = self.lines().iter().chain(&self.standing.other_types);
        let by_name = by_name.map(|known| (self.standing.name.as_str(), &known.file));
        let by_address = self.standing.address.iter();
        let by_address = by_address.map(|known| (address.as_str(), &known.file));
        let mut places: Vec<(&str, &PathBuf)> = Vec::new();
        for place in by_name.chain(by_address) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let places = places.into_iter();
        places
            .map(|(name, file)| self.forget_in(name, file))
            .collect()
    }

    fn forget_in(&self, name: &str, file: &Path) -> Step {
        let shown = file.to_string_lossy();
        if shown == BY_COMMAND {
            return Step::new(
                Where::Administrator,
                say!(
                    "If the new fingerprint is confirmed: the old key of {name} comes from your KnownHostsCommand; have it replaced where that command looks it up",
                    "新しいフィンガープリントを確認できたら、{name} の古い鍵を、KnownHostsCommand が参照している登録先で差し替えてもらいます",
                    name = name
                ),
            );
        }
        let words = ["ssh-keygen", "-R", name, "-f", &shown];
        let sudo = steps::is_systems(file).then_some("sudo");
        Step::new(
            Where::Client,
            say!(
                "If the new fingerprint is confirmed: forget the old key of {name} in {file}",
                "新しいフィンガープリントを確認できたら、{file} から {name} の古い鍵を削除します",
                name = name,
                file = shown
            ),
        )
        .run(Command::new(sudo.into_iter().chain(words)))
        .with(sudo.is_none().then(|| self.repair_of(file)))
        .caution(Say::fixed(
            "Not before the fingerprints were compared over another way: whoever is in between shows you a key as well. The old file stays as FILE.old",
            "別の方法で照合するまで実行しないでください。間に誰かがいる場合も、その鍵が表示されます。元のファイルは FILE.old に残ります",
        ))
    }

    /// The lines of `file` that go.
    fn repair_of(&self, file: &Path) -> Repair {
        let lines = self.lines().iter().chain(&self.standing.other_types);
        let here = lines.filter(|known| known.file == file);
        let base64 = |known: &KnownKey| {
            let line = known.key.line();
            line.split(' ').nth(1).unwrap_or_default().to_owned()
        };
        Repair::RemoveKnownHost {
            file: file.to_owned(),
            lines: here.map(|known| (known.line, base64(known))).collect(),
        }
    }

    /// Where the key can be compared with one that cannot be forged, its picture with it. ssh-keygen before 6.8 knows MD5
    /// only.
    fn compare(&self) -> Step {
        let key = &self.standing.offered;
        let usual = super::compare(&self.standing);
        if usual.command.is_none() {
            return usual;
        }
        let file = steps::host_key_file(key);
        let server = self.software.as_ref().and_then(Release::of_server);
        if server.is_none_or(|server| server >= Release(6, 8)) || !key.is_known() {
            return usual.run(Command::new(["ssh-keygen", "-lvf", &file]));
        }
        let digest = format!(
            "cut -d' ' -f2 {file} | openssl base64 -d -A | openssl dgst -sha256 -binary | openssl base64"
        );
        Step::new(
            Where::Server,
            say!(
                "On the server's console (not through this connection; its ssh-keygen is too old for SHA256): it must print {fingerprint}=",
                "(この接続ではなく) サーバーのコンソールで実行します (ssh-keygen が古く SHA256 に対応していないため別の方法を使います)。{fingerprint}= と表示されるはずです",
                fingerprint = key.fingerprint().trim_start_matches("SHA256:")
            ),
        )
        .run(Command::new(["sh", "-c", &digest]))
    }

    /// ssh asks about the new key only where it may.
    fn connect(&self, target: &Target) -> Step {
        let command = match self.strict {
            StrictHostKeyChecking::Ask => target.ssh(&[]),
            StrictHostKeyChecking::Yes
            | StrictHostKeyChecking::No
            | StrictHostKeyChecking::AcceptNew => {
                steps::ssh_with(target, &[("StrictHostKeyChecking", "ask")])
            }
        };
        Step::new(
            Where::Client,
            Say::fixed(
                "Then connect; ssh asks about the new key",
                "そのあと接続します。新しい鍵について確認を求められます",
            ),
        )
        .run(command)
    }

    /// With `no` ssh goes on, and what it takes away hides the reason (sshconnect.c `check_host_key`).
    fn switched_off(&self) -> Option<Seen> {
        let text = Say::fixed(
            "StrictHostKeyChecking no: ssh goes on, but without password, keyboard-interactive and any forwarding; what it ends in may look like a refused login",
            "StrictHostKeyChecking no: ssh は続行しますが、パスワード、keyboard-interactive、各種の転送は無効になります。最後はログインの拒否のように見えることがあります",
        );
        let off = self.strict == StrictHostKeyChecking::No;
        off.then(|| Seen::new("ssh -G", text))
    }
}

impl Cause for HostKeyChanged {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        let gone = matches!(
            self.recorded,
            Some(RecordedKey::NotServed | RecordedKey::Different { .. })
        );
        if gone || matches!(self.standing.kind, StandingKind::Changed(_)) {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "STOP: {name} shows another host key than the one on record; it may not be your server.",
            "中止してください: {name} のホスト鍵が記録と異なります。本来のサーバーではない可能性があります。",
            name = self.standing.name
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let on_record = |known: &KnownKey| {
            let text = say!(
                "on record: {kind} {fingerprint}",
                "記録: {kind} {fingerprint}",
                kind = known.key.kind(),
                fingerprint = known.key.fingerprint()
            );
            Seen::new("known_hosts", text)
                .in_file(&known.file)
                .at_line(known.line)
        };
        let lines = self.lines().iter().chain(&self.standing.other_types);
        let mut seen: Vec<_> = lines.map(on_record).collect();
        seen.push(super::offered(&self.standing));
        seen.extend(super::published(&self.standing));
        seen.extend(retired(&self.standing, &self.standing.offered, true));
        if !super::is_foreign(&self.standing) {
            let old = self.lines().iter().map(|known| &known.key);
            seen.extend(
                old.filter_map(|key| retired(&self.standing, key, false))
                    .take(1),
            );
        }
        match &self.recorded {
            Some(RecordedKey::NotServed) => seen.push(Seen::new(
                "server",
                Say::fixed(
                    "the key type on record is not served any more",
                    "記録されている種類の鍵は、もう使われていません",
                ),
            )),
            Some(RecordedKey::Different { served, .. }) if *served == self.standing.offered => {
                seen.push(Seen::new(
                    "server",
                    Say::fixed(
                        "a second connection shows the same key",
                        "2 回目の接続でも同じ鍵が示されます",
                    ),
                ));
            }
            Some(RecordedKey::Different { served, .. }) => seen.push(Seen::new(
                "server",
                say!(
                    "asked for the type on record, it shows {kind} {fingerprint}",
                    "記録と同じ種類を要求すると {kind} {fingerprint} を示します",
                    kind = served.kind(),
                    fingerprint = served.fingerprint()
                ),
            )),
            Some(RecordedKey::Same { .. } | RecordedKey::CouldNotAsk) | None => {}
        }
        seen.extend(signs::weighed(self));
        seen.extend(self.switched_off());
        if let Some(rebuilt) = self.rebuilt {
            let text = if rebuilt {
                Say::fixed("the server was rebuilt", "サーバーは作り直されました")
            } else {
                Say::fixed(
                    "the server was not rebuilt",
                    "サーバーは作り直されていません",
                )
            };
            seen.push(Seen::new("answer", text));
        }
        seen
    }

    fn keys(&self) -> Vec<(Say, &PublicKey)> {
        let kind = &self.standing.offered.algorithm;
        let lines = self.lines().iter().map(|known| &known.key);
        let old = lines
            .clone()
            .find(|key| key.algorithm == *kind)
            .or(lines.clone().next());
        let old = old.map(|key| (Say::fixed("on record", "記録"), key));
        let new = (Say::fixed("shown now", "今回"), &self.standing.offered);
        old.into_iter().chain([new]).collect()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let compare = self.compare();
        if super::is_foreign(&self.standing) && self.rebuilt != Some(true) {
            return vec![compare];
        }
        if let Some(kept) = self.kept() {
            let text = say!(
                "The {kind} key on record is still the server's own and vouches for it: connect by that one, and ssh replaces the changed key by itself",
                "記録されている {kind} 鍵は今もサーバーのもので、サーバーの身元を証明できます。この鍵で接続すれば、変わった鍵は ssh が自動で置き換えます",
                kind = kept.kind()
            );
            return vec![super::by_recorded(kept, text, target), compare];
        }
        if self.rebuilt == Some(false) {
            let report = Step::new(
                Where::Administrator,
                Say::fixed(
                    "Nobody rebuilt it: type no password, and report both fingerprints to whoever looks after the server",
                    "作り直していないのであれば、パスワードを入力せず、両方のフィンガープリントをサーバーの管理者に報告します",
                ),
            );
            return vec![report, compare];
        }
        let mut steps = vec![compare];
        steps.extend(self.forget(target));
        steps.push(self.connect(target));
        steps
    }
}
