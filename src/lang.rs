//! The two languages, and text that exists in both or does not compile.

use std::borrow::Cow;

/// A language sshdoctor speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English
    En,
    /// Japanese
    Ja,
}

impl Lang {
    /// The language a locale name asks for: `ja_JP.UTF-8` is Japanese, everything else English.
    pub fn from_locale(locale: &str) -> Lang {
        let language = locale.split(['_', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("ja") {
            Lang::Ja
        } else {
            Lang::En
        }
    }
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    en: Cow<'static, str>,
    ja: Cow<'static, str>,
}

impl Say {
    /// Fixed words, for constants.
    pub const fn fixed(en: &'static str, ja: &'static str) -> Say {
        Say {
            en: Cow::Borrowed(en),
            ja: Cow::Borrowed(ja),
        }
    }

    /// Words made at run time; [`say!`](crate::say) is the usual way to get here.
    pub fn made(en: String, ja: String) -> Say {
        Say {
            en: Cow::Owned(en),
            ja: Cow::Owned(ja),
        }
    }

    /// Text that is the same in every language: a quotation, a path, a fingerprint.
    pub fn verbatim(text: impl Into<String>) -> Say {
        let text = text.into();
        Say::made(text.clone(), text)
    }

    /// These words and then `more`.
    pub fn then(self, more: &Say) -> Say {
        Say::made(
            format!("{}{}", self.en, more.en),
            format!("{}{}", self.ja, more.ja),
        )
    }

    /// The words in `lang`.
    pub fn lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ja => &self.ja,
        }
    }
}

/// `say!("port {port}", "ポート {port}", port = self.port)`: both languages side by side.
///
/// Every placeholder is named and given explicitly, so that one missing in either language does not compile
/// (`format!` refuses an argument that is never used).
#[macro_export]
macro_rules! say {
    ($en:literal, $ja:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::lang::Say::made(
            format!($en $(, $name = $value)*),
            format!($ja $(, $name = $value)*),
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, lang) in [
            ("ja_JP.UTF-8", Lang::Ja),
            ("ja", Lang::Ja),
            ("JA_JP", Lang::Ja),
            ("C", Lang::En),
            ("", Lang::En),
            ("jam_JM", Lang::En),
            ("en_US.UTF-8", Lang::En),
        ] {
            assert_eq!(Lang::from_locale(locale), lang, "{locale}");
        }
    }

    #[test]
    fn both_languages_carry_the_same_facts() {
        let said = say!("port {port}", "ポート {port}", port = 22);
        assert_eq!(said.lang(Lang::En), "port 22");
        assert_eq!(said.lang(Lang::Ja), "ポート 22");
    }
}
