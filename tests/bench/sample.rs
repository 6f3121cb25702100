//! Reports made up for measuring: balanced, every row of 表三 filled, of ordinary length, no two
//! alike, with three warnings each: a build that has nothing to do has those to tell.

use std::fmt::Write;

use nianbao::document;
use nianbao::form::Forms;
use nianbao::model::Report;
use nianbao::read::{self, Expected, File};

/// The report in such a file.
#[allow(dead_code, reason = "not every bench reads it")]
pub(crate) fn read(forms: &Forms, number: u64, year: u16) -> Report {
    let text = report(number, year);
    let file = File::named("sample.yaml", text.as_bytes()).expect("a reader");
    read::read(&[file], &Expected::default(), forms, document::in_this_process).report.expect("a report")
}

/// The report of a district with the sentences that tests have of it.
#[allow(dead_code, reason = "not every bench reads it")]
pub(crate) fn dense(forms: &Forms) -> Report {
    let tables = include_str!("../prose/unseen/district.yaml");
    let sentences = include_str!("../prose/unseen/district.txt");
    let lines = sentences.lines().filter(|line| !line.starts_with(['#', '@']));
    let text: String = lines.map(|line| format!("  {}\n", line.replace(['{', '}'], ""))).collect();
    let yaml = format!("{tables}总体情况: |\n{text}");
    let file = File::named("dense.yaml", yaml.as_bytes()).expect("a reader");
    read::read(&[file], &Expected::default(), forms, document::in_this_process).report.expect("a report")
}

/// A data file of a made-up unit; the same number gives the same file.
pub(crate) fn report(number: u64, year: u16) -> String {
    let mut random = Random(number.wrapping_mul(2).wrapping_add(1));
    let applicants = [
        "natural_person",
        "enterprise",
        "research",
        "public_interest",
        "legal_service",
        "other_organization",
    ];
    let outcomes = [
        "granted",
        "partly_granted",
        "state_secret",
        "forbidden_by_law",
        "security",
        "third_party",
        "internal_affairs",
        "deliberative",
        "enforcement_file",
        "statutory_inquiry",
        "not_held",
        "needs_creation",
        "still_unclear",
        "petition",
        "repeated",
        "publication",
        "vexatious",
        "reissue",
        "not_clarified",
        "fee_unpaid",
        "other",
    ];
    let mut received = [0; 6];
    let mut rows = String::new();
    for outcome in outcomes {
        let counts: Vec<u64> = applicants.iter().map(|_| random.below(30).saturating_sub(12)).collect();
        let cells: Vec<String> =
            applicants.iter().zip(&counts).map(|(name, count)| format!("{name}: {count}")).collect();
        for (sum, count) in received.iter_mut().zip(&counts) {
            *sum += count;
        }
        let _ = writeln!(rows, "  {outcome}: {{ {} }}", cells.join(", ")); // writing to a String cannot fail
    }
    let cells: Vec<String> =
        applicants.iter().zip(received).map(|(name, count)| format!("{name}: {count}")).collect();
    let paragraph = "围绕群众关心的事项及时公开信息，全年通过政府网站和政务新媒体发布各类信息，做到栏目有人管、内容有人审、更新有记录。";
    let mut overview = String::new();
    for (topic, heading) in
        ["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设"].iter().enumerate()
    {
        let ordinal = ["一", "二", "三", "四"][topic];
        let times = 1 + random.below(3);
        let text = paragraph.repeat(usize::try_from(times).unwrap_or(1));
        let _ = writeln!(
            overview,
            "  （{ordinal}）{heading}情况\n  {text}本项工作第 {number} 号单位 {} 次。",
            random.below(900)
        );
    }
    format!(
        "单位: 样本第{number}局\n年度: {year}\nproactive: {{ licensing: {}, penalties: {}, normative_documents: {{ issued: 5, repealed: 0, in_force: 3 }}, rest: 0 }}\nrequests:\n  received: {{ {} }}\n{rows}  rest: 0\ndisputes: {{ reconsideration: {{ upheld: {} }}, rest: 0 }}\n总体情况: |\n{overview}  全年作出行政许可决定 {{{{ proactive.licensing }}}} 件，新收申请 {{{{ requests.received.total }}}} 件。\n存在的主要问题及改进情况: |\n  {paragraph}\n其他需要报告的事项: 无\n",
        random.below(30_000),
        random.below(2_000),
        cells.join(", "),
        random.below(9),
    )
}

/// A small generator of numbers that look random (Knuth's linear congruence).
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}
