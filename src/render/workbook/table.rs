//! A table of the form on a sheet of its own: labels, cells to fill in, totals as formulas. What is
//! said of its figures while they are typed in is in `checks`.

use std::collections::HashMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{DataValidation, DataValidationRule, Formula, Note, Worksheet, XlsxError};

use super::cells::{column, height, put, width};
use super::formulas::{At, Cells, absolute, ranges};
use super::look::{Look, page, protect};
use super::{FRONT, Sheets, UNIT_CELL, YEAR_CELL};
use crate::form::{Equation, Form, Relation, Term};
use crate::model::{Entry, Figure, FigureId};
use crate::render::grid::{Grid, Role, grid};
use crate::rule::Level;

/// The row in which the table begins: heading, unit and year, and the state of the checks stand
/// above.
pub(super) const TOP: u32 = 3;
/// The row with the state of the checks.
pub(super) const STATUS: u32 = 2;

/// The state of a table's checks: the cell that tells it, and what it says at the beginning.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) cell: String,
    pub(super) said: String,
    /// How high the line is, in points: it names cells where something has to balance.
    pub(super) height: u32,
}

/// A table with more columns is printed across the page.
const MOST_UPRIGHT: usize = 12;

/// Writes a table.
pub(super) fn write(
    sheet: &mut Worksheet,
    sheets: &Sheets,
    section: usize,
    look: &Look,
) -> Result<State, XlsxError> {
    let form = sheets.form;
    let blank = |_: FigureId| Entry::default();
    let Some(drawn) = grid(form, &form.sections[section], &blank) else { return Ok(State::default()) };
    let filled = filled(sheets);
    let table = Table { form, sheets, section, drawn: &drawn, places: places(form, section, &drawn), filled };
    table.head(sheet, look)?;
    table.labels(sheet, look)?;
    table.figures(sheet, look)?;
    table.validations(sheet)?;
    let (said, height) = table.checks(sheet, look)?;
    table.columns(sheet)?;
    let across = drawn.columns > MOST_UPRIGHT;
    page(sheet, across, true);
    protect(sheet, false);
    Ok(State { cell: absolute((STATUS, 0)), said, height })
}

/// Where each figure of a table stands: the first of its cells.
fn places(form: &Form, section: usize, drawn: &Grid) -> HashMap<FigureId, At> {
    let by_address: HashMap<&str, FigureId> =
        form.ids_of_section(section).map(|id| (form.spec(id).address.as_str(), id)).collect(); // looked up
    let mut places = HashMap::new(); // looked up, never walked
    for (row, line) in (TOP..).zip(&drawn.rows) {
        for cell in line.cells.iter().filter(|cell| cell.role == Role::Value) {
            if let Some(id) = by_address.get(cell.address.as_str()) {
                places.insert(*id, (row, column(cell.column)));
            }
        }
    }
    places
}

/// The figures that stand there from the beginning: those of the report, else what was carried over
/// from last year.
fn filled(sheets: &Sheets) -> Vec<Figure> {
    let form = sheets.form;
    if let Some(report) = sheets.report {
        return form.ids().map(|id| report.entry(id).figure).collect();
    }
    let mut figures = vec![Figure::Blank; form.figures.len()];
    if sheets.no_rules {
        form.government_rules().for_each(|id| figures[id.index()] = Figure::Number(Decimal::ZERO));
    }
    for (_, equation) in form.equations().filter(|(rule, _)| rule.about.level == Level::Error) {
        if let Some((this, last)) = carried(equation)
            && let Some(number) = last_year(sheets, last)
        {
            figures[this.index()] = Figure::Number(number);
        }
    }
    figures
}

/// The figure that an equation sets equal to one of last year, with that one.
fn carried(equation: &Equation) -> Option<(FigureId, FigureId)> {
    let ([this], [last]) = (equation.left.as_slice(), equation.right.as_slice()) else { return None };
    let one = |term: &Term| match term.figures.as_slice() {
        [one] if !term.minus => Some(*one),
        _ => None,
    };
    let fits = equation.relation == Relation::Equal && !this.last && last.last;
    fits.then(|| Some((one(this)?, one(last)?))).flatten()
}

/// What last year's report says for a figure of this form.
fn last_year(sheets: &Sheets, id: FigureId) -> Option<Decimal> {
    let (form, report) = sheets.last?;
    form.sound_number(
        sheets.form.counterpart(id, form)?,
        report.entry(sheets.form.counterpart(id, form)?).figure,
    )
}

pub(super) struct Table<'a> {
    pub(super) form: &'a Form,
    sheets: &'a Sheets<'a>,
    pub(super) section: usize,
    pub(super) drawn: &'a Grid,
    places: HashMap<FigureId, At>, // looked up, never walked
    pub(super) filled: Vec<Figure>,
}

impl Table<'_> {
    pub(super) fn last_column(&self) -> u16 {
        column(self.drawn.columns.saturating_sub(1))
    }

    fn head(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        let heading = &self.form.sections[self.section].heading;
        sheet.merge_range(0, 0, 0, self.last_column(), heading, &look.title)?;
        sheet.set_row_height(0, 30)?;
        let unit = self.sheets.unit.unwrap_or_default();
        let year = self.sheets.year.map_or(String::new(), |year| year.to_string());
        // A space: programs that do not compute show an empty result as 0.
        let told = if unit.is_empty() { "　".to_owned() } else { format!("{unit}　{year}年度") };
        let (unit_cell, year_cell) = (UNIT_CELL, YEAR_CELL);
        let formula = format!(
            "IF('{FRONT}'!{unit_cell}=\"\",\"　\",'{FRONT}'!{unit_cell}&\"　\"&'{FRONT}'!{year_cell}&\"年度\")"
        );
        sheet.merge_range(1, 0, 1, self.last_column(), "", &look.subtitle)?;
        sheet.write_formula_with_format(1, 0, Formula::new(formula).set_result(told), &look.subtitle)?;
        Ok(())
    }

    fn labels(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        for (row, line) in (TOP..).zip(&self.drawn.rows) {
            for cell in line.cells.iter().filter(|cell| cell.role != Role::Value) {
                let tall = cell.role == Role::Row && cell.group && cell.column == 0;
                let format = match cell.role {
                    _ if tall => &look.vertical,
                    Role::Row if !cell.group && cell.column > 0 => &look.item,
                    Role::Row if !cell.group => &look.label,
                    _ => &look.heading,
                };
                put(sheet, row, cell, &cell.text, format)?;
            }
            sheet.set_row_height(row, height(self.drawn, line))?;
        }
        if self.drawn.header_rows > 0 {
            let last = TOP + u32::try_from(self.drawn.header_rows).unwrap_or(1) - 1;
            sheet.set_repeat_rows(TOP, last)?;
            sheet.set_freeze_panes(last + 1, column(self.drawn.label_columns))?;
        }
        Ok(())
    }

    pub(super) fn at(&self, id: FigureId) -> Option<At> {
        self.places.get(&id).copied()
    }

    fn number(&self, term: &Term, id: FigureId) -> Option<Decimal> {
        if term.last {
            return last_year(self.sheets, id);
        }
        let defined = self.definition(id);
        match defined {
            Some(equation) => crate::form::sum(&equation.right, |term, id| self.number(term, id)),
            None => Some(self.filled[id.index()].number().unwrap_or_default()),
        }
    }

    /// Whether somebody wrote something else than a number for a figure.
    pub(super) fn is_written(&self, id: FigureId) -> bool {
        self.sheets.written.iter().any(|(one, _)| *one == id)
    }

    /// The equation by which a total is computed.
    pub(super) fn definition(&self, id: FigureId) -> Option<&Equation> {
        let mut equations = self.form.equations().map(|(_, equation)| equation);
        equations.find(|equation| equation.defines() == Some(id))
    }

    pub(super) fn with_cells<T>(&self, work: impl FnOnce(&Cells) -> T) -> T {
        let (at, number) = (|id| self.at(id), |term: &Term, id| self.number(term, id));
        work(&Cells { at: &at, number: &number })
    }

    fn figures(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        let cells = self.drawn.rows.iter().zip(TOP..).flat_map(|(line, row)| {
            line.cells.iter().filter(|cell| cell.role == Role::Value).map(move |cell| (row, cell))
        });
        for ((row, cell), id) in cells.zip(self.form.ids_of_section(self.section)) {
            let at = (row, column(cell.column));
            if let Some(equation) = self.definition(id) {
                let (formula, sum) =
                    self.with_cells(|cells| (cells.side(&equation.right), cells.sum(&equation.right)));
                let result = sum.unwrap_or_default().to_string();
                put(sheet, row, cell, "", &look.total)?;
                let formula = Formula::new(formula.unwrap_or_default()).set_result(result);
                sheet.write_formula_with_format(at.0, at.1, formula, &look.total)?;
            } else {
                put(sheet, row, cell, "", &look.input)?;
                match self.filled[id.index()] {
                    Figure::Number(number) => {
                        sheet.write_number_with_format(at.0, at.1, float(number), &look.input)?;
                    }
                    Figure::NotApplicable => {
                        sheet.write_string_with_format(at.0, at.1, "/", &look.input)?;
                    }
                    Figure::Blank | Figure::NotObtained => {}
                }
                if let Some((_, written)) = self.sheets.written.iter().find(|(one, _)| *one == id) {
                    sheet.write_string_with_format(at.0, at.1, written, &look.input)?;
                }
            }
            self.note(sheet, id, at)?;
        }
        Ok(())
    }

    /// Last year's figure, beside the cell.
    fn note(&self, sheet: &mut Worksheet, id: FigureId, at: At) -> Result<(), XlsxError> {
        let (Some(number), Some((_, last))) = (last_year(self.sheets, id), self.sheets.last) else {
            return Ok(());
        };
        let text = format!("上年度（{} 年）：{number}", last.year);
        let note = Note::new(text).add_author_prefix(false).set_width(130).set_height(24);
        sheet.insert_note(at.0, at.1, &note)?;
        Ok(())
    }

    /// The cells to be filled in, by what they count: whole or not, signed or not.
    pub(super) fn inputs(&self) -> Vec<((bool, bool, String), Vec<At>)> {
        let mut kinds: Vec<((bool, bool, String), Vec<At>)> = Vec::new();
        for id in self.form.ids_of_section(self.section).filter(|&id| self.definition(id).is_none()) {
            let Some(at) = self.at(id) else { continue };
            let unit = self.form.unit(id);
            let kind = (unit.at_most == 0, self.form.spec(id).signed, unit.name.clone());
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, cells)) => cells.push(at),
                None => kinds.push((kind, vec![at])),
            }
        }
        kinds
    }

    fn validations(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for ((whole, signed, unit), cells) in self.inputs() {
            let least = if signed { -MOST } else { 0 };
            let (rule, asked, wrong) = if whole {
                let rule = DataValidation::new().allow_whole_number(DataValidationRule::Between(least, MOST));
                if signed {
                    (rule, "请填整数，减少的填负数，没有变化的填 0。", "只填整数，减少的填负数。")
                } else {
                    (rule, "请填整数，没有发生的填 0。", "只填 0 或正整数。")
                }
            } else {
                let (least, most) = (f64::from(least), f64::from(MOST));
                let rule =
                    DataValidation::new().allow_decimal_number(DataValidationRule::Between(least, most));
                (rule, "请填数字，可带小数，没有发生的填 0。", "只填数字，可带小数；没有发生的填 0。")
            };
            let rule = rule
                .set_input_title(format!("计量单位：{unit}"))?
                .set_input_message(asked)?
                .set_error_title("请填数字")?
                .set_error_message(format!("此处以{unit}计，{wrong}"))?
                .set_multi_range(ranges(&cells).join(" ").replace('$', ""));
            let (row, column) = cells[0];
            sheet.add_data_validation(row, column, row, column, &rule)?;
        }
        Ok(())
    }

    fn columns(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for index in 0..self.drawn.columns {
            sheet.set_column_width(column(index), width(self.drawn, index))?;
        }
        Ok(())
    }
}

/// The greatest number that may be typed in.
const MOST: i32 = 999_999_999;

/// A number as spreadsheets have it: as text it is the shortest that gives the same number back.
pub(super) fn float(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or_default()
}
