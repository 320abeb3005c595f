//! Certificates among the keys a server refuses. One that has run out explains the refusal only if it is the one that is meant:
//! old ones lie about for years, and a plain key beside them may be refused for a reason of its own.

use super::client::AGENT;
use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::World;

struct Case {
    name: &'static str,
    ill: fn(&World),
    args: &'static [&'static str],
    answers: &'static [&'static str],
    code: &'static str,
    certainty: &'static str,
    /// What else it may be.
    candidate: &'static str,
    /// Words of the evidence or of a note.
    told: &'static str,
}

const fn case(name: &'static str, ill: fn(&World), code: &'static str) -> Case {
    Case {
        name,
        ill,
        args: &["bob@srv"],
        answers: &[],
        code,
        certainty: "likely",
        candidate: "",
        told: "",
    }
}

impl Case {
    const fn args(self, args: &'static [&'static str]) -> Self {
        Self { args, ..self }
    }

    const fn answers(self, answers: &'static [&'static str]) -> Self {
        Self { answers, ..self }
    }

    const fn certain(self) -> Self {
        Self {
            certainty: "certain",
            ..self
        }
    }

    const fn or(self, candidate: &'static str) -> Self {
        Self { candidate, ..self }
    }

    const fn told(self, told: &'static str) -> Self {
        Self { told, ..self }
    }
}

const LONG_AGO: &str = "-V 20200101:20200201";
const TRUSTING: &str = "TrustedUserCAKeys /etc/ssh/ca.pub";
const THE_PASSWORD: &[&str] = &["way-in=password", "log-in=yes"];

/// Another company's certificate for a key that this server never knew.
fn an_old_one(world: &World) {
    world.own("other", "id_ecdsa");
    world.client.run(&format!(
        "cd ~alice/.ssh; ssh-keygen -q -s $K/ca -I old -n somebody {LONG_AGO} id_ecdsa.pub; chown alice: id_*"
    ));
}

const CASES: &[Case] = &[
    case(
        "an old one, and the plain key is not registered",
        |world| {
            an_old_one(world);
            world.server.run("rm ~bob/.ssh/authorized_keys");
            world.sshd("PasswordAuthentication no");
        },
        "certificate-expired",
    )
    .or("key-not-accepted")
    .told("refuses the 2 plain key(s)"),
    case(
        "an old one, and a key that ssh does not offer is taken",
        |world| {
            an_old_one(world);
            world.own("k1", "work");
            world.register("k1");
            world.sshd("PasswordAuthentication no");
        },
        "other-key-accepted",
    )
    .answers(&["other-keys=yes"])
    .certain()
    .told("/home/alice/.ssh/work"),
    case(
        "an old one, and other keys were not asked about",
        |world| {
            an_old_one(world);
            world.own("k1", "work");
            world.register("k1");
            world.sshd("PasswordAuthentication no");
        },
        "certificate-expired",
    )
    .or("key-not-accepted")
    .told("other-keys=yes"),
    case(
        "an old one, and a present one for another account",
        |world| {
            an_old_one(world);
            world.certify("ca", "-n deploy");
            world.sshd("PasswordAuthentication no\nTrustedUserCAKeys /etc/ssh/ca.pub\nAuthorizedKeysFile none");
        },
        "certificate-principal-mismatch",
    )
    .or("certificate-not-accepted")
    .told("principals (deploy)"),
    case(
        "nothing but a certificate is offered",
        |world| {
            world.certify("ca", LONG_AGO);
            world.agent(&[]);
            world.client.run(&format!(
                "export SSH_AUTH_SOCK={AGENT}; cd ~alice/.ssh; ssh-add -q id_ed25519; rm id_ed25519-cert.pub; ssh-add -q -d id_ed25519.pub; rm id_ed25519 id_ed25519.pub"
            ));
            world.sshd("PasswordAuthentication no\nTrustedUserCAKeys /etc/ssh/ca.pub");
        },
        "certificate-expired",
    )
    .certain(),
    case(
        "signed with SHA-1, which a server can be told to take",
        |world| {
            world.client.run(
                "cd ~alice/.ssh; ssh-keygen -q -t rsa -N '' -f ../ca; ssh-keygen -q -t ssh-rsa -s ../ca -I alice -n deploy id_ed25519.pub; chown alice: id_*",
            );
            let authority = world.client.read("/home/alice/ca.pub");
            world.server.write("/etc/ssh/rsa_ca.pub", authority, 0o644, 0);
            world.sshd("PasswordAuthentication no\nTrustedUserCAKeys /etc/ssh/rsa_ca.pub\nCASignatureAlgorithms +ssh-rsa\nAuthorizedKeysFile none");
        },
        "certificate-unsupported",
    )
    .or("certificate-not-accepted")
    .told("signed with ssh-rsa"),
    case(
        "sshd says which of its rules it is, behind a password",
        |world| {
            world.certify("ca", "-n bob -O source-address=192.0.2.0/24");
            world.asked_by_askpass();
            world.sshd(&format!("{TRUSTING}\nAuthorizedKeysFile none"));
        },
        "key-restricted",
    )
    .answers(THE_PASSWORD)
    .certain()
    .told("not permitted to use this certificate for login"),
    case(
        "sshd says that it has run out, behind a password",
        |world| {
            world.certify("ca", "-n bob -V 20200101:20200201");
            world.asked_by_askpass();
            world.sshd(&format!("{TRUSTING}\nAuthorizedKeysFile none"));
        },
        "certificate-expired",
    )
    .answers(THE_PASSWORD)
    .certain()
    .told("Certificate invalid: expired"),
    case(
        "a Git host takes plain keys",
        |world| {
            world.certify("ca", LONG_AGO);
            world.paramiko("babeld-57ca1323");
        },
        "git-key-not-registered",
    )
    .args(&["git@srv"])
    .certain(),
];

#[test]
fn a_certificate_explains_what_it_can() {
    as_root(
        concat!(module_path!(), "::a_certificate_explains_what_it_can"),
        || {
            let cases: Vec<_> = CASES
                .iter()
                .map(|case| (case.name.to_owned(), case))
                .collect();
            queue::run("certificates", &cases, |case| look(case), String::new);
        },
    );
}

fn look(case: &Case) -> Result<String, String> {
    let world = World::direct();
    (case.ill)(&world);
    let answers = case.answers.iter().flat_map(|answer| ["--answer", answer]);
    let line: Vec<&str> = ["--json"]
        .into_iter()
        .chain(answers)
        .chain(case.args.iter().copied())
        .collect();
    let ran = world.doctor(&line);
    let wrong = |wrong: String| format!("{wrong}\n{}", transcript(&world, &ran));
    let finding = judge(&ran, &[case.code], 1).map_err(wrong)?;
    let candidates = finding["candidates"].to_string();
    if finding["certainty"] != case.certainty || !candidates.contains(case.candidate) {
        return Err(wrong(format!(
            "{} {candidates}, expected {} and {}",
            finding["certainty"], case.certainty, case.candidate
        )));
    }
    let document = ran.json().unwrap_or_default();
    let told = finding["evidence"].to_string() + &document["notes"].to_string();
    if !told.contains(case.told) {
        return Err(wrong(format!("{:?} is not told", case.told)));
    }
    Ok(format!("{} {} {candidates}", case.code, case.certainty))
}
