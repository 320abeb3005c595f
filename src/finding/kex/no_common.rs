//! What the five "no matching ..." causes share: what both sides offer, which of them is old, and the fewest lines that
//! let them meet.

use super::age::{Age, age};
use super::risk::risk;
use crate::evidence::{Agreed, Mend, NoCommon, Slot};
use crate::finding::{Seen, Step, Where, steps};
use crate::lang::{Lang, Say};
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// Both lists, the server's first, who the server is, which side is old, and whether the lines below suffice.
pub(super) fn evidence(facts: &NoCommon) -> Vec<Seen> {
    let list = |names: &[String]| {
        let names = names.join(",");
        Untrusted::new(names).visible(120)
    };
    let mut seen = vec![
        Seen::new(
            "server",
            say!(
                "Their offer: {theirs}",
                "Their offer (サーバーの提案): {theirs}",
                theirs = list(&facts.theirs)
            ),
        ),
        Seen::new(
            "ssh -G",
            say!(
                "your ssh takes: {ours}",
                "手元の ssh が使うもの: {ours}",
                ours = list(&facts.ours)
            ),
        ),
        crate::finding::identify::ident(&facts.server),
    ];
    seen.extend(age(facts).iter().flat_map(|age| age.seen(facts)));
    seen.extend(
        facts
            .mend
            .as_ref()
            .and_then(|mend| mend.proved.as_ref())
            .map(meets),
    );
    seen
}

/// What ssh itself makes of the lines below.
fn meets(agreed: &Agreed) -> Seen {
    let names = [
        Some(&agreed.kex),
        Some(&agreed.host_key),
        Some(&agreed.cipher),
        agreed.mac.as_ref(),
    ];
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    let text = say!(
        "with the lines below both sides meet in all slots (computed again with ssh -G): {names}",
        "下の設定を加えると、すべての項目で合意します (ssh -G で再計算): {names}",
        names = names.join(", ")
    );
    Seen::new("ssh -G", text)
}

/// The options for this one host that add the strongest names both sides know, once and for good; or the other way out.
pub(super) fn next(facts: &NoCommon, target: &Target) -> Vec<Step> {
    let mut steps = match to_add(facts) {
        Some(mend) => enable(&mend, facts, target),
        None => nothing_to_enable(facts),
    };
    steps.push(match age(facts) {
        Some(age) => age.cure(facts),
        None => Step::new(
            Where::Administrator,
            Say::fixed(
                "The lasting cure: update the older of the two sides",
                "根本的な対策は、古いほうの更新です",
            ),
        ),
    });
    steps
}

/// What is to be added, where adding helps: computed over all slots, or at least for the one ssh stopped at.
fn to_add(facts: &NoCommon) -> Option<Mend> {
    match &facts.mend {
        Some(mend) if mend.stuck.is_none() && !mend.add.is_empty() => Some(mend.clone()),
        Some(_) => None,
        None if facts.slot == Slot::Compression => None,
        None => {
            let name = facts.could_enable.as_ref()?.first()?;
            Some(Mend {
                add: vec![(facts.slot, name.clone())],
                ..Mend::default()
            })
        }
    }
}

fn enable(mend: &Mend, facts: &NoCommon, target: &Target) -> Vec<Step> {
    let settings = mend.settings(facts.client);
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(keyword, value)| (*keyword, value.as_str()))
        .collect();
    let names: Vec<&str> = mend.add.iter().map(|(_, name)| name.as_str()).collect();
    let own = age(facts) == Some(Age::OwnConfiguration);
    let text = if own {
        say!(
            "For this connection let ssh have its own default list again, {names} with it",
            "この接続に限り、ssh の既定の一覧 ({names} を含む) に戻します",
            names = names.join(", ")
        )
    } else {
        say!(
            "Allow {names} for this connection",
            "この接続に限り {names} を許可します",
            names = names.join(", ")
        )
    };
    let mut once = Step::new(Where::Client, text).run(steps::ssh_with(target, &settings));
    let risks: Vec<Say> = names.iter().filter_map(|name| risk(name)).collect();
    if !risks.is_empty() {
        let joined = |lang| {
            let risks: Vec<&str> = risks.iter().map(|risk| risk.lang(lang)).collect();
            risks
        };
        once = once.caution(Say::made(
            format!(
                "Off by default because it is weak ({}): allow it for this host only, and as long as it must be",
                joined(Lang::En).join("; ")
            ),
            format!(
                "弱いため既定で無効です ({})。このホストに限り、必要な間だけ許可してください",
                joined(Lang::Ja).join("、")
            ),
        ));
    }
    vec![once, steps::write_host_block(target, &settings)]
}

fn nothing_to_enable(facts: &NoCommon) -> Vec<Step> {
    if facts.could_enable.is_none() {
        let list = match facts.slot {
            Slot::Kex => "kex",
            Slot::HostKey => "HostKeyAlgorithms",
            Slot::Cipher => "cipher",
            Slot::Mac => "mac",
            Slot::Compression => "compression",
        };
        let text = Say::fixed(
            "See which of the server's names this ssh knows at all; one of them can be added with a plus sign",
            "サーバーの提案のうち、この ssh が知っているものを調べます。あれば + を付けて追加できます",
        );
        let command = Command::new(["ssh", "-Q", list]);
        return vec![Step::new(Where::Client, text).run(command)];
    }
    let text = Say::fixed(
        "No option of this ssh helps: it knows none of the server's names. Use a newer or older ssh from another machine",
        "この ssh のオプションでは解決できません。サーバーの提案を 1 つも知らないためです。別のマシンの、より新しいか古い ssh を使います",
    );
    let mut steps = vec![Step::new(Where::Client, text)];
    if facts.slot == Slot::HostKey {
        let keys = Say::fixed(
            "Or on the server's console: make the kinds of host key it lacks, then restart sshd",
            "または、サーバーのコンソールで足りない種類のホスト鍵を作り、sshd を再起動します",
        );
        let make = Command::new(["sudo", "ssh-keygen", "-A"]);
        let restart = Say::fixed("Restart sshd", "sshd を再起動します");
        steps.push(Step::new(Where::Server, keys).run(make));
        steps.push(Step::new(Where::Server, restart).run(steps::restart_sshd_if_valid()));
    }
    steps
}
