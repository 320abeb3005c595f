//! What the five "no matching ..." causes share: what both sides offer, and the smallest option that lets them meet.

use crate::evidence::{NoCommon, Slot};
use crate::finding::{Seen, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// Both lists, the server's first, and who the server is.
pub(super) fn evidence(facts: &NoCommon) -> Vec<Seen> {
    let list = |names: &[String]| {
        let names = names.join(",");
        Untrusted::new(names).visible(120)
    };
    vec![
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
    ]
}

/// The option for this one host that adds the strongest name both sides know, once and for good; or the other way out.
pub(super) fn next(facts: &NoCommon, target: &Target) -> Vec<Step> {
    let strongest = facts.could_enable.as_ref().and_then(|names| names.first());
    let mut steps = match strongest {
        Some(name) if facts.slot != Slot::Compression => enable(facts.slot, name, target),
        Some(_) | None => nothing_to_enable(facts),
    };
    steps.push(Step::new(
        Where::Administrator,
        Say::fixed(
            "The lasting cure: update the older of the two sides",
            "根本的な対策は、古いほうの更新です",
        ),
    ));
    steps
}

fn enable(slot: Slot, name: &str, target: &Target) -> Vec<Step> {
    let value = format!("+{name}");
    let settings: Vec<(&str, &str)> = keywords(slot, name)
        .iter()
        .map(|keyword| (*keyword, value.as_str()))
        .collect();
    let once = Step::new(
        Where::Client,
        say!(
            "Allow {name} for this connection",
            "この接続に限り {name} を許可します",
            name = name
        ),
    )
    .run(steps::ssh_with(target, &settings));
    let once = if is_weak(name) {
        once.caution(say!(
            "{name} is weak, and off by default for that: allow it for this host only, and as long as it must be",
            "{name} は弱く、そのため既定で無効になっています。このホストに限り、必要な間だけ許可してください",
            name = name
        ))
    } else {
        once
    };
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
        steps.push(Step::new(Where::Server, restart).run(steps::restart_sshd()));
    }
    steps
}

/// The options that take a name of this slot. An old RSA host key comes with an old server, which takes an RSA login
/// key by the same algorithm only.
fn keywords(slot: Slot, name: &str) -> &'static [&'static str] {
    match slot {
        Slot::Kex => &["KexAlgorithms"],
        Slot::HostKey if name == "ssh-rsa" => &["HostKeyAlgorithms", "PubkeyAcceptedAlgorithms"],
        Slot::HostKey => &["HostKeyAlgorithms"],
        Slot::Cipher => &["Ciphers"],
        Slot::Mac => &["MACs"],
        // ssh offers all it has, whatever Compression says (cipher.c): there is nothing to add.
        Slot::Compression => &[],
    }
}

/// Built on SHA-1, MD5, CBC, RC4, a small group or a cut tag.
fn is_weak(name: &str) -> bool {
    let marks = [
        "sha1", "md5", "cbc", "arcfour", "group1-", "-96", "ripemd", "umac-64", "ssh-dss",
        "ssh-rsa",
    ];
    marks.iter().any(|mark| name.contains(mark))
}
