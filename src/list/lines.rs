//! One target a line: `web1`, `deploy@web1`, `web1:2222`, `ssh://deploy@web1:2222`, `-p 2222 deploy@web1`; `#` begins a
//! comment.

use std::io::{BufRead, Read as _};

use super::{List, NoList};
use crate::destination::valid_port;
use crate::lang::Say;
use crate::login::{Login, takes_value};
use crate::say;
use crate::ssh_options::{Given, bundle};

/// No target needs a longer line.
const LONGEST: usize = 4096;

/// Options that a line may hold. The others name files of options and programs to run, and a list of hosts is no place for those.
const FOR_ONE: &str = "p l i J 4 6 b B c m A a C K k q v";

pub(super) fn read(
    mut text: impl BufRead,
    common: &[Given],
    list: &mut List,
) -> Result<(), NoList> {
    for number in 1.. {
        let Some(line) = next(&mut text).map_err(NoList::Io)? else {
            break;
        };
        let place = say!("line {number}", "{number} 行目", number = number);
        let line = match line {
            Ok(line) => line,
            Err(why) => {
                list.bad(&place, why);
                continue;
            }
        };
        if let Some(kind) = inventory_of_another_kind(&line) {
            return Err(NoList::Other(format!(
                "line {number} is {kind}; let Ansible read it: ansible-inventory -i FILE --list | sshdoctor fleet"
            )));
        }
        match login(&line) {
            Ok(Some((name, login))) => list.take(&name, login, common, &place),
            Ok(None) => {}
            Err(why) => list.bad(&place, why),
        }
    }
    Ok(())
}

/// The next line without its end; none at the end of the text. A line that is too long is skipped whole.
fn next(text: &mut impl BufRead) -> std::io::Result<Option<Result<String, Say>>> {
    let mut bytes = Vec::new();
    let within = &mut text.take(LONGEST as u64);
    if within.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.len() == LONGEST && !bytes.ends_with(b"\n") {
        text.skip_until(b'\n')?;
        return Ok(Some(Err(say!(
            "it is too long for a target",
            "接続先としては長すぎます"
        ))));
    }
    Ok(Some(String::from_utf8(bytes).map_err(|_| {
        say!(
            "it is not valid UTF-8; is this a list of hosts?",
            "UTF-8 ではありません。ホストのリストでしょうか"
        )
    })))
}

/// What another kind of inventory this line betrays: its names alone would lead elsewhere.
fn inventory_of_another_kind(line: &str) -> Option<&'static str> {
    let line = line.trim_end();
    let bare = line.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let is_group = |name: &str| !name.is_empty() && name.parse::<std::net::IpAddr>().is_err();
    if bare.is_some_and(is_group) {
        return Some("a group of an INI inventory");
    }
    // `all:` and `hosts:`; an IPv6 address may end so, too.
    let key = line.trim_start().strip_suffix(':');
    let is_key =
        |key: &str| !key.is_empty() && !key.contains(|c: char| c == ':' || c.is_whitespace());
    if line == "---" || key.is_some_and(is_key) {
        return Some("a key of YAML");
    }
    let set = |word: &str| word.starts_with("ansible_") && word.contains('=');
    if line.split_whitespace().any(set) {
        return Some("of an INI inventory");
    }
    None
}

/// What one line says: its own name for the target, and the login.
fn login(line: &str) -> Result<Option<(String, Login)>, Say> {
    let words = shlex::split(line.trim()).ok_or_else(|| {
        say!(
            "a quotation mark has no partner",
            "引用符が閉じられていません"
        )
    })?;
    let mut words = words.into_iter().peekable();
    // Somebody's own command, as it was typed.
    words.next_if(|word| word == "ssh");
    let mut login = Login::default();
    let mut name = None;
    while let Some(word) = words.next() {
        if word.starts_with('-') && word.len() > 1 {
            options(&word, &mut words, &mut login)?;
        } else if name.is_some() {
            return Err(say!(
                "one target a line: '{word}' is one word too many",
                "接続先は 1 行に 1 つです。'{word}' が余分です",
                word = shown(&word)
            ));
        } else {
            destination(&word, &mut login).map_err(Say::verbatim)?;
            name = Some(word);
        }
    }
    match name {
        Some(name) => Ok(Some((name, login))),
        None if login.options.is_empty() => Ok(None),
        None => Err(say!("no host is given", "ホストがありません")),
    }
}

fn options(
    word: &str,
    words: &mut impl Iterator<Item = String>,
    login: &mut Login,
) -> Result<(), Say> {
    for (letter, value) in bundle(word, takes_value, words).map_err(Say::verbatim)? {
        if !FOR_ONE.contains(letter) {
            return Err(say!(
                "option -{letter} is not read from a list; give it for all: sshdoctor fleet -{letter} ..., or in ssh_config",
                "オプション -{letter} はリストからは読みません。sshdoctor fleet -{letter} ... として全体に指定するか、ssh_config に書いてください",
                letter = letter
            ));
        }
        login.option((letter, value));
    }
    Ok(())
}

/// `host`, `user@host`, `ssh://...` as ssh takes them, and `host:port`, `[address]:port` as lists write them.
fn destination(word: &str, login: &mut Login) -> Result<(), String> {
    if word.starts_with("ssh://") {
        return login.set_destination(word.to_owned());
    }
    let (user, host) = word.rsplit_once('@').unwrap_or(("", word));
    let (host, port) = match host.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((address, "")) => (address, None),
        Some((address, behind)) => (address, Some(behind.trim_start_matches(':'))),
        None => match host.split_once(':') {
            Some((name, port)) if !port.contains(':') => (name, Some(port)),
            Some(_) | None => (host, None),
        },
    };
    if host.contains(['[', ']']) {
        return Err(String::from(
            "write an address with a port as [address]:port",
        ));
    }
    if let Some(port) = port {
        valid_port(port)?;
        login.option(('p', Some(port.to_owned())));
    }
    let given = match word.contains('@') {
        true => format!("{user}@{host}"),
        false => host.to_owned(),
    };
    login.set_destination(given)
}

fn shown(word: &str) -> String {
    crate::text::Untrusted::from(word).visible(40)
}
