//! The script for a console that nobody can leave: short enough to be pasted, and it only reads. What it prints goes back
//! in with `sshdoctor log`.

use crate::shell::quote;

/// One `sh -c '…'`: the shell it is pasted into, whichever that is, runs nothing before the last line is there, and expands
/// nothing within. No line is longer than 199 characters, none holds a tab or a `!`. Plain lines, no base64 and no gzip: a
/// person sees what they paste and what they copy, and the smallest BusyBox has all it takes.
const SCRIPT: &str = include_str!("console.sh");
/// More keys than these are not looked for.
const KEYS: usize = 6;

/// The script for this login, with the fingerprints of the keys it shows.
pub fn script(user: &str, port: u16, fingerprints: &[String]) -> String {
    let keys: Vec<&str> = fingerprints.iter().take(KEYS).map(String::as_str).collect();
    let words = [user, &port.to_string(), &keys.join(" ")].map(quote);
    SCRIPT.replace("USER PORT KEYS", &words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_console_mangles_it() {
        let prints = vec![format!("SHA256:{}", "x".repeat(43)); 9];
        let script = script("o'neil", 2222, &prints);
        assert!(script.lines().count() <= 40);
        for line in SCRIPT.lines() {
            assert!(line.len() < 200, "{line}");
        }
        assert!(
            script
                .bytes()
                .all(|byte| matches!(byte, b'\n' | b' '..=b'~'))
        );
        assert!(!script.contains('!'), "history expansion");
        // The only quotes are those around it: inside there is none to end it.
        assert_eq!(SCRIPT.matches('\'').count(), 2);
        let last = script.lines().last().unwrap();
        assert!(last.contains(r"sh 'o'\''neil' 2222 'SHA256:"), "{last}");
    }

    #[test]
    fn it_changes_nothing() {
        for line in SCRIPT.lines() {
            for target in line.split('>').skip(1) {
                let plain = ["/dev/null", "&1", " 1 {"]
                    .iter()
                    .any(|allowed| target.starts_with(allowed));
                assert!(plain, "{line}");
            }
            let words: Vec<&str> = line.split([' ', '(', '|', ';', '&', '"']).collect();
            for program in [
                "rm", "mv", "cp", "touch", "chmod", "chown", "mkdir", "tee", "su", "sudo", "curl",
                "wget", "nc",
            ] {
                assert!(!words.contains(&program), "{line}");
            }
        }
    }
}
