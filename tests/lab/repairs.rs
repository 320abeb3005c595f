//! `--yes` mends what is marked safe, the same run proves it, and the very login that failed then works. Nothing else of
//! alice's is changed.

use super::faults;
use super::matrix::transcript;
use super::queue;
use super::requirements::as_root;

/// Faults whose first step is a safe repair, and the file it changes.
const MENDED: &[(&str, &str)] = &[
    ("config_bad_permissions", ".ssh/config"),
    ("identity_file_malformed_crlf", ".ssh/id_ed25519"),
    ("identity_file_permissions", ".ssh/id_ed25519"),
];

#[test]
fn a_safe_repair_mends_and_is_proved() {
    as_root(
        concat!(module_path!(), "::a_safe_repair_mends_and_is_proved"),
        || {
            let cases: Vec<_> = MENDED
                .iter()
                .map(|case| (case.0.to_owned(), case))
                .collect();
            queue::run("repairs", &cases, mended, String::new);
        },
    );
}

fn mended((name, file): &&(&str, &str)) -> Result<String, String> {
    let (_, fault) = faults::ALL
        .iter()
        .find(|(known, _)| known == name)
        .ok_or_else(|| format!("no fault {name}"))?;
    let world = fault.world();
    let before = world.alices_files();
    let ran = world.doctor(&[&["--yes"], fault.args].concat());
    let told = |what: &str| Err(format!("{what}\n{}", transcript(&world, &ran)));
    if ran.status != Some(0) {
        return told("the run does not end in a login that works");
    }
    let after = world.alices_files();
    let changed: Vec<&str> = after
        .lines()
        .filter(|line| !before.contains(line))
        .filter_map(|line| line.split(' ').next())
        .collect();
    let own = |path: &&str| path.starts_with(&format!("./{file}"));
    if changed.is_empty() || !changed.iter().all(own) {
        return told(&format!("changed: {changed:?}"));
    }
    match world.ssh(fault.args).status {
        Some(0) => Ok(changed.join(" ")),
        _ => told("ssh still does not log in"),
    }
}
