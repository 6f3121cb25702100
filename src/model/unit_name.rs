//! The name of a unit, and when two names are the same unit.
//!
//! People type `示例县公安局`, `示例县 公安局` and `示例县公安局（本级）` with brackets of either width. Two
//! names are the same unit if their letters and digits are: spaces, punctuation, case, width and
//! Unicode's other ways to write a character do not count. A short or former name is another name:
//! the roster knows those.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::lang::is_plain;

/// 单位名称: printed as written, compared by its letters and digits.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct UnitName {
    written: String,
    folded: String,
}

impl UnitName {
    /// Whether two names, as people wrote them, are the same unit.
    #[must_use]
    pub fn same(one: &str, other: &str) -> bool {
        fold(one) == fold(other)
    }

    /// Whether the name alone says that the unit has no power to make government rules (规章).
    #[must_use]
    pub fn makes_no_rules(&self) -> bool {
        ["县", "镇人民政府", "乡人民政府", "街道"].iter().any(|part| self.written.contains(part))
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

fn fold(name: &str) -> String {
    if !name.is_empty() && name.chars().all(is_plain) {
        return name.to_owned();
    }
    let folded: String =
        name.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).nfkc().collect();
    // A name of nothing but signs is still one of its own.
    if folded.is_empty() { name.trim().to_owned() } else { folded }
}

impl From<String> for UnitName {
    fn from(written: String) -> Self {
        Self { folded: fold(&written), written }
    }
}

impl From<&str> for UnitName {
    fn from(written: &str) -> Self {
        written.to_owned().into()
    }
}

impl From<UnitName> for String {
    fn from(name: UnitName) -> Self {
        name.written
    }
}

impl Deref for UnitName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.written
    }
}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl PartialEq for UnitName {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for UnitName {}

impl PartialEq<str> for UnitName {
    fn eq(&self, other: &str) -> bool {
        self.written == other || self.folded == fold(other)
    }
}

impl PartialEq<&str> for UnitName {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialOrd for UnitName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UnitName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded.cmp(&other.folded)
    }
}

impl Hash for UnitName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::UnitName;

    #[test]
    fn spaces_width_and_case_make_no_other_unit() {
        let name = UnitName::from("示例县公安局A（本级）");
        for other in [
            "示例县 公安局A（本级）",
            "示例县公安局Ａ(本级)",
            "示例县公安局a（本级）",
            "\u{feff}示例县公安局A本级\u{200b}",
        ] {
            assert_eq!(name, UnitName::from(other), "{other}");
            assert_eq!(name, other, "{other}");
        }
        assert_ne!(name, UnitName::from("示例县公安局B（本级）"));
        assert_ne!(UnitName::from("？"), UnitName::from("！"));
        assert_eq!(UnitName::from("示例县 公安局").to_string(), "示例县 公安局", "printed as written");
    }
}
