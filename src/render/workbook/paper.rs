//! 底稿: the working paper of a roll-up, to be checked by hand.
//!
//! A sheet for each table: a row a unit, a column a figure, the sums as formulas that any
//! spreadsheet computes again, and below them the superior's own figures with the difference. Each
//! number leads to the file and cell it is from; rows of units that are not in the sum are coloured
//! and say why.

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder, Formula, Url,
    Workbook, Worksheet, XlsxError,
};

use super::cells::column;
use super::look::{AMBER, GREY, RED, page};
use super::properties;
use super::table::float;
use crate::model::{Figure, FigureId};
use crate::render::open_data::place;
use crate::render::{RolledUp, Unrendered};

/// The row of the first unit: a title, what is summed up and two rows of heads are above.
const TOP: u32 = 4;
/// The column of the first figure: units and states are before.
const LEFT: u16 = 2;
/// The most links that a sheet may have, of which Excel opens no more.
const MOST_LINKS: usize = 65_000;

struct Look {
    title: Format,
    note: Format,
    head: Format,
    label: Format,
    figure: Format,
    link: Format,
    missing: Format,
    total: Format,
    wrong: Format,
}

impl Look {
    fn new() -> Self {
        let base =
            || Format::new().set_font_name("宋体").set_font_size(10.5).set_align(FormatAlign::VerticalCenter);
        let boxed = || base().set_border(FormatBorder::Thin);
        let centred = || boxed().set_align(FormatAlign::Center);
        Self {
            title: base().set_font_name("黑体").set_font_size(14),
            note: base(),
            head: centred().set_text_wrap().set_background_color(GREY),
            label: boxed(),
            figure: centred(),
            link: boxed().set_font_color(0x000B_57A4),
            missing: boxed().set_background_color(AMBER),
            total: centred().set_bold().set_background_color(GREY),
            wrong: Format::new().set_background_color(RED),
        }
    }
}

/// Writes the working paper of a roll-up.
///
/// # Errors
/// [`Unrendered::Unwritable`] where it cannot be written, such as for more units than a sheet has
/// rows.
pub fn working_paper(rolled: &RolledUp) -> Result<Vec<u8>, Unrendered> {
    let mut workbook = Workbook::new();
    let look = Look::new();
    let title = format!("{} {} 年度汇总底稿", rolled.rollup.unit, rolled.rollup.year);
    workbook.set_properties(&properties(&title, rolled.rollup.year)?);
    for (index, section) in rolled.form.sections.iter().enumerate() {
        if section.table.is_some() {
            let ids: Vec<FigureId> = rolled.form.ids_of_section(index).collect();
            let sheet = workbook.add_worksheet();
            sheet.set_name(&section.name)?;
            Paper { rolled, ids, look: &look }.write(sheet, &title)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// The column of a figure.
fn at_column(index: usize) -> u16 {
    LEFT + column(index)
}

/// A sheet.
struct Paper<'a> {
    rolled: &'a RolledUp<'a>,
    ids: Vec<FigureId>,
    look: &'a Look,
}

impl Paper<'_> {
    fn write(&self, sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
        sheet.write_string_with_format(0, 0, title, &self.look.title)?;
        let note = format!(
            "{}。一行一家，一列一格；“合计”是公式；点数字打开它所在的文件；底色标出的单位没有计入。",
            self.rolled.summary()
        );
        sheet.write_string_with_format(1, 0, note, &self.look.note)?;
        self.heads(sheet)?;
        self.units(sheet)?;
        self.sums(sheet)?;
        sheet.set_column_width(0, 30)?;
        sheet.set_column_width(1, 14)?;
        sheet.set_freeze_panes(TOP, LEFT)?;
        sheet.set_repeat_rows(TOP - 2, TOP - 1)?;
        page(sheet, true, false);
        Ok(())
    }

    /// Rows of the form over their columns.
    fn heads(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let head = &self.look.head;
        sheet.merge_range(TOP - 2, 0, TOP - 1, 0, "单位", head)?;
        sheet.merge_range(TOP - 2, 1, TOP - 1, 1, "情况", head)?;
        let names: Vec<(String, String)> = self.ids.iter().map(|&id| self.names(id)).collect();
        let mut start = 0;
        for same in names.chunk_by(|one, other| one.0 == other.0) {
            let (first, last) = (at_column(start), at_column(start + same.len() - 1));
            if first == last {
                sheet.write_string_with_format(TOP - 2, first, &same[0].0, head)?;
            } else {
                sheet.merge_range(TOP - 2, first, TOP - 2, last, &same[0].0, head)?;
            }
            for (index, (_, name)) in same.iter().enumerate() {
                sheet.write_string_with_format(TOP - 1, at_column(start + index), name, head)?;
            }
            start += same.len();
        }
        sheet.set_row_height(TOP - 2, 44)?;
        sheet.set_row_height(TOP - 1, 44)?;
        Ok(())
    }

    fn names(&self, id: FigureId) -> (String, String) {
        let (_, row, column) = place(self.rolled.form, id);
        if !row.is_empty() {
            return (row, column);
        }
        column.rsplit_once(" · ").map_or_else(
            || (String::new(), column.clone()),
            |(group, name)| (group.to_owned(), name.to_owned()),
        )
    }

    fn units(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let has_links = self.ids.len() * self.rolled.rollup.members.len() <= MOST_LINKS;
        for (row, member) in (TOP..).zip(&self.rolled.rollup.members) {
            let format = if member.is_counted() { &self.look.label } else { &self.look.missing };
            let name = format!("{}{}", "　".repeat(member.depth.saturating_sub(1)), member.unit);
            if member.file.is_empty() {
                sheet.write_string_with_format(row, 0, &name, format)?;
            } else {
                let format = if member.is_counted() { &self.look.link } else { format };
                sheet.write_url_with_format(row, 0, self.url(&member.file, None).set_text(&name), format)?;
            }
            sheet.write_string_with_format(row, 1, member.state.words().zh, format)?;
            if !member.is_counted() {
                for index in 0..self.ids.len() {
                    sheet.write_blank(row, at_column(index), format)?;
                }
            }
        }
        for (index, &id) in self.ids.iter().enumerate() {
            let at = at_column(index);
            let mut parts = self.rolled.parts(id).peekable();
            for (row, member) in (TOP..).zip(&self.rolled.rollup.members) {
                let Some(part) = parts.next_if(|part| std::ptr::eq(part.member, member)) else { continue };
                if let Some(place) = part.place.as_deref().filter(|_| has_links) {
                    // The number is written over the text of the link, which stays.
                    sheet.write_url(row, at, self.url(&member.file, Some(place)))?;
                }
                match part.figure {
                    Figure::Number(number) => {
                        sheet.write_number_with_format(row, at, float(number), &self.look.figure)?;
                    }
                    other => {
                        sheet.write_string_with_format(row, at, other.text(), &self.look.figure)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A link to a file, and in a workbook to the cell.
    fn url(&self, file: &str, place: Option<&str>) -> Url {
        let path = format!("{}{file}", self.rolled.base);
        let path = format!("file:///{}", path.replace('%', "%25").replace('#', "%23").replace(' ', "%20"));
        match place.map(|place| (place, place.rsplit_once('!'))) {
            None => Url::new(path),
            Some((place, Some((sheet, cell)))) => {
                let sheet = sheet.replace('\'', "''");
                Url::new(format!("{path}#'{sheet}'!{cell}")).set_tip(format!("{file} › {place}"))
            }
            Some((place, None)) => Url::new(path).set_tip(format!("{file}:{place}")),
        }
    }

    /// The sums, the superior's own figures, and how far these are from the sums.
    fn sums(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let rollup = self.rolled.rollup;
        let count = u32::try_from(rollup.members.len()).unwrap_or(u32::MAX);
        let (first, last, total) = (TOP + 1, TOP + count, TOP + count);
        let look = self.look;
        let own = self.rolled.own;
        let counted = format!("{} 家", rollup.counted().count());
        sheet.write_string_with_format(total, 0, "合计", &look.total)?;
        sheet.write_string_with_format(total, 1, counted, &look.total)?;
        if own.is_some() {
            sheet.write_string_with_format(total + 1, 0, format!("{}的报告", rollup.unit), &look.label)?;
            sheet.write_string_with_format(total + 2, 0, "差额（报告减合计）", &look.label)?;
        }
        for (index, &id) in self.ids.iter().enumerate() {
            let (at, letters) = (at_column(index), column_number_to_name(at_column(index)));
            if !self.rolled.form.spec(id).additive {
                sheet.write_string_with_format(total, at, "不相加", &look.total)?;
                continue;
            }
            let sum = Formula::new(format!("SUM({letters}{first}:{letters}{last})"));
            let result = rollup.number(id).unwrap_or_default();
            sheet.write_formula_with_format(total, at, sum.set_result(result.to_string()), &look.total)?;
            let Some(report) = own else { continue };
            let Some(number) = report.number(id) else {
                sheet.write_string_with_format(
                    total + 1,
                    at,
                    report.entry(id).figure.text(),
                    &look.figure,
                )?;
                continue;
            };
            sheet.write_number_with_format(total + 1, at, float(number), &look.figure)?;
            // Rounded: sums of decimals are not exact in a spreadsheet.
            let (own_row, sum_row) = (total + 2, total + 1);
            let formula = Formula::new(format!("ROUND({letters}{own_row}-{letters}{sum_row},6)"));
            let difference = number.checked_sub(result).unwrap_or_default().normalize();
            sheet.write_formula_with_format(
                total + 2,
                at,
                formula.set_result(difference.to_string()),
                &look.figure,
            )?;
        }
        if own.is_some() && !self.ids.is_empty() {
            let rule = ConditionalFormatCell::new()
                .set_rule(ConditionalFormatCellRule::NotEqualTo(0))
                .set_format(&look.wrong);
            sheet.add_conditional_format(total + 2, LEFT, total + 2, at_column(self.ids.len() - 1), &rule)?;
        }
        Ok(())
    }
}
