//! 未取得: what the document that the report was read from does not show, or not with certainty.
//!
//! Neither empty nor zero, so no equation judges it. One finding for each section, with the reasons
//! that the reader gave.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::{Filled, Form};
use crate::lang::{Words, counted, quoted};
use crate::model::{Figure, FigureId, NOT_OBTAINED, Provenance, UNTAKEN};
use crate::rule::{About, Basis, Level};

/// Its id, by which the build knows it.
pub(super) const ID: &str = "not-obtained";

pub(super) static RULE: Rule = Rule {
    about: About::new(
        ID,
        Level::Warning,
        Basis::None,
        Words::fixed("有内容没有从来源取得", "something was not obtained from the document"),
        Words::fixed(
            "从网页、PDF、Word 或文本读报告时，没有显示的、认不准的都记作“未取得”：既不是空白，也不是 0，不参加勾稽校验。常见的原因：表格是图片，内容由脚本加载，列名残缺，一行的数离开了行名。请对照原件把“未取得”改成数；来源里确实没有的，可以留着。有未取得的内容而没有核实说明的报告，build 不生成。",
            "What a web page, PDF, Word file or text does not show, or not with certainty, is `未取得` (not obtained): neither empty nor zero, and no equation judges it. Often the tables are pictures, the content is loaded by a script, or labels are damaged. Replace it by the number in the original; what the document really lacks may stay. `build` makes no report in which something is not obtained and not waived.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

/// More reasons or figures than this are not listed.
const MOST: usize = 6;

fn check(this: Filled, found: &mut Found) {
    let Filled { form, report } = this;
    // Texts that no section took are in no section.
    let left =
        report.provenance.iter().flat_map(|one| &one.missing).filter(|words| words.zh.ends_with(UNTAKEN));
    for words in left {
        found.add(Subject::File, words.clone()).hints.push(Words::fixed(
            "请把这段文字写进应在的部分，再删去“来源”里的这一行；不是报告的文字，写明核实说明即可",
            "write it into its section and delete this line of 来源; add a waiver if it is no text of the report",
        ));
    }
    for (index, section) in form.sections.iter().enumerate() {
        let name = &section.name;
        if section.table.is_none() {
            let lost = report.sections[index].as_ref().is_some_and(|prose| prose.paragraphs.is_empty());
            if let Some(provenance) = report.provenance.as_ref().filter(|_| lost) {
                let (zh, en) = (quoted(&section.heading), &section.heading);
                let clause = words!("{zh}的文字没有取得", "the text of `{en}` was not obtained");
                found.add(Subject::Section(index), clause).hints.extend(reasons(provenance, name));
            }
            continue;
        }
        let is_lost = |id: &FigureId| this.entry(*id).figure == Figure::NotObtained;
        let lost: Vec<FigureId> = form.ids_of_section(index).filter(is_lost).collect();
        let Some(&first) = lost.first() else { continue };
        let count = lost.len();
        let whole = count == form.ids_of_section(index).count();
        let (subject, clause) = if whole {
            let clause = words!("{name}的数没有取得", "the figures of {name} were not obtained");
            (Subject::Section(index), clause)
        } else if count == 1 {
            let (place, address) = (form.quoted(first), &form.spec(first).address);
            (Subject::Figure(first), words!("{place}没有取得", "{address} was not obtained"))
        } else {
            let figures = counted(count, "figure");
            let clause = words!("{name}有 {count} 格没有取得", "{figures} of {name} not obtained");
            (Subject::Figure(first), clause)
        };
        let finding = found.add(subject, clause);
        finding.hints.extend(report.provenance.as_ref().and_then(|one| reasons(one, name)));
        if !whole && count > 1 {
            finding.hints.push(listed(form, &lost));
        }
    }
}

/// Why something of a section was not obtained.
fn reasons(provenance: &Provenance, name: &str) -> Option<Words> {
    let own: Vec<&Words> =
        provenance.missing.iter().filter(|words| words.zh.starts_with(name)).take(MOST).collect();
    let zh: Vec<&str> = own.iter().map(|words| words.zh.as_ref()).collect();
    // Reasons in a data file are in the language in which they were written.
    let is_known = own.iter().any(|words| words.en != words.zh);
    let en: Vec<&str> = own.iter().map(|words| words.en.as_ref()).filter(|_| is_known).collect();
    let en = if is_known { en.join("; ") } else { "the data file has the reasons".to_owned() };
    (!own.is_empty()).then(|| words!("原因：{}", zh.join("；"); "why: {}", en))
}

/// The figures, whole rows by their names.
fn listed(form: &Form, lost: &[FigureId]) -> Words {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for row in lost.chunk_by(|&a, &b| form.spec(a).row == form.spec(b).row) {
        let spec = form.spec(row[0]);
        if row.len() > 1 {
            let title = spec.title.rsplit_once(" · ").map_or(spec.title.as_str(), |(row, _)| row);
            zh.push(format!("{title}（{} 格）", row.len()));
            en.push(format!("{title} ({})", row.len()));
        } else {
            zh.push(form.quoted(row[0]));
            en.push(spec.address.clone());
        }
    }
    let more = if zh.len() > MOST { "……" } else { "" };
    zh.truncate(MOST);
    en.truncate(MOST);
    words!("{NOT_OBTAINED}的：{}{more}", zh.join("、"); "not obtained: {}{more}", en.join(", "))
}
