//! 引用旧文: the text cites the notice of 2019 for a year to which that of 2021 applies.

use crate::check::prose::passages;
use crate::check::{Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "superseded-notice",
        Level::Warning,
        Basis::law("国办公开办函〔2021〕30号取代〔2019〕60号"),
        Words::fixed("引用了已被取代的通知", "the text cites a notice that has been replaced"),
        Words::fixed(
            "2021 年度起的报告按国办公开办函〔2021〕30号编制。文中仍写〔2019〕60号，多半是沿用了往年的文字。",
            "From 2021 on reports follow the notice of 2021. The number of the older one most likely comes from an earlier year's text.",
        ),
    ),
    years: 2021..=u16::MAX,
    asks: &[],
    scope: Scope::Report(check),
};

pattern! {
    OLD = r"国办公开办函 ?[〔\[［（(【] ?2019 ?[〕\]］）)】] ?60 ?号"
}

fn check(Filled { report, .. }: Filled, found: &mut Found) {
    // The pattern takes longer to make than a report to read.
    for passage in passages(report).iter().filter(|passage| passage.text.contains("2019")) {
        for old in OLD.find_iter(&passage.text) {
            let words = old.as_str();
            let clause = words!(
                "引用的“{words}”已被〔2021〕30号取代：请改为新的文号，或删去",
                "`{words}` has been replaced by the notice of 2021: cite that one, or delete it"
            );
            found.add(passage.quote(words), clause);
        }
    }
}
