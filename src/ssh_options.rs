//! The options of ssh(1), letter by letter, and how getopt(3) takes them off a command line.

use crate::directive::directive;

/// One option of ssh(1).
#[derive(Debug)]
pub struct SshOption {
    /// As it is typed: `-p`.
    pub name: &'static str,
    /// The name of its value; none for a flag.
    pub value: Option<&'static str>,
    /// Does it decide where and how ssh logs in? Then `ssh -G` gets it, and so does every command shown. The others
    /// would act (fork, forward, query) or only change what a session looks like: they are read and pass by.
    pub login: bool,
    /// What it does, in a few words.
    pub help: &'static str,
}

const fn flag(name: &'static str, login: bool, help: &'static str) -> SshOption {
    SshOption {
        name,
        value: None,
        login,
        help,
    }
}

const fn with(
    name: &'static str,
    value: &'static str,
    login: bool,
    help: &'static str,
) -> SshOption {
    SshOption {
        name,
        value: Some(value),
        login,
        help,
    }
}

impl SshOption {
    /// Its letter.
    pub fn letter(&self) -> char {
        self.name.chars().nth(1).unwrap_or_default()
    }
}

/// ssh.c's getopt string, `-q -v -V` apart: those are sshdoctor's own.
pub const SSH_OPTIONS: &[SshOption] = &[
    with("-p", "PORT", true, "Port of the server"),
    with("-l", "LOGIN_NAME", true, "Login name on the server"),
    with("-i", "IDENTITY_FILE", true, "Private key to log in with"),
    with(
        "-J",
        "DESTINATION",
        true,
        "Jump host, or several with commas",
    ),
    with("-F", "CONFIGFILE", true, "Read this configuration file"),
    with("-o", "OPTION", true, "An option as in ssh_config(5)"),
    flag("-4", true, "IPv4 only"),
    flag("-6", true, "IPv6 only"),
    with("-b", "BIND_ADDRESS", true, "Connect from this address"),
    with("-B", "BIND_INTERFACE", true, "Connect from this interface"),
    with("-c", "CIPHER_SPEC", true, "Ciphers to offer"),
    with("-m", "MAC_SPEC", true, "MAC algorithms to offer"),
    with("-I", "PKCS11", true, "PKCS#11 library with keys"),
    with("-S", "CTL_PATH", true, "Control socket to share, or none"),
    with("-P", "TAG", true, "Tag that Match tagged looks for"),
    flag("-A", true, "Forward the agent"),
    flag("-a", true, "Do not forward the agent"),
    flag("-K", true, "Log in with GSSAPI and delegate credentials"),
    flag("-k", true, "Do not delegate GSSAPI credentials"),
    flag("-C", true, "Compress"),
    flag("-1", true, "Protocol 1, which ssh no longer speaks"),
    flag("-2", false, "Protocol 2, as always"),
    with("-D", "FORWARDING", false, "Dynamic forwarding"),
    with("-L", "FORWARDING", false, "Local forwarding"),
    with("-R", "FORWARDING", false, "Remote forwarding"),
    with(
        "-W",
        "HOST:PORT",
        false,
        "Forward standard input and output",
    ),
    with("-w", "TUNNEL", false, "Tunnel device"),
    with("-e", "ESCAPE_CHAR", false, "Escape character"),
    with("-E", "LOG_FILE", false, "Log file"),
    with("-O", "CTL_CMD", false, "Command for a control master"),
    with("-Q", "QUERY_OPTION", false, "Query algorithms"),
    flag("-f", false, "Go to the background"),
    flag("-g", false, "Others may use local forwardings"),
    flag("-G", false, "Print the configuration"),
    flag("-M", false, "Become a control master"),
    flag("-N", false, "No remote command"),
    flag("-n", false, "No standard input"),
    flag("-s", false, "The command is a subsystem"),
    flag("-T", false, "No terminal"),
    flag("-t", false, "A terminal"),
    flag("-X", false, "X11 forwarding"),
    flag("-x", false, "No X11 forwarding"),
    flag("-Y", false, "Trusted X11 forwarding"),
    flag("-y", false, "Log to syslog"),
    flag("-Z", false, "Print the public keys"),
];

/// The row of `letter`.
pub fn ssh_option(letter: char) -> Option<&'static SshOption> {
    SSH_OPTIONS.iter().find(|option| option.letter() == letter)
}

/// An option as it stood on the command line.
pub type Given = (char, Option<String>);

/// Takes `-4vp2222` apart as getopt(3) does; a value that is not glued on is the next word.
///
/// `takes_value` knows the letters; what it does not know is refused.
pub fn bundle(
    word: &str,
    takes_value: impl Fn(char) -> Option<bool>,
    rest: &mut impl Iterator<Item = String>,
) -> Result<Vec<Given>, String> {
    let mut given = Vec::new();
    let mut letters = word.chars();
    letters.next();
    while let Some(letter) = letters.next() {
        let takes_value =
            takes_value(letter).ok_or_else(|| format!("unknown option '-{letter}'"))?;
        if !takes_value {
            given.push((letter, None));
            continue;
        }
        let glued = letters.as_str();
        let value = if glued.is_empty() {
            rest.next()
                .ok_or_else(|| format!("option -{letter} needs a value"))?
        } else {
            glued.to_owned()
        };
        given.push((letter, Some(value)));
        break;
    }
    Ok(given)
}

/// What `options` set, in their order, in the words of ssh_config(5): `-p 22` is `port 22`, as is `-o Port=22`.
///
/// Each option is a word of its own, and so is each value.
pub fn settings(options: &[String]) -> Vec<(String, &str)> {
    let mut settings = Vec::new();
    let mut words = options.iter();
    while let Some(word) = words.next() {
        let option = word.chars().nth(1).and_then(ssh_option);
        let Some(option) = option else { continue };
        let value = if option.value.is_some() {
            words.next().map_or("", String::as_str)
        } else {
            ""
        };
        settings.extend(setting(option.letter(), value));
    }
    settings
}

/// What one option sets.
pub fn setting(letter: char, value: &str) -> Option<(String, &str)> {
    let (keyword, value) = match letter {
        'o' => return directive(value),
        'p' => ("port", value),
        'l' => ("user", value),
        'i' => ("identityfile", value),
        'J' => ("proxyjump", value),
        '4' => ("addressfamily", "inet"),
        '6' => ("addressfamily", "inet6"),
        'b' => ("bindaddress", value),
        'B' => ("bindinterface", value),
        'c' => ("ciphers", value),
        'm' => ("macs", value),
        'S' => ("controlpath", value),
        'C' => ("compression", "yes"),
        'K' => ("gssapiauthentication", "yes"),
        _ => return None,
    };
    Some((keyword.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssh(word: &str, rest: &[&str]) -> Result<Vec<Given>, String> {
        let knows = |letter| ssh_option(letter).map(|option| option.value.is_some());
        bundle(word, knows, &mut rest.iter().map(|&word| word.to_owned()))
    }

    #[test]
    fn the_table_is_ssh_s_getopt_string() {
        let letters = |valued: bool| {
            let mut letters: Vec<char> = SSH_OPTIONS
                .iter()
                .filter(|option| option.value.is_some() == valued)
                .map(SshOption::letter)
                .collect();
            letters.sort_unstable();
            letters.into_iter().collect::<String>()
        };
        assert_eq!(letters(false), "1246ACGKMNTXYZafgknstxy");
        assert_eq!(letters(true), "BDEFIJLOPQRSWbceilmopw");
    }

    #[test]
    fn bundles_come_apart_as_getopt_takes_them() {
        let value = |letter, value: &str| (letter, Some(value.to_owned()));
        for (word, rest, expected) in [
            ("-4", &[][..], vec![('4', None)]),
            (
                "-4Cp2222",
                &[],
                vec![('4', None), ('C', None), value('p', "2222")],
            ),
            ("-p", &["22"], vec![value('p', "22")]),
            ("-p=22", &[], vec![value('p', "=22")]),
            ("-oPort 22", &[], vec![value('o', "Port 22")]),
            ("-i", &["-key"], vec![value('i', "-key")]),
            ("-l", &["--"], vec![value('l', "--")]),
        ] {
            assert_eq!(ssh(word, rest).unwrap(), expected, "{word}");
        }
        assert!(ssh("-4z", &[]).is_err());
        assert!(ssh("-4p", &[]).is_err());
    }

    #[test]
    fn letters_and_keywords_say_the_same() {
        let options = [
            "-i", "-p", "-4", "-o", "Port=23", "-p", "22", "-o", "User a b", "-A",
        ]
        .map(String::from);
        let expected = [
            ("identityfile", "-p"),
            ("addressfamily", "inet"),
            ("port", "23"),
            ("port", "22"),
            ("user", "a b"),
        ];
        let expected = expected.map(|(keyword, value)| (String::from(keyword), value));
        assert_eq!(settings(&options), expected);
    }
}
