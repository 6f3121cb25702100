//! Findings as commands for GitHub Actions: annotations at the lines of a pull request.
//!
//! GitHub shows ten of each level a step; more than fifty are only counted.

use std::fmt::Write;

use super::{Judgements, RecordFormat, Region, one_line, visible};
use crate::lang::{Lang, Words, counted};
use crate::rule::About;

pub(super) const FORMAT: RecordFormat = RecordFormat {
    name: "github",
    about: Words::fixed("GitHub Actions 注解", "annotations of GitHub Actions"),
    write,
};

const MOST: usize = 50;

fn write(judgements: &Judgements, _: &[&About], lang: Lang) -> String {
    let mut text = String::new();
    let mut all: Vec<_> = judgements
        .all()
        .flat_map(|judged| {
            judged
                .findings
                .iter()
                .filter(|finding| finding.waived.is_none())
                .map(move |finding| (judged, *finding))
        })
        .collect();
    all.sort_by_key(|(_, finding)| finding.level); // errors first: they are shown when not all are
    for (judged, finding) in all.iter().take(MOST) {
        let mut message = message(&one_line(finding, lang));
        let place = match judged.region(finding) {
            None => format!("file={}", property(judged.path())),
            // An annotation has no place for a cell.
            Some(Region { file, cell: Some(cell), .. }) => {
                message = format!("{cell}: {message}");
                format!("file={}", property(file))
            }
            Some(Region { file, line, column, .. }) => {
                format!("file={},line={line},col={column}", property(file))
            }
        };
        let (level, rule) = (finding.level.id(), property(&finding.rule));
        let _ = writeln!(text, "::{level} {place},title={rule}::{message}");
    }
    if all.len() > MOST {
        let more = all.len() - MOST;
        let findings = counted(more, "more finding");
        let words = words!("另有 {more} 处问题没有列出", "{findings} not listed");
        let _ = writeln!(text, "::notice::{}", words.in_lang(lang));
    }
    text
}

fn message(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
