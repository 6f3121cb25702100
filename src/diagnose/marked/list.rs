//! The sheet 问题清单: a row for each finding, with a link to its cell and room for an explanation.
//!
//! Columns that are hidden tie each row to its finding, for when the workbook comes back, and keep
//! how the marked cells looked before.

use super::Head;
use super::entries::{Entry, to_do};
use super::styles::{ListStyles, Look};
use crate::document::escaped;
use crate::fingerprint::{EXPLANATIONS, LISTS, LOOKS, TIES, round_head};
use crate::lang::{Lang, counted};
use crate::rule::Level;

/// The name of the sheet.
pub(super) fn name(lang: Lang) -> &'static str {
    lang.pick(LISTS[0], LISTS[1])
}

/// The heads of its columns, with their widths in digits.
pub(super) fn heads(lang: Lang) -> [(&'static str, u32); 7] {
    [
        (lang.pick("序号", "No."), 6),
        (lang.pick("级别", "level"), 10),
        (lang.pick("工作表", "sheet"), 12),
        (lang.pick("单元格", "cells"), 20),
        (lang.pick("问题", "what is wrong"), 48),
        (to_do(lang), 48),
        (lang.pick(EXPLANATIONS[0], EXPLANATIONS[1]), 32),
    ]
}

/// How many of each level there are, and what to do with them.
fn task(head: &Head, lang: Lang) -> String {
    let [errors, warnings, explained] = head.counts;
    let all = errors + warnings;
    if all == 0 {
        let explained = if explained == 0 {
            String::new()
        } else {
            lang.pick(format!("（已说明 {explained} 处）"), format!(" ({explained} explained)"))
        };
        return lang.pick(format!("没有问题{explained}。"), format!("No findings{explained}."));
    }
    match lang {
        Lang::Zh => format!(
            "共 {all} 处：强制性问题 {errors} 处（红色，必须改正）；核实性问题 {warnings} 处（黄色，请核对，确属实的不用改，在“说明”一栏写明原因）。\
             改好后保存本文件，重新报送。"
        ),
        Lang::En => format!(
            "{}: {} (red) to be fixed, {} (yellow) to be checked; explain in the last column those that are right as they \
             are. Save this file and submit it again.",
            counted(all, "finding"),
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    }
}

impl Entry {
    /// Its cells, in the order of the heads.
    fn cells(&self, number: usize, lang: Lang) -> [String; 7] {
        let level =
            if self.is_explained { lang.pick("已说明", "explained") } else { self.level.word(lang) };
        [
            number.to_string(),
            level.to_owned(),
            self.place.0.clone(),
            self.place.1.clone(),
            self.clause.clone(),
            self.repair.clone(),
            self.explanation.clone(),
        ]
    }
}

/// The row of the heads, and the first of the entries, from 1.
const HEAD_ROW: usize = 3;
const FIRST: usize = HEAD_ROW + 1;

/// The sheet as XML; `looks` is how marked cells looked before.
pub(super) fn sheet(
    entries: &[Entry],
    looks: &[(Look, Vec<String>)],
    head: &Head,
    styles: &ListStyles,
    lang: Lang,
) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
        <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
        <sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView showGridLines=\"0\" \
        tabSelected=\"1\" workbookViewId=\"0\"><pane ySplit=\"3\" topLeftCell=\"A4\" activePane=\"bottomLeft\" \
        state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>"
        .to_owned();
    for (number, (_, width)) in (1..).zip(heads(lang)) {
        xml.push_str(&format!(
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    let (first, last) = (heads(lang).len() + 1, heads(lang).len() + TIES.len() + LOOKS.len() + 1);
    xml.push_str(&format!(
        "<col min=\"{first}\" max=\"{last}\" width=\"9\" hidden=\"1\" customWidth=\"1\"/></cols><sheetData>"
    ));
    xml.push_str(&row(1, 30, &[(styles.title, head.title.clone())]));
    xml.push_str(&row(2, 36, &[(styles.note, task(head, lang))]));
    let names = heads(lang).map(|(name, _)| (styles.head, name.to_owned()));
    let hidden = TIES.iter().chain(&LOOKS).map(|name| (*name).to_owned()).chain([round_head(head.round)]);
    let hidden = hidden.map(|name| (styles.text, name));
    xml.push_str(&row(HEAD_ROW, 20, &names.into_iter().chain(hidden).collect::<Vec<_>>()));
    for number in 0..entries.len().max(looks.len()) {
        let (height, cells) = line(entries.get(number), looks.get(number), number + 1, styles, lang);
        xml.push_str(&row(FIRST + number, height, &cells));
    }
    xml.push_str("</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A1:G1\"/><mergeCell ref=\"A2:G2\"/></mergeCells>");
    xml.push_str(&prompts(entries, lang));
    xml.push_str(&links(entries));
    xml.push_str(
        "<printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" \
         header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>",
    );
    xml
}

/// The height and the cells of a row: of an entry, and of how some cells looked.
fn line(
    entry: Option<&Entry>,
    look: Option<&(Look, Vec<String>)>,
    number: usize,
    styles: &ListStyles,
    lang: Lang,
) -> (u32, Vec<(usize, String)>) {
    let mut cells: Vec<(usize, String)> = Vec::new();
    let mut height = 15;
    match entry {
        None => cells.extend((0..heads(lang).len() + TIES.len()).map(|_| (0, String::new()))),
        Some(entry) => {
            let texts = entry.cells(number, lang);
            height = height_of(&texts, lang);
            let level = match (entry.is_explained, entry.level) {
                (true, _) => styles.text,
                (false, Level::Error) => styles.error,
                (false, Level::Warning) => styles.warning,
            };
            let link = if entry.link.is_some() { styles.link } else { styles.text };
            let said = if entry.level == Level::Warning { styles.input } else { styles.closed };
            let looks = [styles.number, level, styles.text, link, styles.text, styles.text, said];
            cells.extend(looks.into_iter().zip(texts));
            let (rule, finding) = &entry.tie;
            let ties = [rule.as_str(), finding, entry.level.id()];
            cells.extend(ties.map(|text| (styles.text, text.to_owned())));
        }
    }
    if let Some((look, marked)) = look {
        let looks = [marked.join("\n"), look.fill.clone(), look.border.clone()];
        cells.extend(looks.map(|text| (styles.text, text)));
    }
    (height, cells)
}

/// What is shown where an explanation is to be written.
fn prompts(entries: &[Entry], lang: Lang) -> String {
    let rows = (FIRST..).zip(entries).filter(|(_, entry)| entry.level == Level::Warning);
    let cells: Vec<String> = rows.map(|(row, _)| format!("G{row}")).collect();
    if cells.is_empty() {
        return String::new();
    }
    let prompt = lang.pick(
        "数没有错的，写明数据为什么是这样，如“本年承接市局下放的 12 项许可”。只写“属实”“已核实”不算说明。",
        "If the figure is right, say why it is as it is. That it was checked is not a reason.",
    );
    format!(
        "<dataValidations count=\"1\"><dataValidation allowBlank=\"1\" showInputMessage=\"1\" prompt=\"{}\" sqref=\"{}\"/>\
         </dataValidations>",
        escaped(prompt),
        cells.join(" ")
    )
}

fn links(entries: &[Entry]) -> String {
    let link = |(row, entry): (usize, &Entry)| {
        let (link, shown) = (escaped(entry.link.as_ref()?), escaped(&entry.place.1));
        Some(format!("<hyperlink ref=\"D{row}\" location=\"{link}\" display=\"{shown}\"/>"))
    };
    let links: String = (FIRST..).zip(entries).filter_map(link).collect();
    if links.is_empty() { links } else { format!("<hyperlinks>{links}</hyperlinks>") }
}

/// The height of a row in points: programs other than Excel do not make room for lines by
/// themselves.
fn height_of(cells: &[String; 7], lang: Lang) -> u32 {
    let lines = cells.iter().zip(heads(lang)).map(|(text, (_, width))| {
        // A Chinese character is as wide as two digits.
        let wide = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
        text.lines().map(|line| wide(line).div_ceil(width - 2).max(1)).sum::<u32>()
    });
    (6 + 14 * lines.max().unwrap_or(1).max(1)).min(400)
}

fn row(number: usize, height: u32, cells: &[(usize, String)]) -> String {
    let mut xml = format!("<row r=\"{number}\" ht=\"{height}\" customHeight=\"1\">");
    for (column, (style, text)) in ('A'..).zip(cells) {
        let (name, text) = (format!("{column}{number}"), escaped(text));
        if number > HEAD_ROW && column == 'A' && !text.is_empty() {
            xml.push_str(&format!("<c r=\"{name}\" s=\"{style}\"><v>{text}</v></c>"));
        } else if text.is_empty() {
            xml.push_str(&format!("<c r=\"{name}\" s=\"{style}\"/>"));
        } else {
            xml.push_str(&format!(
                "<c r=\"{name}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            ));
        }
    }
    xml.push_str("</row>");
    xml
}
