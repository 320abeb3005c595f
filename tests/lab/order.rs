//! Worlds that differ in one sign, for which the server's answer is the same: what may be the reason stands in another order.

use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::World;

/// A world in which bob's keys are refused, and what then is likeliest.
struct Sign {
    name: &'static str,
    ill: fn(&World),
    args: &'static [&'static str],
    answers: &'static [&'static str],
    /// The first candidates.
    likeliest: &'static str,
    /// Words of the evidence about this sign; none where nothing may be said.
    told: &'static str,
}

const fn sign(name: &'static str, ill: fn(&World), likeliest: &'static str) -> Sign {
    Sign {
        name,
        ill,
        args: &["bob@srv"],
        answers: &[],
        likeliest,
        told: "",
    }
}

impl Sign {
    const fn args(self, args: &'static [&'static str]) -> Self {
        Self { args, ..self }
    }

    const fn answers(self, answers: &'static [&'static str]) -> Self {
        Self { answers, ..self }
    }

    const fn told(self, told: &'static str) -> Self {
        Self { told, ..self }
    }
}

/// alice's key and her known_hosts, last written at these times (the key's birth is that of this world).
fn dated(world: &World, key: &str, known_hosts: &str) {
    world.client.run(&format!(
        "cd ~alice/.ssh; touch -d '{key}' id_ed25519 id_ed25519.pub; touch -d '{known_hosts}' known_hosts"
    ));
    refusing(world);
}

/// A server that knows no key of alice's and hides which system it is.
fn refusing(world: &World) {
    world.register("other");
    world.server.run("rm ~root/.ssh/authorized_keys");
    world.sshd("PasswordAuthentication no\nDebianBanner no");
}

/// The same answers from a server that calls itself so.
fn called(world: &World, ident: &str) {
    world.register("other");
    world.paramiko(&format!("'{ident}'"));
}

const AS_IT_WAS: &str = "key-not-registered authorized-keys-missing key-registered-for-other-user";
const UNREGISTERED: &str = "key-not-registered authorized-keys-missing";
const CHANGED: &str = "authorized-keys-permissions user-not-allowed authorized-keys-missing";
const OTHER_NAME: &str = "key-not-registered wrong-user";

const SIGNS: &[Sign] = &[
    // Only the dates differ.
    sign("root, the key is older than the record", |world| {
        dated(world, "2020-05-01 UTC", "2021-05-01 UTC");
    }, "key-registered-for-other-user wrong-user")
    .args(&["root@srv"])
    .told("id_ed25519 was last written on 2020-05-01 00:00:00 UTC; /home/alice/.ssh/known_hosts, which holds this host on line 1, was last written after that, on 2021-05-01"),
    sign("root, the key is newer than the record", |world| {
        dated(world, "2022-05-01 UTC", "2021-05-01 UTC");
    }, UNREGISTERED)
    .args(&["root@srv"])
    .told("was last written before that, on 2021-05-01 00:00:00 UTC: the host was on record before this key came to this machine"),
    sign("the key is older than the record, and the login has worked", |world| {
        dated(world, "2020-05-01 UTC", "2021-05-01 UTC");
    }, CHANGED)
    .answers(&["worked-before=yes"])
    .told("something has changed on the server since"),
    sign("the key is newer than the record, and the login has worked", |world| {
        dated(world, "2022-05-01 UTC", "2021-05-01 UTC");
    }, UNREGISTERED)
    .answers(&["worked-before=yes"])
    .told("with a key older than this one"),
    sign("the key is newer than the record, and the provider put it there", |world| {
        dated(world, "2022-05-01 UTC", "2021-05-01 UTC");
    }, UNREGISTERED)
    .answers(&["key-installed=provider", "image=ubuntu"])
    .told("may know an older one"),
    // Dates that cannot be true say nothing.
    sign("root, the key is of 1970", |world| {
        dated(world, "@0", "2021-05-01 UTC");
    }, "key-registered-for-other-user wrong-user")
    .args(&["root@srv"]),
    sign("root, the key is of the future", |world| {
        dated(world, "2100-01-01 UTC", "2021-05-01 UTC");
    }, "key-registered-for-other-user wrong-user")
    .args(&["root@srv"]),
    sign("root, the record is of 1970", |world| {
        dated(world, "2020-05-01 UTC", "@0");
    }, "key-registered-for-other-user wrong-user")
    .args(&["root@srv"]),
    // Only the identification string differs.
    sign("a server that does not tell its system", refusing, AS_IT_WAS),
    sign("Debian", |world| called(world, "OpenSSH_9.2p1 Debian-2+deb12u3"), OTHER_NAME),
    sign("Ubuntu", |world| called(world, "OpenSSH_9.6p1 Ubuntu-3ubuntu13.5"), OTHER_NAME),
    sign("Raspbian", |world| called(world, "OpenSSH_7.9p1 Raspbian-10+deb10u2"), OTHER_NAME),
    sign("FreeBSD", |world| called(world, "OpenSSH_9.6 FreeBSD-20240806"), OTHER_NAME),
    sign("Windows", |world| called(world, "OpenSSH_for_Windows_9.5"), "key-not-registered wrong-user authorized-keys-elsewhere"),
    sign("dropbear", |world| {
        world.register("other");
        world.dropbear();
    }, OTHER_NAME),
    // Only the name differs.
    sign("Ubuntu, and its usual name", |world| called(world, "OpenSSH_9.6p1 Ubuntu-3ubuntu13.5"), AS_IT_WAS)
        .args(&["ubuntu@srv"]),
    sign("git, on a host that does not name itself", |world| called(world, "Go"), "git-key-not-registered key-not-registered")
        .args(&["git@srv"]),
    // Only the answer differs.
    sign("the key came by ssh-copy-id", refusing, "authorized-keys-permissions key-registered-for-other-user")
        .answers(&["key-installed=ssh-copy-id"]),
    sign("the provider put the key there", refusing, "wrong-user user-unknown")
        .answers(&["key-installed=provider", "image=rocky"]),
];

#[test]
fn one_sign_more_orders_what_may_be_the_reason() {
    as_root(
        concat!(
            module_path!(),
            "::one_sign_more_orders_what_may_be_the_reason"
        ),
        || {
            let cases: Vec<(String, &Sign)> = SIGNS
                .iter()
                .map(|sign| (format!("order {}", sign.name), sign))
                .collect();
            queue::run("what is likeliest", &cases, |sign| look(sign), String::new);
        },
    );
}

fn look(sign: &Sign) -> Result<String, String> {
    let world = World::direct();
    (sign.ill)(&world);
    let answers = sign.answers.iter().flat_map(|answer| ["--answer", answer]);
    let words: Vec<&str> = ["--json"]
        .into_iter()
        .chain(answers)
        .chain(sign.args.iter().copied())
        .collect();
    let ran = world.doctor(&words);
    let wrong = |wrong: String| format!("{wrong}\n{}", transcript(&world, &ran));
    let finding = judge(&ran, &["key-not-accepted"], 1).map_err(wrong)?;
    let texts = |field: &str, of: &str| -> Vec<String> {
        let list = finding[field].as_array().into_iter().flatten();
        list.filter_map(|item| {
            if of.is_empty() {
                item.as_str()
            } else {
                item[of].as_str()
            }
        })
        .map(str::to_owned)
        .collect()
    };
    let candidates = texts("candidates", "").join(" ");
    if !candidates.starts_with(sign.likeliest) {
        return Err(wrong(format!("{:?} do not come first", sign.likeliest)));
    }
    let evidence = texts("evidence", "text");
    let dated = evidence
        .iter()
        .any(|text| text.contains("known_hosts, which holds"));
    let untold = sign.args == ["root@srv"] && sign.told.is_empty();
    if untold && dated || !evidence.iter().any(|text| text.contains(sign.told)) {
        return Err(wrong(format!(
            "{:?} is not what {evidence:?} tell",
            sign.told
        )));
    }
    Ok(candidates.chars().take(78).collect())
}
