//! What a server answers in user authentication.

use super::*;
use crate::evidence::git::Reading;

pub(super) fn methods() -> Vec<(&'static str, Methods)> {
    let list = |names: &[&str]| Methods::Offered {
        methods: names.iter().map(|&name| name.to_owned()).collect(),
        banner: Vec::new(),
    };
    let disconnect = Disconnect {
        reason: 2,
        text: Untrusted::from("Too many authentication failures"),
    };
    vec![
        ("publickey", list(&["publickey"])),
        ("publickey, password", list(&["publickey", "password"])),
        ("password", list(&["password"])),
        ("keyboard-interactive", list(&["keyboard-interactive"])),
        ("gssapi-with-mic", list(&["gssapi-with-mic"])),
        ("nothing", list(&[])),
        (
            "nothing, and a gate's banner",
            Methods::Offered {
                methods: Vec::new(),
                banner: vec![Untrusted::from(
                    "tailscale: tailnet policy does not permit you to SSH to this node",
                )],
            },
        ),
        (
            "none is enough",
            Methods::NoneAccepted { banner: Vec::new() },
        ),
        (
            "closed",
            Methods::Ended {
                ending: Ending::Closed(Closing::Eof),
                banner: Vec::new(),
            },
        ),
        (
            "disconnected",
            Methods::Ended {
                ending: Ending::Disconnected(disconnect),
                banner: Vec::new(),
            },
        ),
        (
            "sshdoctor cannot follow",
            Methods::CannotFollow {
                text: Untrusted::from("invalid encoding"),
            },
        ),
    ]
}

pub(super) fn row(keys: &[PublicKey], reply: impl Fn(usize) -> KeyReply) -> KeyAnswers {
    let answers: Vec<KeyAnswer> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| KeyAnswer {
            key: key.clone(),
            reply: reply(at),
        })
        .collect();
    let refused = |answer: &&KeyAnswer| answer.reply == KeyReply::Refused;
    KeyAnswers {
        refusals: answers.iter().filter(refused).count(),
        answers,
        ..KeyAnswers::default()
    }
}

pub(super) fn answers(keys: &[PublicKey]) -> Vec<(&'static str, KeyAnswers)> {
    let first = &keys[..keys.len().min(1)];
    let disconnect = Disconnect {
        reason: 2,
        text: Untrusted::from("Too many authentication failures"),
    };
    let accepted = row(first, |_| KeyReply::Accepted);
    let mut outcomes = vec![
        ("takes the first", accepted.clone()),
        (
            "says yes to everything",
            KeyAnswers {
                says_yes_to_everything: true,
                ..accepted
            },
        ),
        ("refuses all", row(keys, |_| KeyReply::Refused)),
        (
            "too many failures",
            KeyAnswers {
                ending: Some(Ending::Disconnected(disconnect)),
                unasked: keys.iter().skip(1).cloned().collect(),
                ..row(first, |_| KeyReply::Refused)
            },
        ),
        (
            "closed",
            KeyAnswers {
                ending: Some(Ending::Closed(Closing::Eof)),
                unasked: keys.to_vec(),
                ..KeyAnswers::default()
            },
        ),
    ];
    if keys.iter().any(|key| key.algorithm == "ssh-rsa") {
        for (name, taken_with) in [
            ("takes SHA-1 signatures only", Some("ssh-rsa")),
            ("no signature algorithm", None),
        ] {
            let reply = KeyReply::NoSignatureAlgorithm { taken_with };
            outcomes.push((name, row(keys, |_| reply)));
        }
    }
    outcomes
}

pub(super) fn server_words() -> Vec<(&'static str, ServerWords)> {
    let said = |lines: &[&str]| {
        ServerWords::Said(lines.iter().map(|line| Untrusted::from(*line)).collect())
    };
    let file = "/home/deploy/.ssh/authorized_keys";
    let at = |words: &str| said(&[&format!("{file}:7: {words}")]);
    vec![
        (
            "others may write there",
            said(&[&format!(
                "Ignored authorized keys: bad ownership or modes for file {file}"
            )]),
        ),
        ("nothing about the key", said(&[])),
        (
            "not from here",
            at("Your host '192.0.2.99' is not permitted to use this key for login."),
        ),
        ("expired", at("entry expired at 2020-01-01T00:00:00")),
        ("bad options", at("bad key options: unknown key option")),
        ("options of an authority", at("principals on non-CA key")),
        (
            "certificate expired",
            said(&["Refused Certificate ID \"deploy\" serial=7: Certificate invalid: expired"]),
        ),
        (
            "certificate not yet valid",
            said(&["Certificate invalid: not yet valid"]),
        ),
        (
            "certificate for another name",
            said(&["Certificate invalid: name is not a listed principal"]),
        ),
        (
            "certificate restricted",
            said(&["Refused by certificate options"]),
        ),
        (
            "no login",
            ServerWords::NoLogin(Login::Failed { said: Vec::new() }),
        ),
        (
            "the password is refused",
            ServerWords::NoLogin(Login::PasswordRefused { said: Vec::new() }),
        ),
    ]
}

pub(super) fn logins(asks_git: bool) -> Vec<(&'static str, Login)> {
    let text = Untrusted::from("ssh's words");
    let asked = |reading| Login::Asked { reading };
    let refused = |line: &str| {
        asked(Reading::Refused {
            said: vec![Untrusted::from(line)],
        })
    };
    let mut logins = vec![
        (
            "succeeds",
            Login::Succeeded {
                method: String::from("publickey"),
                remote: Vec::new(),
            },
        ),
        (
            "succeeds by password",
            Login::Succeeded {
                method: String::from("password"),
                remote: Vec::new(),
            },
        ),
        (
            "partial success",
            Login::Partial {
                remaining: vec![String::from("password")],
            },
        ),
        (
            "refused after the key",
            Login::RefusedAfterKey {
                said: Vec::new(),
                closed: false,
            },
        ),
        (
            "a Git host greets",
            Login::Greeted {
                lines: vec![Untrusted::from(
                    "Hi octo-org/site! You've successfully authenticated",
                )],
            },
        ),
        (
            "the password is refused",
            Login::PasswordRefused { said: Vec::new() },
        ),
        (
            "the second factor is refused",
            Login::SecondFactorRefused { said: Vec::new() },
        ),
        ("the passphrase is wrong", Login::PassphraseWrong),
        (
            "out of time",
            Login::OutOfTime {
                seconds: 60,
                said: Vec::new(),
            },
        ),
        ("agent refuses", Login::AgentRefused { text: text.clone() }),
        ("cannot sign", Login::CouldNotSign { text: text.clone() }),
        (
            "ended at once",
            Login::Dropped {
                said: vec![text.clone()],
            },
        ),
        (
            "the key is not shown",
            Login::NotOffered {
                said: vec![text.clone()],
            },
        ),
        ("fails otherwise", Login::Failed { said: vec![text] }),
    ];
    if asks_git {
        logins.extend([
            ("a Git host lists", asked(Reading::Listed)),
            ("a Git host denies", refused("ERROR: Repository not found.")),
            (
                "git finds nothing",
                refused("fatal: 'x' does not appear to be a git repository"),
            ),
            ("a Git host is silent", asked(Reading::Silent)),
        ]);
    }
    logins
}

pub(super) fn greetings() -> Vec<(&'static str, Login)> {
    let greets = |line: &str| Login::Greeted {
        lines: vec![Untrusted::from(line)],
    };
    vec![
        (
            "an account",
            greets("Hi bob! You've successfully authenticated"),
        ),
        (
            "a deploy key of another repository",
            greets("Hi octo-org/site! You've successfully authenticated"),
        ),
        ("fails", Login::Failed { said: Vec::new() }),
    ]
}
