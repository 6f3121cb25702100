//! A file as it was read back against the report: every figure, and every paragraph in its order.

use std::ops::Range;

use super::copy::{Copy, ReadBack};
use super::difference::{differing, shorten};
use super::{OUTPUT_ADDS, OUTPUT_DIFFERS, Original, Verified};
use crate::document::{is_space, squeeze};
use crate::finding::{Finding, Subject};
use crate::form::CORRECTIONS;
use crate::lang::Words;
use crate::model::Figure;
use crate::place::Places;

/// What differs.
pub(super) fn compare(copy: Copy, original: &Original) -> Verified {
    let Copy { source, texts, figures, is_part, faults } = copy;
    let mut places = Places { source, ..Places::default() };
    let mut findings: Vec<Finding> =
        faults.into_iter().map(|(subject, words)| Finding::new(&OUTPUT_DIFFERS, subject, words)).collect();
    let mut found: Vec<Option<ReadBack>> = vec![None; original.form.figures.len()];
    for (id, said) in figures {
        if let Some(first) = &found[id.index()] {
            let (one, other) = (shorten(&first.text), shorten(&said.text));
            let clause = words!(
                "这一格在文件里有两处，一处是 {one}，另一处是 {other}",
                "the file has this figure twice, as {one} and as {other}"
            );
            findings.push(Finding::new(&OUTPUT_DIFFERS, Subject::Figure(id), clause));
        }
        places.figures.set(id, said.at.clone());
        found[id.index()] = Some(said);
    }
    if is_part {
        // Its figures are among its faults, where they differ.
    } else if found.iter().all(Option::is_none) {
        let words = Words::fixed("文件里没有找到任何数", "no figure was found in the file");
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

fn figure_differs(figure: Figure, said: Option<&ReadBack>) -> Option<Words> {
    let wanted = figure.text();
    let shown = |text: &str, zh: &str, no_zh: &str| {
        if text.is_empty() {
            (no_zh.to_owned(), "an empty cell".to_owned())
        } else {
            (format!("{zh} {text}"), text.to_owned())
        }
    };
    let (wanted_zh, wanted_en) = shown(&wanted, "数据里是", "数据里没有填");
    let Some(said) = said else {
        return Some(words!(
            "{wanted_zh}，文件里没有找到",
            "{wanted_en} in the data, nothing found in the file"
        ));
    };
    if squeeze(&said.text) == wanted {
        return None;
    }
    let (said_zh, said_en) = shown(&shorten(&said.text), "文件里是", "文件里是空白");
    Some(words!("{wanted_zh}，{said_zh}", "{wanted_en} in the data, {said_en} in the file"))
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
    if !view.corrections.is_empty() {
        all.push(Wanted { name: title(), text: CORRECTIONS });
    }
    for (number, block) in view.corrections.iter().enumerate() {
        all.push(Wanted { name: part("更正说明", "the corrections", number), text: &block.text });
    }
    if !original.titled {
        all.remove(0);
    }
    all.retain(|wanted| !squeeze(wanted.text).is_empty());
    all
}

/// Reports what is missing, what differs and what is added: paragraphs are followed in their order.
fn compare_texts(wanted: &[Wanted], found: &[ReadBack], findings: &mut Vec<Finding>) {
    let said: Vec<String> = found.iter().map(|said| squeeze(&said.text)).collect();
    let mut next = 0;
    let mut missing: Vec<&Wanted> = Vec::new();
    for one in wanted {
        let text = squeeze(one.text);
        let Some(at) = said[next..].iter().position(|said| *said == text).map(|at| next + at) else {
            missing.push(one);
            continue;
        };
        between(&missing, &found[next..at], found.get(at), findings);
        missing.clear();
        next = at + 1;
    }
    between(&missing, &found[next..], None, findings);
}

/// Reports what is between two paragraphs that are as they should be.
fn between(missing: &[&Wanted], found: &[ReadBack], after: Option<&ReadBack>, findings: &mut Vec<Finding>) {
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
        let clause = words!("多出文字“{text}”", "text that is not in the data: `{text}`");
        findings.push(Finding::new(&OUTPUT_ADDS, Subject::At(said.at.clone()), clause));
    }
}

/// Where a text of the file begins to differ; the text as a whole where it is not in the file
/// literally.
fn where_apart(wanted: &str, said: &ReadBack) -> Range<usize> {
    let mut wanted = wanted.chars().filter(|&c| !is_space(c));
    let first = said.text.char_indices().find(|&(_, c)| !is_space(c) && wanted.next() != Some(c));
    let start = first.map_or(said.text.len(), |(at, _)| at);
    if said.at.len() == said.text.len() { said.at.start + start..said.at.end } else { said.at.clone() }
}
