//! The filled form: read as a department's workbook is.

use jiff::civil::Date;

use super::Original;
use super::copy::{Copy, ReadBack};
use super::difference::text_differs;
use crate::document::in_this_process;
use crate::lang::Words;
use crate::model::{Correction, Prose, Report};
use crate::read::{self, Expected, File};
use crate::rule::Level;

/// A workbook.
pub(super) fn read(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let file = File::named(path, bytes).ok_or_else(|| Words::fixed("不是工作簿", "not a workbook"))?;
    let expected = Expected { year: Some(original.report.year), ..Expected::default() };
    let read = read::read(&[file], &expected, original.forms, in_this_process);
    let Some(report) = read.report else {
        let first = read.findings.into_iter().next().map(|finding| finding.clause);
        return Err(first.unwrap_or_else(|| Words::fixed("文件里没有报告", "it has no report")));
    };
    if report.edition != original.report.edition {
        return Err(Words::fixed("用的是另一年的表样", "it is of another form"));
    }
    let wrong = read.findings.into_iter().filter(|finding| finding.level == Level::Error);
    let mut faults: Vec<_> = wrong.map(|finding| (finding.subject, finding.clause)).collect();
    let mut compare = |name: Words, part: fn(&Report, usize) -> String, index: usize| {
        faults.extend(text_differs(&name, &part(original.report, index), &part(&report, index)));
    };
    compare(Words::fixed("单位", "unit"), |report, _| report.unit.to_string(), 0);
    compare(Words::fixed("年度", "year"), |report, _| report.year.to_string(), 0);
    let date = |report: &Report, _| report.date.as_ref().map(Date::to_string).unwrap_or_default();
    compare(Words::fixed("成文日期", "date"), date, 0);
    compare(Words::fixed("前言", "preface"), |report, _| words(report, report.preface.as_ref()), 0);
    let corrections = |report: &Report, _| {
        let one = |one: &Correction| format!("{} {} {}", one.date, one.what, one.why);
        report.corrections.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    compare(Words::fixed("更正", "corrections"), corrections, 0);
    for (index, section) in original.form.sections.iter().enumerate().filter(|(_, one)| one.table.is_none()) {
        let name = Words::new(section.heading.clone(), section.heading.clone());
        compare(
            name,
            |report, index| words(report, report.sections.get(index).and_then(Option::as_ref)),
            index,
        );
    }
    let figures = original.form.ids().filter_map(|id| {
        // A figure without a place was not in the file.
        let at = read.places.figure(id)?;
        Some((id, ReadBack { text: report.entry(id).figure.text(), at }))
    });
    let source = read.places.source.clone();
    Ok(Copy { figures: figures.collect(), faults, source, ..Copy::default() })
}

fn words(report: &Report, prose: Option<&Prose>) -> String {
    let paragraphs = prose.into_iter().flat_map(|prose| &prose.paragraphs);
    paragraphs.map(|one| report.paragraph(one)).collect()
}
