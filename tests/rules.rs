//! Every rule fires where its `bad.yaml` says so, and its `good.yaml` is sound.
//!
//! In a bad file, `#~ rule words => hint` stands on the line above the place that the finding
//! points at (several may stand there); `#~+2` means two lines further down, `#~~` the file as a
//! whole. The findings must be exactly these: one more or less fails the test.

use std::fs;
use std::path::Path;

use nianbao::finding::Finding;
use nianbao::model::Report;
use nianbao::place::{Places, Spot};

use crate::support::{checked, forms, repository};

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Expected {
    line: Option<usize>,
    rule: String,
    words: String,
    hint: String,
}

fn expected(text: &str) -> Vec<Expected> {
    let lines: Vec<&str> = text.lines().collect();
    let is_note = |line: &str| line.trim_start().starts_with("#~");
    let mut all = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_note(line)) {
        let note = &line.trim_start()[2..];
        let next = (index..lines.len()).find(|&at| !is_note(lines[at])).expect("a line below the note");
        let (place, rest) = note.split_once(' ').expect("a rule");
        let line = match place {
            "~" => None,
            "" => Some(next + 1),
            below => {
                Some(next + 1 + below.trim_start_matches('+').parse::<usize>().expect("a number of lines"))
            }
        };
        let (rule, words) = rest.split_once(' ').unwrap_or((rest, ""));
        let (words, hint) = words.split_once(" => ").unwrap_or((words, ""));
        all.push(Expected { line, rule: rule.to_owned(), words: words.to_owned(), hint: hint.to_owned() });
    }
    all.sort();
    all
}

fn line_of(finding: &Finding, places: &Places) -> Option<usize> {
    match places.spot(&finding.subject) {
        Spot::File => None,
        Spot::Bytes(bytes) => Some(places.source.line_column(bytes.start).0),
    }
}

fn check_bad(folder: &Path, wrong: &mut Vec<String>) {
    let forms = forms();
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    let last = fs::read(folder.join("last.yaml")).ok().map(|bytes| {
        let (report, _, findings) = checked(forms, &bytes, None);
        assert!(findings.is_empty(), "{name}/last.yaml: {findings:?}");
        report.expect("a report")
    });
    let mut bad: Vec<_> = fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.file_name().is_some_and(|file| file.to_string_lossy().starts_with("bad")))
        .collect();
    bad.sort();
    assert!(!bad.is_empty(), "{name} has no bad.yaml");
    for path in bad {
        check_bad_file(&name, &path, last.as_ref(), wrong);
    }

    let good = fs::read(folder.join("good.yaml")).unwrap_or_else(|error| panic!("{name}/good.yaml: {error}"));
    let (report, _, findings) = checked(forms, &good, last.as_ref());
    if !findings.is_empty() || report.is_none() {
        wrong.push(format!("{name}/good.yaml: {findings:#?}"));
    }
}

/// A file with faults: each has its message on the line above it, and there are no others.
fn check_bad_file(name: &str, path: &Path, last: Option<&Report>, wrong: &mut Vec<String>) {
    let shown = format!("{name}/{}", path.file_name().expect("a name").to_string_lossy());
    let bytes = fs::read(path).expect("a fixture");
    let (_, places, findings) = checked(forms(), &bytes, last);
    let mut expected = expected(&String::from_utf8_lossy(&bytes));
    assert!(expected.iter().any(|one| one.rule == name), "{shown} expects no finding of its own rule");
    for finding in &findings {
        let line = line_of(finding, &places);
        let hints: String =
            finding.hints.iter().chain(&finding.likely).map(|words| words.zh.as_ref()).collect();
        let fits = |one: &Expected| {
            one.line == line
                && one.rule == finding.rule
                && finding.clause.zh.contains(&one.words)
                && hints.contains(&one.hint)
        };
        match expected.iter().position(fits) {
            Some(index) => drop(expected.remove(index)),
            None => wrong.push(format!(
                "{shown}:{line:?}: not expected: {} {} => {hints}",
                finding.rule, finding.clause.zh
            )),
        }
        for words in finding.hints.iter().chain(&finding.likely).chain([&finding.clause]) {
            assert!(is_chinese(&words.zh), "{name}: not in Chinese: {words:?}");
            assert!(is_english(&words.en), "{name}: not in English: {words:?}");
        }
    }
    wrong.extend(expected.iter().map(|one| format!("{shown}: not found: {one:?}")));
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// English, but for what it quotes: addresses of figures, names of sections, words of the report.
fn is_english(text: &str) -> bool {
    let word = |part: &str| part.len() >= 4;
    let of_letters = |c: char| !c.is_ascii_alphabetic();
    text.split(of_letters).any(word) && (text.contains('`') || !text.contains(['，', '：', '；', '。']))
}

#[test]
fn each_rule_fires_in_its_bad_file_and_nowhere_else() {
    let mut wrong = Vec::new();
    let mut folders: Vec<_> =
        fs::read_dir(repository("tests/rules")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in &folders {
        check_bad(folder, &mut wrong);
    }
    assert!(folders.len() > 20, "the fixtures are gone");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_is_too_large_is_refused_unread() {
    let bytes = vec![b'#'; nianbao::read::MAX_BYTES + 1];
    let (report, _, findings) = checked(forms(), &bytes, None);
    assert!(report.is_none());
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule, "file-too-large");
    assert!(findings[0].clause.zh.contains("超过 4 MiB"), "{}", findings[0].clause.zh);
}

#[test]
fn what_is_no_text_is_named() {
    for (bytes, named) in
        [(&b"PK\x03\x04\x14\0\x06\0"[..], "Excel"), (&b"\x7fELF\x02\x01\x01\0\0\0\0\0"[..], "二进制")]
    {
        let (report, _, findings) = checked(forms(), bytes, None);
        assert!(report.is_none() && findings.len() == 1);
        assert!(findings[0].clause.zh.contains(named), "{}", findings[0].clause.zh);
    }
}

#[test]
fn utf_16_is_named() {
    let text: Vec<u8> = "单位: 某局\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[&b"\xFF\xFE"[..], &text].concat(), text] {
        let (_, _, findings) = checked(forms(), &bytes, None);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].clause.zh, "不是 UTF-8，可能是 UTF-16：请另存为 UTF-8");
    }
}
