//! 空格: a figure that is neither a number nor marked as not applicable.
//!
//! Blanks of one table are one finding: a table left out is one oversight, not 175. A total that was left
//! out only because one of its parts is blank is not counted.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Entry, Figure, FigureId, Origin, Report};
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("figure-blank"),
        level: Level::Error,
        basis: Cow::Borrowed("政府信息公开条例第五十条：内容不得遗漏"),
        title: Words::fixed("有空格没有填", "figures are blank"),
        explain: Words::fixed(
            "空格不等于 0：读者会以为没有统计。确为零请填 0；整张表其余各格都是零，可以写一行“其余: 0”。",
            "A blank is not zero: readers take it for not counted. Write 0, or `其余: 0` (`rest: 0`) where all the rest of a table is zero.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    let totals = form.totals();
    for (index, section) in form.sections.iter().enumerate() {
        let is_blank = |id: &FigureId| {
            let entry = report.entry(*id);
            entry.figure == Figure::Blank && entry.origin != Origin::Refused
        };
        let blanks: Vec<FigureId> = form.ids_of_section(index).filter(is_blank).collect();
        let own = |id: &FigureId| report.entry(*id).origin == Origin::Stated || !totals[id.index()];
        let whole_table = blanks.len() == form.ids_of_section(index).count();
        let told: Vec<FigureId> = blanks.into_iter().filter(|id| whole_table || own(id)).collect();
        let Some(&first) = told.first() else {
            underivable(form, report, index, found);
            continue;
        };
        let name = &section.name;
        let count = told.len();
        let zero = Words::fixed(
            "确为零的请填 0；其余各格都是零时，YAML 里写一行“其余: 0”，工作簿里可以声明“空格按零计”",
            "write 0 where it is zero; where all the rest is, one line `其余: 0` (`rest: 0`) says so in YAML, a cell `空格按零计：是` in a workbook",
        );
        if whole_table {
            let clause = words!("{name}没有填", "{name} is not filled in");
            found.add(Subject::Section(index), clause).hints.push(zero);
            continue;
        }
        let clause = if count == 1 {
            let address = &form.spec(first).address;
            words!("{address} 是空格", "{address} is blank")
        } else {
            words!("{name}有 {count} 个空格", "{name} has {count} blanks")
        };
        let finding = found.add(Subject::Figure(first), clause);
        if count > 1 {
            finding.hints.push(listed(form, &told));
        }
        finding.hints.push(zero);
    }
}

/// Totals that were left out and that nothing tells: a part of them is marked as not applicable.
fn underivable(form: &Form, report: &Report, section: usize, found: &mut Found) {
    let entry = |id: FigureId| report.entry(id);
    let told = |id: FigureId| {
        let Entry { figure, origin } = entry(id);
        origin == Origin::Refused || figure.number().is_some() && form.sound_number(id, figure).is_none()
    };
    if form.ids_of_section(section).any(told) {
        return; // the total is missing because of a figure that has its own finding
    }
    let blank = |id: &FigureId| entry(*id).figure == Figure::Blank;
    let totals: Vec<FigureId> = form.ids_of_section(section).filter(blank).collect();
    let Some(&first) = totals.first() else { return };
    let (address, count) = (&form.spec(first).address, totals.len());
    let clause = words!(
        "{address} 等 {count} 个总计没有写，也推算不出：有分项填的是“不适用”",
        "{count} totals ({address} …) are not written and cannot be derived: a part is not applicable"
    );
    found.add(Subject::Figure(first), clause).hints.push(Words::fixed(
        "没有发生的分项请填 0；确实不适用的，请把总计写出来",
        "write 0 for what did not happen; where a part really does not apply, write the total",
    ));
}

/// What is blank, whole rows by their names.
fn listed(form: &Form, blanks: &[FigureId]) -> Words {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    let totals = form.totals();
    for row in blanks.chunk_by(|&a, &b| form.spec(a).row == form.spec(b).row) {
        let spec = form.spec(row[0]);
        let own = |id: &FigureId| form.spec(*id).row == spec.row && !totals[id.index()];
        let all = form.ids_of_section(spec.section).filter(own).count();
        if row.len() > 1 && row.iter().filter(|id| own(id)).count() == all {
            let title = spec.title.rsplit_once(" · ").map_or(spec.title.as_str(), |(row, _)| row);
            zh.push(format!("{title}（整行）"));
            en.push(format!("{title} (whole row)"));
        } else {
            zh.extend(row.iter().map(|&id| form.spec(id).address.clone()));
            en.extend(row.iter().map(|&id| form.spec(id).address.clone()));
        }
    }
    let more = if zh.len() > MOST { "……" } else { "" };
    zh.truncate(MOST);
    en.truncate(MOST);
    words!("空格：{}{more}", zh.join("、"); "blank: {}{more}", en.join(", "))
}

/// More places than this are not listed.
const MOST: usize = 8;
