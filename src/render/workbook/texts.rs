//! The sheets beside the tables: what to fill in and how, and the texts of the report.

use rust_xlsxwriter::{DataValidation, Format, Formula, Worksheet, XlsxError};

use super::Sheets;
use super::look::{Look, page, protect};
use super::table::State;
use crate::form::{GUIDE, Section};
use crate::render::view::view;

/// The label of the declaration that empty cells are zeros.
const BLANKS: &str = "空白格按 0 计";

/// The most text of a cell: Excel has 32,767 characters.
const MOST: usize = 32_000;
/// The highest that a row may be, in points.
const HIGHEST: usize = 400;
/// Characters of a line of the text column.
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
    let mut row = 6;
    for (name, State { cell, said }) in states {
        sheet.write_string_with_format(row, 0, name.as_str(), &look.plain)?;
        let formula = Formula::new(format!("'{name}'!{cell}")).set_result(said);
        sheet.write_formula_with_format(row, 1, formula, &look.status)?;
        sheet.set_row_height(row, 20)?;
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
    protect(sheet);
    sheet.set_active(true);
    Ok(())
}

/// The texts of the report, and the few things that are printed around them.
pub(super) fn write_texts(sheet: &mut Worksheet, sheets: &Sheets, look: &Look) -> Result<(), XlsxError> {
    let form = sheets.form;
    let shown = sheets.report.map(|report| view(form, report, false));
    sheet.merge_range(0, 0, 0, 1, "报告文字", &look.title)?;
    sheet.set_row_height(0, 30)?;
    let mut writer = Writer { sheet, look, row: 1 };
    let report = sheets.report;
    let date = report.and_then(|report| report.date).map_or(String::new(), |date| date.to_string());
    writer.line("成文日期", &date, "如 2026-01-20，可不填")?;
    let join = |blocks: &[crate::render::view::Block]| {
        blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let preface = shown.as_ref().map_or(String::new(), |shown| join(&shown.preface));
    writer.text("前言", &preface, "正文之前的一段，可不填")?;
    for (index, section) in form.sections.iter().enumerate().filter(|(_, section)| section.table.is_none()) {
        let text = shown.as_ref().map_or(String::new(), |shown| join(&shown.sections[index].paragraphs));
        writer.text(&section.heading, &text, &asked(section))?;
    }
    let contact = report.map(|report| &report.contact);
    let part = |pick: fn(&crate::model::Contact) -> &Option<String>| {
        contact.and_then(|contact| pick(contact).clone()).unwrap_or_default()
    };
    writer.line("地址", &part(|contact| &contact.address), "可不填")?;
    writer.line("邮编", &part(|contact| &contact.postcode), "可不填")?;
    writer.line("电话", &part(|contact| &contact.phone), "可不填")?;
    writer.line("邮箱", &part(|contact| &contact.email), "可不填")?;
    sheet.set_column_width(0, 16)?;
    sheet.set_column_width(1, 92)?;
    page(sheet, false, false);
    protect(sheet);
    Ok(())
}

/// What a section has to cover.
fn asked(section: &Section) -> String {
    let topics: Vec<&str> =
        section.topics.iter().filter(|topic| !topic.government).map(|topic| topic.name.as_str()).collect();
    let mut asked = "每段另起一行。".to_owned();
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
}

impl Writer<'_> {
    fn line(&mut self, label: &str, text: &str, asked: &str) -> Result<(), XlsxError> {
        self.put(label, text, asked, &self.look.input_line)?;
        self.sheet.set_row_height(self.row - 1, 22)?;
        Ok(())
    }

    fn text(&mut self, label: &str, text: &str, asked: &str) -> Result<(), XlsxError> {
        self.put(label, text, asked, &self.look.input_text)?;
        let lines: usize = text.lines().map(|line| 1 + line.chars().count() / LINE).sum();
        let height = (16 * lines).clamp(90, HIGHEST);
        self.sheet.set_row_height(self.row - 1, u32::try_from(height).unwrap_or(90))?;
        Ok(())
    }

    fn put(&mut self, label: &str, text: &str, asked: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, label, &self.look.label)?;
        self.sheet.write_blank(self.row, 1, format)?;
        for (column, piece) in (1..).zip(pieces(text)) {
            self.sheet.write_string_with_format(self.row, column, piece, format)?;
        }
        let hint = DataValidation::new().allow_any_value().set_input_message(asked)?;
        self.sheet.add_data_validation(self.row, 1, self.row, 1, &hint)?;
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
