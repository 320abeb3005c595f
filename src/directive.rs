//! One `Keyword value` line, as ssh_config(5) and `ssh -o` write it.

/// The keyword in lower case and the value, unquoted where it is one quoted word; none for a comment or an empty line.
pub fn directive(line: &str) -> Option<(String, &str)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let end = line
        .find(|c: char| c.is_whitespace() || c == '=')
        .unwrap_or(line.len());
    let (keyword, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let value = rest.strip_prefix('=').unwrap_or(rest).trim();
    Some((keyword.to_ascii_lowercase(), unquoted(value)))
}

fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .filter(|value| !value.contains('"'))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_as_ssh_splits_them() {
        for (line, expected) in [
            ("Port 22", Some(("port", "22"))),
            ("Port=22", Some(("port", "22"))),
            ("  PORT  =  22  ", Some(("port", "22"))),
            ("User \"a b\"", Some(("user", "a b"))),
            (
                "ProxyCommand nc \"%h\" \"%p\"",
                Some(("proxycommand", "nc \"%h\" \"%p\"")),
            ),
            (
                "ProxyCommand \"nc\" \"%p\"",
                Some(("proxycommand", "\"nc\" \"%p\"")),
            ),
            ("SetEnv A=b", Some(("setenv", "A=b"))),
            ("Compression", Some(("compression", ""))),
            ("# Port 22", None),
            ("", None),
        ] {
            let expected = expected.map(|(keyword, value)| (String::from(keyword), value));
            assert_eq!(directive(line), expected, "{line}");
        }
    }
}
