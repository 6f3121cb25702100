//! A file as it was read back against the report: every figure, and every paragraph in its order.

use std::ops::Range;

use super::copy::{Copy, Said};
use super::{OUTPUT_ADDS, OUTPUT_DIFFERS, Original, Verified};
use crate::finding::{Finding, Subject};
use crate::lang::Words;
use crate::model::Figure;
use crate::place::Places;

/// How much of a text is shown on either side of the first difference.
const AROUND: usize = 16;

/// What differs.
pub(super) fn compare(copy: Copy, original: &Original) -> Verified {
    let Copy { source, texts, figures, faults } = copy;
    let mut places = Places { source, ..Places::default() };
    places.figures = vec![None; original.form.ids().count()];
    let mut findings: Vec<Finding> =
        faults.into_iter().map(|(subject, words)| Finding::new(&OUTPUT_DIFFERS, subject, words)).collect();
    let mut found: Vec<Option<Said>> = vec![None; places.figures.len()];
    for (id, said) in figures {
        if let Some(first) = &found[id.index()] {
            let (one, other) = (shorten(&first.text), shorten(&said.text));
            let clause = words!(
                "这一格在文件里有两处，一处是 {one}，一处是 {other}",
                "the file has this figure twice, as {one} and as {other}"
            );
            findings.push(Finding::new(&OUTPUT_DIFFERS, Subject::Figure(id), clause));
        }
        places.figures[id.index()] = Some(said.at.clone());
        found[id.index()] = Some(said);
    }
    if found.iter().all(Option::is_none) {
        let words = Words::fixed("文件里一个数也读不到", "no figure can be read from the file");
        findings.push(Finding::new(&OUTPUT_DIFFERS, Subject::File, words));
    } else {
        for id in original.form.ids() {
            let figure = original.report.entry(id).figure;
            if let Some(clause) = figure_differs(figure, found[id.index()].as_ref()) {
                findings.push(Finding::new(&OUTPUT_DIFFERS, Subject::Figure(id), clause));
            }
        }
    }
    if let Some(texts) = texts {
        compare_texts(&expected(original), &texts, &mut findings);
    }
    Verified { places, findings }
}

fn figure_differs(figure: Figure, said: Option<&Said>) -> Option<Words> {
    let wanted = figure.text();
    let shown = |text: &str| {
        if text.is_empty() {
            ("空白".to_owned(), "a blank".to_owned())
        } else {
            (text.to_owned(), text.to_owned())
        }
    };
    let (wanted_zh, wanted_en) = shown(&wanted);
    let Some(said) = said else {
        return Some(words!(
            "数据里是 {wanted_zh}，文件里读不到",
            "the data say {wanted_en}, the file nothing that can be read"
        ));
    };
    if squeeze(&said.text) == wanted {
        return None;
    }
    let (said_zh, said_en) = shown(&shorten(&said.text));
    Some(words!("数据里是 {wanted_zh}，文件里是 {said_zh}", "the data say {wanted_en}, the file {said_en}"))
}

/// A paragraph that a file is to have, and what it is called.
struct Wanted<'v> {
    name: Words,
    text: &'v str,
}

/// The paragraphs of a report outside its tables, in their order.
fn expected<'v>(original: &Original<'v>) -> Vec<Wanted<'v>> {
    let view = original.view;
    let title = || Words::fixed("标题", "title");
    let part = |zh: &str, en: &str, number: usize| {
        let number = number + 1;
        words!("“{zh}”第 {number} 段", "paragraph {number} of {en}")
    };
    let mut all = vec![Wanted { name: title(), text: &view.title }];
    for (number, block) in view.preface.iter().enumerate() {
        all.push(Wanted { name: part("前言", "the preface", number), text: &block.text });
    }
    if !view.contact.is_empty() {
        all.push(Wanted { name: Words::fixed("联系方式", "contact"), text: &view.contact });
    }
    for section in &view.sections {
        all.push(Wanted { name: title(), text: &section.heading });
        for (number, block) in section.paragraphs.iter().enumerate() {
            let name = part(&section.heading, &section.heading, number);
            all.push(Wanted { name, text: &block.text });
        }
    }
    if !view.date.is_empty() {
        all.push(Wanted { name: Words::fixed("落款", "unit at the end"), text: &view.unit });
        all.push(Wanted { name: Words::fixed("成文日期", "date"), text: &view.date });
    }
    if !original.titled {
        all.remove(0);
    }
    all.retain(|wanted| !squeeze(wanted.text).is_empty());
    all
}

/// Tells what is missing, what is another and what is too much: paragraphs are followed in their order.
fn compare_texts(wanted: &[Wanted], found: &[Said], findings: &mut Vec<Finding>) {
    let said: Vec<String> = found.iter().map(|said| squeeze(&said.text)).collect();
    let mut next = 0;
    let mut missing: Vec<&Wanted> = Vec::new();
    for one in wanted {
        let text = squeeze(one.text);
        let Some(at) = said[next..].iter().position(|said| *said == text).map(|at| next + at) else {
            missing.push(one);
            continue;
        };
        tell(&missing, &found[next..at], found.get(at), findings);
        missing.clear();
        next = at + 1;
    }
    tell(&missing, &found[next..], None, findings);
}

/// What stands between two paragraphs that are as they should be.
fn tell(missing: &[&Wanted], found: &[Said], after: Option<&Said>, findings: &mut Vec<Finding>) {
    let mut found = found.iter().filter(|said| !squeeze(&said.text).is_empty());
    for wanted in missing {
        let said = found.next();
        let (at, clause) = match said {
            Some(said) => {
                let clause = differing(&wanted.name, wanted.text, &said.text);
                (Subject::At(where_apart(wanted.text, said)), clause)
            }
            None => {
                let Words { zh, en } = &wanted.name;
                let text = shorten(wanted.text);
                let clause = words!("{zh}：文件里没有“{text}”", "{en}: the file has no `{text}`");
                (after.map_or(Subject::File, |said| Subject::At(said.at.clone())), clause)
            }
        };
        findings.push(Finding::new(&OUTPUT_DIFFERS, at, clause));
    }
    for said in found {
        let text = shorten(&said.text);
        let clause = words!("多出文字“{text}”", "words that the data have not: `{text}`");
        findings.push(Finding::new(&OUTPUT_ADDS, Subject::At(said.at.clone()), clause));
    }
}

/// Tells a text that is not what it is to be; nothing where only spaces and line ends differ.
pub(super) fn text_differs(name: &Words, wanted: &str, said: &str) -> Option<(Subject, Words)> {
    (squeeze(wanted) != squeeze(said)).then(|| (Subject::File, differing(name, wanted, said)))
}

/// Both texts around their first difference.
fn differing(name: &Words, wanted: &str, said: &str) -> Words {
    let (one, other) = (squeeze(wanted), squeeze(said));
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let around = same.saturating_sub(AROUND)..same + AROUND;
    let (one, other) = (cut(&one, around.clone()), cut(&other, around));
    words!("{}：数据里是“{one}”，文件里是“{other}”", name.zh; "{}: the data say `{one}`, the file `{other}`", name.en)
}

/// What formats may add or lose: spaces and line ends. A character without width is a character.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// Text without that.
pub(super) fn squeeze(text: &str) -> String {
    text.chars().filter(|&c| !is_blank(c)).collect()
}

pub(super) fn shorten(text: &str) -> String {
    cut(text, 0..2 * AROUND)
}

/// Where a text of the file begins to differ; the text as a whole where it does not stand there as it is read.
fn where_apart(wanted: &str, said: &Said) -> Range<usize> {
    let mut wanted = wanted.chars().filter(|&c| !is_blank(c));
    let first = said.text.char_indices().find(|&(_, c)| !is_blank(c) && wanted.next() != Some(c));
    let start = first.map_or(said.text.len(), |(at, _)| at);
    if said.at.len() == said.text.len() { said.at.start + start..said.at.end } else { said.at.clone() }
}

/// Some characters of a text, with dots where others are left out.
fn cut(text: &str, part: Range<usize>) -> String {
    let all = text.chars().count();
    let middle: String = text.chars().skip(part.start).take(part.len()).collect();
    let before = if part.start > 0 { "…" } else { "" };
    let after = if part.end < all { "…" } else { "" };
    format!("{before}{middle}{after}")
}
