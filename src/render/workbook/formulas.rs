//! Equations of the form as formulas of a sheet, and what they give for the figures that are there.

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::column_number_to_name;

use crate::form::{Equation, Relation, Term};
use crate::model::FigureId;

/// Row and column of a cell, from 0.
pub(super) type At = (u32, u16);

/// `$D$4`.
pub(super) fn absolute((row, column): At) -> String {
    format!("${}${}", column_number_to_name(column), row + 1)
}

/// Cells as ranges, as few as can be: those in a row first, then rows with the same columns
/// together.
pub(super) fn ranges(cells: &[At]) -> Vec<String> {
    let mut cells = cells.to_vec();
    cells.sort_unstable();
    cells.dedup();
    // In each row from where to where.
    let mut runs: Vec<(u32, u16, u16)> = Vec::new();
    for (row, column) in cells {
        match runs.last_mut() {
            Some((last_row, _, to)) if *last_row == row && *to + 1 == column => *to = column,
            _ => runs.push((row, column, column)),
        }
    }
    let mut blocks: Vec<(u32, u32, u16, u16)> = Vec::new();
    for (row, from, to) in runs {
        let above = blocks.iter_mut().find(|block| block.1 + 1 == row && (block.2, block.3) == (from, to));
        match above {
            Some(block) => block.1 = row,
            None => blocks.push((row, row, from, to)),
        }
    }
    let range = |&(top, bottom, left, right): &(u32, u32, u16, u16)| {
        let (first, last) = (absolute((top, left)), absolute((bottom, right)));
        if first == last { first } else { format!("{first}:{last}") }
    };
    blocks.iter().map(range).collect()
}

/// What formulas need to know of the figures.
pub(super) struct Cells<'a> {
    /// Where a figure stands; `None` for one of last year.
    pub(super) at: &'a dyn Fn(FigureId) -> Option<At>,
    /// Its number this year, a blank as zero, or of the year before.
    pub(super) number: &'a dyn Fn(&Term, FigureId) -> Option<Decimal>,
}

impl Cells<'_> {
    /// A term without its sign; `None` where it speaks of last year and that is not known.
    fn term(&self, term: &Term) -> Option<String> {
        if term.last {
            let numbers = term.figures.iter().map(|&id| (self.number)(term, id));
            return numbers.sum::<Option<Decimal>>().map(|sum| sum.to_string());
        }
        let cells: Vec<At> = term.figures.iter().filter_map(|&id| (self.at)(id)).collect();
        match ranges(&cells).as_slice() {
            [] => Some(term.constant.to_string()),
            [one] if !one.contains(':') => Some(one.clone()),
            ranges => Some(format!("SUM({})", ranges.join(","))),
        }
    }

    /// One side of an equation.
    pub(super) fn side(&self, terms: &[Term]) -> Option<String> {
        // One sum where nothing is taken away: SUM reads what people type as text as nothing, + as
        // an error.
        let plain = terms.iter().all(|term| !term.minus && !term.last && term.constant.is_zero());
        if plain {
            let cells: Vec<At> =
                terms.iter().flat_map(|term| &term.figures).filter_map(|&id| (self.at)(id)).collect();
            return Some(format!("SUM({})", ranges(&cells).join(",")));
        }
        let mut text = String::new();
        for (index, term) in terms.iter().enumerate() {
            let sign = match (index, term.minus) {
                (_, true) => "-",
                (0, false) => "",
                (_, false) => "+",
            };
            text.push_str(sign);
            text.push_str(&self.term(term)?);
        }
        Some(text)
    }

    /// A formula that is true where an equation does not hold.
    pub(super) fn broken(&self, equation: &Equation) -> Option<String> {
        let (left, right) = (self.side(&equation.left)?, self.side(&equation.right)?);
        // Rounded: sums of decimals are not exact in a spreadsheet.
        let difference = format!("ROUND({left}-({right}),6)");
        Some(match equation.relation {
            Relation::Equal => format!("{difference}<>0"),
            Relation::AtLeast => format!("{difference}<0"),
            Relation::AtMost => format!("{difference}>0"),
        })
    }

    /// Whether an equation does not hold for the numbers that are there.
    pub(super) fn is_broken(&self, equation: &Equation) -> bool {
        let sides = (self.sum(&equation.left), self.sum(&equation.right));
        matches!(sides, (Some(left), Some(right)) if !equation.relation.holds(left, right))
    }

    /// The sum of one side, with the numbers that are there.
    pub(super) fn sum(&self, terms: &[Term]) -> Option<Decimal> {
        crate::form::sum(terms, |term, id| (self.number)(term, id))
    }
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn cells_are_put_together_as_ranges() {
        assert_eq!(ranges(&[(3, 3)]), ["$D$4"]);
        assert_eq!(ranges(&[(3, 3), (3, 4), (3, 5)]), ["$D$4:$F$4"]);
        assert_eq!(ranges(&[(3, 3), (4, 3), (5, 3), (9, 3)]), ["$D$4:$D$6", "$D$10"]);
        assert_eq!(ranges(&[(4, 4), (3, 3), (3, 4), (4, 3)]), ["$D$4:$E$5"]);
    }
}
