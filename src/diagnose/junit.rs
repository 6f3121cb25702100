//! Findings as XML of `JUnit`, for the test pages of CI servers: a suite a report, a case a
//! finding.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Judged, Judgements, RecordFormat, one_line, visible};
use crate::finding::Finding;
use crate::lang::{Lang, Words};
use crate::rule::{About, Level};

pub(super) const FORMAT: RecordFormat = RecordFormat {
    name: "junit",
    about: Words::fixed("JUnit XML，供持续集成平台", "JUnit XML for CI servers"),
    write,
};

fn write(all: &Judgements, _: &[&About], lang: Lang) -> String {
    let mut document = Report::new("nianbao");
    document.add_test_suites(all.all().map(|judged| suite(judged, lang)));
    document.to_string().expect("XML can be written to memory")
}

fn suite(judged: &Judged, lang: Lang) -> TestSuite {
    let mut suite = TestSuite::new(visible(&format!("{} {}", judged.year, judged.unit)));
    suite.extra.insert("file".into(), visible(judged.path()).into());
    if judged.findings.is_empty() {
        // A sound report is a case that passed.
        let mut sound = TestCase::new(lang.pick("无问题", "no findings"), TestCaseStatus::success());
        sound.set_classname(visible(judged.path()));
        suite.add_test_case(sound);
    }
    suite.add_test_cases(judged.findings.iter().map(|finding| case(judged, finding, lang)));
    suite
}

/// An error is a case that failed; a warning one that passed, with the warning as its output.
fn case(judged: &Judged, finding: &Finding, lang: Lang) -> TestCase {
    let place = match judged.region(finding) {
        Some(region) => format!("{}:{}", region.file, region.within()),
        None => judged.path().to_owned(),
    };
    let message = one_line(finding, lang);
    let mut case = match finding.level {
        Level::Error => {
            let mut failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
            failure
                .set_type(finding.rule.as_ref())
                .set_message(visible(&message))
                .set_description(visible(&place));
            TestCase::new(finding.rule.as_ref(), failure)
        }
        Level::Warning => {
            let mut case = TestCase::new(finding.rule.as_ref(), TestCaseStatus::success());
            case.set_system_out(visible(&format!("{place} {message}")));
            case
        }
    };
    case.set_classname(visible(judged.path()));
    case
}
