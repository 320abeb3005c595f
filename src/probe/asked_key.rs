//! The key that `--key` names: a public key file, a certificate, or a fingerprint.

use std::path::Path;

use super::bounded::{self, Found};
use super::public_half::{certificate_beside, in_text, with_suffix};
use crate::evidence::server::AskedKey;
use crate::evidence::{Certificate, PublicKey};
use crate::text::harmless;

/// Base64 of 32 bytes, without padding.
const FINGERPRINT: usize = 43;

/// Reads the word; the error is one line for the person.
pub fn read(word: &str) -> Result<AskedKey, String> {
    if let Some(print) = word.strip_prefix("SHA256:") {
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        if print.len() != FINGERPRINT || !print.chars().all(letters) {
            return Err(format!(
                "--key: '{}' is no whole SHA256 fingerprint",
                harmless(word)
            ));
        }
        return Ok(AskedKey {
            key: PublicKey::from_fingerprint("", word),
            certificate: None,
        });
    }
    if word.starts_with("MD5:") {
        return Err(String::from(
            "--key: give the SHA256 fingerprint (ssh-keygen -lf FILE), or the public key file",
        ));
    }
    let path = Path::new(word);
    let shown = harmless(word);
    let bytes = match bounded::read(path) {
        Found::File(bytes, _) => bytes,
        Found::NotAFile => return Err(format!("--key: {shown} is no file")),
        Found::Failed(error, _) => return Err(format!("--key: cannot read {shown}: {error}")),
    };
    if let Some((key, _)) = in_text(&bytes) {
        return Ok(match Certificate::from_key(&key) {
            Some(certificate) => AskedKey {
                key: certificate.key.clone(),
                certificate: Some(certificate),
            },
            None => AskedKey {
                key,
                certificate: None,
            },
        });
    }
    if bytes.starts_with(b"-----BEGIN") || bytes.starts_with(b"PuTTY-User-Key-File") {
        let public = with_suffix(path, ".pub");
        let hint = if public.is_file() || certificate_beside(path).is_some() {
            format!("{}", public.display())
        } else {
            String::from("its public half (ssh-keygen -y -f FILE)")
        };
        return Err(format!(
            "--key: {shown} is a private key, which has no business on a server; give {}",
            harmless(&hint)
        ));
    }
    Err(format!("--key: there is no public key in {shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINT: &str = "SHA256:n3n6qJRvo8NDHb3aCOqzBhnQYBEJzi1pDbLTNcqVQnA";

    #[test]
    fn what_is_no_key_is_refused_in_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let private = file("id", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n");
        file("id.pub", "ssh-ed25519 AAAA\n");
        for (word, hint) in [
            (format!("{PRINT}x"), "no whole SHA256 fingerprint"),
            (String::from("SHA256:"), "no whole SHA256 fingerprint"),
            (String::from("MD5:00:11"), "SHA256 fingerprint"),
            (folder.path().to_str().unwrap().to_owned(), "is no file"),
            (file("empty", ""), "no public key in"),
            (String::from("/nonexistent/x"), "cannot read"),
            (private, "id.pub"),
        ] {
            let refusal = read(&word).unwrap_err();
            assert!(
                refusal.contains(hint) && !refusal.contains('\n'),
                "{word}: {refusal}"
            );
        }
    }

    #[test]
    fn a_key_is_read_from_its_file_or_known_by_its_fingerprint() {
        assert_eq!(read(PRINT).unwrap().key.fingerprint(), PRINT);
        let file = tempfile::NamedTempFile::new().unwrap();
        let line =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";
        std::fs::write(file.path(), format!("{line} me\n")).unwrap();
        let asked = read(file.path().to_str().unwrap()).unwrap();
        assert_eq!((asked.key.line().as_str(), asked.certificate), (line, None));
    }
}
