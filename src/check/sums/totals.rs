//! A row in which only the total was written: all its sums fail for that reason alone.

use crate::form::{Equation, Filled};
use crate::model::{FigureId, Origin};

/// The total of a row, if nothing else was written in the row.
pub(in crate::check) fn total_alone(this: Filled, equation: &Equation) -> Option<FigureId> {
    let total = equation.defines()?;
    let parts = || equation.right.iter().flat_map(|term| &term.figures);
    let row = |id: FigureId| this.form.spec(id).row;
    let in_row = parts().all(|&part| row(part) == row(total));
    let stated =
        this.entry(total).origin == Origin::Stated && this.number(total).is_some_and(|n| !n.is_zero());
    let alone = parts().all(|&part| {
        let entry = this.entry(part);
        let unwritten = matches!(entry.origin, Origin::Rest | Origin::Derived);
        unwritten && entry.figure.number().is_some_and(|number| number.is_zero())
    });
    (in_row && stated && alone).then_some(total)
}
