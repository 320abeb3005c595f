//! Every cause of this stage with sample facts: how sure it is, what it says, what it has one do.

mod answers;
mod files_and_agents;
mod offers;
mod remains;

use std::path::{Path, PathBuf};

use crate::evidence::{
    Agent, AgentKey, Certificate, Closing, Defect, Disconnect, Ending, Offer, Origin, PublicKey,
};
use crate::finding::{Cause, Certainty, Step, Where};
use crate::lang::Lang;
use crate::target::Target;
use crate::text::Untrusted;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";

fn key() -> PublicKey {
    PublicKey::from_line(KEY).unwrap()
}

fn path(name: &str) -> PathBuf {
    Path::new("/home/u/.ssh").join(name)
}

fn in_file(name: &str) -> Offer {
    Offer {
        key: key(),
        certificate: None,
        origin: Origin::File(path(name)),
    }
}

fn in_agent(comment: &str) -> Offer {
    Offer {
        key: key(),
        certificate: None,
        origin: Origin::Agent {
            comment: comment.into(),
            file: None,
        },
    }
}

fn certificate() -> Certificate {
    Certificate {
        blob: key(),
        key: key(),
        id: "deploy-ci".into(),
        serial: 7,
        principals: vec!["deploy".into(), "-x".into()],
        valid_after: 1_700_000_000,
        valid_before: 1_700_003_600,
        authority: key(),
        signature_algorithm: "ssh-ed25519".to_owned(),
        ..Certificate::default()
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn web1() -> Target {
    Target {
        given: "deploy@web1".to_owned(),
        user: "deploy".to_owned(),
        host: "web1".to_owned(),
        hostname: "203.0.113.7".to_owned(),
        address: String::new(),
        port: 22,
        options: Vec::new(),
        in_front: Vec::new(),
        via: None,
    }
}

fn agent() -> Agent {
    Agent::Keys {
        socket: "/run/agent".into(),
        keys: vec![AgentKey {
            key: key(),
            comment: "laptop".into(),
        }],
    }
}

fn refused(refused: Vec<Offer>, methods: &[&str]) -> super::key_not_accepted::KeyNotAccepted {
    super::key_not_accepted::KeyNotAccepted {
        refused,
        other_refused: Vec::new(),
        methods: names(methods),
        ident: "SSH-2.0-OpenSSH_9.9".into(),
        user: "deploy".to_owned(),
        way_in: None,
        installed: None,
        image: None,
        worked_before: None,
        age: None,
        unasked: Vec::new(),
        name_refused: None,
        login_works: false,
        footprint: crate::evidence::Footprint {
            from: "192.0.2.99:40022".parse().ok(),
            when: Some(1_763_661_600),
        },
    }
}

fn codes(cause: &dyn Cause) -> Vec<&'static str> {
    cause.candidates().iter().map(|page| page.code).collect()
}

fn line(step: &Step) -> Option<String> {
    let command = step.command.as_ref()?;
    Some(command.line().expect("printable").to_owned())
}

/// A cause with sample facts, its certainty, its first candidate and its first command.
type Row = (Box<dyn Cause>, Certainty, &'static str, &'static str);

fn table() -> Vec<Row> {
    let mut rows = files_and_agents::rows();
    rows.extend(offers::rows());
    rows.extend(answers::rows());
    rows
}

#[test]
fn every_cause_says_how_sure_it_is_and_what_to_run() {
    for (cause, certainty, candidate, command) in table() {
        let code = cause.page().code;
        assert_eq!(cause.certainty(), certainty, "{code}");
        let candidates = codes(cause.as_ref());
        assert_eq!(
            candidates.first().copied().unwrap_or(""),
            candidate,
            "{code}"
        );
        assert!(
            candidates.is_empty() || certainty != Certainty::Certain,
            "{code}"
        );
        let steps = cause.next(&web1());
        let first = steps.iter().find_map(line).unwrap_or_default();
        assert_eq!(first, command, "{code}");
        for said in steps
            .iter()
            .map(|step| step.text.clone())
            .chain([cause.cause(&web1())])
            .chain(cause.evidence(&web1()).into_iter().map(|seen| seen.text))
        {
            assert!(!said.lang(Lang::En).is_empty(), "{code}");
            assert!(!said.lang(Lang::Ja).is_empty(), "{code}");
        }
        assert!(
            matches!(code, "undecided" | "no-fault-found") || !cause.evidence(&web1()).is_empty(),
            "{code}"
        );
    }
}

#[test]
fn the_next_step_fits_the_way_in() {
    let places = |way_in: Option<&str>, methods: &[&str]| {
        let mut cause = refused(vec![in_file("id_ed25519")], methods);
        cause.way_in = way_in.map(str::to_owned);
        cause
            .next(&web1())
            .iter()
            .map(|step| step.place.name())
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (way_in, methods, expected) in [
        (
            Some("console"),
            "publickey",
            "server server server server server server",
        ),
        (
            Some("login"),
            "password",
            "server server server server server server client",
        ),
        (Some("password"), "publickey", "client server"),
        (Some("none"), "password", "administrator server"),
        (None, "password", "client server"),
        (
            None,
            "publickey",
            "server server server server server server administrator",
        ),
    ] {
        assert_eq!(places(way_in, &[methods]), expected, "{way_in:?} {methods}");
    }
    let mut cause = refused(vec![in_file("id_ed25519")], &["publickey"]);
    cause.image = Some("debian".to_owned());
    assert_eq!(line(&cause.next(&web1())[0]).unwrap(), "ssh -l debian web1");
    cause.image = None;
    cause.way_in = Some("none".to_owned());
    let steps = cause.next(&web1());
    assert_eq!(steps[0].lines, [KEY]);
    for said in [Lang::En, Lang::Ja].map(|lang| steps[0].text.lang(lang)) {
        for fact in [
            "web1",
            "22",
            "\"deploy\"",
            "Connection closed by authenticating user deploy",
            "192.0.2.99",
            "2025-11-20 18:00:00 UTC",
        ] {
            assert!(said.contains(fact), "{fact}");
        }
    }
}

#[test]
fn root_registers_the_key_in_one_line() {
    let step = super::words::register("a b", &key());
    let words = shlex::split(&line(&step).unwrap()).unwrap();
    assert_eq!(words[..5], ["su", "-s", "/bin/sh", "a b", "-c"]);
    assert!(
        words[5].contains(KEY) && !words[5].contains("a b"),
        "names stay out of the script"
    );
}

#[test]
fn every_defect_is_named_and_mended_or_fetched_again() {
    use Defect::{
        ByteOrderMark, Corrupt, Crlf, CutShort, Empty, Html, Indented, LeadingText, NoFinalNewline,
        NoHeader, OneLine, Utf16,
    };
    let all = [
        Empty,
        Crlf,
        NoFinalNewline,
        ByteOrderMark,
        Utf16,
        CutShort,
        OneLine,
        Indented,
        LeadingText,
        NoHeader,
        Html,
        Corrupt,
    ];
    for defect in all {
        let cause = super::identity_file_malformed::IdentityFileMalformed {
            path: path("k"),
            defect,
            accepted: true,
            others_refused: 2,
            openssh: None,
        };
        assert_eq!(cause.certainty(), Certainty::Certain);
        let first = line(&cause.next(&web1())[0]).unwrap();
        let lost = matches!(defect, Empty | CutShort | Html | Corrupt);
        let expected = if lost {
            "ssh-keygen -y -f "
        } else {
            "cp -p /home/u/.ssh/k /home/u/.ssh/k.bak && "
        };
        assert!(first.starts_with(expected), "{defect:?}: {first}");
    }
}

#[test]
fn a_date_is_written_as_people_write_it() {
    for (seconds, written) in [
        (0, "1970-01-01 00:00:00 UTC"),
        (951_782_400, "2000-02-29 00:00:00 UTC"),
        (1_763_661_600, "2025-11-20 18:00:00 UTC"),
        (4_102_444_799, "2099-12-31 23:59:59 UTC"),
    ] {
        assert_eq!(super::words::utc(seconds), written);
    }
    assert!(!super::words::utc(u64::MAX).is_empty());
}

#[test]
fn pages_say_what_the_catalogue_says() {
    for page in super::PAGES {
        assert_eq!(page.stage, crate::finding::Stage::Userauth, "{}", page.code);
        for lang in [Lang::En, Lang::Ja] {
            let paragraphs = page.text.lang(lang).split("\n\n").count();
            assert!(paragraphs >= 3, "{}", page.code);
            assert!(
                !page.fault.lang(lang).ends_with(['.', '。']),
                "{}",
                page.code
            );
        }
    }
}
