//! 小标题: a heading that is nearly, but not quite, that of a topic.

use crate::check::prose::passages;
use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::form::{Filled, is_heading, nearest, split_numbering};
use crate::lang::{Words, quoted};
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "topic-heading",
        Level::Warning,
        Basis::OfForm("：总体情况的五个方面"),
        Words::fixed("小标题与规定的名称不符", "a heading differs from the name of its topic"),
        Words::fixed(
            "总体情况下的小标题与五个方面的名称相近而不相同，多半是沿用旧表样或记错了名称。另加的小标题不受影响。",
            "A heading of the overview is close to the name of a topic but not the same: from an older form, or a typo. Headings of other matters are not checked.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(Filled { form, report }: Filled, found: &mut Found) {
    for passage in passages(report) {
        let Some(section) = passage.section.map(|index| &form.sections[index]) else { continue };
        let heading = split_numbering(&passage.text).1;
        let is_named = |name: &str| heading.contains(name);
        if !is_heading(&passage.text) || section.topics.iter().any(|topic| is_named(&topic.name)) {
            continue;
        }
        let bare = heading.trim_end_matches("情况");
        // 平台建设 for short is in use everywhere.
        if section.topics.iter().any(|topic| topic.name.ends_with(bare)) {
            continue;
        }
        let near = nearest(bare, section.topics.iter().map(|topic| topic.name.as_str()));
        if let Some(near) = near.first().filter(|near| is_mostly(bare, near)) {
            let text = &passage.text;
            let clause = words!(
                "小标题{}与规定的名称“{near}”相近而不同：请核对", quoted(text);
                "heading `{text}` is close to `{near}` of the form, but not the same: check it"
            );
            found.add(passage.quote(text), clause);
        }
    }
}

/// Whether a heading has more than half of the characters of a name: 责任分工 is another matter than
/// 责任追究.
fn is_mostly(heading: &str, name: &str) -> bool {
    let shared = heading.chars().filter(|c| name.contains(*c)).count();
    2 * shared > heading.chars().count().max(name.chars().count())
}
