//! A command line without some of the person's own options.

use crate::target::Target;

/// The same target without the options that set these keywords.
pub(crate) fn without(target: &Target, keywords: &[&str]) -> Target {
    let mut options = Vec::new();
    let mut words = target.options.iter();
    while let Some(word) = words.next() {
        let Some(letter) = word.strip_prefix('-').and_then(|rest| rest.chars().next()) else {
            options.push(word.clone());
            continue;
        };
        let joined = &word[1 + letter.len_utf8()..];
        let takes_value = VALUE_LETTERS.contains(letter);
        let value = (takes_value && joined.is_empty())
            .then(|| words.next())
            .flatten();
        let setting = value.map_or(joined, String::as_str);
        let keyword = match letter {
            'o' => setting.split(['=', ' ', '\t']).next().unwrap_or_default(),
            letter => keyword_of(letter),
        };
        if !keywords
            .iter()
            .any(|unwanted| unwanted.eq_ignore_ascii_case(keyword))
        {
            options.push(word.clone());
            options.extend(value.cloned());
        }
    }
    Target {
        options,
        ..target.clone()
    }
}

/// ssh's options that take a value (ssh(1)).
const VALUE_LETTERS: &str = "BbcDEeFIiJLlmOoPpQRSWw";

/// The keyword that a short option sets.
const fn keyword_of(letter: char) -> &'static str {
    match letter {
        '4' | '6' => "AddressFamily",
        'B' => "BindInterface",
        'b' => "BindAddress",
        'C' => "Compression",
        'c' => "Ciphers",
        'J' => "ProxyJump",
        'l' => "User",
        'm' => "MACs",
        'p' => "Port",
        'S' => "ControlPath",
        _ => "",
    }
}
