//! A key that changed: what speaks for a new installation, what for the same machine, what for another one.

use super::host_key_changed::HostKeyChanged;
use crate::evidence::{KnownKey, PublicKey, RecordedKey};
use crate::finding::Seen;
use crate::lang::Say;
use crate::say;

/// The signs there are, each with what it speaks for. None of them is proof.
pub(super) fn weighed(changed: &HostKeyChanged) -> Vec<Seen> {
    let mut seen = Vec::new();
    if let Some(RecordedKey::Different { others, .. }) = &changed.recorded {
        seen.extend(all_at_once(others));
    }
    for known in &changed.standing.other_names {
        let text = Say::fixed(
            "the key shown is on record for another name: a machine you know, under a new name or at a reused address",
            "示された鍵は別の名前で記録されています。すでに知っているマシンの名前が変わったか、アドレスが再利用されています",
        );
        let at = Seen::new("known_hosts", text);
        seen.push(at.in_file(&known.file).at_line(known.line));
    }
    if let Some(software) = &changed.software {
        let text = say!(
            "it runs \"{software}\": another version than before would speak for a new installation",
            "ソフトウェアは \"{software}\" です。以前とバージョンが違えば、再インストールの可能性が高くなります",
            software = software.visible(120)
        );
        seen.push(Seen::new("server", text));
    }
    seen
}

/// Whether the keys of other types on record changed as well.
fn all_at_once(others: &[(KnownKey, Option<PublicKey>)]) -> Vec<Seen> {
    let is_kept = |(known, served): &&(KnownKey, Option<PublicKey>)| {
        served.as_ref().is_some_and(|served| *served == known.key)
    };
    let mut seen: Vec<Seen> = others
        .iter()
        .filter(is_kept)
        .map(|(known, _)| {
            let text = say!(
                "the {kind} key on record is still served: the same machine with one new key, rather than a new installation or somebody in between",
                "記録されている {kind} 鍵は今も使われています。再インストールや中間者ではなく、同じマシンで鍵が 1 つだけ作り直されたと考えられます",
                kind = known.key.kind()
            );
            Seen::new("server", text).in_file(&known.file).at_line(known.line)
        })
        .collect();
    if seen.is_empty() && !others.is_empty() {
        let kinds: Vec<String> = others.iter().map(|(known, _)| known.key.kind()).collect();
        let text = say!(
            "the other keys on record ({kinds}) are gone as well: a new installation, another machine, or somebody in between",
            "記録されているほかの鍵 ({kinds}) も変わっています。再インストール、別のマシン、または中間者が考えられます",
            kinds = kinds.join(", ")
        );
        seen.push(Seen::new("server", text));
    }
    seen
}
