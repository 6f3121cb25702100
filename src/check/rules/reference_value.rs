//! 引用算不出: a share or change in the text that cannot be computed.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::{ComputedKind, FigureId, Piece, Report};
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("reference-value"),
        level: Level::Error,
        basis: Cow::Borrowed(""),
        title: Words::fixed("文字里引用的数算不出来", "a reference in the text has no value"),
        explain: Words::fixed(
            "占比的分母是零、比上年而没有上年度数据、引用的格是空格时，引用没有值。请改写这句话，或补上数据。",
            "A share of zero, a change without last year's report, or a blank figure has no value. Write the sentence otherwise, or complete the data.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(_: &Form, report: &Report, found: &mut Found) {
    let texts = report.preface.iter().map(|prose| (None, prose));
    let sections =
        report.sections.iter().enumerate().filter_map(|(index, prose)| Some((Some(index), prose.as_ref()?)));
    for (section, prose) in texts.chain(sections) {
        for piece in prose.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces) {
            let Piece::Computed(computed) = piece else { continue };
            let unread = |figures: &[FigureId]| figures.iter().any(|&id| report.number(id).is_none());
            let whole: &[FigureId] =
                if let ComputedKind::Share(whole, _) = &computed.kind { whole } else { &[] };
            if computed.shown.is_some() || unread(&computed.sum) || unread(whole) {
                continue; // a figure that is blank or was not read has its own finding
            }
            let written = &computed.written;
            let (zh, en) = match computed.kind {
                ComputedKind::Change(_) => (
                    "没有本单位上年度的数据，或上年度为零",
                    "there is no data of the unit for last year, or it is zero",
                ),
                ComputedKind::Share(..) => ("分母为零", "the whole is zero"),
                ComputedKind::Sum => ("数过大", "the number is too large"),
            };
            found.add(
                Subject::Quote(section, written.clone()),
                words!("“{written}”算不出来：{zh}", "`{written}` has no value: {en}"),
            );
        }
    }
}
