//! The names under which a file says what no form declares: 单位, 年度, 成文日期 and the like.
//!
//! The same for YAML and for labelled cells of a workbook, where people write them in more ways.

use crate::form::{fold, spellings};

/// Something that a file says besides tables and texts.
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
    /// 空格按零计: that blank cells of the workbook are zeros.
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

/// Other names of a key beside a cell of a sheet.
const IN_SHEETS: &[(Key, &[&str])] = &[
    (Key::Unit, &["填报单位", "单位名称", "报送单位", "编报单位", "填表单位", "机关名称"]),
    (Key::Year, &["填报年度", "报告年度", "统计年度", "年份", "报告年份"]),
    (Key::Date, &["日期", "填报日期", "发布日期"]),
    (Key::BlanksAreZero, &["空白格按0计"]),
];

/// The parts of 联系方式, each with its English twin.
pub(super) const CONTACT: &[(&str, &str)] =
    &[("地址", "address"), ("邮编", "postcode"), ("电话", "phone"), ("邮箱", "email")];

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

/// The part of 联系方式 that a word is.
pub(super) fn contact_part(word: &str) -> Option<usize> {
    let folded = fold(word);
    CONTACT.iter().position(|&(zh, en)| folded == zh || folded == en)
}

/// A year of four digits, half-width or full-width.
pub(super) fn four_digits(text: &str) -> Option<u16> {
    let digits: String = text.chars().map(crate::lang::half_width).collect();
    let fits = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// Whether a word says yes.
pub(super) fn says_yes(word: &str) -> bool {
    matches!(word.trim().to_lowercase().as_str(), "是" | "对" | "√" | "✓" | "y" | "yes" | "true" | "1")
}
