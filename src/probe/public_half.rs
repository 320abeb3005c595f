//! Public keys in files, found as ssh finds them (authfile.c).

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::bounded;
use super::identity_file::openssh;
use crate::evidence::{Certificate, PublicKey};
use crate::text::Untrusted;

/// The first public key in this text, and its comment (authfile.c `sshkey_try_load_public`): comment lines are passed by,
/// a private key ends the search.
pub fn in_text(bytes: &[u8]) -> Option<(PublicKey, Untrusted)> {
    bytes
        .split(|&byte| byte == b'\n')
        .take_while(|line| !line.starts_with(b"-----BEGIN"))
        .filter(|line| !line.starts_with(b"#"))
        .find_map(key_line)
}

fn key_line(line: &[u8]) -> Option<(PublicKey, Untrusted)> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = line.iter().position(|byte| !blank(byte))?;
    let mut words = line[start..].splitn(2, blank);
    let algorithm = str::from_utf8(words.next()?).ok()?;
    let rest = words.next()?.trim_ascii();
    let end = rest.iter().position(blank).unwrap_or(rest.len());
    let key = PublicKey::from_base64(str::from_utf8(&rest[..end]).ok()?)?;
    let sound = key.algorithm == algorithm && key.decodes();
    sound.then(|| (key, Untrusted::new(rest[end..].trim_ascii())))
}

/// The key ssh announces for `path` (authfile.c `sshkey_load_public`): of the file itself if it is a public key, else of
/// `.pub`, else what an OpenSSH-format private file says of itself.
pub fn announced(path: &Path) -> Option<PublicKey> {
    let own = bounded::bytes(path);
    let of_text = |bytes: &[u8]| in_text(bytes).map(|(key, _)| key);
    own.as_deref()
        .and_then(of_text)
        .or_else(|| of_text(&bounded::bytes(&with_suffix(path, ".pub"))?))
        .or_else(|| openssh::public(own.as_deref()?))
}

/// The certificate a CertificateFile names.
pub fn certificate(path: &Path) -> Option<Certificate> {
    let written = [path.to_owned(), with_suffix(path, ".pub")]
        .iter()
        .find_map(|file| file.metadata().ok()?.modified().ok())
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Some(Certificate {
        written: written.map(|since| since.as_secs()),
        ..Certificate::from_key(&announced(path)?)?
    })
}

/// The certificate beside an identity file: `FILE-cert`, which is then looked for as `FILE-cert.pub`.
pub fn certificate_beside(path: &Path) -> Option<Certificate> {
    certificate(&with_suffix(path, "-cert"))
}

/// `path` with `suffix` after its last character.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";

    #[test]
    fn the_first_key_line_counts() {
        for text in [
            format!("{KEY}\n"),
            format!("# a comment\n\nnot a key\n \t{KEY}\r\n"),
            format!("{KEY}  \n-----BEGIN"),
        ] {
            let (key, comment) = in_text(text.as_bytes()).unwrap();
            assert_eq!((key.line().as_str(), comment.is_empty()), (KEY, true));
        }
        let (_, comment) = in_text(format!("{KEY} me@here too\n").as_bytes()).unwrap();
        assert_eq!(comment, Untrusted::from("me@here too"));
    }

    #[test]
    fn what_ssh_would_not_load_is_no_key() {
        for text in [
            format!("-----BEGIN X-----\n{KEY}\n"),
            format!("#{KEY}\n"),
            KEY.replace("gtDl", ""),
            KEY.replace("ssh-ed25519", "ssh-rsa"),
            KEY.replace("ssh-ed25519 ", ""),
        ] {
            assert_eq!(in_text(text.as_bytes()), None, "{text}");
        }
    }
}
