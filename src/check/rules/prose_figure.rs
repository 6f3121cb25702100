//! 文表不一致: a number typed in the text is not that of the table.

use rust_decimal::Decimal;

use crate::check::claims::Claim;
use crate::check::passages::Passage;
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-figure",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字与表格的数不一致", "a number in the text is not that of the table"),
        Words::fixed(
            "文字里手写的数（如“新收申请 7 件”）与表中对应的格核对。说法不能确定指哪一格的（全县、网上、去年、约数等）不核对。改用 {{ 地址 }} 引用，就永远一致。",
            "Numbers typed in the text are compared with the figures they name. What could mean another number is left alone. A reference in braces always agrees.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Claims(check),
};

fn check(checked: &Checked, claims: &[(Passage, Vec<Claim>)], found: &mut Found) {
    let Filled { form, report } = checked.this;
    for (passage, claims) in claims {
        for claim in claims {
            // With a blank or impossible figure nothing is compared: that is the finding.
            let sums: Option<Vec<Decimal>> =
                claim.phrase.sums.iter().map(|(figures, _)| form.sum(report, figures)).collect();
            let (Some(sums), Some((figures, address))) = (sums, claim.phrase.sums.first()) else { continue };
            if claim.agrees(form, report) {
                continue;
            }
            let usual = sums[0];
            let words = &passage.text[claim.at.clone()];
            let clause = words!(
                "文中写“{words}”，{address} 为 {usual}",
                "the text says `{words}`, {address} is {usual}"
            );
            let finding = found.add(passage.quote(words), clause);
            if let [one] = figures.as_slice() {
                let address = &form.spec(*one).address;
                finding.hints.push(words!(
                    "写成 {{{{ {address} }}}}，文字就随表格变",
                    "write {{{{ {address} }}}}, and the text follows the table"
                ));
            }
        }
    }
}
