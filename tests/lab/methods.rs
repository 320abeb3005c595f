//! Logins that work, each by another method: the verdict names the one that let alice in, and claims no key where it was none.

use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::World;

/// A name, the world, what the verdict says, and how many observations of a key it rests on.
type Row = (&'static str, fn(&World), &'static str, usize);

const ROWS: &[Row] = &[
    (
        "Kerberos, and no key at all",
        |world| {
            world.kerberos("");
            world.client.run("rm ~alice/.ssh/id_*");
            world.sshd("GSSAPIAuthentication yes\nPasswordAuthentication no");
        },
        "logged in to srv by Kerberos (gssapi-with-mic).",
        0,
    ),
    (
        "Kerberos before a key that would do as well",
        |world| {
            world.kerberos("");
            world.sshd("GSSAPIAuthentication yes");
        },
        "logged in to srv by Kerberos (gssapi-with-mic).",
        0,
    ),
    (
        "a key",
        |world| world.sshd("PasswordAuthentication no"),
        "bob logged in to srv.",
        2,
    ),
    (
        "a password",
        |world| {
            world.client.run("rm ~alice/.ssh/id_*");
            world.asked_by_askpass();
            world.sshd("");
        },
        "logged in to srv by password.",
        0,
    ),
    (
        "a password, and only then a key",
        |world| {
            world.asked_by_askpass();
            world.sshd("AuthenticationMethods password,publickey");
        },
        "logged in to srv by publickey.",
        0,
    ),
];

#[test]
fn a_login_names_its_method() {
    as_root(
        concat!(module_path!(), "::a_login_names_its_method"),
        || {
            let rows: Vec<_> = ROWS.iter().map(|row| (row.0.to_owned(), row)).collect();
            queue::run("methods", &rows, |row| look(row), String::new);
        },
    );
}

fn look((_, well, says, observations): &Row) -> Result<String, String> {
    let world = World::direct();
    well(&world);
    let ran = world.doctor(&["--json", "--answer", "log-in=yes", "bob@srv"]);
    let wrong = |wrong: String| format!("{wrong}\n{}", transcript(&world, &ran));
    let finding = judge(&ran, &["no-fault-found"], 0).map_err(wrong)?;
    let cause = finding["cause"].as_str().unwrap_or_default();
    let seen = finding["evidence"].as_array().map_or(0, Vec::len);
    if !cause.contains(says) || seen != *observations {
        return Err(wrong(format!(
            "{cause:?} with {seen} observations, expected {says:?} with {observations}"
        )));
    }
    Ok(cause.to_owned())
}
