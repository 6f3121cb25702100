//! What a finding rests on, apart from its wording: its place, its numbers and what else it names.
//!
//! Waivers and fingerprints are kept in files and outlive the wording of a rule. Both compare rule,
//! place and facts, never whole sentences, so a rule may be reworded without making them stale. A
//! number that changes makes them stale. So a clause names the figures first, in an order that
//! stays; numbers that are always the same (请填 0) belong in a hint.

use super::{Finding, Subject};
use crate::form::{Form, fold};
use crate::lang::half_width;

/// Two sentences about one finding agree in at least as many numbers, where the newer has so many.
/// More may follow in either: what was computed from them, or what a rule always says.
const LEAST_NUMBERS: usize = 2;

impl Finding {
    /// Whether a sentence quoted in a waiver is about this finding, with the same numbers.
    ///
    /// The sentence names the place wherever the finding itself does, and no other figure instead.
    #[must_use]
    pub fn is_meant_by(&self, quoted: &str, form: &Form) -> bool {
        agree(&numbers(quoted), &numbers(&self.clause.zh))
            && self.names.iter().all(|name| quoted.contains(name.as_str()))
            && (self.names_place(quoted, form) || !self.names_place(&self.clause.zh, form))
            && !self.means_other_figure(quoted, form)
    }

    /// The finding in one sentence for a waiver to quote: its clause, with its place where that
    /// lacks it.
    #[must_use]
    pub fn quoted(&self, form: &Form) -> String {
        let clause = &self.clause.zh;
        match self.subject {
            Subject::Figure(id) if !self.names_place(clause, form) => {
                format!("{clause}（{}）", form.spec(id).address)
            }
            _ => clause.to_string(),
        }
    }

    /// What tells the finding from others of its rule in a report, however the lines of the file
    /// move.
    #[must_use]
    pub fn facts(&self, form: Option<&Form>) -> Vec<String> {
        let mut facts = match (&self.subject, form) {
            (Subject::Figure(id), Some(form)) => vec![form.spec(*id).address.clone()],
            (Subject::Section(index), Some(form)) => vec![form.sections[*index].key.clone()],
            (Subject::Quote(section, words), _) => vec![format!("{section:?}"), words.clone()],
            (Subject::Character(c), _) => vec![c.to_string()],
            // Bytes move with every line that is added: what the clause quotes stays.
            (Subject::At(_), _) => quotes(&self.clause.zh).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        facts.extend(numbers(&self.clause.zh));
        facts.extend(self.names.iter().cloned());
        facts
    }

    fn names_place(&self, text: &str, form: &Form) -> bool {
        match &self.subject {
            Subject::Figure(id) => fold(text).contains(&fold(&form.spec(*id).address)),
            Subject::Section(index) => {
                let (section, text) = (&form.sections[*index], fold(text));
                [&section.name, &section.heading].iter().any(|name| text.contains(&fold(name)))
            }
            // How much of the words around it a rule quotes may change.
            Subject::Quote(_, words) => {
                quotes(text).any(|quote| quote.contains(words.as_str()) || words.contains(quote))
            }
            _ => false,
        }
    }

    fn means_other_figure(&self, text: &str, form: &Form) -> bool {
        let Subject::Figure(id) = self.subject else { return false };
        let text = fold(text);
        let is_named = |id| text.contains(&fold(&form.spec(id).address));
        form.ids().any(is_named) && !is_named(id)
    }
}

fn agree(then: &[String], now: &[String]) -> bool {
    let shared = then.len().min(now.len());
    shared >= now.len().min(LEAST_NUMBERS) && then[..shared] == now[..shared]
}

/// The numbers of a sentence in their order, without sign and needless zeros: 差 -2 and 少 2 are one
/// number.
fn numbers(text: &str) -> Vec<String> {
    let text: String = text.chars().map(half_width).collect();
    let pieces = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    let numbers = pieces.map(|piece| piece.trim_matches('.')).filter(|piece| !piece.is_empty());
    numbers.map(plain).collect()
}

fn plain(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    match (whole, decimals) {
        ("", "") => "0".to_owned(),
        (whole, "") => whole.to_owned(),
        (whole, decimals) => format!("{whole}.{decimals}"),
    }
}

/// The words in quotation marks.
fn quotes(text: &str) -> impl Iterator<Item = &str> {
    text.split('“').skip(1).filter_map(|rest| rest.split_once('”')).map(|(quote, _)| quote)
}

#[cfg(test)]
mod tests {
    use super::{agree, numbers, quotes};

    #[test]
    fn numbers_are_read_in_their_order() {
        assert_eq!(numbers("表二.行政许可 填 300，上年度为 30"), ["300", "30"]);
        assert_eq!(numbers("总计填 ５，差 -2.50％，共 007 件，0.0"), ["5", "2.5", "7", "0"]);
        assert!(numbers("没有文字").is_empty());
    }

    #[test]
    fn sentences_agree_in_their_first_numbers() {
        let same = |then: &str, now: &str| agree(&numbers(then), &numbers(now));
        assert!(same("填 300，上年度为 30", "填 300，上年度为 30，是上年度的 10 倍"));
        assert!(same("填 5，差 -2", "填 5，少 2"));
        assert!(same("请填 0", "填的是“无”"), "a rule without figures");
        assert!(!same("填 300，上年度为 30", "填 301，上年度为 30"));
        assert!(!same("填 300", "填 300，上年度为 30"), "a number that was not looked into");
        assert!(!same("填 300，上年度为 30，是上年度的 10 倍", "填 300，上年度为 10，是上年度的 30 倍"));
    }

    #[test]
    fn quotations_end_at_the_next_mark() {
        assert_eq!(quotes("“甲”与“乙”，“丙").collect::<Vec<_>>(), ["甲", "乙"]);
    }
}
