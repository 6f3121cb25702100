//! The sheets beside the tables: what to fill in and how, and the texts of the report.
//!
//! A text has several rows, a paragraph in each, as a paste from Word fills them. The rows are as
//! high as what is there needs, and grow with what is typed in: every line is seen, on paper too.
//! Between texts is a locked row, so that a paste that is too long is refused, and does not flow
//! into the next text.

use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

use super::Sheets;
use super::look::{Look, page, protect};
use super::table::State;
use crate::form::{GUIDE, Section};
use crate::render::view::{Block, view};

/// The label of the declaration that empty cells are zeros.
const BLANKS: &str = "空白格按 0 计";

/// Rows of the preface, of a text, and of one that has to cover several topics.
const PREFACE_ROWS: usize = 2;
const ROWS: usize = 10;
const LONG_ROWS: usize = 20;
/// Rows that are left free below a text that is there.
const SPARE: usize = 2;
/// How to put a text in.
const PASTE: &str = "一格一段。从 Word 粘贴：先选中本部分最上面一格，右键选“选择性粘贴”中的“文本”（WPS 选“只粘贴文本”），\
                     每段自动占一行。行数不够的，请在本部分中间插入行。";

/// The most text of a cell: Excel has 32,767 characters.
const MOST: usize = 32_000;
/// Characters of a line of a text, and how low and how high a row may be, in points.
const TEXT_LINE: usize = 43;
const LEAST: u32 = 19;
const HIGHEST: usize = 409;
/// The height of the row between two texts, in points.
const GAP: u32 = 6;
/// Characters of a line of the front sheet.
const LINE: usize = 46;

/// How to fill in, and the state of every table.
pub(super) fn write_front(
    sheet: &mut Worksheet,
    sheets: &Sheets,
    states: &[(String, State)],
    look: &Look,
) -> Result<(), XlsxError> {
    let form = sheets.form;
    sheet.merge_range(0, 0, 0, 1, "政府信息公开工作年度报告填报表", &look.title)?;
    sheet.set_row_height(0, 36)?;
    sheet.merge_range(1, 0, 1, 1, &form.basis, &look.subtitle)?;
    sheet.write_string_with_format(2, 0, "单位", &look.label)?;
    sheet.write_string_with_format(2, 1, sheets.unit.unwrap_or_default(), &look.input_line)?;
    sheet.write_string_with_format(3, 0, "年度", &look.label)?;
    let year = sheets.year.map_or(String::new(), |year| year.to_string());
    sheet.write_string_with_format(3, 1, year, &look.input_line)?;
    sheet.write_string_with_format(4, 0, BLANKS, &look.label)?;
    sheet.write_string_with_format(4, 1, "否", &look.input_line)?;
    let choice = DataValidation::new().allow_list_strings(&["否", "是"])?.set_input_message(
        "一般选“否”，没有发生的逐格填 0。选“是”的，空白格都按 0 计，校验结果会注明格数。",
    )?;
    sheet.add_data_validation(4, 1, 4, 1, &choice)?;
    for row in 2..5 {
        sheet.set_row_height(row, 22)?;
    }
    let mut row = 6;
    for (name, State { cell, said, height }) in states {
        sheet.write_string_with_format(row, 0, name.as_str(), &look.plain)?;
        let formula = Formula::new(format!("'{name}'!{cell}")).set_result(said);
        sheet.write_formula_with_format(row, 1, formula, &look.status)?;
        sheet.set_row_height(row, *height)?;
        row += 1;
    }
    row += 1;
    for (number, line) in (1..).zip(GUIDE.iter().copied().chain(form.filling.iter().map(String::as_str))) {
        sheet.merge_range(row, 0, row, 1, &format!("{number}. {line}"), &look.plain)?;
        sheet
            .set_row_height(row, u32::try_from(6 + 15 * line.chars().count().div_ceil(LINE)).unwrap_or(21))?;
        row += 1;
    }
    sheet.set_column_width(0, 14)?;
    sheet.set_column_width(1, 82)?;
    page(sheet, false, false);
    protect(sheet, false);
    sheet.set_active(true);
    Ok(())
}

/// The texts of the report, and the few things that are printed around them; returns the rows of
/// the texts, which may grow, counted from 1.
pub(super) fn write_texts(
    sheet: &mut Worksheet,
    sheets: &Sheets,
    look: &Look,
) -> Result<Vec<u32>, XlsxError> {
    let form = sheets.form;
    let shown = sheets.report.map(|report| view(form, report, false));
    sheet.merge_range(0, 0, 0, 1, "报告文字", &look.title)?;
    sheet.set_row_height(0, 30)?;
    let mut writer = Writer { sheet, look, row: 1, grow: Vec::new() };
    let report = sheets.report;
    let date = report.and_then(|report| report.date).map_or(String::new(), |date| date.to_string());
    writer.line("成文日期", &date, "如 2026-01-20，可不填")?;
    let lines = |blocks: &[Block]| -> Vec<String> { blocks.iter().map(|block| block.text.clone()).collect() };
    let prefilled = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let usual = sheets.year.map_or(String::new(), |year| form.preface_of(year));
    let preface = shown.as_ref().map_or_else(|| prefilled(&usual), |shown| lines(&shown.preface));
    writer.text("前言", &preface, PREFACE_ROWS, "正文之前的一段。已填好的请核对。")?;
    for (index, section) in form.sections.iter().enumerate().filter(|(_, section)| section.table.is_none()) {
        let text = shown
            .as_ref()
            .map_or_else(|| prefilled(&section.prefill), |shown| lines(&shown.sections[index].paragraphs));
        let rows = if section.topics.is_empty() { ROWS } else { LONG_ROWS };
        writer.text(&section.heading, &text, rows, &asked(section))?;
    }
    let contact = report.map(|report| &report.contact);
    let part = |pick: fn(&crate::model::Contact) -> &Option<String>| {
        contact.and_then(|contact| pick(contact).clone()).unwrap_or_default()
    };
    writer.line("地址", &part(|contact| &contact.address), "可不填")?;
    writer.line("邮编", &part(|contact| &contact.postcode), "可不填")?;
    writer.line("电话", &part(|contact| &contact.phone), "可不填")?;
    writer.line("邮箱", &part(|contact| &contact.email), "可不填")?;
    let grow = writer.grow;
    sheet.set_column_width(0, 16)?;
    sheet.set_column_width(1, 92)?;
    page(sheet, false, false);
    protect(sheet, true);
    Ok(grow)
}

/// What a section has to cover.
fn asked(section: &Section) -> String {
    let topics: Vec<&str> =
        section.topics.iter().filter(|topic| !topic.government).map(|topic| topic.name.as_str()).collect();
    let mut asked = PASTE.to_owned();
    if !topics.is_empty() {
        asked.push_str(&format!("请写到：{}。", topics.join("、")));
    }
    asked.push_str(&section.filling);
    if let Some(longest) = section.longest {
        asked.push_str(&format!("不超过 {longest} 字。"));
    }
    asked
}

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    look: &'a Look,
    row: u32,
    /// Rows that may grow, counted from 1.
    grow: Vec<u32>,
}

impl Writer<'_> {
    /// The rows of a text, with its label over all of them, and a locked row below.
    fn text(
        &mut self,
        label: &str,
        paragraphs: &[String],
        rows: usize,
        asked: &str,
    ) -> Result<(), XlsxError> {
        let pieces: Vec<String> = paragraphs.iter().flat_map(|text| pieces(text)).collect();
        let rows = if pieces.len() + SPARE > rows { pieces.len() + SPARE } else { rows };
        let last = self.row + u32::try_from(rows).unwrap_or(1) - 1;
        self.sheet.merge_range(self.row, 0, last, 0, label, &self.look.label)?;
        let pieces = pieces.iter().map(String::as_str).chain(std::iter::repeat(""));
        for (row, piece) in (self.row..=last).zip(pieces) {
            self.sheet.write_string_with_format(row, 1, piece, &self.look.input_text)?;
            let lines =
                piece.lines().map(|line| line.chars().count().div_ceil(TEXT_LINE).max(1)).sum::<usize>();
            let height = (4 + 15 * lines.max(1)).min(HIGHEST);
            self.sheet.set_row_height(row, u32::try_from(height).unwrap_or(LEAST))?;
            self.grow.push(row + 1);
        }
        let hint = DataValidation::new().allow_any_value().set_input_message(asked)?;
        self.sheet.add_data_validation(self.row, 1, last, 1, &hint)?;
        self.sheet.write_blank(last + 1, 1, &self.look.gap)?;
        self.sheet.set_row_height(last + 1, GAP)?;
        self.row = last + 2;
        Ok(())
    }

    fn line(&mut self, label: &str, text: &str, asked: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, label, &self.look.label)?;
        self.sheet.write_string_with_format(self.row, 1, text, &self.look.input_line)?;
        let hint = DataValidation::new().allow_any_value().set_input_message(asked)?;
        self.sheet.add_data_validation(self.row, 1, self.row, 1, &hint)?;
        self.sheet.set_row_height(self.row, 22)?;
        self.row += 1;
        Ok(())
    }
}

/// A text in pieces that cells can hold, cut at the ends of lines where there are any.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for line in text.lines() {
        let chars: Vec<char> = line.chars().collect();
        for part in chars.chunks(MOST) {
            let part: String = part.iter().collect();
            match pieces.last_mut() {
                Some(last) if last.chars().count() + part.chars().count() < MOST => {
                    last.push('\n');
                    last.push_str(&part);
                }
                _ => pieces.push(part),
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{MOST, pieces};

    #[test]
    fn no_character_of_a_long_text_is_lost() {
        assert!(pieces("").is_empty());
        assert_eq!(pieces("一\n二"), ["一\n二"]);
        let long = format!("{}\n末段", "字".repeat(2 * MOST + 5));
        let cut = pieces(&long);
        assert!(cut.iter().all(|piece| piece.chars().count() <= MOST));
        assert_eq!(cut.concat().replace('\n', ""), long.replace('\n', ""));
    }
}
