//! A key that changed: what speaks for a new installation, what for the same machine, what for another one.

use super::host_key_changed::HostKeyChanged;

use crate::evidence::{KnownKey, PublicKey, RecordedKey, Release, not_before};
use crate::finding::Seen;
use crate::finding::userauth::words::utc;
use crate::lang::Say;
use crate::say;
use crate::text::Untrusted;

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
    if let Some(ident) = &changed.software {
        seen.extend(software(ident, changed));
    }
    seen
}

/// Whether the software is another than when the key was recorded. Nothing keeps the old version; but a record that is
/// older than the software shown was made under another.
fn software(ident: &Untrusted, changed: &HostKeyChanged) -> Vec<Seen> {
    let shown = ident.visible(120);
    let mut seen: Vec<Seen> = since_written(ident, changed).into_iter().collect();
    if seen.is_empty() {
        seen.extend(by_a_retired_type(ident, changed));
    }
    let text = match seen.is_empty() {
        true => say!(
            "it runs \"{software}\"; which version it ran before is not recorded: another one would speak for a new installation",
            "ソフトウェアは \"{software}\" です。以前のバージョンは記録されていません。違っていれば、再インストールの可能性が高くなります",
            software = shown
        ),
        false => say!(
            "it runs \"{software}\": an upgrade keeps the host keys, a new installation makes new ones; a machine in between shows a version of its own, too",
            "ソフトウェアは \"{software}\" です。アップグレードならホスト鍵は変わらず、再インストールなら作り直されます。中間者のマシンも自分のバージョンを示します",
            software = shown
        ),
    };
    seen.push(Seen::new("server", text));
    seen
}

/// The file that holds the old key was last written before the software shown came out.
fn since_written(ident: &Untrusted, changed: &HostKeyChanged) -> Option<Seen> {
    let (what, month) = not_before(ident)?;
    let dated = changed.lines().iter().filter_map(|known| {
        let at = changed.standing.written_at(&known.file)?;
        Some((&known.file, utc(at)))
    });
    let (file, day) = dated
        .filter_map(|(file, time)| Some((file, time.get(..DAY)?.to_owned())))
        .find(|(_, day)| day.get(..month.len()).is_some_and(|of| of < month))?;
    let text = say!(
        "last written on {day}, before {what} came out ({month}): the server's software has changed since the key was recorded",
        "最終更新は {day} で、{what} のリリース ({month}) より前です。鍵を記録したあとに、サーバーのソフトウェアが変わっています",
        day = day,
        what = what,
        month = month
    );
    Some(Seen::new("known_hosts", text).in_file(file))
}

/// The key on record is of a type that an sshd as new as this one makes no more and does not use unasked.
fn by_a_retired_type(ident: &Untrusted, changed: &HostKeyChanged) -> Option<Seen> {
    let release = Release::of_server(ident).filter(|release| *release >= WITHOUT_DSA)?;
    let old = changed.lines().iter().chain(&changed.standing.other_types);
    let dsa = old.clone().find(|known| known.key.algorithm == "ssh-dss")?;
    let Release(major, minor) = release;
    let text = say!(
        "a DSA key is on record, which OpenSSH has not used unasked since 7.0 (2015-08); it runs {major}.{minor} now: its software, or its settings, have changed since",
        "DSA の鍵が記録されていますが、OpenSSH は 7.0 (2015-08) 以降、既定では使いません。現在は {major}.{minor} なので、記録したあとにソフトウェアか設定が変わっています",
        major = major,
        minor = minor
    );
    Some(
        Seen::new("known_hosts", text)
            .in_file(&dsa.file)
            .at_line(dsa.line),
    )
}

/// From this release on DSA has to be asked for (its release notes).
const WITHOUT_DSA: Release = Release(7, 0);
/// `2021-03-14`
const DAY: usize = 10;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{HostKeyStanding, StandingKind, StrictHostKeyChecking};
    use crate::lang::Lang;

    fn known(file: &str, algorithm: &str) -> KnownKey {
        KnownKey {
            file: file.into(),
            line: 3,
            key: PublicKey {
                algorithm: algorithm.to_owned(),
                blob: Vec::new(),
            },
            hashed: false,
        }
    }

    fn signs(ident: &str, algorithm: &str, written: &[(&str, u64)]) -> Vec<String> {
        let (name, offered) = (String::from("web1"), known("", "ssh-ed25519").key);
        let changed = HostKeyChanged {
            standing: HostKeyStanding {
                met: None,
                name,
                offered,
                kind: StandingKind::Changed(vec![known("/h/known_hosts", algorithm)]),
                other_types: Vec::new(),
                address: Vec::new(),
                other_names: Vec::new(),
                unreadable: Vec::new(),
                broken: Vec::new(),
                files: Vec::new(),
                written: written
                    .iter()
                    .map(|(file, when)| ((*file).into(), *when))
                    .collect(),
            },
            recorded: None,
            rebuilt: None,
            strict: StrictHostKeyChecking::Ask,
            software: Some(ident.into()),
        };
        let seen = weighed(&changed);
        assert!(seen.iter().all(|seen| !seen.text.lang(Lang::Ja).is_empty()));
        seen.iter()
            .map(|seen| seen.text.lang(Lang::En).to_owned())
            .collect()
    }

    /// 2021-03-14, and the last second of January and the first of February 2023.
    const MARCH_2021: u64 = 1_615_680_000;
    const JANUARY: u64 = 1_675_209_599;
    const FEBRUARY: u64 = 1_675_209_600;

    #[test]
    fn a_record_older_than_the_software_was_made_under_another() {
        let ubuntu = "SSH-2.0-OpenSSH_9.2p1 Ubuntu-1";
        for (ident, file, when, expected) in [
            (ubuntu, "/h/known_hosts", MARCH_2021, Some("2021-03-14")),
            (ubuntu, "/h/known_hosts", JANUARY, Some("2023-01-31")),
            (ubuntu, "/h/known_hosts", FEBRUARY, None),
            (ubuntu, "/etc/ssh/ssh_known_hosts", MARCH_2021, None),
            ("SSH-2.0-OpenSSH_7.4", "/h/known_hosts", MARCH_2021, None),
            ("SSH-2.0-dropbear", "/h/known_hosts", MARCH_2021, None),
        ] {
            let seen = signs(ident, "ssh-ed25519", &[(file, when)]);
            let (of_software, dated) = seen.split_last().unwrap();
            let day = dated
                .first()
                .map(|text| &text["last written on ".len()..][..DAY]);
            assert_eq!(day, expected, "{ident} {file} {when}");
            let weighs = of_software.contains("an upgrade keeps the host keys");
            assert_eq!(weighs, expected.is_some(), "{of_software}");
        }
    }

    #[test]
    fn a_key_of_a_retired_type_was_made_under_another_software() {
        for (ident, dsa) in [
            ("SSH-2.0-OpenSSH_9.2", true),
            ("SSH-2.0-OpenSSH_6.6.1", false),
            ("SSH-2.0-dropbear", false),
        ] {
            let seen = signs(ident, "ssh-dss", &[]);
            let told = seen.iter().any(|text| text.starts_with("a DSA key"));
            assert_eq!(told, dsa, "{ident}");
        }
    }
}
