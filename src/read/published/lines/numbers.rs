//! The numbers at the end of a line, and glued digits.

use rust_decimal::Decimal;

use crate::lang::half_width;

/// A line as words and numbers.
pub(super) struct Numbers {
    pub(super) words: String,
    pub(super) numbers: Vec<String>,
}

impl Numbers {
    /// The numbers that a line ends with, and what is before them.
    pub(super) fn of(tokens: &[&str]) -> Self {
        let tokens: Vec<String> =
            tokens.iter().map(|token| token.chars().map(half_width).collect()).collect();
        let from = tokens.iter().rposition(|token| !is_number(token)).map_or(0, |at| at + 1);
        let (words, numbers) = tokens.split_at(from);
        Self { words: words.concat(), numbers: numbers.to_vec() }
    }
}

/// A number with at most one point and commas between its thousands.
fn is_number(token: &str) -> bool {
    let digits = token.strip_prefix(['-', '−']).unwrap_or(token);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || ".,".contains(c))
        && digits.matches('.').count() <= 1
}

/// `- 3 -`, `第 3 页`, `3 / 12`.
pub(in crate::read::published) fn is_page_number(tokens: &[&str]) -> bool {
    let line: String = tokens.concat().chars().map(half_width).collect();
    let is_mark = |c: char| "-—–―－·第页共/".contains(c);
    let bare = line.trim_matches(is_mark);
    // -35 is a number, with marks on both sides it is one of a page.
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    (line.contains(['第', '页', '/']) || line.starts_with(is_mark) && line.ends_with(is_mark))
        && bare.len() < line.len()
        && (1..=6).contains(&digits)
        && bare.chars().all(|c| c.is_ascii_digit() || "/页共第,， ".contains(c))
}

/// As many numbers as asked for: those that there are, or the only cut of glued digits into as
/// many. `glues` says that the text glues digits elsewhere; without that 128 stays 128.
pub(super) fn cut(numbers: &[String], count: usize, glues: bool) -> Option<Vec<String>> {
    if numbers.len() == count {
        return Some(numbers.to_vec());
    }
    if numbers.is_empty() || numbers.len() > count {
        return None;
    }
    let mut ways = Vec::new();
    ways_of(numbers, count, &mut Vec::new(), &mut ways);
    let [only] = ways.as_slice() else { return None };
    // Among several numbers one may have been lost, and another be longer than a digit: only what
    // cannot be a number is surely glued, or what adds up.
    let is_sure = |number: &String| number.starts_with('0') || only.contains(number);
    let sure = match numbers {
        [one] => glues || is_glued(one),
        _ => numbers.iter().all(is_sure) || glues && is_sum(only),
    };
    sure.then(|| only.clone())
}

/// Whether digits are surely those of several numbers: none begins with a zero.
pub(super) fn is_glued(number: &str) -> bool {
    number.len() > 1 && number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit())
}

/// The ways to cut digits into numbers without leading zeros; no more than two are looked for.
fn ways_of(numbers: &[String], count: usize, done: &mut Vec<String>, ways: &mut Vec<Vec<String>>) {
    let Some((first, rest)) = numbers.split_first() else {
        if count == 0 {
            ways.push(done.clone());
        }
        return;
    };
    let digits = first.len() <= 40 && first.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        if count > rest.len() {
            done.push(first.clone());
            ways_of(rest, count - 1, done, ways);
            done.pop();
        }
        return;
    }
    parts_of(first, rest, count, done, ways);
}

fn parts_of(
    digits: &str,
    rest: &[String],
    count: usize,
    done: &mut Vec<String>,
    ways: &mut Vec<Vec<String>>,
) {
    if ways.len() > 1
        || count < 1 + rest.len()
        || count > digits.len() + rest.iter().map(String::len).sum::<usize>()
    {
        return;
    }
    for end in 1..=digits.len() {
        let (number, more) = digits.split_at(end);
        if number.len() > 1 && number.starts_with('0') {
            break;
        }
        done.push(number.to_owned());
        if more.is_empty() {
            ways_of(rest, count - 1, done, ways);
        } else {
            parts_of(more, rest, count - 1, done, ways);
        }
        done.pop();
    }
}

/// Whether the last number is the sum of those before it, and so the total wherever it stands.
pub(super) fn is_sum(numbers: &[String]) -> bool {
    let values: Option<Vec<Decimal>> =
        numbers.iter().map(|number| Decimal::from_str_exact(&number.replace(',', "")).ok()).collect();
    let Some((last, others)) = values.as_deref().and_then(<[Decimal]>::split_last) else { return false };
    others.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number)) == Some(*last)
}

#[cfg(test)]
mod tests {
    use super::{Numbers, cut, is_page_number, is_sum};

    fn texts(numbers: &[&str]) -> Vec<String> {
        numbers.iter().map(|&number| number.to_owned()).collect()
    }

    #[test]
    fn glued_digits_are_cut_if_one_cut_exists() {
        for (glued, count, cuts) in [
            (&["128"][..], 3, Some(&["1", "2", "8"][..])),
            (&["000"], 3, Some(&["0", "0", "0"])),
            (&["055"], 3, Some(&["0", "5", "5"])),
            (&["1200"], 3, None),
            (&["21", "00000", "21"], 7, Some(&["21", "0", "0", "0", "0", "0", "21"])),
            (&["1", "2"], 3, None),
            (&["1", "2", "3"], 3, Some(&["1", "2", "3"])),
            (&["1", "2", "3"], 2, None),
            (&["12"], 3, None),
            (&["10"], 2, Some(&["1", "0"])),
            (&["112"], 2, None),
            (&["12", "0", "0", "0", "12"], 7, None),
        ] {
            assert_eq!(cut(&texts(glued), count, true), cuts.map(texts), "{glued:?}");
        }
        assert_eq!(cut(&texts(&["128"]), 3, false), None, "a number, where no digits are glued");
        assert!(cut(&texts(&["000"]), 3, false).is_some());
    }

    #[test]
    fn a_line_is_words_and_numbers() {
        let line = Numbers::of(&["1", ".属于国家秘密", "1", "０", "7730.28"]);
        assert_eq!((line.words.as_str(), line.numbers), ("1.属于国家秘密", texts(&["1", "0", "7730.28"])));
        for line in ["- 3 -", "— 12 —", "第 3 页", "第 3 页 共 12 页", "-4-"] {
            assert!(is_page_number(&line.split_whitespace().collect::<Vec<_>>()), "{line}");
        }
        for line in ["3", "-35", "0 0 0", "—", "- -", "第二十条第（一）项"] {
            assert!(!is_page_number(&line.split_whitespace().collect::<Vec<_>>()), "{line}");
        }
        assert!(is_sum(&texts(&["32", "2", "0", "34"])) && !is_sum(&texts(&["1", "0", "0"])));
    }
}
