//! What only the person knows.

use std::collections::BTreeMap;

/// A question the tree may ask; its id is what `--answer ID=VALUE` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// Complete the login, run nothing, close?
    LogIn,
    /// Ask the server about the remaining keys of this machine?
    OtherKeys,
    /// Look for SSH on other ports of this host?
    OtherPorts,
    /// A host known to work, to try the same port on.
    SecondHost,
    /// See how far packets to the port get?
    Trace,
    /// Another login name to ask the server about.
    TryUser,
    /// Was the server reinstalled, or its address given to another machine?
    ServerRebuilt,
    /// Has this very login worked before?
    WorkedBefore,
    /// Did several logins fail just before this began?
    JustFailed,
    /// Which other way into the server is there?
    WayIn,
    /// How did the key get onto the server?
    KeyInstalled,
    /// Which system does the server run?
    Image,
}

impl Question {
    /// All of them.
    pub const ALL: [Question; 12] = [
        Question::LogIn,
        Question::OtherKeys,
        Question::OtherPorts,
        Question::SecondHost,
        Question::Trace,
        Question::TryUser,
        Question::ServerRebuilt,
        Question::WorkedBefore,
        Question::JustFailed,
        Question::WayIn,
        Question::KeyInstalled,
        Question::Image,
    ];

    /// The stable id.
    pub const fn id(self) -> &'static str {
        match self {
            Question::LogIn => "log-in",
            Question::OtherKeys => "other-keys",
            Question::OtherPorts => "other-ports",
            Question::SecondHost => "second-host",
            Question::Trace => "trace",
            Question::TryUser => "try-user",
            Question::ServerRebuilt => "server-rebuilt",
            Question::WorkedBefore => "worked-before",
            Question::JustFailed => "just-failed",
            Question::WayIn => "way-in",
            Question::KeyInstalled => "key-installed",
            Question::Image => "image",
        }
    }

    /// The values it takes; a question that also takes a free word (a host, a name) says so with [`Question::takes_a_word`].
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Question::LogIn | Question::OtherKeys | Question::OtherPorts | Question::Trace => {
                &["yes", "no"]
            }
            Question::SecondHost | Question::TryUser => &["no"],
            Question::ServerRebuilt | Question::WorkedBefore | Question::JustFailed => {
                &["yes", "no", "unknown"]
            }
            Question::WayIn => &["console", "login", "password", "none"],
            Question::KeyInstalled => &[
                "ssh-copy-id",
                "console",
                "provider",
                "administrator",
                "never",
                "unknown",
            ],
            Question::Image => &[
                "ubuntu",
                "debian",
                "amazon-linux",
                "centos",
                "rocky",
                "almalinux",
                "rhel",
                "fedora",
                "suse",
                "arch",
                "alpine",
                "freebsd",
                "bitnami",
                "raspberry-pi-os",
                "windows",
                "other",
                "unknown",
            ],
        }
    }

    /// Does it take a host name or login name besides its choices?
    pub const fn takes_a_word(self) -> bool {
        matches!(self, Question::SecondHost | Question::TryUser)
    }

    /// Does it only put in order what may be ill on the server, so that a look there answers it better?
    pub const fn is_told_by_the_server(self) -> bool {
        matches!(
            self,
            Question::WorkedBefore
                | Question::JustFailed
                | Question::WayIn
                | Question::KeyInstalled
                | Question::Image
        )
    }

    /// The question with this id.
    pub fn with_id(id: &str) -> Option<Question> {
        Question::ALL
            .into_iter()
            .find(|question| question.id() == id)
    }
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One of its values.
    Given(String),
    /// Nobody answered: counts as `no` or `unknown`.
    Unanswered,
}

impl Answer {
    /// Is it this value?
    pub fn is(&self, value: &str) -> bool {
        matches!(self, Answer::Given(given) if given == value)
    }
}

/// The answers of this run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<Question, Answer>);

impl Answers {
    /// The answer to `question`, if it was asked.
    pub fn get(&self, question: Question) -> Option<&Answer> {
        self.0.get(&question)
    }

    /// Takes in one answer.
    pub fn put(&mut self, question: Question, answer: Answer) {
        self.0.insert(question, answer);
    }

    /// All that was asked.
    pub fn iter(&self) -> impl Iterator<Item = (Question, &Answer)> {
        self.0.iter().map(|(question, answer)| (*question, answer))
    }
}
