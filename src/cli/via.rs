//! `--via LOGIN`: the other login, and which of the options for the target hold for it.

use crate::destination::{Destination, valid_host, valid_port, valid_user};
use crate::ssh_options::{setting, ssh_option};
use crate::target::{Target, Via};

/// What an option for the target says about the way to a host, and nothing about who logs in there.
const OF_THE_WAY: &[&str] = &[
    "addressfamily",
    "bindaddress",
    "bindinterface",
    "connecttimeout",
    "hostkeyalias",
    "hostname",
    "port",
    "proxycommand",
    "proxyjump",
    "proxyusefdpass",
];

/// Reads the word, beside the target it is given with; the error is one sentence.
pub(super) fn read(word: &str, target: &Target) -> Result<Via, String> {
    let login = parse(word)?;
    let same_host = login.host.eq_ignore_ascii_case(&target.host);
    let mut options = Vec::new();
    if let Some(port) = login.port {
        options.extend([String::from("-p"), port.to_string()]);
    }
    options.extend(kept(&target.options, same_host, login.port.is_some()));
    let of_the_uri = Destination::parse(&target.given)
        .ok()
        .and_then(|target| target.port);
    if let (true, None, Some(port)) = (same_host, login.port, of_the_uri) {
        options.extend([String::from("-p"), port.to_string()]);
    }
    let destination = match &login.user {
        Some(user) => format!("{user}@{}", login.host),
        None => login.host.clone(),
    };
    Ok(Via {
        given: word.to_owned(),
        options,
        destination,
    })
}

/// As ssh reads a destination, and with a port behind the host as well: `host:2222`, `[2001:db8::7]:2222`.
fn parse(word: &str) -> Result<Destination, String> {
    let whole = Destination::parse(word);
    if word.starts_with("ssh://") {
        return whole;
    }
    let (user, place) = match word.rsplit_once('@') {
        Some((user, place)) => (Some(user.to_owned()), place),
        None => (None, word),
    };
    let (host, port) = match place
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, "")) => (host, None),
        Some((host, port)) => {
            let port = port.strip_prefix(':');
            (host, Some(port.ok_or("write [address]:port")?))
        }
        None => match place.split_once(':') {
            // More colons are an IPv6 address.
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            Some(_) | None => return whole,
        },
    };
    valid_host(host)?;
    user.as_deref().map_or(Ok(()), valid_user)?;
    Ok(Destination {
        user,
        host: host.to_owned(),
        port: port.map(valid_port).transpose()?,
    })
}

/// The options of the target that hold for the other login: its configuration file; to the same host the way there.
fn kept(options: &[String], same_host: bool, has_port: bool) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = options.iter();
    while let Some(word) = words.next() {
        let Some(option) = word.chars().nth(1).and_then(ssh_option) else {
            continue;
        };
        let value = option.value.and_then(|_| words.next());
        let set = setting(option.letter(), value.map_or("", String::as_str));
        let of_the_way = set.is_some_and(|(keyword, _)| {
            OF_THE_WAY.contains(&keyword.as_str()) && !(has_port && keyword == "port")
        });
        if option.letter() == 'F' || same_host && of_the_way {
            kept.push(word.clone());
            kept.extend(value.cloned());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_reached_as_ssh_would_reach_it() {
        let target = Target {
            given: String::from("deploy@web1"),
            host: String::from("web1"),
            options: shlex::split(
                "-F f -p 2200 -J gw -i key -l me -o 'IdentitiesOnly yes' -o ProxyUseFdpass=no -4",
            )
            .unwrap(),
            ..Target::default()
        };
        for (word, expected) in [
            (
                "root@web1",
                "-F f -p 2200 -J gw -o ProxyUseFdpass=no -4 root@web1",
            ),
            (
                "root@web1:22",
                "-p 22 -F f -J gw -o ProxyUseFdpass=no -4 root@web1",
            ),
            ("ssh://root@other:2222", "-p 2222 -F f root@other"),
            ("other", "-F f other"),
            ("other:2222", "-p 2222 -F f other"),
            ("root@2001:db8::7", "-F f root@2001:db8::7"),
            ("root@[2001:db8::7]:2222", "-p 2222 -F f root@2001:db8::7"),
            ("[2001:db8::7]", "-F f 2001:db8::7"),
        ] {
            let via = read(word, &target).unwrap();
            let line = format!("ssh {expected}");
            assert_eq!(via.ssh().line().unwrap(), line, "{word}");
        }
        let uri = Target {
            given: String::from("ssh://deploy@web1:2200"),
            host: String::from("web1"),
            ..Target::default()
        };
        assert_eq!(read("root@web1", &uri).unwrap().options, ["-p", "2200"]);
        for word in [
            "",
            "@web1",
            "root@",
            "web1:0",
            "web1:x",
            "-oProxyCommand=x",
            "[::1]x",
            "root@-x",
        ] {
            assert!(read(word, &target).is_err(), "{word}");
        }
    }
}
