//! Roll-up: the sum of the reports below a unit, what is missing from it, whether the superior's
//! report is that sum; and the laws that every sum keeps.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use nianbao::form::Form;
use nianbao::model::{Entry, Figure, FigureId};
use nianbao::rollup::{Filing, Rollup, State, rollup};
use nianbao::roster::{self, Roster};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{Done, GOOD, Tree, forms};

const ROSTER: &str = "\
- { 名称: 某县人民政府, 简称: 县政府, 汇总: 全域 }
- { 名称: 甲局, 上级: 某县人民政府 }
- { 名称: 乙局, 上级: 某县人民政府 }
";

/// A report like the good one, with another number of licences and of applications.
fn report(unit: &str, licences: u32, received: u32) -> String {
    GOOD.replace("甲局", unit)
        .replace("行政许可: 12", &format!("行政许可: {licences}"))
        .replace("自然人: 5", &format!("自然人: {received}"))
}

/// A county whose report is the sum of its two units.
fn county() -> Tree {
    let tree = Tree::new();
    tree.write("data/units.yaml", ROSTER)
        .write("data/2024/甲局.yaml", report("甲局", 12, 5))
        .write("data/2024/乙局.yaml", report("乙局", 30, 7))
        .write("data/2024/县政府.yaml", superior(42, 12));
    tree
}

/// The report of the county, which has more topics to write about.
fn superior(licences: u32, received: u32) -> String {
    report("某县人民政府", licences, received)
        .replace("监督保障工作平稳", "监督保障、工作考核、社会评议、责任追究工作平稳")
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {} {}", done.out, done.err))
}

fn figure<'j>(said: &'j Value, address: &str) -> &'j Value {
    let figures = said["figures"].as_array().expect("figures");
    figures.iter().find(|one| one["address"] == address).expect("the figure")
}

#[test]
fn the_sum_names_every_addend_with_its_place() {
    let tree = county();
    let done = tree.run(&["rollup", "县政府", "--format", "json"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let said = json(&done);
    assert_eq!(said["version"], 1);
    assert_eq!(
        (&said["unit"], &said["year"], &said["sum"]),
        (&"某县人民政府".into(), &2024.into(), &"whole".into())
    );
    assert_eq!((&said["expected"], &said["counted"]), (&2.into(), &2.into()));
    let licences = figure(&said, "表二.行政许可");
    assert_eq!(
        (&licences["value"], &licences["key"]),
        (&"42".into(), &"proactive.licensing.decisions".into())
    );
    let addends = licences["addends"].as_array().expect("addends");
    let said_of = |index: usize, key: &str| addends[index][key].as_str().expect("a text");
    assert_eq!(said_of(0, "unit"), "甲局");
    assert_eq!(said_of(0, "value"), "12");
    assert_eq!(said_of(0, "file"), "data/2024/甲局.yaml");
    assert_eq!(said_of(0, "place"), "3:13");
    assert_eq!(said_of(1, "value"), "30");
    let total = figure(&said, "表三.本年新收.总计");
    assert_eq!((&total["value"], &total["addends"][0]["place"]), (&"12".into(), &Value::Null));

    let done = tree.run(&["check"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
}

#[test]
fn a_report_that_is_not_the_sum_is_an_error() {
    let tree = county();
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("强制性[rollup-differs]"), "{}", done.out);
    assert!(done.out.contains("表二“行政许可”填 42，下属 2 家之和为 43，少 1"), "{}", done.out);
    assert!(done.out.contains("nianbao explain --figure 某县人民政府 表二.行政许可"), "{}", done.out);

    let done = tree.run(&["explain", "--figure", "县政府", "表二.行政许可"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("  甲局  13  data/2024/甲局.yaml:3:13\n"), "{}", done.out);
    assert!(done.out.contains("2 家之和 43，某县人民政府的报告是 42：不一致"), "{}", done.out);
    let english = tree.run_in("en", &["explain", "--figure", "县政府", "表二.行政许可"]);
    assert!(english.out.contains("sum of 2: 43, but 某县人民政府 reports 42"), "{}", english.out);
}

#[test]
fn a_unit_that_explains_the_difference_is_named() {
    let tree = county();
    // A whole report is lacking: it came in late.
    tree.write("data/2024/县政府.yaml", superior(12, 5));
    let done = tree.run(&["check"]);
    assert_eq!(done.out.matches("[rollup-differs]").count(), 1, "one cause, one finding: {}", done.out);
    assert!(done.out.contains("差的正好是“乙局”的全部数"), "{}", done.out);
    // Added twice.
    tree.write("data/2024/县政府.yaml", superior(54, 17));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("多的正好是“甲局”的全部数：多半是把它计了两次"), "{}", done.out);
    // One figure left out.
    tree.write("data/2024/县政府.yaml", superior(12, 12));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("差额正好是“乙局”的数：请核对是否漏计"), "{}", done.out);
    // Only one unit can have raised its figure so much.
    tree.write("data/2024/县政府.yaml", superior(22, 12));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("只有“乙局”的数不小于差额"), "{}", done.out);
    // Nothing is certain.
    tree.write("data/2024/县政府.yaml", superior(41, 12));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("[rollup-differs]") && !done.out.contains("可能"), "{}", done.out);
}

#[test]
fn units_that_are_not_in_the_sum_are_named() {
    let tree = county();
    let more = "\
- { 名称: 丙局, 上级: 某县人民政府 }
- { 名称: 丁局, 上级: 某县人民政府 }
- { 名称: 戊局, 上级: 某县人民政府, 至: 2023, 并入: 甲局 }
- { 名称: 己局, 上级: 某县人民政府, 自: 2025 }
";
    tree.write("data/units.yaml", format!("{ROSTER}{more}"));
    tree.write("data/2024/丁局.yaml", report("丁局", 1, 1).replace("行政许可: 1,", "行政许可: 约1,"));
    let done = tree.run(&["rollup", "县政府", "--format", "json"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(
        done.err.contains("还有 2 家没有计入（没有报送、有强制性问题或用了别的表样）：丙局、丁局"),
        "{}",
        done.err
    );
    let said = json(&done);
    let states: Vec<&str> =
        said["units"].as_array().expect("units").iter().filter_map(|one| one["state"].as_str()).collect();
    assert_eq!(states, ["counted", "counted", "missing", "errors", "merged", "not-reporting"]);
    assert_eq!(said["missing"], serde_json::json!(["丙局", "丁局"]));
    assert_eq!((&said["expected"], &said["counted"]), (&4.into(), &2.into()));
    assert_eq!(figure(&said, "表二.行政许可")["value"], "42");

    // A difference is then to be verified, and blocks nothing.
    tree.replace("data/2024/县政府.yaml", "行政许可: 42", "行政许可: 43");
    let done = tree.run(&["check", "data/2024/县政府.yaml"]);
    assert!(done.out.contains("核实性[rollup-differs]"), "{}", done.out);
    assert_eq!(done.code, 0);
    let done = tree.run(&["explain", "--figure", "县政府", "表二.行政许可"]);
    assert!(done.out.contains("丙局   —  没有报送\n"), "{}", done.out);
    assert_eq!(done.code, 1);
}

#[test]
fn a_report_on_another_form_adds_nothing() {
    let tree = county();
    let other = report("乙局", 30, 7).replace("年度: 2024", "年度: 2024\n表样: 2019");
    tree.write("data/2024/乙局.yaml", other.replace("行政许可: 30", "行政许可: { 处理决定数量: 30 }"));
    let said = json(&tree.run(&["rollup", "县政府", "--format", "json"]));
    assert_ne!(said["units"][1]["state"], "counted");
    assert_eq!(figure(&said, "表二.行政许可")["value"], "12");
}

#[test]
fn every_unit_counts_once() {
    let tree = county();
    let more = "\
- { 名称: 青石镇人民政府, 上级: 某县人民政府, 汇总: 全域 }
- { 名称: 东村所, 上级: 青石镇人民政府 }
- { 名称: 白水镇人民政府, 上级: 某县人民政府 }
- { 名称: 西村所, 上级: 白水镇人民政府 }
";
    tree.write("data/units.yaml", format!("{ROSTER}{more}"));
    for (unit, licences) in
        [("青石镇人民政府", 100), ("东村所", 100), ("白水镇人民政府", 1000), ("西村所", 10000)]
    {
        tree.write(&format!("data/2024/{unit}.yaml"), report(unit, licences, 1));
    }
    let done = tree.run(&["rollup", "县政府", "--format", "json"]);
    let said = json(&done);
    // 青石镇 by its own report, without 东村所; 白水镇 with 西村所.
    assert_eq!(figure(&said, "表二.行政许可")["value"], "11142");
    assert!(done.err.contains("名录没有写明“白水镇人民政府”的汇总"), "{}", done.err);
    // A superior that reports its own figures alone is one of the addends.
    tree.replace("data/units.yaml", "简称: 县政府, 汇总: 全域", "简称: 县政府, 汇总: 本级");
    let said = json(&tree.run(&["rollup", "县政府", "--format", "json"]));
    assert_eq!(figure(&said, "表二.行政许可")["value"], "11184");
    assert_eq!(tree.run(&["check", "--select", "rollup-differs"]).code, 0);
}

#[test]
fn the_data_file_of_a_sum_is_taken_by_a_build() {
    let tree = county();
    tree.write("data/2024/县政府.yaml", superior(1, 1));
    let done = tree.run(&["rollup", "县政府", "--format", "yaml", "-o", "data/2024/县政府.yaml"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let text = tree.text("data/2024/县政府.yaml");
    assert!(text.contains("行政许可: 42") && text.contains("全年许可 {{ 表二.行政许可 }} 件"), "{text}");
    assert!(text.contains("来源:\n- 单位: 甲局\n  文件: data/2024/甲局.yaml\n  指纹: "), "{text}");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(tree.text("out/2024/某县人民政府.txt").contains("全年许可 42 件，收到申请 12 件"));

    // A correction: the file says which unit it was, whatever its figures are.
    tree.replace("data/2024/乙局.yaml", "行政许可: 30", "行政许可: 29");
    let done = tree.run(&["check"]);
    assert!(
        done.out.contains("上次汇总以后，乙局改过数：请重新汇总（nianbao rollup 某县人民政府）"),
        "{}",
        done.out
    );
    tree.replace("data/units.yaml", "- { 名称: 乙局", "- { 名称: 丙局, 上级: 某县人民政府 }\n- { 名称: 乙局");
    tree.write("data/2024/丙局.yaml", report("丙局", 5, 1));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("上次汇总以后，乙局改过数，丙局后来才计入"), "{}", done.out);
    assert_eq!(done.out.matches("[rollup-differs]").count(), 1, "{}", done.out);
}

#[test]
fn wrong_sources_are_reported() {
    let tree = county();
    let text = tree.text("data/2024/县政府.yaml");
    tree.write(
        "data/2024/县政府.yaml",
        format!("{text}来源:\n- {{ 单位: 甲局, 出处: 乙 }}\n- 甲局\n- {{ 文件: 丙 }}\n"),
    );
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    for said in ["来源里没有“出处”这一项", "这里应当是“{ 单位: … }”", "来源没有写单位"]
    {
        assert!(done.out.contains(said), "{said}: {}", done.out);
    }
}

#[test]
fn a_correction_is_seen_by_the_superior_and_nobody_else() {
    let tree = county();
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = tree.run(&["build", "--format", "txt", "--dry-run"]);
    assert!(!done.err.contains("将生成 2024"), "{}", done.err);
    // The superior's report is looked at again although its own file is the same.
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 11");
    let before = tree.read("out/2024/某县人民政府.txt");
    let done = tree.run(&["build", "--format", "txt", "-v"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("[rollup-differs]"), "{}", done.err);
    assert!(done.err.contains("生成 2024/甲局.txt：数据有变化"), "{}", done.err);
    assert!(!done.err.contains("生成 2024/乙局.txt"), "{}", done.err);
    assert_eq!(tree.read("out/2024/某县人民政府.txt"), before, "a report with errors keeps its outputs");
    // And again when the unit is right.
    tree.replace("data/2024/甲局.yaml", "行政许可: 11", "行政许可: 12");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    // In parts the others are read as well.
    for shard in ["1/2", "2/2"] {
        tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 11");
        let done = tree.run(&["build", "--format", "txt", "--shard", shard, "-o", "parts"]);
        let has_county = tree.path("data/2024/县政府.yaml").exists() && done.err.contains("[rollup-differs]");
        assert_eq!(has_county, done.code == 1, "{shard}: {}", done.err);
        tree.replace("data/2024/甲局.yaml", "行政许可: 11", "行政许可: 12");
    }
}

#[test]
fn what_is_known_of_units_is_not_older_than_their_data() {
    let tree = county();
    let build = |args: &[&str], code: i32| {
        let done = tree.run(&[&["build", "--format", "txt"], args].concat());
        assert_eq!(done.code, code, "{}", done.err);
        done.err
    };
    build(&[], 0);
    // 乙局 is looked at, but not made: what its outputs say is not what it adds.
    tree.replace("data/2024/乙局.yaml", "行政许可: 30", "行政许可: 31");
    build(&["--unit", "甲局"], 0);
    tree.replace("data/2024/县政府.yaml", "行政许可: 42", "行政许可: 43");
    build(&["--unit", "县政府"], 0);
    tree.replace("data/2024/县政府.yaml", "行政许可: 43", "行政许可: 42");
    assert!(build(&["--unit", "县政府"], 1).contains("下属 2 家之和为 43，少 1"));
    // One with errors adds nothing, in the build that finds them and in the next.
    tree.replace("data/2024/乙局.yaml", "行政许可: 31", "行政许可: 约31");
    for _ in 0..2 {
        assert!(build(&[], 1).contains("还有 1 家没有计入（没有报送、有强制性问题或用了别的表样）：乙局"));
    }
    // A superior of a superior is looked at after both.
    tree.replace("data/2024/乙局.yaml", "行政许可: 约31", "行政许可: 30");
    let more = "- { 名称: 某市人民政府, 汇总: 全域 }\n";
    tree.write(
        "data/units.yaml",
        more.to_owned() + &ROSTER.replace("汇总: 全域", "上级: 某市人民政府, 汇总: 全域"),
    );
    let city = superior(42, 12).replace("某县人民政府", "某市人民政府");
    tree.write("data/2024/a市政府.yaml", city.clone());
    build(&["-j", "4"], 0);
    tree.write("data/2024/a市政府.yaml", city.replace("行政许可: 42", "行政许可: 40"));
    assert!(build(&["-j", "4"], 1).contains("表二“行政许可”填 40，下属 1 家之和为 42，少 2"));
    tree.write("data/2024/甲局.yaml", report("甲局", 10, 5));
    let said = build(&["-j", "4"], 1);
    // The county has errors now, and the city's sum lacks it.
    assert!(said.contains("填 42，下属 2 家之和为 40，多 2") && !said.contains("填 40，"), "{said}");
}

#[test]
fn the_working_paper_has_sums_and_links() {
    let tree = county();
    tree.write("data/units.yaml", format!("{ROSTER}- {{ 名称: 丙局, 上级: 某县人民政府 }}\n"));
    let done = tree.run(&["rollup", "县政府", "--format", "xlsx"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let path = "rollup/2024/某县人民政府.xlsx";
    assert!(done.err.contains(&format!("已写入 {path}")), "{}", done.err);
    let bytes = tree.read(path);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["表二", "表三", "表四"]);
    let formulas = book.worksheet_formula("表二").expect("formulas");
    let sheet = book.worksheet_range("表二").expect("the sheet");
    let cell =
        |row: u32, column: u32| sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    // 行政许可 is the seventh figure.
    assert_eq!(
        (cell(2, 8), cell(4, 0), cell(4, 8), cell(5, 8)),
        ("行政许可".into(), "甲局".into(), "12".into(), "30".into())
    );
    assert_eq!((cell(6, 0), cell(6, 1)), ("丙局".into(), "没有报送".into()));
    assert_eq!(
        (cell(7, 0), cell(7, 8), cell(8, 8), cell(9, 8)),
        ("合计".into(), "42".into(), "42".into(), "0".into())
    );
    assert_eq!(formulas.get_value((7, 8)).map(String::as_str), Some("SUM(I5:I7)"));
    let mut package = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a package");
    let links =
        std::io::read_to_string(package.by_name("xl/worksheets/_rels/sheet1.xml.rels").expect("links"))
            .expect("text");
    assert!(links.contains("../../data/2024/甲局.yaml"), "{links}");
    // The same twice.
    tree.run(&["rollup", "县政府", "--format", "xlsx"]);
    assert_eq!(tree.read(path), bytes);
}

#[test]
fn the_page_opens_a_sum_to_its_addends() {
    let tree = county();
    let done = tree.run(&["rollup", "县政府", "--format", "html", "-o", "x.html"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let page = tree.text("x.html");
    assert!(page.contains("<summary><span>表二 · 行政许可</span><b>42</b></summary>"), "{page}");
    assert!(page.contains("<a href=\"data/2024/甲局.yaml\">3:13</a>"), "{page}");
    assert!(page.contains("2 家为 0"), "{page}");
}

#[test]
fn what_cannot_be_added_up_is_said() {
    let tree = county();
    let says = |args: &[&str], words: &str| {
        let done = tree.run(args);
        assert_eq!(done.code, 2, "{args:?}: {}", done.out);
        assert!(done.err.contains(words), "{args:?}: {}", done.err);
    };
    says(&["rollup", "县政夫"], "名录里没有“县政夫”：是不是“");
    says(&["rollup", "甲局"], "名录里没有单位的上级是“甲局”");
    says(&["rollup", "县政府", "--year", "2023", "--year", "2024"], "一次只能汇总一个年度");
    says(&["explain", "--figure", "县政府", "表二.许可"], "没有数据项“表二.许可”");
    says(&["rollup", "县政府", "--format", "json", "-o", "data"], "data 是文件夹");
    tree.write("data/units.yaml", "");
    says(&["rollup", "县政府"], "没有单位名录");
}

/// A roster of a superior and units with their parents.
fn roster_of(parents: &[Option<usize>]) -> Roster {
    let mut text = String::from("- { 名称: 顶, 汇总: 全域 }\n");
    for (index, parent) in parents.iter().enumerate() {
        let parent = parent.map_or_else(|| "顶".to_owned(), |parent| format!("单位{parent}号"));
        text.push_str(&format!("- {{ 名称: 单位{index}号, 上级: {parent} }}\n"));
    }
    roster::load(&text, &[]).expect("a sound roster")
}

fn form() -> &'static Form {
    forms().edition(2021).expect("the form")
}

/// A balanced report: what was received is what was dealt with and what is left.
fn balanced() -> impl Strategy<Value = Vec<Entry>> {
    let figures = form().figures.len();
    prop::collection::vec(0_i64..1000, figures).prop_map(|numbers| {
        let form = form();
        let totals = form.totals();
        let number = |n: i64| Entry::stated(Figure::Number(n.into()));
        let mut entries: Vec<Entry> = form
            .ids()
            .map(|id| if totals[id.index()] { Entry::default() } else { number(numbers[id.index()]) })
            .collect();
        let at = |address: &str| form.resolve(address).expect("an address");
        form.derive(&mut entries);
        for column in ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
        {
            let of = |row: &str| at(&format!("表三.{row}.{column}"));
            let number =
                |entries: &[Entry], id: FigureId| entries[id.index()].figure.number().expect("a number");
            let done = number(&entries, of("总计")) + number(&entries, of("结转下年度继续办理"));
            let before = number(&entries, of("上年结转")).min(done);
            entries[of("本年新收").index()] = Entry::stated(Figure::Number(done - before));
            entries[of("上年结转").index()] = Entry::stated(Figure::Number(before));
        }
        for id in form.ids().filter(|id| totals[id.index()]) {
            entries[id.index()] = Entry::default();
        }
        form.derive(&mut entries);
        entries
    })
}

fn summed(parents: &[Option<usize>], reports: &[Option<Vec<Entry>>]) -> Rollup {
    let mut filed = |position: usize| match &reports[position - 1] {
        Some(entries) => {
            Filing::Sound { file: format!("{position}"), edition: 2021, entries: entries.clone() }
        }
        None => Filing::Nothing,
    };
    rollup(form(), &roster_of(parents), 0, 2024, &mut filed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_sum_of_balanced_reports_is_balanced(reports in prop::collection::vec(balanced(), 1..6)) {
        let reports: Vec<Option<Vec<Entry>>> = reports.into_iter().map(Some).collect();
        let sum = summed(&vec![None; reports.len()], &reports);
        let number = |_: &nianbao::form::Term, id| sum.number(id);
        for (rule, equation) in form().equations() {
            let years = equation.terms().all(|(term, _)| !term.last);
            if years && rule.about.level == nianbao::rule::Level::Error {
                let sides = [&equation.left, &equation.right].map(|side| nianbao::form::sum(side, number));
                prop_assert_eq!(sides[0], sides[1], "{}", rule.text);
            }
        }
    }

    #[test]
    fn neither_order_nor_grouping_matters(
        reports in prop::collection::vec(balanced(), 2..7),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 7),
    ) {
        let flat: Vec<Option<Vec<Entry>>> = reports.iter().cloned().map(Some).collect();
        let plain = summed(&vec![None; flat.len()], &flat);
        // Any unit may be below any one before it.
        let parents: Vec<Option<usize>> =
            (0..flat.len()).map(|index| if index == 0 { None } else { Some(picks[index].index(index + 1)).filter(|&at| at < index) }).collect();
        let mut turned = flat.clone();
        turned.reverse();
        for sum in [summed(&parents, &flat), summed(&vec![None; flat.len()], &turned)] {
            prop_assert_eq!(&sum.sums, &plain.sums);
            prop_assert_eq!(sum.counted().count(), flat.len());
        }
    }

    #[test]
    fn without_a_unit_exactly_its_figures_are_less(
        reports in prop::collection::vec(balanced(), 2..6),
        pick in any::<prop::sample::Index>(),
    ) {
        let all: Vec<Option<Vec<Entry>>> = reports.iter().cloned().map(Some).collect();
        let gone = pick.index(all.len());
        let mut fewer = all.clone();
        fewer[gone] = None;
        let parents = vec![None; all.len()];
        let (whole, rest) = (summed(&parents, &all), summed(&parents, &fewer));
        prop_assert_eq!(&rest.members[gone].state, &State::Missing);
        prop_assert!(whole.is_complete() && !rest.is_complete());
        for id in form().ids() {
            let lost = whole.number(id).expect("a sum") - rest.number(id).expect("a sum");
            prop_assert_eq!(Some(lost), reports[gone][id.index()].figure.number());
        }
    }
}

#[test]
fn what_is_no_sum_is_not_added() {
    let form = forms().edition(2019).expect("the form");
    let additive = |address: &str| form.spec(form.resolve(address).expect("an address")).additive;
    assert!(!additive("表二.行政许可.上一年项目数量"), "several units may handle one item of the list");
    assert!(additive("表二.行政许可.处理决定数量"));
    let entries = vec![Entry::stated(Figure::Number(3.into())); form.figures.len()];
    let mut filed = |_| Filing::Sound { file: String::new(), edition: 2019, entries: entries.clone() };
    let sum = rollup(form, &roster_of(&[None, None]), 0, 2020, &mut filed);
    for id in form.ids() {
        let expected = if form.spec(id).additive { Figure::Number(6.into()) } else { Figure::Blank };
        assert_eq!(sum.figure(id), expected, "{}", form.spec(id).address);
    }
}

#[test]
fn a_mark_for_what_does_not_apply_is_no_zero() {
    let mark = vec![Entry::stated(Figure::NotApplicable); form().figures.len()];
    let two = vec![Entry::stated(Figure::Number(2.into())); form().figures.len()];
    let id = FigureId(0);
    assert_eq!(
        summed(&[None, None], &[Some(mark.clone()), Some(mark.clone())]).figure(id),
        Figure::NotApplicable
    );
    assert_eq!(summed(&[None, None], &[Some(mark), Some(two)]).figure(id), Figure::Number(2.into()));
    assert_eq!(summed(&[None], &[None]).figure(id), Figure::Blank, "to know nothing is not to know zero");
}
