//! A document that was published, against the data: every figure and paragraph that it shows.
//!
//! What the document does not show is not obtained, and no difference. It is read as any document
//! is (`read`), with the labels of the form; how it looks is not judged.

use super::difference::{differing, shorten};
use super::{PUBLISHED_DIFFERS, Verified};
use crate::document::squeeze;
use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Figure, Prose, Report};
use crate::place::{Places, Spot};
use crate::rule::About;

/// A report with its form.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The form.
    pub form: &'a Form,
    /// The report.
    pub report: &'a Report,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// The address of the figure, or the name of the section.
    pub what: String,
    /// What the data say.
    pub data: String,
    /// What was published.
    pub published: String,
    /// Where it is in the document.
    pub place: Option<String>,
}

/// A document compared with the data.
#[derive(Debug)]
pub struct Against {
    /// What is wrong, with its places in the document.
    pub verified: Verified,
    /// The same for programs.
    pub differences: Vec<Differs>,
    /// How many figures were compared, and how many were not obtained.
    pub compared: usize,
    /// Figures that the document does not show.
    pub not_obtained: usize,
}

/// Compares a document with the data.
#[must_use]
pub fn against(data: Side, published: Side, places: Places) -> Against {
    let mut all = Against {
        verified: Verified { places, findings: Vec::new() },
        differences: Vec::new(),
        compared: 0,
        not_obtained: 0,
    };
    all.figures(data, published);
    all.texts(data, published);
    all
}

impl Against {
    fn add(
        &mut self,
        about: &'static About,
        subject: Subject,
        differs: (String, String, String),
        clause: Words,
    ) {
        let spot = self.verified.places.spot(&subject);
        let place = match spot {
            Spot::Bytes(bytes) if !self.verified.places.source.text.is_empty() => {
                Some(self.verified.places.source.place(bytes.start).within())
            }
            _ => None,
        };
        let (what, data, published) = differs;
        self.differences.push(Differs { what, data, published, place });
        self.verified.findings.push(Finding::new(about, subject, clause));
    }

    fn figures(&mut self, data: Side, published: Side) {
        for id in published.form.ids() {
            let figure = published.report.entry(id).figure;
            if figure == Figure::NotObtained {
                self.not_obtained += 1;
                continue;
            }
            let Some(own) = published.form.counterpart(id, data.form) else { continue };
            let wanted = data.report.entry(own).figure;
            if wanted == Figure::NotObtained {
                continue;
            }
            self.compared += 1;
            let same = match (wanted.number(), figure.number()) {
                (Some(one), Some(other)) => one == other,
                _ => wanted == figure,
            };
            if !same {
                let shown = |figure: Figure| match figure {
                    Figure::Blank => ("空白".to_owned(), "an empty cell".to_owned()),
                    other => (other.text(), other.text()),
                };
                let ((data_zh, data_en), (page_zh, page_en)) = (shown(wanted), shown(figure));
                let address = &published.form.spec(id).address;
                let place = published.form.quoted(id);
                let clause = words!(
                    "{place}：数据里是 {data_zh}，公布的是 {page_zh}",
                    "{address}: {data_en} in the data, {page_en} as published"
                );
                let differs = (address.clone(), wanted.text(), figure.text());
                self.add(&PUBLISHED_DIFFERS, Subject::Figure(id), differs, clause);
            }
        }
    }

    fn texts(&mut self, data: Side, published: Side) {
        for (index, section) in published.form.sections.iter().enumerate() {
            let own = data.form.section_by_key(&section.key);
            let Some(own) = own.filter(|_| section.table.is_none()) else { continue };
            let said = published.report.sections[index].as_ref();
            if said.is_some_and(|prose| prose.paragraphs.is_empty()) {
                continue; // not obtained
            }
            let wanted = lines(data.report, data.report.sections[own].as_ref());
            let said = lines(published.report, said);
            let name = Words::new(section.heading.clone(), section.heading.clone());
            self.paragraphs(&name, Subject::Section(index), &wanted, &said);
        }
        let (wanted, said) = (data.report.preface.as_ref(), published.report.preface.as_ref());
        let (wanted, said) = (lines(data.report, wanted), lines(published.report, said));
        if !wanted.is_empty() && !said.is_empty() {
            self.paragraphs(&Words::fixed("前言", "preface"), Subject::Preface, &wanted, &said);
        }
    }

    /// Paragraphs against each other, in their order.
    fn paragraphs(&mut self, name: &Words, subject: Subject, wanted: &[String], said: &[String]) {
        if squeeze(&wanted.concat()) == squeeze(&said.concat()) {
            return;
        }
        let differ = |(number, (one, other)): (usize, (&String, &String))| {
            (squeeze(one) != squeeze(other)).then(|| (number + 1, one.clone(), other.clone()))
        };
        let first = wanted.iter().zip(said).enumerate().find_map(differ);
        let (number, one, other) = first.unwrap_or_else(|| {
            let common = wanted.len().min(said.len());
            let rest = |all: &[String]| all.get(common).cloned().unwrap_or_default();
            (common + 1, rest(wanted), rest(said))
        });
        let part = words!("“{}”第 {number} 段", name.zh; "paragraph {number} of {}", name.en);
        let clause = if one.is_empty() || other.is_empty() {
            let (text_one, text_other) = (shorten(&one), shorten(&other));
            words!(
                "{}：数据里是“{text_one}”，公布的是“{text_other}”", part.zh;
                "{}: `{text_one}` in the data, `{text_other}` as published", part.en
            )
        } else {
            differing(&part, &one, &other)
        };
        self.add(&PUBLISHED_DIFFERS, subject, (name.zh.to_string(), one, other), clause);
    }
}

fn lines(report: &Report, prose: Option<&Prose>) -> Vec<String> {
    let paragraphs = prose.into_iter().flat_map(|prose| &prose.paragraphs);
    paragraphs.map(|one| report.paragraph(one)).collect()
}
