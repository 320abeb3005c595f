//! Words that give access, whoever reads them: passwords in a ProxyCommand or an address.

/// Options of programs in a ProxyCommand behind which a password stands (ncat, corkscrew's like, curl).
const OPTIONS: [&str; 5] = [
    "--proxy-auth",
    "--password",
    "--token",
    "--user",
    "--proxy-user",
];
/// Names whose value is a secret.
const NAMES: [&str; 6] = [
    "password",
    "passwd",
    "passphrase",
    "token",
    "secret",
    "auth",
];
/// What stands in its place.
const HIDDEN: &str = "***";

/// The text with them left out.
pub fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut secret_follows = false;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let blank = &piece[word.len()..];
        if secret_follows && !word.is_empty() {
            shown.push_str(HIDDEN);
            secret_follows = false;
        } else {
            shown.push_str(&masked(word));
            secret_follows = secret_follows || OPTIONS.contains(&word);
        }
        shown.push_str(blank);
    }
    shown
}

/// `NAME=secret`, and `scheme://user:secret@host`.
fn masked(word: &str) -> String {
    if let Some((name, value)) = word.split_once('=') {
        let lower = name.to_ascii_lowercase();
        if NAMES.iter().any(|secret| lower.ends_with(secret)) && !value.is_empty() {
            return format!("{name}={HIDDEN}");
        }
    }
    if let Some((scheme, rest)) = word.split_once("://")
        && let Some((login, host)) = rest.split_once('@')
        && let Some((user, _)) = login.split_once(':')
    {
        return format!("{scheme}://{user}:{HIDDEN}@{host}");
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_left_out_and_the_rest_stays() {
        for (text, shown) in [
            (
                "ncat --proxy p:3128 --proxy-auth bob:hunter2 %h %p",
                "ncat --proxy p:3128 --proxy-auth *** %h %p",
            ),
            (
                "connect http://bob:hunter2@proxy:80/ x",
                "connect http://bob:***@proxy:80/ x",
            ),
            ("MY_TOKEN=abc tool", "MY_TOKEN=*** tool"),
            ("PasswordAuthentication=no", "PasswordAuthentication=no"),
            ("ssh://bob@web1:22", "ssh://bob@web1:22"),
            ("  two  blanks\n", "  two  blanks\n"),
        ] {
            assert_eq!(without_secrets(text), shown);
        }
    }
}
