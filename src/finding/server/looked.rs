//! A cause seen on the server itself: with what was seen there, and with steps that name it exactly.

use crate::evidence::server::{Component, ConfigLine, KeyLine};
use crate::finding::by_sentence::Weighed;
use crate::finding::{Cause, Certainty, Code, Seen, Step, page};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The cause, how sure it is here, and how it is known here.
#[derive(Debug)]
pub struct Looked {
    /// The cause.
    pub inner: Box<dyn Cause>,
    /// How sure.
    pub certainty: Certainty,
    /// What was seen.
    pub seen: Vec<Seen>,
    /// What to do; nothing where the cause's own steps are all there is to say.
    pub steps: Vec<Step>,
    /// The sentence, where the cause's own says something else.
    pub words: Option<Say>,
}

impl Looked {
    /// Nothing else fits what was seen.
    pub fn certain(cause: impl Cause + 'static, seen: Vec<Seen>) -> Looked {
        Looked {
            inner: Box::new(cause),
            certainty: Certainty::Certain,
            seen,
            steps: Vec::new(),
            words: None,
        }
    }

    /// The same, with what may lie behind it where one could not look.
    pub fn or_else_of(mut self, codes: &[&str]) -> Looked {
        self.certainty = self.certainty.min(Certainty::Likely);
        self.inner = Box::new(Weighed {
            inner: self.inner,
            certainty: self.certainty,
            candidates: codes.iter().filter_map(|code| page(code)).collect(),
        });
        self
    }

    /// The same, told in this sentence.
    pub fn told(mut self, words: Say) -> Looked {
        self.words = Some(words);
        self
    }

    /// As sure as that.
    pub fn at_most(mut self, certainty: Certainty) -> Looked {
        self.certainty = self.certainty.min(certainty);
        self
    }

    /// The same, mended by these steps.
    pub fn mended_by(mut self, steps: Vec<Step>) -> Looked {
        self.steps = steps;
        self
    }
}

impl Cause for Looked {
    fn page(&self) -> Code {
        self.inner.page()
    }

    fn certainty(&self) -> Certainty {
        self.certainty
    }

    fn cause(&self, target: &Target) -> Say {
        self.words
            .clone()
            .unwrap_or_else(|| self.inner.cause(target))
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let mut seen = self.seen.clone();
        seen.extend(self.inner.evidence(target));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        self.inner.candidates()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if self.steps.is_empty() {
            self.inner.next(target)
        } else {
            self.steps.clone()
        }
    }
}

/// Words of one of the server's own tools.
pub(crate) fn printed(source: &'static str, text: &Untrusted) -> Seen {
    Seen::new(source, Say::verbatim(text.visible(200)))
}

/// A setting that holds, by the line it stands in; without that line, as sshd tells it.
pub(crate) fn setting(keyword: &str, value: &str, line: Option<&ConfigLine>) -> Seen {
    match line {
        Some(line) => Seen::new("sshd_config", Say::verbatim(line.text.visible(200)))
            .in_file(&line.file)
            .at_line(line.line),
        None => {
            let value = Untrusted::from(value).visible(160);
            Seen::new("sshd -T", Say::verbatim(format!("{keyword} {value}")))
        }
    }
}

/// Owner and mode of a file or directory.
pub(crate) fn mode(component: &Component) -> Seen {
    let text = say!(
        "{path}: mode {mode}, owner {uid}, group {gid}",
        "{path}: モード {mode}、所有者 {uid}、グループ {gid}",
        path = component.path.display(),
        mode = component.mode.visible(12),
        uid = component.uid,
        gid = component.gid
    );
    Seen::new("file mode", text).in_file(&component.path)
}

/// A line of a file of keys, without the key itself.
pub(crate) fn key_line(file: &std::path::Path, line: &KeyLine, words: Say) -> Seen {
    Seen::new("authorized_keys", words)
        .in_file(file)
        .at_line(line.number)
}

/// A line of sshd's log.
pub(crate) fn logged(line: &Untrusted) -> Seen {
    Seen::new(
        "log",
        say!("the log: {text}", "ログ: {text}", text = line.visible(200)),
    )
}
