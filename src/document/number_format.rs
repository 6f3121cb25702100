//! What a number format makes of a number: whether the sheet shows the number that the cell holds.
//!
//! A figure must never be another than its source shows. A cell may hold 3.14159 and show 3.14,
//! hold 0.05 and show 5%, or hold a number and show nothing; then neither is taken. Colours,
//! spaces, words and thousands separators in a format change nothing, except words with digits,
//! signs or 万: `0"万"` shows 5万 for 5. Dates are recognised before. Zero is zero, however it is
//! shown.

use rust_decimal::{Decimal, RoundingStrategy};

use super::book::{Content, Shown};

/// What a number format does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// Shows the number.
    General,
    /// Shows it with the decimals that it was written with: see [`as_written`].
    Written { decimals: u32 },
    /// Has a section for positive, and others for negative numbers, zero and text.
    Sections(Vec<(Option<Condition>, Section)>),
}

/// Which numbers a section is for: `[<100]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    than: String,
    number: Decimal,
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        let at = text.find(|c: char| !"<>=".contains(c)).filter(|&at| at > 0)?;
        Some(Self { than: text[..at].to_owned(), number: Decimal::from_str_exact(text[at..].trim()).ok()? })
    }

    fn holds(&self, number: Decimal) -> bool {
        match self.than.as_str() {
            "<" => number < self.number,
            ">" => number > self.number,
            "<=" => number <= self.number,
            ">=" => number >= self.number,
            "=" => number == self.number,
            _ => number != self.number,
        }
    }
}

/// What a section of a format does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Shows the number.
    Plain,
    /// Shows it with n decimals, as percent (2 places moved) or in thousands (minus 3), or both.
    Rounded { decimals: u32, moved: i32 },
    /// Shows no digit of it.
    Nothing,
    /// Shows a power of ten, with n decimals before it: 1.23E+03.
    Scientific { decimals: u32 },
    /// Shows it in a way that is not worked out here: fractions, thousands as percent.
    Strange,
    /// Shows it with words that change the number.
    Worded,
}

impl NumberFormat {
    /// Parses a format as spreadsheets write it.
    pub(super) fn parse(code: &str) -> Self {
        if code.eq_ignore_ascii_case("general") || code == "@" {
            return Self::General;
        }
        if let Some(decimals) = decimals_as_written(code) {
            return Self::Written { decimals };
        }
        let mut sections = vec![(String::new(), String::new())];
        let mut conditions = vec![None];
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            let number = sections.len() - 1;
            let (digits, words) = &mut sections[number];
            match c {
                '"' => words.extend(chars.by_ref().take_while(|&c| c != '"')),
                '[' => {
                    let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                    conditions[number] = conditions[number].take().or(Condition::parse(&inside));
                }
                '\\' => words.extend(chars.next()),
                '_' | '*' => drop(chars.next()),
                ';' => {
                    sections.push((String::new(), String::new()));
                    conditions.push(None);
                }
                c => {
                    digits.push(c);
                    if !c.is_ascii() {
                        words.push(c);
                    }
                }
            }
        }
        let by_sign = conditions.iter().all(Option::is_none);
        let sections = sections
            .iter()
            .enumerate()
            .map(|(number, (digits, words))| Section::parse(digits, words, by_sign.then_some(number == 1)));
        Self::Sections(conditions.into_iter().zip(sections).collect())
    }

    /// The section that applies to a number.
    fn section(sections: &[(Option<Condition>, Section)], number: Decimal) -> Option<Section> {
        let by_sign = sections.iter().all(|(condition, _)| condition.is_none());
        let found = if by_sign {
            let index = if number.is_zero() { 2 } else { usize::from(number < Decimal::ZERO) };
            sections.get(index).or(sections.first())
        } else {
            let fits =
                |one: &&(Option<Condition>, Section)| one.0.as_ref().is_none_or(|one| one.holds(number));
            sections.iter().find(fits).or(sections.last())
        };
        found.map(|(_, section)| *section)
    }

    /// A number as the sheet shows it.
    pub(super) fn apply(&self, value: String) -> Content {
        match self.misshown(&value) {
            None => Content::Number(self.spelled(value)),
            Some(shown) => Content::Misshown { value, shown },
        }
    }

    /// A number with the decimals that it was written with.
    fn spelled(&self, value: String) -> String {
        let Self::Written { decimals } = self else { return value };
        let Ok(mut number) = Decimal::from_str_exact(&value) else { return value };
        let scale = *decimals;
        if number.scale() < scale {
            number.rescale(scale);
        }
        // As many digits as it has may leave no room for more.
        if number.scale() == scale { number.to_string() } else { value }
    }

    /// What is shown of a number, where that is another.
    fn misshown(&self, value: &str) -> Option<Shown> {
        let number = Decimal::from_str_exact(value).ok()?;
        let section = match self {
            Self::General => return None,
            Self::Written { decimals } => Section::Rounded { decimals: *decimals, moved: 0 },
            Self::Sections(sections) => Self::section(sections, number)?,
        };
        if number.is_zero() && section != Section::Worded {
            return None;
        }
        match section {
            Section::Plain => None,
            Section::Nothing => Some(Shown::Nothing),
            Section::Strange | Section::Worded => Some(Shown::Otherwise),
            Section::Scientific { decimals } => {
                Some(scientific(number, decimals).map_or(Shown::Otherwise, Shown::As))
            }
            Section::Rounded { decimals, moved } => {
                let thousand = Decimal::from(1_000);
                let mut shown = number;
                for _ in 0..moved.max(0) / 2 {
                    shown = shown.checked_mul(Decimal::ONE_HUNDRED)?;
                }
                for _ in 0..(-moved.min(0)) / 3 {
                    shown = shown.checked_div(thousand)?;
                }
                let rounded = shown.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
                let percent = if moved > 0 { "%" } else { "" };
                let shown = || Shown::As(format!("{}{percent}", rounded.normalize()));
                (rounded != number || moved > 0).then(shown)
            }
        }
    }
}

/// The format of a number in our own workbooks that was written with zeros at its end: 12.50. A
/// cell holds 12.5, and the usual format of a column of money says nothing of how it was written.
/// So it is one that nobody chooses from a list, and shows the same.
pub(crate) fn as_written(decimals: u32) -> String {
    let decimals = "0".repeat(usize::try_from(decimals).unwrap_or_default());
    format!("0.{decimals};-0.{decimals}")
}

fn decimals_as_written(code: &str) -> Option<u32> {
    let (_, decimals) = code.split_once(';')?.0.split_once('.')?;
    let decimals = u32::try_from(decimals.len()).ok().filter(|decimals| (1..=28).contains(decimals))?;
    (as_written(decimals) == code).then_some(decimals)
}

impl Section {
    /// Reads a section without its words, and its words. `negative` says whether it is the section
    /// for negative numbers, which then shows the sign itself; `None` where sections go by
    /// conditions.
    fn parse(section: &str, words: &str, negative: Option<bool>) -> Self {
        let sign = |text: &str| text.contains(['-', '−', '(', '（']);
        let changes = |c: char| c.is_numeric() || "零一二两三四五六七八九十百千万亿.，,%％‰".contains(c);
        let has_digits = section.contains(['0', '#', '?']);
        let is_general = section.to_lowercase().contains("general");
        if (has_digits || is_general) && words != "万元" && words.chars().any(changes) {
            return Self::Worded;
        }
        if has_digits && negative.is_some_and(|negative| negative != (sign(section) || sign(words))) {
            return Self::Worded;
        }
        if is_general {
            return Self::Plain;
        }
        let digit = |c: char| matches!(c, '0' | '#' | '?');
        if let Some((before, _)) = section.split_once(['E', 'e']).filter(|_| section.contains('0')) {
            let (whole, decimals) = before.split_once('.').unwrap_or((before, ""));
            let decimals = u32::try_from(decimals.chars().filter(|&c| digit(c)).count()).unwrap_or(u32::MAX);
            let one = whole.chars().filter(|&c| digit(c)).count() == 1 && decimals < 15;
            return if one { Self::Scientific { decimals } } else { Self::Strange };
        }
        if section.contains('/') {
            return Self::Strange;
        }
        let Some(last) = section.rfind(digit) else { return Self::Nothing };
        let decimals = section.split_once('.').map_or("", |(_, decimals)| decimals);
        let decimals = u32::try_from(decimals.chars().filter(|&c| digit(c)).count()).unwrap_or(u32::MAX);
        let percents = i32::try_from(section.matches('%').count()).unwrap_or(i32::MAX).min(9);
        let thousands = section[last + 1..].chars().take_while(|&c| c == ',').count();
        let thousands = i32::try_from(thousands).unwrap_or(i32::MAX).min(9);
        match (percents, thousands) {
            (0, thousands) => Self::Rounded { decimals, moved: -3 * thousands },
            (percents, 0) => Self::Rounded { decimals, moved: 2 * percents },
            _ => Self::Strange,
        }
    }
}

/// A number as a power of ten, with two digits of the exponent as spreadsheets show them.
fn scientific(number: Decimal, decimals: u32) -> Option<String> {
    let rounded = number
        .abs()
        .round_sf_with_strategy(decimals + 1, RoundingStrategy::MidpointAwayFromZero)?
        .normalize();
    let digits = rounded.mantissa().to_string();
    let exponent = i64::try_from(digits.len()).ok()? - 1 - i64::from(rounded.scale());
    let width = usize::try_from(decimals).ok()? + 1;
    let digits = format!("{digits:0<width$}");
    let (sign, direction) =
        (if number.is_sign_negative() { "-" } else { "" }, if exponent < 0 { '-' } else { '+' });
    let (first, rest) = digits[..width].split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    Some(format!("{sign}{first}{point}{rest}E{direction}{:02}", exponent.abs()))
}

#[cfg(test)]
mod tests {
    use super::NumberFormat;
    use crate::document::{Content, Shown};

    #[test]
    fn a_format_that_shows_another_number_is_found_out() {
        for (code, value, shown) in [
            ("General", "3.14159", None),
            ("@", "5", None),
            ("0", "5", None),
            ("#,##0_);[Red](#,##0)", "25462", None),
            ("0.00", "3.5", None),
            ("0.00", "3.14159", Some("3.14")),
            ("0", "5.4", Some("5")),
            ("0", "0", None),
            ("0%", "0.05", Some("5%")),
            ("0\"件\"", "12", None),
            ("0\"5\"", "12", Some("？")),
            ("\\90", "12", Some("？")),
            ("0\"万\"", "12", Some("？")),
            ("0万", "12", Some("？")),
            ("General\"万\"", "12", Some("？")),
            ("0.00\"万元\"", "12.5", None),
            ("-0", "12", Some("？")),
            ("\"9\"0", "0", Some("？")),
            ("0;-0;\"—\"", "0", None),
            ("[<100]0;0.0,", "126", Some("0.1")),
            ("[<100]0;0.0,", "26", None),
            ("[=0]\"\";General", "126", None),
            ("[>1000]0;[>100]\"\";0", "126", Some("")),
            ("[>=1000]#,##0;0", "1234", None),
            ("0;0", "-12", Some("？")),
            ("0;[Red]-0", "-12", None),
            ("0_);(0)", "-12", None),
            ("General\"件\"", "12.5", None),
            ("0,", "12000", Some("12")),
            (";;;", "12", Some("")),
            ("0;;;@", "12", None),
            ("_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", "12", None),
            ("# ?/?", "0.5", Some("？")),
            ("0.00E+00", "12", Some("1.20E+01")),
            ("0.00E+00", "1234.5", Some("1.23E+03")),
            ("0E+00", "0.00096", Some("1E-03")),
            ("0.0E+00", "-99960", Some("-1.0E+05")),
            ("##0.0E+0", "12345", Some("？")),
            ("0.00;-0.000", "-1.234", None),
            ("0.00;-0.00", "1.234", Some("1.23")),
        ] {
            let shown = shown.map(|shown| match shown {
                "" => Shown::Nothing,
                "？" => Shown::Otherwise,
                shown => Shown::As(shown.to_owned()),
            });
            assert_eq!(NumberFormat::parse(code).misshown(value), shown, "{code} of {value}");
        }
    }

    #[test]
    fn decimals_are_those_of_a_format_that_says_so() {
        for (code, value, spelled) in [
            ("0.00;-0.00", "12.5", "12.50"),
            ("0.00;-0.00", "-5", "-5.00"),
            ("0.00;-0.00", "0", "0.00"),
            ("0.00", "12.5", "12.5"),
            ("0.00;[Red]-0.00", "12.5", "12.5"),
            ("0.0;-0.00", "12.5", "12.5"),
            ("0.00_ ", "5", "5"),
        ] {
            let content = NumberFormat::parse(code).apply(value.to_owned());
            assert_eq!(content, Content::Number(spelled.to_owned()), "{code} of {value}");
        }
    }
}
