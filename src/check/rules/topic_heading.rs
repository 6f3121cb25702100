//! 小标题: a heading that is nearly, but not quite, that of a topic.

use std::borrow::Cow;

use crate::check::prose::passages;
use crate::check::{Found, Rule, Scope};
use crate::form::{Form, is_heading, nearest, split_numbering};
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("topic-heading"),
        level: Level::Warning,
        basis: Cow::Borrowed("{表样}：总体情况的五个方面"),
        title: Words::fixed("小标题与规定的名称不符", "a heading is not that of a topic"),
        explain: Words::fixed(
            "总体情况下的小标题与五个方面的名称相近而不相同，多半是沿用旧格式或记错了名称。另加的小标题不受影响。",
            "A heading of the overview is close to the name of a topic but not the same: an older form, or a slip. Headings of other matters are left alone.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for passage in passages(report) {
        let Some(section) = passage.section.map(|index| &form.sections[index]) else { continue };
        let heading = split_numbering(&passage.text).1;
        let named = |name: &str| heading.contains(name);
        if !is_heading(&passage.text) || section.topics.iter().any(|topic| named(&topic.name)) {
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
            found.add(
                passage.quote(text),
                words!(
                    "小标题“{text}”与规定的名称“{near}”相近而不同，请核对",
                    "heading `{text}` is not the `{near}` of the form"
                ),
            );
        }
    }
}

/// Whether a heading has more than half of the characters of a name: 责任分工 is another matter than 责任追究.
fn is_mostly(heading: &str, name: &str) -> bool {
    let shared = heading.chars().filter(|c| name.contains(*c)).count();
    2 * shared > heading.chars().count().max(name.chars().count())
}
