//! Numbers in a text: 1,217, 12.35, 1.2万, 十七, each with the step of its last digit.
//!
//! What a number counts is not looked at here. 二十余 and 约 20 are numbers like others: the words
//! around them are for those who ask.

use chinese_number::from_chinese_to_u32_ten_thousand;
use rust_decimal::Decimal;

use crate::lang::half_width;

/// A number as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// Its value.
    pub(crate) value: Decimal,
    /// What one more in its last digit adds: 0.1 for 12.5, 1,000 for 1.2万.
    pub(crate) step: Decimal,
}

impl Number {
    /// Whether it stands for a value: rounded or cut to the digits that it shows.
    pub(crate) fn is_rounded(&self, value: Decimal) -> bool {
        let half = self.step.checked_div(Decimal::TWO).unwrap_or(self.step);
        value.checked_sub(self.value).is_some_and(|difference| -half <= difference && difference < self.step)
    }

    /// Whether it is less than one of its last decimals away: of several shares the last is often
    /// what makes up 100.
    pub(crate) fn is_next_to(&self, value: Decimal) -> bool {
        let difference = value.checked_sub(self.value).map(|difference| difference.abs());
        self.step < Decimal::ONE && difference.is_some_and(|difference| difference < self.step)
    }

    /// Whether it is a value, to the digits that it shows where it is written in 万.
    pub(crate) fn is(&self, value: Decimal) -> bool {
        value == self.value || self.step > Decimal::ONE && self.is_rounded(value)
    }
}

pattern! {
    DIGITS = r"^(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9０-９]+)(?:\.[0-9]+)?"
}

/// 0 to 9, in either width.
pub(super) fn is_digit(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

/// 一, 两, 百.
pub(super) fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '零' | '〇'
            | '一'
            | '二'
            | '两'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
    )
}

/// The number in digits that a text begins with, and its length.
pub(super) fn number_at(text: &str) -> Option<(Number, usize)> {
    let found = DIGITS.find(text)?;
    let digits: String = found.as_str().chars().map(half_width).filter(|c| *c != ',').collect();
    let mut value = Decimal::from_str_exact(&digits).ok()?;
    let mut step = Decimal::try_new(1, value.scale()).ok()?;
    let mut length = found.end();
    let after = text[length..].trim_start_matches(' ');
    // 1.2 万件, but 12.35 万元: money is counted in that.
    if after.starts_with('万') && !after.starts_with("万元") {
        let ten_thousand = Decimal::from(10_000);
        value = value.checked_mul(ten_thousand)?;
        step = step.checked_mul(ten_thousand)?;
        length = text.len() - after.len() + '万'.len_utf8();
    }
    Some((Number { value, step }, length))
}

/// The number in words that a text begins with, and its length.
pub(super) fn numeral_at(text: &str) -> Option<(Number, usize)> {
    let length = text.find(|c| !is_numeral(c)).unwrap_or(text.len());
    let plain = text[..length].replace('两', "二");
    let value = Decimal::from(from_chinese_to_u32_ten_thousand(plain).ok()?);
    Some((Number { value, step: Decimal::ONE }, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
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
            ("17，办结18", "17"),
        ] {
            let (number, _) = number_at(text).or_else(|| numeral_at(text)).expect("a number");
            assert_eq!(number.value, exact(value), "{text}");
        }
    }

    #[test]
    fn a_rounded_number_stands_for_what_rounds_to_it() {
        let number = |text: &str| number_at(text).expect("a number").0;
        let is = |text: &str, value: i64| number(text).is_rounded(Decimal::from(value));
        assert!(is("1.2万件", 12_049) && is("1.2万件", 11_960) && !is("1.2万件", 13_100));
        assert!(is("17 件", 17) && !is("17 件", 18));
    }
}
