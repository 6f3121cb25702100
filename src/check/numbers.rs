//! Numbers in a text: 1,217, 12.35, 1.2万, 十七, each with the step of its last digit.
//!
//! What a number counts is not looked at here. 二十余 and 约 20 are numbers like others: the words around them
//! are for those who ask.

use std::ops::Range;
use std::sync::LazyLock;

use chinese_number::from_chinese_to_u32_ten_thousand;
use regex::Regex;
use rust_decimal::Decimal;

/// A number as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Where it stands.
    pub(super) at: Range<usize>,
    /// Its value.
    pub(super) value: Decimal,
    /// What one more in its last digit adds: 0.1 for 12.5, 1,000 for 1.2万.
    pub(super) step: Decimal,
}

impl Number {
    /// Whether it stands for a value: rounded or cut to the digits that it shows.
    pub(super) fn is_rounded(&self, value: Decimal) -> bool {
        let half = self.step.checked_div(Decimal::TWO).unwrap_or(self.step);
        value.checked_sub(self.value).is_some_and(|difference| -half <= difference && difference < self.step)
    }
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let digits = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9０-９]+)(?:\.[0-9]+)?";
    let words = "[零〇一二两三四五六七八九十百千万]+";
    Regex::new(&format!("{digits}|{words}")).ok()
});

/// The numbers of a text, in order.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    NUMBER.iter().flat_map(|pattern| pattern.find_iter(text)).filter_map(|found| read(text, found)).collect()
}

fn read(text: &str, found: regex::Match) -> Option<Number> {
    let mut at = found.range();
    let digits: String = found.as_str().chars().map(half_width).collect();
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        let plain = found.as_str().replace('两', "二");
        let value = Decimal::from(from_chinese_to_u32_ten_thousand(plain).ok()?);
        return Some(Number { at, value, step: Decimal::ONE });
    }
    let digits = digits.replace([',', '，'], "");
    let mut value = Decimal::from_str_exact(&digits).ok()?;
    let mut step = Decimal::try_new(1, value.scale()).ok()?;
    let after = text[at.end..].trim_start_matches(' ');
    // 1.2 万件, but 12.35 万元: money is counted in that.
    if after.starts_with('万') && !after.starts_with("万元") {
        let ten_thousand = Decimal::from(10_000);
        value = value.checked_mul(ten_thousand)?;
        step = step.checked_mul(ten_thousand)?;
        at.end = text.len() - after.len() + '万'.len_utf8();
    }
    Some(Number { at, value, step })
}

fn half_width(c: char) -> char {
    let ascii = u32::from(c).checked_sub(u32::from('０')).filter(|digit| *digit < 10);
    ascii.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = |text: &str| numbers(text).into_iter().map(|number| number.value).collect::<Vec<_>>();
        let exact = |digits: &str| Decimal::from_str_exact(digits).expect("a number");
        for (text, value) in [
            ("1,217 条", "1217"),
            ("1，217条", "1217"),
            ("12.35 万元", "12.35"),
            ("1.2万件", "12000"),
            ("1.2 万件", "12000"),
            ("十七件", "17"),
            ("两件", "2"),
            ("１６件", "16"),
            ("一百二十六件", "126"),
            ("二十余件", "20"),
        ] {
            assert_eq!(read(text), [exact(value)], "{text}");
        }
        assert_eq!(read("17，办结18"), [exact("17"), exact("18")]);
    }

    #[test]
    fn a_rounded_number_stands_for_what_rounds_to_it() {
        let number = |text: &str| numbers(text).remove(0);
        let is = |text: &str, value: i64| number(text).is_rounded(Decimal::from(value));
        assert!(is("1.2万件", 12_049) && is("1.2万件", 11_960) && !is("1.2万件", 13_100));
        assert!(is("17 件", 17) && !is("17 件", 18));
    }
}
