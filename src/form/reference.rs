//! What is written between `{{` and `}}` in a text, a closed little language:
//!
//! ```text
//! 表三.本年新收.总计                          the figure
//! 表三.不予公开.总计                          the sum of a group of rows
//! 表四.行政复议.总计 + 表四.复议后起诉.总计      a sum
//! 表三.予以公开.总计 / 表三.总计.总计           a share: 38.9%
//! 表三.本年新收.总计 比上年                    a change against last year: 增长 12.5%, 下降 3.0%, 持平
//! … | 2                                      with so many decimals, one without it
//! ```
//!
//! Nothing is run, and nothing but figures can be named.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Form, Unknown};
use crate::model::{Computed, ComputedKind, FigureId, Piece, Prose, Report};

/// Decimals of a percentage where none are asked for.
const DECIMALS: u32 = 1;
const MOST_DECIMALS: u32 = 4;
const AGAINST_LAST_YEAR: [&str; 2] = ["比上年", "vs last year"];

impl Form {
    /// Reads a reference.
    ///
    /// # Errors
    /// [`Unknown`] when a part of it names no figure.
    pub fn reference(&self, text: &str) -> Result<Piece, Unknown> {
        let written = text.trim();
        let asked = written.rsplit_once('|').and_then(|(before, decimals)| {
            Some((
                before.trim_end(),
                decimals.trim().parse().ok().filter(|&decimals| decimals <= MOST_DECIMALS)?,
            ))
        });
        let (expression, decimals) = asked.unwrap_or((written, DECIMALS));
        let computed =
            |sum, kind| Piece::Computed(Computed { written: written.to_owned(), sum, kind, shown: None });
        if let Some((part, whole)) =
            expression.split_once(" / ").or_else(|| expression.split_once(['÷', '／']))
        {
            return Ok(computed(self.sum_of(part)?, ComputedKind::Share(self.sum_of(whole)?, decimals)));
        }
        if let Some(of) = AGAINST_LAST_YEAR.iter().find_map(|words| expression.strip_suffix(words)) {
            return Ok(computed(self.sum_of(of)?, ComputedKind::Change(decimals)));
        }
        match self.sum_of(expression)?.as_slice() {
            [figure] => Ok(Piece::Figure(*figure)),
            several => Ok(computed(several.to_vec(), ComputedKind::Sum)),
        }
    }

    /// The figures of addresses with `+` between them.
    fn sum_of(&self, text: &str) -> Result<Vec<FigureId>, Unknown> {
        let mut figures = Vec::new();
        for address in text.split(['+', '＋']) {
            figures.extend(self.figures_named(address.trim())?);
        }
        Ok(figures)
    }

    /// Fills in every computed number of a report's texts.
    pub fn compute_all(&self, report: &mut Report, last: Option<(&Self, &Report)>) {
        if report.prose().any(Prose::computes) {
            let figures = report.clone();
            for computed in report.computed_mut() {
                computed.shown = self.compute(computed, &figures, last);
            }
        }
    }

    /// What a computed number is, as printed; `None` if a figure is not a number, the whole is
    /// zero, or last year's report is not there.
    fn compute(
        &self,
        computed: &Computed,
        report: &Report,
        last: Option<(&Self, &Report)>,
    ) -> Option<String> {
        let now = add(&computed.sum, |id| report.number(id))?;
        match &computed.kind {
            ComputedKind::Sum => Some(now.to_string()),
            ComputedKind::Share(whole, decimals) => {
                let whole = add(whole, |id| report.number(id))?;
                percent(now, whole, *decimals).map(|percent| format!("{percent}%"))
            }
            ComputedKind::Change(decimals) => {
                let (last_form, last) = last?;
                let before = add(&computed.sum, |id| last.number(self.counterpart(id, last_form)?))?;
                if now == before {
                    return Some("持平".to_owned());
                }
                let change = percent(now.checked_sub(before)?.abs(), before, *decimals)?;
                let verb = if now > before { "增长" } else { "下降" };
                Some(format!("{verb} {change}%"))
            }
        }
    }
}

fn add(figures: &[FigureId], number: impl Fn(FigureId) -> Option<Decimal>) -> Option<Decimal> {
    figures.iter().try_fold(Decimal::ZERO, |sum, &id| sum.checked_add(number(id)?))
}

/// A share in percent, rounded half up; `None` of nothing.
fn percent(part: Decimal, whole: Decimal, decimals: u32) -> Option<String> {
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    let rounded = share.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    Some(format!("{rounded:.*}", usize::try_from(decimals).unwrap_or_default()))
}
