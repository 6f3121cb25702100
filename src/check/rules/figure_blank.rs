//! 空格: a figure that is neither a number nor marked as not applicable.
//!
//! Blanks of one table are one finding: a table left out is one oversight, not 175. A total that was left
//! out only because one of its parts is blank is not counted.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Figure, FigureId, Origin, Report};
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
        let Some(&first) = told.first() else { continue };
        let name = &section.name;
        let count = told.len();
        let none_written = told.iter().all(|id| report.entry(*id).origin == Origin::Absent);
        if whole_table || none_written && count > 5 {
            let clause = Words::new(format!("{name}有 {count} 个空格"), format!("{name} has {count} blanks"));
            let finding = found.add(Subject::Section(index), clause);
            finding.hints.push(Words::fixed(
                "确为零的，在这张表下写一行“其余: 0”即可",
                "where they are zero, one line `其余: 0` (`rest: 0`) in this table says so",
            ));
            continue;
        }
        let clause = if count == 1 {
            let address = &form.spec(first).address;
            Words::new(format!("{address} 是空格"), format!("{address} is blank"))
        } else {
            Words::new(format!("{name}有 {count} 个空格"), format!("{name} has {count} blanks"))
        };
        let finding = found.add(Subject::Figure(first), clause);
        if count > 1 {
            let list: Vec<&str> = told.iter().take(8).map(|&id| form.spec(id).address.as_str()).collect();
            let more = if count > 8 { "……" } else { "" };
            finding.hints.push(Words::new(
                format!("空格：{}{more}", list.join("、")),
                format!("blank: {}{more}", list.join(", ")),
            ));
        }
    }
}
