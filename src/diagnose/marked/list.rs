//! The sheet 问题清单: a row for each finding, with a link to its cell.

use crate::diagnose::{Judged, Reporter};
use crate::document::escaped;
use crate::lang::Lang;
use crate::place::{Place, Spot};
use crate::rule::Level;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// How much it weighs.
    pub(super) level: Level,
    /// The place, as it is shown: `表三!J8`; the whole file where it is about no cell.
    pub(super) place: String,
    /// What a link to it leads to: `'表三'!J8`; `None` for what is not a cell of the workbook.
    pub(super) link: Option<String>,
    /// What is wrong.
    pub(super) clause: String,
    /// The likely repair, else what to do.
    pub(super) repair: String,
    /// The legal basis.
    pub(super) basis: String,
    /// The rule.
    pub(super) rule: String,
}

/// The rows of the list, in the order of the files.
pub(super) fn entries(judged: &Judged, reporter: Reporter) -> Vec<Entry> {
    let source = &judged.shown.places.source;
    let findings = judged.findings.iter().filter(|finding| finding.waived.is_none());
    let entry = |finding: &&&crate::finding::Finding| {
        let place = match judged.shown.places.spot(&finding.subject) {
            Spot::Bytes(bytes) => Some(source.place(bytes.start)),
            Spot::File => None,
        };
        let link = match place {
            Some(Place::Cell { sheet, cell, .. }) => Some(format!("'{}'!{cell}", sheet.replace('\'', "''"))),
            _ => None,
        };
        let shown = match place {
            Some(place @ Place::Cell { .. }) => place.within(),
            Some(place) => place.to_string(),
            None => reporter.lang.pick("整个文件", "whole file").to_owned(),
        };
        let lang = reporter.lang;
        let likely = finding
            .likely
            .iter()
            .map(|words| format!("{}{}", lang.pick("可能是：", "probably: "), words.in_lang(lang)));
        let hints = finding.hints.iter().map(|words| words.in_lang(lang).to_owned());
        Entry {
            level: finding.level,
            place: shown,
            link,
            clause: finding.clause.in_lang(lang).to_owned(),
            repair: likely.chain(hints).collect::<Vec<_>>().join("\n"),
            basis: finding.basis.to_string(),
            rule: finding.rule.to_string(),
        }
    };
    findings.map(|finding| entry(&finding)).collect()
}

/// The height of the row that says what to do, in points.
pub(super) const TASK_HEIGHT: u32 = 20;

/// The name of the sheet.
pub(super) fn name(lang: Lang) -> &'static str {
    lang.pick("问题清单", "Findings")
}

/// What to do with the list, above its heads.
pub(super) fn task(lang: Lang) -> &'static str {
    lang.pick(
        "请按下列问题修改后重新报送。强制性问题（红色）必须改正；核实性问题（黄色）请核对，确属实的，请在重新报送时说明原因。",
        "Please fix the following and submit the workbook again. Errors (red) must be fixed; check the warnings \
         (yellow), and explain those that are right as they are.",
    )
}

/// The heads of its columns, with their widths in digits.
pub(super) fn heads(lang: Lang) -> [(&'static str, u32); 7] {
    [
        (lang.pick("序号", "No."), 6),
        (lang.pick("级别", "level"), 10),
        (lang.pick("位置", "place"), 16),
        (lang.pick("问题", "what is wrong"), 60),
        (lang.pick("修改建议", "what to do"), 50),
        (lang.pick("依据", "basis"), 34),
        (lang.pick("规则", "rule"), 24),
    ]
}

impl Entry {
    /// Its cells, in the order of the heads.
    pub(super) fn cells(&self, number: usize, lang: Lang) -> [String; 7] {
        [
            number.to_string(),
            self.level.word(lang).to_owned(),
            self.place.clone(),
            self.clause.clone(),
            self.repair.clone(),
            self.basis.clone(),
            self.rule.clone(),
        ]
    }
}

/// The sheet as XML; `head`, `text` and `link` are the numbers of styles.
pub(super) fn sheet(entries: &[Entry], (head, text, link): (usize, usize, usize), lang: Lang) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
        <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
        <sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"2\" topLeftCell=\"A3\" activePane=\"bottomLeft\" \
        state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>"
        .to_owned();
    for (number, (_, width)) in (1..).zip(heads(lang)) {
        xml.push_str(&format!(
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    xml.push_str("</cols><sheetData>");
    xml.push_str(&format!(
        "<row r=\"1\" ht=\"{TASK_HEIGHT}\" customHeight=\"1\">{}</row>",
        cell("A1", text, task(lang))
    ));
    row(&mut xml, 2, heads(lang).map(|(name, _)| name.to_owned()), |_| head, lang);
    for (number, entry) in (1..).zip(entries) {
        let style = |column: usize| if column == 2 && entry.link.is_some() { link } else { text };
        row(&mut xml, number + 2, entry.cells(number, lang), style, lang);
    }
    xml.push_str("</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:G1\"/></mergeCells>");
    let links: String = (3..)
        .zip(entries)
        .filter_map(|(row, entry)| {
            let (link, shown) = (escaped(entry.link.as_ref()?), escaped(&entry.place));
            Some(format!("<hyperlink ref=\"C{row}\" location=\"{link}\" display=\"{shown}\"/>"))
        })
        .collect();
    if !links.is_empty() {
        xml.push_str(&format!("<hyperlinks>{links}</hyperlinks>"));
    }
    xml.push_str("<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    xml
}

/// The height of a row in points: programs other than Excel do not make room for lines by
/// themselves.
pub(super) fn height(cells: &[String; 7], lang: Lang) -> u32 {
    let lines = cells.iter().zip(heads(lang)).map(|(text, (_, width))| {
        // A Chinese character is as wide as two digits.
        let wide = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
        text.lines().map(|line| wide(line).div_ceil(width - 1).max(1)).sum::<u32>()
    });
    (4 + 14 * lines.max().unwrap_or(1).max(1)).min(400)
}

fn row(xml: &mut String, number: usize, cells: [String; 7], style: impl Fn(usize) -> usize, lang: Lang) {
    xml.push_str(&format!("<row r=\"{number}\" ht=\"{}\" customHeight=\"1\">", height(&cells, lang)));
    for (index, (column, text)) in ('A'..).zip(cells).enumerate() {
        xml.push_str(&cell(&format!("{column}{number}"), style(index), &text));
    }
    xml.push_str("</row>");
}

fn cell(name: &str, style: usize, text: &str) -> String {
    let text = escaped(text);
    format!("<c r=\"{name}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}
