//! What a file says that no form declares: 单位, 年度, 成文日期 and the like, by which names and how their
//! values are written.
//!
//! The same for YAML and for labelled cells of a workbook, where people write the names in more
//! ways. What a value means for the report is decided in `draft`.

use jiff::civil::Date;

use crate::form::{fold, spellings};
use crate::lang::half_width;
use crate::model::Contact;

/// Something that a file says apart from tables and texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// 单位.
    Unit,
    /// 年度.
    Year,
    /// 表样.
    Edition,
    /// 前言.
    Preface,
    /// 成文日期.
    Date,
    /// 联系方式.
    Contact,
    /// 核实说明.
    Waivers,
    /// 空格按零计: that empty cells of the workbook are zeros.
    BlanksAreZero,
}

/// Each key with its Chinese and its English name in YAML.
pub(super) const KEYS: &[(Key, &str, &str)] = &[
    (Key::Unit, "单位", "unit"),
    (Key::Year, "年度", "year"),
    (Key::Edition, "表样", "edition"),
    (Key::Preface, "前言", "preface"),
    (Key::Date, "成文日期", "date"),
    (Key::Contact, "联系方式", "contact"),
    (Key::Waivers, "核实说明", "waivers"),
    (Key::BlanksAreZero, "空格按零计", "blanks_are_zero"),
];

/// Other names of a key, in sheets.
const IN_SHEETS: &[(Key, &[&str])] = &[
    (Key::Unit, &["填报单位", "单位名称", "报送单位", "编报单位", "填表单位", "机关名称"]),
    (Key::Year, &["填报年度", "报告年度", "统计年度", "年份", "报告年份"]),
    (Key::Date, &["日期", "填报日期", "发布日期"]),
    (Key::BlanksAreZero, &["空白格按0计"]),
];

/// A part of 联系方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContactPart {
    /// 地址.
    Address,
    /// 邮编.
    Postcode,
    /// 电话.
    Phone,
    /// 邮箱.
    Email,
}

impl ContactPart {
    /// Each part with its Chinese and its English name.
    const ALL: [(Self, &str, &str); 4] = [
        (Self::Address, "地址", "address"),
        (Self::Postcode, "邮编", "postcode"),
        (Self::Phone, "电话", "phone"),
        (Self::Email, "邮箱", "email"),
    ];

    /// The part of a name.
    pub(super) fn named(word: &str) -> Option<Self> {
        let folded = fold(word);
        Self::ALL.iter().find(|(_, zh, en)| folded == *zh || folded == *en).map(|&(part, ..)| part)
    }

    /// The Chinese names of all parts.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|&(_, zh, _)| zh)
    }

    /// Its Chinese name.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(part, ..)| *part == self).map_or("", |&(_, zh, _)| zh)
    }

    /// Where it is kept.
    pub(super) fn slot(self, contact: &mut Contact) -> &mut Option<String> {
        match self {
            Self::Address => &mut contact.address,
            Self::Postcode => &mut contact.postcode,
            Self::Phone => &mut contact.phone,
            Self::Email => &mut contact.email,
        }
    }
}

/// The key that a word of a YAML file is.
pub(super) fn key(word: &str) -> Option<Key> {
    let folded = fold(word);
    KEYS.iter().find(|(_, zh, en)| folded == *zh || folded == fold(en)).map(|&(key, ..)| key)
}

/// The key that a label in a sheet is: 填报单位（盖章）.
pub(super) fn key_in_sheet(label: &str) -> Option<Key> {
    let spelled = spellings(label);
    let fits = |name: &str| spelled.iter().any(|spelling| spelling == name);
    let own = KEYS.iter().find(|(_, zh, _)| fits(zh)).map(|&(key, ..)| key);
    own.or_else(|| {
        IN_SHEETS.iter().find(|(_, names)| names.iter().any(|name| fits(name))).map(|&(key, _)| key)
    })
}

/// `2024`, `2024年`, `2024年度`.
pub(super) fn year(written: &str) -> Option<u16> {
    four_digits(written.trim().trim_end_matches("年度").trim_end_matches('年').trim())
}

/// A year of four digits, half-width or full-width.
pub(super) fn four_digits(text: &str) -> Option<u16> {
    let digits: String = text.chars().map(half_width).collect();
    let fits = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// Returns whether a word says yes.
pub(super) fn says_yes(word: &str) -> bool {
    matches!(word.trim().to_lowercase().as_str(), "是" | "对" | "√" | "✓" | "y" | "yes" | "true" | "1")
}

/// `2025-01-20`, `2025/1/20`, `2025年1月20日`.
pub(super) fn date(written: &str) -> Option<Date> {
    let folded: String = written.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let plain = folded.replace(['年', '月', '/', '.'], "-");
    let plain = plain.strip_suffix('日').unwrap_or(&plain);
    let mut parts = plain.split('-');
    let mut number = |most: usize| {
        let part = parts.next()?;
        let fits = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
