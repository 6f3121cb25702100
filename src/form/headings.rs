//! The title of a report and the headings of its sections, as people write them.
//!
//! A form declares the official words and other ways to write them (`titles`, `variants`). Whether
//! a line that may be a heading is one depends on the other lines: a caller takes the surest.

use super::{Form, fold};
use crate::lang::half_width;

/// A longer text is not a title, in bytes.
const LONGEST_TITLE: usize = 600;
/// A longer line is not a heading, in bytes.
const LONGEST_HEADING: usize = 300;
/// A longer part of a title is not the name of a unit, in characters.
const LONGEST_UNIT: usize = 60;
/// What may follow the words of a title.
const TAILS: [&str; 12] = [
    "",
    "的报告",
    "的函",
    "的说明",
    "报告",
    "表",
    "报表",
    "统计表",
    "数据统计表",
    "情况统计表",
    "填报表",
    "统计报表",
];
/// What is between the unit and the words of a title.
const GLUE: [&str; 10] =
    ["关于报送", "关于上报", "关于印发", "关于公布", "关于发布", "关于报告", "关于", "开展", "的", "度"];

/// What people put before the words of a heading.
const BEFORE_HEADINGS: [&str; 5] = ["政府信息公开工作", "政府信息公开", "信息公开工作", "本年度", "工作"];

/// What a title says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The unit, where the title names it.
    pub unit: Option<String>,
    /// The years in it, as a rule one.
    pub years: Vec<u16>,
}

/// How sure it is that a line is the heading of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// Another way to write it.
    Variant,
    /// Its own words, numbered as a part of a section is: （一）总体情况.
    Numbered,
    /// Its own words.
    Exact,
}

/// A number before a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbering {
    None,
    /// 一、, 第一部分.
    Top(u32),
    /// （一）, 1.
    Below(u32),
}

impl Form {
    /// What a title says; `None` for another text. Spaces do not count, nor the order of unit and
    /// year.
    #[must_use]
    pub fn read_title(&self, text: &str) -> Option<Title> {
        let (before, _) = self.split_title(text)?;
        let before = without_annex(&before);
        let (mut unit, years) = split_years(before);
        loop {
            let length = unit.len();
            for glue in GLUE {
                unit = unit.strip_suffix(glue).map(str::to_owned).unwrap_or(unit);
            }
            unit = unit.strip_prefix("关于").map(str::to_owned).unwrap_or(unit);
            let brackets = ['（', '）', '(', ')', '〔', '〕', '-', '—', '_', '·'];
            unit = unit.trim_matches(brackets).into();
            if unit.len() == length {
                break;
            }
        }
        let fits = unit.chars().count() <= LONGEST_UNIT
            && !unit.contains(['。', '，', '；', '！', '？', '：', ':', '、', ',']);
        let says = !unit.is_empty() || !years.is_empty();
        (fits && says).then_some(Title { unit: (!unit.is_empty()).then_some(unit), years })
    }

    /// Returns whether a line has the words of a title and nothing that a title does not have.
    #[must_use]
    pub fn is_title(&self, text: &str) -> bool {
        self.split_title(text).is_some_and(|(before, _)| !before.contains(['。', '，', '；']))
    }

    /// What is before the words of the title, without spaces, and what is after them.
    fn split_title(&self, text: &str) -> Option<(String, String)> {
        if text.len() > LONGEST_TITLE {
            return None;
        }
        let solid: String =
            text.chars().filter(|c| !c.is_whitespace() && !"《》“”\"".contains(*c)).map(digit).collect();
        self.split_solid(&solid).or_else(|| {
            // 政府信息公开工作2024年度报告: a year among the words themselves.
            let (bare, years) = split_years(&solid);
            let (before, after) = self.split_solid(&bare).filter(|_| !years.is_empty())?;
            let years: String = years.iter().map(|year| format!("{year}年")).collect();
            Some((years + &before, after))
        })
    }

    /// The same for a text without spaces.
    fn split_solid(&self, solid: &str) -> Option<(String, String)> {
        let own = self.title.split_once("{年度}").map_or("", |(_, after)| after.trim_start_matches('年'));
        let words = std::iter::once(own).chain(self.titles.iter().map(String::as_str));
        let (at, words) = words
            .filter(|words| !words.is_empty())
            .filter_map(|words| Some((solid.rfind(words)?, words)))
            .max_by_key(|(at, words)| (at + words.len(), words.len()))?;
        let after = &solid[at + words.len()..];
        let remark =
            after.starts_with(['（', '(']) && after.ends_with(['）', ')']) && after.chars().count() <= 14;
        (remark || TAILS.contains(&after)).then(|| (solid[..at].to_owned(), after.to_owned()))
    }

    /// The section that a line is the heading of, and how sure that is.
    #[must_use]
    pub fn heading(&self, line: &str) -> Option<(usize, Sure)> {
        if line.len() > LONGEST_HEADING {
            return None;
        }
        let (numbering, rest) = split_number(line);
        let folded = fold(rest);
        let (section, exact) = self.section_written(&folded).or_else(|| {
            // 2024年总体情况, 政府信息公开工作存在的主要问题.
            let less = split_years(rest).0;
            let less = BEFORE_HEADINGS.iter().find_map(|word| less.strip_prefix(word)).unwrap_or(&less);
            let found = self.section_written(&fold(less)).filter(|_| less.len() < rest.len());
            found.map(|(section, _)| (section, false))
        })?;
        let ordinal = u32::try_from(section + 1).ok()?;
        let text = self.sections[section].table.is_none();
        let sure = match (numbering, exact) {
            (Numbering::None | Numbering::Top(_), true) => Sure::Exact,
            (Numbering::Below(_), true) => Sure::Numbered,
            (Numbering::Top(_), false) => Sure::Variant,
            (Numbering::None, false) if text => Sure::Variant,
            (Numbering::Below(number), false) if number == ordinal => Sure::Variant,
            _ => return None,
        };
        Some((section, sure))
    }

    /// The words of a line that is numbered like the heading of a section; `None` for other lines.
    #[must_use]
    pub fn numbered_heading<'t>(&self, line: &'t str) -> Option<&'t str> {
        match split_number(line) {
            (Numbering::Top(_), rest) if !rest.is_empty() => Some(rest),
            _ => None,
        }
    }
}

/// The number of a line among others of its kind: 2 for （二）.
#[must_use]
pub fn number_of_line(line: &str) -> Option<u32> {
    match split_number(line).0 {
        Numbering::None => None,
        Numbering::Top(number) | Numbering::Below(number) => Some(number),
    }
}

/// Takes the number off a heading, in whichever way it is written.
#[must_use]
pub fn without_number(line: &str) -> &str {
    split_number(line).1
}

fn split_number(line: &str) -> (Numbering, &str) {
    let line = line.trim_start();
    if let Some((number, rest)) = line.strip_prefix('第').and_then(numeral)
        && let Some(rest) = ["部分", "章", "项"].iter().find_map(|word| rest.strip_prefix(word))
    {
        return (Numbering::Top(number), rest.trim_start_matches(is_gap));
    }
    if let Some((number, rest)) = line.strip_prefix(['（', '(']).and_then(numeral)
        && let Some(rest) = rest.strip_prefix(['）', ')'])
    {
        return (Numbering::Below(number), rest.trim_start_matches(is_gap));
    }
    let Some((number, rest)) = numeral(line) else { return (Numbering::None, line) };
    if !rest.starts_with(is_gap) && !rest.starts_with(['）', ')', ',']) {
        return (Numbering::None, line);
    }
    let han = line.starts_with(|c: char| NUMERALS.contains(c));
    let bare = rest.trim_start_matches(|c| is_gap(c) || matches!(c, '）' | ')' | ','));
    (if han { Numbering::Top(number) } else { Numbering::Below(number) }, bare)
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '、' | '.' | '．' | '：' | ':' | '，' | '·')
}

const NUMERALS: &str = "一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾";

/// A number up to 99 at the beginning of a text, and the rest.
fn numeral(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !digit(c).is_ascii_digit()).unwrap_or(text.len());
    if end > 0 {
        let digits: String = text[..end].chars().map(digit).collect();
        return (digits.len() <= 2).then(|| Some((digits.parse().ok()?, &text[end..])))?;
    }
    let end = text.find(|c: char| !NUMERALS.contains(c)).unwrap_or(text.len());
    let mut number = 0;
    for c in text[..end].chars() {
        let value = u32::try_from(NUMERALS.chars().position(|numeral| numeral == c)? % 10).ok()? + 1;
        number = if value == 10 { number.max(1) * 10 } else { number + value };
    }
    (number > 0).then_some((number, &text[end..]))
}

/// `附件2：`, before a title.
fn without_annex(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("附件").or_else(|| text.strip_prefix("附表")) else { return text };
    let rest = numeral(rest).map_or(rest, |(_, rest)| rest);
    rest.trim_start_matches(is_gap)
}

/// Takes the years out of a text: 2024年, 2024 年度, 二〇二四年.
#[must_use]
pub fn split_years(text: &str) -> (String, Vec<u16>) {
    let chars: Vec<char> = text.chars().map(digit).collect();
    let (mut rest, mut years) = (String::new(), Vec::new());
    let mut at = 0;
    while at < chars.len() {
        let is_digit = |c: char| c.is_ascii_digit();
        let run = chars[at..].iter().take_while(|c| is_digit(**c)).count();
        let year = |digits: String| digits.parse::<u16>().ok().filter(|year| (1990..=2100).contains(year));
        let four = |length: usize| length == 4;
        let (run, found) = if run > 0 {
            (run, four(run).then(|| year(chars[at..at + run].iter().collect())).flatten())
        } else {
            let run = chars[at..].iter().take_while(|c| han_digit(**c).is_some()).count();
            let digits: String = chars[at..at + run].iter().filter_map(|c| han_digit(*c)).collect();
            let named = chars.get(at + run) == Some(&'年');
            (run, (four(run) && named).then(|| year(digits)).flatten())
        };
        match found {
            Some(found) => {
                years.push(found);
                at += run;
                for word in ['年', '度'] {
                    at += usize::from(chars.get(at) == Some(&word));
                }
            }
            None => {
                let run = run.max(1);
                rest.extend(&chars[at..at + run]);
                at += run;
            }
        }
    }
    years.dedup();
    (rest, years)
}

/// 〇 to 九.
fn han_digit(c: char) -> Option<char> {
    let plain = "〇一二三四五六七八九".chars().position(|numeral| numeral == c);
    let at = plain.or_else(|| "零壹贰叁肆伍陆柒捌玖".chars().position(|numeral| numeral == c));
    let zero = matches!(c, '○' | '零' | 'Ｏ' | '◯').then_some(0);
    char::from_digit(u32::try_from(at.or(zero)?).ok()?, 10)
}

/// A digit of full width as one of half width; any other character as it is.
fn digit(c: char) -> char {
    let half = half_width(c);
    if half.is_ascii_digit() { half } else { c }
}

#[cfg(test)]
mod tests {
    use super::{number_of_line, split_years, without_number};

    #[test]
    fn a_number_is_taken_off_in_every_way_it_is_written() {
        for line in [
            "第五部分 问题",
            "五、问题",
            "（五）问题",
            "(5)问题",
            "5.问题",
            "五.问题",
            "五 问题",
            "５、问题",
            "第五部分：问题",
        ] {
            assert_eq!((number_of_line(line), without_number(line)), (Some(5), "问题"), "{line}");
        }
        assert_eq!(number_of_line("十二、问题"), Some(12));
        for line in ["问题", "一是问题", "2024年问题", "第五次问题", "十分"] {
            assert_eq!(without_number(line), line);
        }
    }

    #[test]
    fn years_are_taken_out_of_a_text() {
        for text in ["2024年甲局", "甲局2024年度", "甲局２０２４", "二〇二四年甲局", "甲局二○二四年度"]
        {
            assert_eq!(split_years(text), ("甲局".to_owned(), vec![2024]), "{text}");
        }
        assert!(split_years("第2024001号甲局").1.is_empty());
        assert_eq!(split_years("八一局").0, "八一局");
    }
}
