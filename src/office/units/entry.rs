//! Units as entries of `units.yaml`, a line each.

use std::fmt::Write;

use super::sheet::ListedUnit;
use crate::lang::Lang;
use crate::roster::Tier;

/// A text as YAML: without quotes where it needs none.
pub(super) fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -·.（）()、/".contains(c);
    let starts_well = text.starts_with(|c: char| c.is_alphabetic());
    let is_word =
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_lowercase().as_str());
    if starts_well && !text.ends_with(' ') && text.chars().all(plain) && !is_word {
        text.to_owned()
    } else {
        serde_json::to_string(text).expect("a text can be written as JSON")
    }
}

/// The entry of a unit; a superior that is in no list is said in a comment.
#[must_use]
pub fn entry(unit: &ListedUnit, knows: impl Fn(&str) -> bool) -> String {
    let mut line = format!("- {{ 名称: {}", scalar(&unit.name));
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(line, ", {key}: {value}"); // writing to a String cannot fail
        }
    };
    let text = |value: &Option<String>| value.as_deref().map(scalar);
    add("简称", text(&unit.short));
    let names: Vec<String> = unit.also.iter().map(|name| scalar(name)).collect();
    add("曾用名", (!names.is_empty()).then(|| format!("[{}]", names.join(", "))));
    add("层级", unit.tier.map(Tier::words).map(|words| words.in_lang(Lang::Zh).to_owned()));
    add("类别", text(&unit.category));
    let parent = unit.parent.as_ref().filter(|parent| knows(parent));
    add("上级", parent.map(|parent| scalar(parent)));
    add("联系人", text(&unit.contact));
    add("网址名", text(&unit.slug));
    line.push_str(" }");
    if let Some(parent) = unit.parent.as_ref().filter(|parent| !knows(parent)) {
        let _ = write!(line, "  # 上级“{}”不在名录里，没有写", parent.replace(['\n', '\r'], " "));
    }
    line.push('\n');
    line
}

/// The entries of a whole list.
#[must_use]
pub fn entries(units: &[ListedUnit]) -> String {
    let knows = |name: &str| {
        let same = |other: &str| crate::model::UnitName::same(other, name);
        units.iter().any(|unit| {
            same(&unit.name)
                || unit.short.as_deref().is_some_and(same)
                || unit.also.iter().any(|name| same(name))
        })
    };
    units.iter().map(|unit| entry(unit, knows)).collect()
}

#[cfg(test)]
mod tests {
    use super::{ListedUnit, entries, scalar};

    #[test]
    fn what_is_no_plain_text_is_quoted() {
        for text in ["示例县公安局", "县公安局（本级）", "张三 0735-1234567"] {
            assert_eq!(scalar(text), text);
        }
        for text in ["0735-1", "a: b", "甲 # 乙", "[甲]", "yes", "甲, 乙", "“甲”"] {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
    }

    #[test]
    fn entries_are_read_as_they_were_meant() {
        let unit = ListedUnit {
            name: "甲局".to_owned(),
            short: Some("甲".to_owned()),
            also: vec!["老甲局".to_owned(), "旧甲局".to_owned()],
            parent: Some("县政府".to_owned()),
            contact: Some("张三：0735-1".to_owned()),
            ..ListedUnit::default()
        };
        let text = entries(&[unit]);
        assert!(text.ends_with("# 上级“县政府”不在名录里，没有写\n"), "{text}");
        let roster = crate::roster::load(&text, &[]).expect("a roster");
        assert_eq!(roster.agencies[0].also, ["老甲局", "旧甲局"]);
        assert_eq!(roster.agencies[0].contact.as_deref(), Some("张三：0735-1"));
    }
}
