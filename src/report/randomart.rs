//! The picture of a key's fingerprint, as `ssh-keygen -lv` draws it (sshkey.c `fingerprint_randomart`): a worm that
//! starts in the middle and leaves a trace, two bits of the digest a step.

use crate::evidence::PublicKey;

/// Columns and rows of the field, without its border.
const ACROSS: usize = 17;
const DOWN: usize = 9;
/// What a cell shows after so many visits; the last two are the start and the end.
const TRACE: &[u8; 17] = b" .o+=*BOX@%&#/^SE";

/// Columns of the picture with its border.
pub const WIDTH: usize = ACROSS + 2;

/// The lines of the picture; `None` for a key of which only the fingerprint is known.
pub fn randomart(key: &PublicKey) -> Option<Vec<String>> {
    let digest = key.digest()?;
    let mut field = [[0_usize; ACROSS]; DOWN];
    let (mut x, mut y) = (ACROSS / 2, DOWN / 2);
    for step in digest
        .as_ref()
        .iter()
        .flat_map(|byte| [0, 2, 4, 6].map(|bits| byte >> bits))
    {
        let along = |at: usize, forward: bool, end: usize| {
            if forward {
                (at + 1).min(end - 1)
            } else {
                at.saturating_sub(1)
            }
        };
        x = along(x, step & 1 != 0, ACROSS);
        y = along(y, step & 2 != 0, DOWN);
        field[y][x] = (field[y][x] + 1).min(TRACE.len() - 3);
    }
    field[DOWN / 2][ACROSS / 2] = TRACE.len() - 2;
    field[y][x] = TRACE.len() - 1;
    let row = |row: &[usize; ACROSS]| {
        let cells: String = row
            .iter()
            .map(|&visits| char::from(TRACE[visits]))
            .collect();
        format!("|{cells}|")
    };
    let lines = [border(&title(key))]
        .into_iter()
        .chain(field.iter().map(row));
    Some(lines.chain([border("[SHA256]")]).collect())
}

/// `[ED25519 256]`; without the size where that is too long, and cut where even that is.
fn title(key: &PublicKey) -> String {
    let whole = format!("[{} {}]", key.kind(), key.size().unwrap_or(0));
    let mut title = if whole.len() > ACROSS {
        format!("[{}]", key.kind())
    } else {
        whole
    };
    // Its buffer is as wide as the field, and ends in a NUL.
    title.truncate(ACROSS - 1);
    title
}

fn border(text: &str) -> String {
    let before = (ACROSS - text.len()) / 2;
    format!(
        "+{}{text}{}+",
        "-".repeat(before),
        "-".repeat(ACROSS - text.len() - before)
    )
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn run(program: &str, arguments: &[&str]) -> String {
        let ran = Command::new(program).args(arguments).output().unwrap();
        assert!(ran.status.success(), "{program} {arguments:?}: {ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    }

    /// `ssh-keygen -lv` on this file shows the same.
    fn same(file: &str) {
        let text = std::fs::read_to_string(file).unwrap();
        let key = PublicKey::from_line(&text).unwrap();
        let shown = run("ssh-keygen", &["-lv", "-f", file]);
        let drawn: Vec<&str> = shown.lines().skip(1).collect();
        assert_eq!(randomart(&key).unwrap(), drawn, "{text}");
        let (size, rest) = shown.split_once(' ').unwrap();
        assert_eq!(key.size().unwrap().to_string(), size, "{text}");
        assert!(rest.starts_with(&key.fingerprint()), "{text}");
    }

    #[test]
    fn ssh_keygen_draws_the_same() {
        let place = tempfile::tempdir().unwrap();
        let path = |name: &str| place.path().join(name).to_string_lossy().into_owned();
        for (name, options, certified) in [
            ("ed", &["-t", "ed25519"][..], true),
            ("n256", &["-t", "ecdsa", "-b", "256"], true),
            ("n384", &["-t", "ecdsa", "-b", "384"], false),
            ("n521", &["-t", "ecdsa", "-b", "521"], false),
            ("rsa", &["-t", "rsa", "-b", "2048"], true),
            ("odd", &["-t", "rsa", "-b", "1031"], false),
        ] {
            let file = path(name);
            run(
                "ssh-keygen",
                &[&["-q", "-N", "", "-f", &file], options].concat(),
            );
            same(&format!("{file}.pub"));
            if certified {
                let public = format!("{file}.pub");
                run(
                    "ssh-keygen",
                    &["-q", "-s", &file, "-I", "x", "-h", "-n", "h", &public],
                );
                same(&format!("{file}-cert.pub"));
            }
        }
        // Any 32 bytes will do for an ed25519 key's line: many worms in little time.
        for seed in 0..60_u8 {
            let mut blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20".to_vec();
            blob.extend((0..32).map(|at| seed.wrapping_mul(37) ^ at));
            let file = path("many.pub");
            let key = PublicKey::from_blob(&blob).unwrap();
            std::fs::write(&file, format!("{} x\n", key.line())).unwrap();
            same(&file);
        }
        let told = PublicKey::from_fingerprint("ssh-ed25519", "SHA256:abc");
        assert_eq!(randomart(&told), None);
    }

    #[test]
    fn security_keys_have_longer_titles() {
        for (algorithm, expected) in [
            ("sk-ssh-ed25519@openssh.com", "[ED25519-SK 256]"),
            ("sk-ssh-ed25519-cert-v01@openssh.com", "[ED25519-SK-CERT"),
            (
                "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
                "[ECDSA-SK-CERT]",
            ),
            ("ssh-ed25519-cert-v01@openssh.com", "[ED25519-CERT]"),
        ] {
            let key = PublicKey {
                algorithm: algorithm.to_owned(),
                blob: Vec::new(),
            };
            assert_eq!(title(&key), expected);
        }
    }
}
