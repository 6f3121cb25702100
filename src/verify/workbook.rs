//! The filled form: read as a department's workbook is.

use super::Original;
use super::compare::squeeze;
use super::copy::{Copy, Said};
use crate::lang::Words;
use crate::model::Prose;
use crate::read::{self, Expected, File};
use crate::rule::Level;

/// A workbook.
pub(super) fn read(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let file = File::named(path, bytes).ok_or_else(|| Words::fixed("不是工作簿", "no workbook"))?;
    let expected = Expected { year: Some(original.report.year), unit: None };
    let read = read::read(&[file], &expected, original.forms, read::in_this_process);
    let Some(report) = read.report else {
        let why = read
            .findings
            .first()
            .map_or_else(|| Words::fixed("读不出报告", "no report in it"), |one| one.clause.clone());
        return Err(why);
    };
    let mut copy = Copy { source: read.places.source.clone(), ..Copy::default() };
    if report.edition != original.report.edition {
        return Err(Words::fixed("是另一种表样", "it is of another form"));
    }
    let wrong = read.findings.iter().filter(|finding| finding.level == Level::Error);
    copy.faults.extend(wrong.map(|finding| finding.clause.clone()));
    for id in original.form.ids() {
        let at = read.places.figure(id).unwrap_or_default();
        copy.figures.push((id, Said { text: report.entry(id).figure.text(), at }));
    }
    let mut fault = |name: &str, wanted: &str, said: &str| {
        if squeeze(wanted) != squeeze(said) {
            copy.faults.push(Words::new(
                format!("{name}：数据里是“{wanted}”，文件里是“{said}”"),
                format!("{name}: the data say `{wanted}`, the file `{said}`"),
            ));
        }
    };
    fault("单位", &original.report.unit, &report.unit);
    fault("年度", &original.report.year.to_string(), &report.year.to_string());
    let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    fault("成文日期", &date(original.report.date), &date(report.date));
    let words = |report: &crate::model::Report, prose: Option<&Prose>| -> String {
        let paragraphs = prose.into_iter().flat_map(|prose| &prose.paragraphs);
        paragraphs.map(|one| report.paragraph(one)).collect::<Vec<_>>().join("\n")
    };
    fault(
        "前言",
        &words(original.report, original.report.preface.as_ref()),
        &words(&report, report.preface.as_ref()),
    );
    for (index, section) in original.form.sections.iter().enumerate().filter(|(_, one)| one.table.is_none()) {
        let of = |report: &crate::model::Report| {
            words(report, report.sections.get(index).and_then(Option::as_ref))
        };
        fault(&section.heading, &of(original.report), &of(&report));
    }
    Ok(copy)
}
