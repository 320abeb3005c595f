//! What the tables of the stages check on every cause.

use crate::finding::{Cause, Certainty};
use crate::lang::{Lang, Say};
use crate::target::Target;

/// `deploy@web1`, port 22, no options.
pub(crate) fn web1() -> Target {
    Target {
        given: String::from("deploy@web1"),
        user: String::from("deploy"),
        host: String::from("web1"),
        hostname: String::from("web1"),
        address: String::new(),
        port: 22,
        options: Vec::new(),
        in_front: Vec::new(),
        via: None,
    }
}

/// One row: code, certainty, candidates, and the first command in full (empty where there is none).
pub(crate) type Row = (
    Box<dyn Cause>,
    &'static str,
    Certainty,
    &'static [&'static str],
    &'static str,
);

/// Holds every row against what the struct says, and every sentence against what any sentence must be.
pub(crate) fn rows(rows: Vec<Row>) {
    let target = web1();
    for (cause, code, certainty, candidates, first) in rows {
        assert_eq!(cause.page().code, code, "{cause:?}");
        assert_eq!(cause.certainty(), certainty, "{cause:?}");
        let named: Vec<_> = cause.candidates().iter().map(|page| page.code).collect();
        assert_eq!(named, candidates, "{cause:?}");
        assert!(
            candidates.is_empty() || certainty != Certainty::Certain,
            "{code}"
        );
        said(&cause.cause(&target));
        let seen = cause.evidence(&target);
        assert!(!seen.is_empty(), "{cause:?}");
        seen.iter().for_each(|seen| said(&seen.text));
        let steps = cause.next(&target);
        assert!(!steps.is_empty(), "{cause:?}");
        for step in &steps {
            said(&step.text);
            step.caution.iter().for_each(said);
            if let Some(command) = &step.command {
                assert!(command.line().is_some(), "{step:?}");
            }
        }
        let command = steps.iter().find_map(|step| step.command.as_ref());
        assert_eq!(
            command
                .and_then(|command| command.line())
                .unwrap_or_default(),
            first,
            "{cause:?}"
        );
    }
}

fn said(say: &Say) {
    for lang in [Lang::En, Lang::Ja] {
        let words = say.lang(lang);
        assert!(!words.trim().is_empty() && !words.contains("  "), "{words}");
    }
}
