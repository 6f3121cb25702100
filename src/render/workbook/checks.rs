//! What a sheet says of its figures while they are typed in: one line above the table, and colours.
//!
//! Only numbers count as filled in, and an equation is judged once all its cells hold one: an empty
//! table is not balanced. Where an equation does not hold, the line names the cells that take part,
//! the head of their row or column is red, and the cells themselves are set apart by bold digits:
//! most of them are right.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, Formula, Worksheet, XlsxError};

use super::cells::column;
use super::formulas::{At, ranges};
use super::look::Look;
use super::table::{STATUS, TOP, Table};
use crate::form::{Equation, STATE, Term};
use crate::model::{Figure, FigureId};
use crate::render::grid::Role;
use crate::rule::Level;

/// The height of the line: where nothing has to balance, and where several lines of cells may be
/// named.
const LOW: u32 = 20;
const HIGH: u32 = 48;

/// An equation that has to hold, as the sheet checks it.
struct Check<'f> {
    equation: &'f Equation,
    /// True where it does not hold, and all its cells hold numbers.
    broken: String,
    /// What is said then, as a formula that gives a text.
    said: String,
}

impl Table<'_> {
    /// Writes the line above the table, and what colours its cells; returns what the line says at
    /// the beginning, and its height in points.
    pub(super) fn checks(&self, sheet: &mut Worksheet, look: &Look) -> Result<(String, u32), XlsxError> {
        let mut checks = Vec::new();
        for (rule, equation) in self.form.equations().filter(|(rule, _)| rule.section == self.section) {
            let total = equation.defines();
            if total.is_some_and(|total| self.definition(total) == Some(equation)) {
                continue; // it is the total's formula
            }
            let Some(check) = self.check(equation) else { continue };
            if rule.about.level == Level::Error {
                self.colour(sheet, &check, look)?;
                checks.push(check);
            } else {
                Self::paint(sheet, &self.cells_of(equation), &check.broken, &look.doubtful)?;
            }
        }
        let inputs: Vec<At> = self.inputs().into_iter().flat_map(|(_, cells)| cells).collect();
        Self::texts(sheet, &inputs, look)?;
        sheet.merge_range(STATUS, 0, STATUS, self.last_column(), "", &look.status)?;
        let said = self.said_now(&checks);
        let formula = Formula::new(state(&inputs, &checks)).set_result(&said);
        sheet.write_formula_with_format(STATUS, 0, formula, &look.status)?;
        let height = if checks.is_empty() { LOW } else { HIGH };
        sheet.set_row_height(STATUS, height)?;
        Ok((said, height))
    }

    /// An equation as the sheet checks it; `None` where it speaks of a year that is not known.
    fn check<'f>(&self, equation: &'f Equation) -> Option<Check<'f>> {
        let formula = self.with_cells(|cells| cells.broken(equation))?;
        let inputs = self.inputs_of(equation);
        let broken = format!("AND(COUNT({})={},{formula})", ranges(&inputs).join(","), inputs.len());
        let sides = (self.side(&equation.left)?, self.side(&equation.right)?);
        let name = self.name_of(equation);
        let said = format!("\"{name}{}\"&{}&\"，{}\"&{}&\"；\"", sides.0.0, sides.0.1, sides.1.0, sides.1.1);
        Some(Check { equation, broken, said })
    }

    /// One side of an equation: the cells that it adds up, with `＝`, and the formula of its sum.
    fn side(&self, terms: &[Term]) -> Option<(String, String)> {
        let mut cells = String::new();
        for (index, term) in terms.iter().enumerate() {
            cells.push_str(match (index, term.minus) {
                (_, true) => "－",
                (0, false) => "",
                (_, false) => "＋",
            });
            if term.last {
                cells.push_str("上年度的");
                cells.push_str(&term.name);
            } else {
                let at: Vec<At> = term.figures.iter().filter_map(|&id| self.at(id)).collect();
                cells.push_str(&ranges(&at).join("＋").replace('$', ""));
            }
        }
        let sum = self.with_cells(|known| known.side(terms))?;
        Some((format!("{cells}＝"), format!("({sum})")))
    }

    /// `自然人列 `: the row or the column that an equation holds in.
    fn name_of(&self, equation: &Equation) -> String {
        let figures: Vec<FigureId> = figures(equation).collect();
        let Some(first) = figures.first().map(|&id| self.form.spec(id)) else { return String::new() };
        let same_column = figures.iter().all(|&id| self.form.spec(id).column == first.column);
        let (node, kind) = if same_column { (first.column, "列") } else { (first.row, "行") };
        format!("{}{kind} ", self.form.node(node).name)
    }

    /// The cells of this year's figures in an equation.
    fn cells_of(&self, equation: &Equation) -> Vec<At> {
        figures(equation).filter_map(|id| self.at(id)).collect()
    }

    /// The cells to be filled in from which an equation follows: those that its totals add up.
    fn inputs_of(&self, equation: &Equation) -> Vec<At> {
        let parts = figures(equation).flat_map(|id| self.form.parts_of(id));
        let mut inputs: Vec<At> = parts.filter_map(|id| self.at(id)).collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }

    /// Shows where an equation does not hold.
    fn colour(&self, sheet: &mut Worksheet, check: &Check, look: &Look) -> Result<(), XlsxError> {
        let cells = self.cells_of(check.equation);
        if cells.len() == 1 {
            return Self::paint(sheet, &cells, &check.broken, &look.wrong);
        }
        Self::paint(sheet, &cells, &check.broken, &look.involved)?;
        Self::paint(sheet, &self.head_of(&cells), &check.broken, &look.wrong)
    }

    /// The label of the row or column that cells are in.
    fn head_of(&self, cells: &[At]) -> Vec<At> {
        let Some(&(row, column_of)) = cells.first() else { return Vec::new() };
        let same_column = cells.iter().all(|cell| cell.1 == column_of);
        let mut heads = (TOP..).zip(&self.drawn.rows).flat_map(|(at, line)| {
            let is_head = move |cell: &&crate::render::grid::Cell| match cell.role {
                Role::Column => same_column && !cell.group && column(cell.column) == column_of,
                Role::Row => !same_column && !cell.group && at == row,
                _ => false,
            };
            line.cells.iter().filter(is_head).map(move |cell| (at, column(cell.column)))
        });
        heads.next().into_iter().collect()
    }

    /// Makes what is no number red: a sum skips it.
    fn texts(sheet: &mut Worksheet, inputs: &[At], look: &Look) -> Result<(), XlsxError> {
        let Some(&(row, column)) = inputs.first() else { return Ok(()) };
        let first = ranges(&[(row, column)]).concat().replace('$', "");
        let rule = ConditionalFormatFormula::new()
            .set_rule(format!("=ISTEXT({first})").as_str())
            .set_format(&look.wrong)
            .set_multi_range(ranges(inputs).join(" ").replace('$', ""));
        sheet.add_conditional_format(row, column, row, column, &rule)?;
        Ok(())
    }

    fn paint(sheet: &mut Worksheet, cells: &[At], formula: &str, format: &Format) -> Result<(), XlsxError> {
        let Some(&(row, column)) = cells.iter().min() else { return Ok(()) };
        let rule = ConditionalFormatFormula::new()
            .set_rule(format!("={formula}").as_str())
            .set_format(format)
            .set_multi_range(ranges(cells).join(" ").replace('$', ""));
        sheet.add_conditional_format(row, column, row, column, &rule)?;
        Ok(())
    }

    /// What the line says of the figures that are there from the beginning.
    fn said_now(&self, checks: &[Check]) -> String {
        let mine = self.form.ids_of_section(self.section).filter(|&id| self.definition(id).is_none());
        let (mut blank, mut texts) = (0, 0);
        for id in mine {
            match self.filled[id.index()] {
                _ if self.is_written(id) => texts += 1,
                Figure::Blank | Figure::NotObtained => blank += 1,
                Figure::NotApplicable => texts += 1,
                Figure::Number(_) => {}
            }
        }
        let mut said = match (blank, texts) {
            (0, 0) => "已填完".to_owned(),
            (_, 0) => format!("还有 {blank} 格没有填"),
            (0, _) => format!("{texts} 格填的不是数字"),
            _ => format!("还有 {blank} 格没有填，{texts} 格填的不是数字"),
        };
        let broken: Vec<&Check> = checks.iter().filter(|check| self.is_broken(check.equation)).collect();
        if !broken.is_empty() {
            said.push_str("，勾稽关系不平衡：");
            said.extend(broken.iter().map(|check| self.said_of(check.equation)));
        } else if !checks.is_empty() && (blank, texts) == (0, 0) {
            said.push_str("，勾稽关系平衡");
        }
        format!("{STATE}{said}")
    }

    fn is_broken(&self, equation: &Equation) -> bool {
        let is_number = |id: FigureId| !self.is_written(id) && self.filled[id.index()].number().is_some();
        let all = figures(equation).flat_map(|id| self.form.parts_of(id)).all(is_number);
        all && self.with_cells(|cells| cells.is_broken(equation))
    }

    fn said_of(&self, equation: &Equation) -> String {
        let sum = |terms| self.with_cells(|cells| cells.sum(terms)).unwrap_or_default();
        let cells = |terms| self.side(terms).map_or(String::new(), |(cells, _)| cells);
        let (left, right) = (&equation.left, &equation.right);
        format!("{}{}{}，{}{}；", self.name_of(equation), cells(left), sum(left), cells(right), sum(right))
    }
}

/// This year's figures of an equation.
fn figures(equation: &Equation) -> impl Iterator<Item = FigureId> + '_ {
    equation.terms().filter(|(term, _)| !term.last).flat_map(|(term, _)| term.figures.iter().copied())
}

/// The line above a table as a formula.
fn state(inputs: &[At], checks: &[Check]) -> String {
    let (all, ranges) = (inputs.len(), ranges(inputs).join(","));
    let (numbers, any) = (format!("COUNT({ranges})"), format!("COUNTA({ranges})"));
    let filled = format!(
        "IF({numbers}={all},\"已填完\",IF({any}<{all},\"还有 \"&({all}-{any})&\" 格没有填\",\"\")\
         &IF(AND({any}<{all},{any}>{numbers}),\"，\",\"\")&IF({any}>{numbers},({any}-{numbers})&\" 格填的不是数字\",\"\"))"
    );
    if checks.is_empty() {
        return format!("\"{STATE}\"&{filled}");
    }
    let broken: Vec<&str> = checks.iter().map(|check| check.broken.as_str()).collect();
    let said: Vec<String> =
        checks.iter().map(|check| format!("IF({},{},\"\")", check.broken, check.said)).collect();
    format!(
        "\"{STATE}\"&{filled}&IF(OR({}),\"，勾稽关系不平衡：\"&{},IF({numbers}={all},\"，勾稽关系平衡\",\"\"))",
        broken.join(","),
        said.join("&")
    )
}
