//! The two languages in which the program speaks to people.
//!
//! Every sentence is written in both at the place that knows the facts ([`Words`]), so that a
//! message cannot exist in one language only, and a rule's words are in the rule's own file. The
//! phrases that many messages share are here: plurals, quoted names, "did you mean", "given twice".
//! The report itself is Chinese in either language: this module has no part in rendering.
//! Full-width characters are made half-width here too, for all who compare what people typed.

use std::borrow::Cow;

/// A language of messages and help texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language asked for on the command line (`zh`, `en`), else that of the locale: English
    /// only where the locale says so.
    #[must_use]
    pub fn choose(asked: Option<&str>, locale: Option<&str>) -> Self {
        match asked.or(locale) {
            Some(name) if name.to_ascii_lowercase().starts_with("en") => Self::En,
            _ => Self::Zh,
        }
    }

    /// One of two texts.
    #[must_use]
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A sentence in both languages, formatted: `words!("单位“{name}”写了两次", "unit `{name}` is given
/// twice")`.
///
/// Names are captured as [`format!`] does; a semicolon separates the languages where arguments
/// follow: `words!("第 {} 行", line + 1; "line {}", line + 1)`. For a sentence without facts there is
/// [`Words::fixed`].
macro_rules! words {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::lang::Words::new(format!($zh), format!($en))
    };
    ($zh:literal $(, $zh_fact:expr)*; $en:literal $(, $en_fact:expr)* $(,)?) => {
        $crate::lang::Words::new(format!($zh $(, $zh_fact)*), format!($en $(, $en_fact)*))
    };
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Words {
    /// A sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: Cow::Owned(zh.into()), en: Cow::Owned(en.into()) }
    }

    /// A sentence that holds no facts of the moment.
    #[must_use]
    pub const fn fixed(zh: &'static str, en: &'static str) -> Self {
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// The sentence in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en).as_ref()
    }

    /// The sentence with another right behind it.
    #[must_use]
    pub fn and(&self, more: &Self) -> Self {
        words!("{}{}", self.zh, more.zh; "{}{}", self.en, more.en)
    }
}

/// A number of things in English: `1 report`, `2 reports`. Chinese has no plural.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A name in Chinese quotation marks; those inside it become single ones.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("“{}”", name.replace('“', "‘").replace('”', "’"))
}

/// The end of a sentence about an unknown name: the nearest known one, or nothing.
#[must_use]
pub fn did_you_mean(nearest: &[String]) -> Words {
    match nearest.first() {
        Some(near) => words!("：是不是“{near}”？", ": did you mean `{near}`?"),
        None => Words::fixed("", ""),
    }
}

/// A name that is written twice, with the kind of thing it names in both languages (`单位`, `unit `).
#[must_use]
pub fn twice((zh, en): (&str, &str), name: &str) -> Words {
    words!("{zh}“{name}”写了两次：请只保留一处", "{en}`{name}` is given twice: keep one")
}

/// ASCII for a full-width form (`Ａ`, `１`, `（`), any other character as it is.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Whether a character is a letter, digit or Chinese character that Unicode writes in one way alone
/// and in lower case: nearly all of names. Its tables are slow.
#[must_use]
pub fn is_plain(c: char) -> bool {
    matches!(c, '0'..='9' | 'a'..='z' | '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::{Lang, counted, did_you_mean, is_plain, quoted, twice};

    #[test]
    fn plain_characters_are_left_as_they_are_by_unicode() {
        for c in ('\0'..=char::MAX).filter(|c| is_plain(*c)) {
            let folded: String = std::iter::once(c).nfkc().flat_map(char::to_lowercase).nfkc().collect();
            assert_eq!(folded, c.to_string());
            assert!(c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn the_option_wins_over_the_locale() {
        assert_eq!(Lang::choose(None, None), Lang::Zh);
        assert_eq!(Lang::choose(None, Some("C.UTF-8")), Lang::Zh);
        assert_eq!(Lang::choose(None, Some("en_US.UTF-8")), Lang::En);
        assert_eq!(Lang::choose(Some("zh"), Some("en_US.UTF-8")), Lang::Zh);
        assert_eq!(Lang::choose(Some("en"), Some("zh_CN.UTF-8")), Lang::En);
    }

    #[test]
    fn shared_phrases() {
        assert_eq!((counted(1, "error"), counted(0, "error")), ("1 error".into(), "0 errors".into()));
        assert_eq!(quoted("危及“三安全一稳定”"), "“危及‘三安全一稳定’”");
        let unknown = words!("没有规则“甲”", "there is no rule `甲`");
        assert_eq!(unknown.and(&did_you_mean(&["乙".to_owned()])).zh, "没有规则“甲”：是不是“乙”？");
        assert_eq!(unknown.and(&did_you_mean(&[])), unknown);
        assert_eq!(twice(("单位", "unit "), "甲局").en, "unit `甲局` is given twice: keep one");
    }
}
