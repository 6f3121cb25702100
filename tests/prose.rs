//! Texts against tables: how often the program is right, and how often it sees what is wrong.
//!
//! Two sets: sentences written for this, and the sample reports with their references typed by hand, as they
//! are and with one number wrong.

use std::fs;
use std::sync::LazyLock;

use nianbao::model::Report;
use proptest::prelude::*;

use crate::support::{checked, forms, repository};

/// The rules that compare texts with tables.
fn prose_findings(yaml: &str, last: Option<&Report>) -> Vec<String> {
    let (report, _, findings) = checked(forms(), yaml.as_bytes(), last);
    assert!(report.is_some(), "{findings:?}");
    let prose = findings.iter().filter(|finding| finding.rule.starts_with("prose-"));
    prose.map(|finding| finding.clause.zh.to_string()).collect()
}

#[test]
fn sentences_are_judged_as_a_careful_reader_would() {
    let report = fs::read_to_string(repository("tests/prose/report.yaml")).expect("the report");
    let sentences = fs::read_to_string(repository("tests/prose/sentences.txt")).expect("the sentences");
    let last = fs::read(repository("tests/prose/last.yaml")).expect("last year's report");
    let (last, ..) = checked(forms(), &last, None);
    let (mut told, mut true_told, mut wrong, mut slips) = (0_u32, 0_u32, 0_u32, Vec::new());
    for line in sentences.lines().filter(|line| !line.starts_with('#')) {
        let (mark, sentence) = line.split_once(' ').expect("对 or 错, and a sentence");
        let found = prose_findings(&format!("{report}总体情况: |\n  {sentence}\n"), last.as_ref());
        let is_wrong = mark == "错";
        wrong += u32::from(is_wrong);
        told += u32::from(!found.is_empty());
        true_told += u32::from(is_wrong && !found.is_empty());
        if is_wrong == found.is_empty() {
            slips.push(format!("{line}\n    {found:?}"));
        }
    }
    assert!(wrong >= 50, "{wrong} wrong sentences are too few to judge by");
    assert!(true_told * 100 >= told * 98, "precision {true_told}/{told}\n{}", slips.join("\n"));
    assert!(true_told * 100 >= wrong * 85, "recall {true_told}/{wrong}\n{}", slips.join("\n"));
}

/// A data file with its references replaced by numbers; the `change`-th of them by one more.
fn typed(yaml: &str, change: Option<usize>) -> Option<String> {
    let (report, _, _) = checked(forms(), yaml.as_bytes(), None);
    let report = report?;
    let form = forms().edition(report.edition)?;
    let mut text = String::new();
    let mut rest = yaml;
    let mut index = 0;
    while let Some((before, after)) = rest.split_once("{{") {
        let (address, after) = after.split_once("}}")?;
        let number = report.number(form.resolve(address).ok()?)?;
        let shown = if change == Some(index) { number + rust_decimal::Decimal::ONE } else { number };
        text.push_str(&format!("{before}{shown}"));
        rest = after;
        index += 1;
    }
    text.push_str(rest);
    (change.is_none() || change < Some(index)).then_some(text)
}

#[test]
fn the_samples_typed_by_hand_are_right_until_a_number_is_not() {
    let (mut wrong, mut found) = (0_u32, 0_u32);
    for entry in walkdir::WalkDir::new(repository("data")).into_iter().flatten() {
        let name = entry.path().to_string_lossy();
        if !name.ends_with(".yaml") || name.ends_with("units.yaml") || name.contains("/2020/") {
            continue;
        }
        let yaml = fs::read_to_string(entry.path()).expect("a data file");
        let right = typed(&yaml, None).expect("numbers");
        assert_eq!(prose_findings(&right, None), Vec::<String>::new(), "{name}");
        for change in 0.. {
            let Some(text) = typed(&yaml, Some(change)) else { break };
            wrong += 1;
            found += u32::from(!prose_findings(&text, None).is_empty());
        }
    }
    // Many of them count what the tables have no word for (by applicant, by reason): those are left alone.
    assert!(wrong > 200 && found * 100 >= wrong * 50, "{found} of {wrong}");
}

/// Pieces of which texts are thrown together: every word of the vocabulary, numbers, marks.
fn pieces() -> &'static [String] {
    static PIECES: LazyLock<Vec<String>> = LazyLock::new(all_pieces);
    &PIECES
}

fn all_pieces() -> Vec<String> {
    let form = forms().edition(2021).expect("a form");
    let of_phrases = form.phrases.iter().flat_map(|phrase| phrase.words.iter().chain(&phrase.counters));
    let of_statements = form.statements.iter().flat_map(|statement| &statement.words);
    let marks = "，。、；：（）()其中含占比同比增长较上年减少%％ .,年月日万元合计分别为没有未均为公开申请";
    let numbers =
        ["17", "1,217", "12.35", "１６", "十七", "两", "1.2万", "99999999999999999999999999999", "0"];
    let marks = marks.chars().map(String::from);
    let numbers = numbers.into_iter().map(str::to_owned);
    of_phrases.chain(of_statements).cloned().chain(marks).chain(numbers).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// No text stops the check, however it is put together.
    #[test]
    fn any_text_is_judged(picks in prop::collection::vec(any::<prop::sample::Index>(), 0..80)) {
        let text: String = picks.iter().map(|pick| pick.get(pieces()).as_str()).collect();
        let report = fs::read_to_string(repository("tests/prose/report.yaml")).expect("the report");
        let last = fs::read(repository("tests/prose/last.yaml")).expect("last year's report");
        let (last, ..) = checked(forms(), &last, None);
        let yaml = format!("{report}总体情况: |\n  文{text}\n");
        let found = prose_findings(&yaml, last.as_ref());
        prop_assert!(found.iter().all(|clause| !clause.is_empty()));
    }
}
