//! 引用算不出: a share or change in the text that cannot be computed.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::model::{ComputedKind, FigureId, Piece};
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "reference-value",
        Level::Error,
        Basis::None,
        Words::fixed("文字里引用的数算不出来", "a reference in the text has no value"),
        Words::fixed(
            "占比的分母为 0、“比上年”而没有上年度数据、引用的格没有填时，引用没有值。请改写这句话，或补上数据。",
            "A share of zero, a change without last year's report, or an empty figure has no value. Rewrite the sentence, or complete the data.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(Filled { report, .. }: Filled, found: &mut Found) {
    let preface = report.preface.iter().map(|prose| (None, prose));
    let sections =
        report.sections.iter().enumerate().filter_map(|(index, prose)| Some((Some(index), prose.as_ref()?)));
    for (section, prose) in preface.chain(sections) {
        for piece in prose.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces) {
            let Piece::Computed(computed) = piece else { continue };
            let is_unread = |figures: &[FigureId]| figures.iter().any(|&id| report.number(id).is_none());
            let whole: &[FigureId] =
                if let ComputedKind::Share(whole, _) = &computed.kind { whole } else { &[] };
            if computed.shown.is_some() || is_unread(&computed.sum) || is_unread(whole) {
                continue; // a figure that is empty or was not read has its own finding
            }
            let written = &computed.written;
            let (zh, en) = match computed.kind {
                ComputedKind::Change(_) => (
                    "没有本单位上年度的数据，或上年度为 0",
                    "there is no data of the unit for last year, or it is zero",
                ),
                ComputedKind::Share(..) => ("分母为 0", "the whole is zero"),
                ComputedKind::Sum => ("数过大", "the number is too large"),
            };
            let clause = words!(
                "“{written}”算不出来：{zh}，请改写这句话，或补上数据",
                "`{written}` has no value: {en}; rewrite the sentence, or complete the data"
            );
            found.add(Subject::Quote(section, written.clone()), clause);
        }
    }
}
