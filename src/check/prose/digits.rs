//! The years and dates of a text in plain digits, however they are written: 2０２4年, 二〇二四年,
//! 十二月三十一日.
//!
//! Other numbers stay as they are. What is found in the plain text is quoted in the words of the
//! report.

use std::ops::Range;

use crate::lang::half_width;

/// A text with the digits of its years and dates in one way.
pub(crate) struct Plain {
    /// The text.
    pub(crate) text: String,
    /// For each byte of it, and its end, the byte of the original.
    at: Vec<usize>,
}

impl Plain {
    /// Of a text as it is written.
    pub(crate) fn of(written: &str) -> Self {
        let chars: Vec<(usize, char)> = written.char_indices().collect();
        let mut plain = Self { text: String::with_capacity(written.len()), at: Vec::new() };
        let mut index = 0;
        while let Some(&(at, _)) = chars.get(index) {
            let run = chars[index..].iter().take_while(|(_, c)| is_numeral(*c)).count();
            let numerals: Vec<char> = chars[index..index + run].iter().map(|(_, c)| *c).collect();
            let mut after = chars[index + run..].iter().map(|(_, c)| *c).filter(|c| !c.is_whitespace());
            if let Some(digits) = after.next().and_then(|after| in_digits(&numerals, after)) {
                plain.push(&digits, at);
                index += run;
                continue;
            }
            // A run that is no date stays, and is not looked at again from its middle.
            for &(at, c) in &chars[index..index + run.max(1)] {
                let half = half_width(c);
                plain.push(if half.is_ascii_digit() { half } else { c }.encode_utf8(&mut [0; 4]), at);
            }
            index += run.max(1);
        }
        plain.at.push(written.len());
        plain
    }

    fn push(&mut self, text: &str, at: usize) {
        self.text.push_str(text);
        self.at.extend(std::iter::repeat_n(at, text.len()));
    }

    /// The words of the original that some bytes are.
    pub(crate) fn words<'t>(&self, written: &'t str, range: Range<usize>) -> &'t str {
        let end = self.at.get(range.end).copied().unwrap_or(written.len());
        self.at.get(range.start).map_or("", |start| &written[*start..end])
    }
}

const NUMERALS: &str = "〇一二三四五六七八九";

fn is_numeral(c: char) -> bool {
    c == '十' || c == '元' || value(c).is_some()
}

fn value(c: char) -> Option<u32> {
    if matches!(c, '○' | '零' | '◯' | 'Ｏ') {
        return Some(0);
    }
    NUMERALS.chars().position(|numeral| numeral == c).and_then(|at| u32::try_from(at).ok())
}

/// The digits of a year, a month or a day in words.
fn in_digits(numerals: &[char], after: char) -> Option<String> {
    match after {
        '年' if numerals.len() == 4 => {
            let digits: Option<String> =
                numerals.iter().map(|c| value(*c).and_then(|value| char::from_digit(value, 10))).collect();
            digits.filter(|digits| digits.starts_with(['1', '2']))
        }
        '月' if numerals == ['元'] => Some("1".to_owned()),
        '月' | '日' => number(numerals).filter(|number| (1..=31).contains(number)).map(|n| n.to_string()),
        _ => None,
    }
}

/// 十二, 三十一, 五.
fn number(numerals: &[char]) -> Option<u32> {
    match numerals {
        [one] if *one != '十' => value(*one),
        ['十'] => Some(10),
        ['十', ones] => Some(10 + value(*ones)?),
        [tens, '十'] => Some(10 * value(*tens)?),
        [tens, '十', ones] => Some(10 * value(*tens)? + value(*ones)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Plain;

    #[test]
    fn years_and_dates_are_in_plain_digits() {
        for (written, plain) in [
            ("2０２4年1月1日", "2024年1月1日"),
            ("二〇二四年十二月三十一日", "2024年12月31日"),
            ("二○二四 年元月一日", "2024 年1月1日"),
            ("二零二四年二十日", "2024年20日"),
            ("三类内部事务五件，五年来", "三类内部事务五件，五年来"),
            ("每季度十五件，一百二十元", "每季度十五件，一百二十元"),
        ] {
            assert_eq!(Plain::of(written).text, plain);
        }
        let written = "自二〇二三年一月一日起";
        let plain = Plain::of(written);
        let at = plain.text.find("2023年").expect("the year");
        assert_eq!(plain.words(written, at..at + "2023年".len()), "二〇二三年");
    }
}
