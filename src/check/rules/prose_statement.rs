//! 文表不一致（无）: the text says that there was none, or that all is done, and the table says otherwise.

use rust_decimal::Decimal;

use crate::check::passages::passages;
use crate::check::statements::{denials, says};
use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-statement",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字说没有，表格却有数", "the text says none, the table says some"),
        Words::fixed(
            "文字写“未收到政府信息公开申请”“全部办结”之类，表中对应的格却不是零。多半是沿用了往年的文字。",
            "The text says that there was none, or that all was answered, but the figure is not zero: most likely last year's text.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(Filled { form, report }: Filled, found: &mut Found) {
    for passage in passages(report) {
        for statement in form.vocabulary.spoken(&passage.text).statements {
            let statement = &form.statements[statement];
            let Some(sum) = form.sum(report, &statement.sum) else { continue };
            let said = match &statement.equal {
                None => Some(Decimal::ZERO),
                Some((figures, _)) => form.sum(report, figures),
            };
            let Some(said) = said.filter(|said| *said != sum) else { continue };
            let spoken_of = |word: &String| passage.text.contains(word.as_str());
            if statement.without.iter().any(spoken_of) {
                continue;
            }
            let is_said = |words: &&String| says(form, &passage.text, report.year, &report.unit, words);
            if let Some(words) = statement.words.iter().find(is_said) {
                let address = &statement.address;
                let (zh, en) = statement.equal.as_ref().map_or_else(Default::default, |(_, whole)| {
                    (format!("，{whole} 为 {said}"), format!(", {whole} is {said}"))
                });
                let clause = words!(
                    "文中写“{words}”，{address} 却是 {sum}{zh}",
                    "the text says `{words}`, but {address} is {sum}{en}"
                );
                found.add(passage.quote(words), clause);
            }
        }
        for (phrase, at) in denials(form, report.year, &report.unit, &passage.text) {
            let Some((figures, address)) = phrase.sums.first() else { continue };
            let known = found.findings.iter().any(|finding| {
                matches!(&finding.subject, Subject::Quote(_, words) if passage.text[at.clone()].contains(words.as_str()))
            });
            if let Some(sum) = form.sum(report, figures).filter(|sum| !sum.is_zero() && !known) {
                let words = passage.text[at].trim();
                let clause = words!(
                    "文中写“{words}”，{address} 却是 {sum}",
                    "the text says `{words}`, but {address} is {sum}"
                );
                found.add(passage.quote(words), clause);
            }
        }
    }
}
