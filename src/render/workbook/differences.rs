//! What two reports do not have in common, as a workbook: figures on one sheet, texts on another.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::cells::{column, lines};
use super::look::{GREY, page};
use super::properties;
use super::table::float;
use crate::diff::Word;
use crate::model::Figure;
use crate::render::{Comparison, Only, Unrendered};

/// The columns of the sheet of figures, with how wide they are.
const FIGURES: [(&str, u32); 5] = [("单位", 28), ("数据项", 48), ("甲", 14), ("乙", 14), ("增减", 14)];
/// Those of the sheet of texts.
const TEXTS: [(&str, u32); 4] = [("单位", 28), ("部分", 24), ("甲", 60), ("乙", 60)];
/// The longest text of a cell, in characters.
const LONGEST: usize = 32_000;
/// The year that the file says it was made in: the same comparison has the same bytes.
const YEAR: u16 = 2000;

struct Look {
    head: Format,
    text: Format,
    figure: Format,
    changed: Format,
}

/// Writes the workbook.
///
/// # Errors
/// [`Unrendered::Unwritable`] where it cannot be written, such as for more rows than a sheet has.
pub fn diff_workbook(comparison: &Comparison) -> Result<Vec<u8>, Unrendered> {
    let base = || Format::new().set_font_name("宋体").set_font_size(10.5).set_border(FormatBorder::Thin);
    let text = || base().set_text_wrap().set_align(FormatAlign::Top);
    let look = Look {
        head: base().set_bold().set_background_color(GREY).set_align(FormatAlign::Center),
        text: text(),
        figure: base().set_align(FormatAlign::Right),
        changed: text().set_font_color(0x00A0_1818),
    };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&format!("{} 与 {}", comparison.a, comparison.b), YEAR)?);
    figures(workbook.add_worksheet(), comparison, &look)?;
    texts(workbook.add_worksheet(), comparison, &look)?;
    Ok(workbook.save_to_buffer()?)
}

fn head(sheet: &mut Worksheet, name: &str, columns: &[(&str, u32)], look: &Look) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (index, (name, width)) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, column(index), *name, &look.head)?;
        sheet.set_column_width(column(index), *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    page(sheet, true, false);
    Ok(())
}

fn figures(sheet: &mut Worksheet, comparison: &Comparison, look: &Look) -> Result<(), XlsxError> {
    head(sheet, "数", &FIGURES, look)?;
    let mut row = 0;
    for pair in &comparison.pairs {
        for one in &pair.diff.figures {
            row += 1;
            sheet.write_string_with_format(row, 0, &pair.unit, &look.text)?;
            sheet.write_string_with_format(row, 1, &one.address, &look.text)?;
            figure(sheet, (row, 2), one.a, look)?;
            figure(sheet, (row, 3), one.b, look)?;
            let change = one.change().map_or(Figure::Blank, Figure::Number);
            figure(sheet, (row, 4), change, look)?;
        }
        for one in &pair.diff.unmatched {
            row += 1;
            sheet.write_string_with_format(row, 0, &pair.unit, &look.text)?;
            sheet.write_string_with_format(row, 1, &one.address, &look.text)?;
            let (here, there) = if one.in_second { (3, 2) } else { (2, 3) };
            sheet.write_string_with_format(row, here, "有", &look.figure)?;
            sheet.write_string_with_format(row, there, "表样没有", &look.figure)?;
            sheet.write_blank(row, 4, &look.figure)?;
        }
    }
    for Only { unit, in_second, merged_into } in &comparison.only {
        row += 1;
        sheet.write_string_with_format(row, 0, unit, &look.text)?;
        let merged = merged_into.as_ref().map(|other| format!("（已并入{other}）")).unwrap_or_default();
        sheet.write_string_with_format(row, 1, format!("整份报告{merged}"), &look.text)?;
        let (here, there) = if *in_second { (3, 2) } else { (2, 3) };
        sheet.write_string_with_format(row, here, "有", &look.figure)?;
        sheet.write_string_with_format(row, there, "没有", &look.figure)?;
        sheet.write_blank(row, 4, &look.figure)?;
    }
    sheet.autofilter(0, 0, row.max(1), column(FIGURES.len() - 1))?;
    Ok(())
}

fn figure(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    figure: Figure,
    look: &Look,
) -> Result<(), XlsxError> {
    match figure {
        Figure::Number(number) => sheet.write_number_with_format(row, at, float(number), &look.figure)?,
        Figure::Blank => sheet.write_blank(row, at, &look.figure)?,
        Figure::NotApplicable | Figure::NotObtained => {
            sheet.write_string_with_format(row, at, figure.text(), &look.figure)?
        }
    };
    Ok(())
}

fn texts(sheet: &mut Worksheet, comparison: &Comparison, look: &Look) -> Result<(), XlsxError> {
    /// The highest that a row may be, in points.
    const HIGHEST: u32 = 400;
    head(sheet, "文字", &TEXTS, look)?;
    let mut row = 0;
    for pair in &comparison.pairs {
        for one in &pair.diff.texts {
            row += 1;
            sheet.write_string_with_format(row, 0, &pair.unit, &look.text)?;
            sheet.write_string_with_format(row, 1, &one.heading, &look.text)?;
            let of = |other: fn(&Word) -> bool| -> Vec<(bool, &str)> {
                one.words
                    .iter()
                    .filter(|word| !other(word))
                    .map(|word| (!matches!(word, Word::Same(_)), word.text()))
                    .collect()
            };
            rich(sheet, (row, 2), &of(|word| matches!(word, Word::Added(_))), look)?;
            rich(sheet, (row, 3), &of(|word| matches!(word, Word::Removed(_))), look)?;
            let longest = lines(&one.a, TEXTS[2].1).max(lines(&one.b, TEXTS[3].1));
            sheet.set_row_height(row, (8 + 15 * longest).min(HIGHEST))?;
        }
    }
    Ok(())
}

/// A text with its changes in colour.
fn rich(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    words: &[(bool, &str)],
    look: &Look,
) -> Result<(), XlsxError> {
    let whole: String = words.iter().map(|(_, text)| *text).collect();
    let plain = Format::new().set_font_name("宋体").set_font_size(10.5);
    let changed = plain.clone().set_font_color(0x00A0_1818).set_bold();
    let parts: Vec<(&Format, &str)> =
        words.iter().map(|(is_changed, text)| (if *is_changed { &changed } else { &plain }, *text)).collect();
    match parts.as_slice() {
        [] => sheet.write_blank(row, at, &look.text)?,
        _ if whole.chars().count() > LONGEST => {
            let cut: String = whole.chars().take(LONGEST).chain(['…']).collect();
            sheet.write_string_with_format(row, at, cut, &look.text)?
        }
        [_] => {
            let format = if words[0].0 { &look.changed } else { &look.text };
            sheet.write_string_with_format(row, at, whole, format)?
        }
        several => sheet.write_rich_string_with_format(row, at, several, &look.text)?,
    };
    Ok(())
}
