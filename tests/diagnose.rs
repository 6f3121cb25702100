//! Findings for programs: what other tools read must stay as it is.

use std::fs;

use serde_json::Value;

use crate::support::{GOOD, Tree, repository};

/// A project with an error, a warning, and a sound report.
fn three() -> Tree {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD)
        .write(
            "data/2024/乙局.yaml",
            GOOD.replace("甲局", "乙局").replace("本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }"),
        )
        .write("data/2024/丙局.yaml", GOOD.replace("甲局", "丙局").replace("全年未收取信息处理费。", "无。"));
    tree
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Every rule's bad fixture in one project: all kinds of findings there are.
fn every_kind() -> Tree {
    let tree = Tree::new();
    for entry in fs::read_dir(repository("tests/rules")).expect("the fixtures") {
        let folder = entry.expect("a folder").path();
        let rule = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(folder.join("bad.yaml")).expect("a fixture");
        tree.write(&format!("data/{rule}.yaml"), bytes);
    }
    tree
}

/// What a document breaks of a schema.
fn faults(schema: &str, document: &str) -> Vec<String> {
    let schema = jsonschema::validator_for(&parsed(schema)).expect("a schema");
    let document = parsed(document);
    schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn sarif_is_what_the_standard_says() {
    let schema = fs::read_to_string(repository("tests/diagnose/sarif-2.1.0.json")).expect("the schema");
    // The published schema has a bracket too many in one pattern, for which engines refuse it
    // whole.
    let schema = schema.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let done = every_kind().run(&["check", "--format", "sarif"]);
    assert!(parsed(&done.out)["runs"][0]["results"].as_array().is_some_and(|results| results.len() > 50));
    assert_eq!(faults(&schema, &done.out), Vec::<String>::new());
    assert!(!faults(&schema, r#"{ "version": "2.0.0", "runs": [] }"#).is_empty(), "the schema judges");
}

/// Fields are only ever added: what changes here is seen.
#[test]
fn the_schema_of_findings_is_frozen_and_kept() {
    let tree = every_kind();
    let schema = tree.run(&["schema", "findings"]).out;
    snapbox::assert_data_eq!(
        &schema,
        snapbox::Data::read_from(&repository("tests/diagnose/findings.schema.json"), None).raw()
    );
    let document = tree.run(&["check", "--format", "json"]).out;
    assert_eq!(faults(&schema, &document), Vec::<String>::new());
    let broken = document.replacen("\"rule\"", "\"rules\"", 1);
    assert!(!faults(&schema, &broken).is_empty(), "the schema judges");
}

#[test]
fn json_says_everything_a_message_does() {
    let done = three().run(&["check", "--format", "json"]);
    assert_eq!(done.code, 1);
    let document = parsed(&done.out);
    assert_eq!(document["version"], 1);
    assert_eq!(document["summary"], serde_json::json!({ "reports": 3, "errors": 1, "warnings": 1 }));
    let report = document["reports"]
        .as_array()
        .expect("reports")
        .iter()
        .find(|one| one["unit"] == "乙局")
        .expect("a report");
    assert_eq!((report["file"].as_str(), report["year"].as_u64()), (Some("data/2024/乙局.yaml"), Some(2024)));
    let finding = &report["findings"][0];
    assert_eq!(
        (finding["rule"].as_str(), finding["level"].as_str()),
        (Some("requests-balance"), Some("error"))
    );
    assert_eq!(
        finding["place"],
        serde_json::json!({ "file": "data/2024/乙局.yaml", "line": 4, "column": 20, "end_line": 4, "end_column": 21, "cell": null })
    );
    assert_eq!(finding["address"], "表三.本年新收.自然人");
    assert!(
        finding["message"]["en"].as_str().is_some_and(|text| text.starts_with("requests do not balance"))
    );
    assert!(
        finding["figures"].as_array().is_some_and(|figures| figures.iter().any(|one| one["value"] == "6"))
    );
    assert!(finding["fingerprint"].as_str().is_some_and(|print| print.len() == 18));
}

#[test]
fn only_what_is_new_is_told_against_a_baseline() {
    let tree = three();
    let old = tree.run(&["check", "--format", "json"]).out;
    tree.write("old.json", &old);
    assert_eq!(tree.run(&["check", "--baseline", "old.json"]).code, 0);
    // Lines move, the finding stays known; another number is another finding.
    let text = tree.text("data/2024/乙局.yaml");
    tree.write("data/2024/乙局.yaml", format!("# 备注\n{text}"));
    assert_eq!(tree.run(&["check", "--baseline", "old.json"]).code, 0);
    tree.replace("data/2024/乙局.yaml", "本年新收: { 自然人: 6 }", "本年新收: { 自然人: 7 }");
    assert_eq!(tree.run(&["check", "--baseline", "old.json"]).code, 1);
    assert_eq!(tree.run(&["check", "--baseline", "nowhere.json"]).code, 2);
    tree.write("old.json", "no JSON");
    assert_eq!(tree.run(&["check", "--baseline", "old.json"]).code, 2);
}

#[test]
fn rules_are_chosen_by_name_and_warnings_can_block() {
    let tree = three();
    let code = |arguments: &[&str]| tree.run(&[&["check"], arguments].concat()).code;
    assert_eq!(code(&["--ignore", "requests-*"]), 0);
    assert_eq!(code(&["--ignore", "requests-*", "--deny-warnings"]), 1);
    assert_eq!(code(&["--select", "fee-statement"]), 0);
    assert_eq!(code(&["--select", "fee-statement", "--deny-warnings"]), 1);
    let done = tree.run(&["check", "--select", "fee-statment"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("没有规则“fee-statment”，是不是“fee-statement”？"), "{}", done.err);
    let done = tree.run(&["check", "--statistics"]);
    assert!(done.out.contains("fee-statement     核实性  1\nrequests-balance  强制性  1\n"), "{}", done.out);
}

/// The parts that SARIF 2.1.0 requires and that scanning services read.
#[test]
fn sarif_names_rules_places_and_fingerprints() {
    let done = three().run(&["check", "--format", "sarif"]);
    let document = parsed(&done.out);
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.len() > 40 && run["tool"]["driver"]["name"] == "nianbao");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning"].contains(&result["level"].as_str().expect("a level")));
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(uri.is_ascii() && uri.starts_with("data/2024/%"), "{uri}");
        assert!(place["region"]["startLine"].as_u64().is_some_and(|line| line >= 1));
        assert!(result["partialFingerprints"]["nianbao/v2"].is_string());
    }
}

#[test]
fn junit_and_github_escape_what_people_wrote() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD.replace("自然人: 5 }, 予", "\"<a&b>\": 5 }, 予"));
    let xml = tree.run(&["check", "--format", "junit"]).out;
    assert!(xml.contains("message=\"表样里没有“&lt;a&amp;b&gt;”\""), "{xml}");
    let parsed = roxmltree::Document::parse(&xml).expect("XML");
    let suite = parsed.root_element().first_element_child().expect("a suite");
    assert_eq!((suite.attribute("tests"), suite.attribute("failures")), (Some("1"), Some("1")));
    let commands = tree.run(&["check", "--format", "github"]).out;
    assert!(
        commands.starts_with(
            "::error file=data/2024/甲局.yaml,line=4,col=15,title=unknown-key::表样里没有“<a&b>”"
        ),
        "{commands}"
    );
}

#[test]
fn what_was_looked_into_does_not_block_until_a_number_changes() {
    let tree = Tree::new();
    tree.write(
        "data/2023/甲局.yaml",
        GOOD.replace("2024", "2023")
            .replace("行政许可: 12", "行政许可: 2")
            .replace("部分栏目", "少数栏目的内容常常"),
    );
    tree.write("data/2024/甲局.yaml", GOOD.replace("行政许可: 12", "行政许可: 120"));
    let waive = tree.run(&["check", "--select", "figure-jump", "--waive"]);
    assert!(waive.out.contains("，加到 data/2024/甲局.yaml；"), "{}", waive.out);
    let entry = waive.out.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n";
    let told = entry
        .replace("理由:", "理由: 本年承接市局下放的许可")
        .replace("核实人:", "核实人: 张三")
        .replace("日期:", "日期: 2025-01-15");
    let report = tree.text("data/2024/甲局.yaml");
    tree.write("data/2024/甲局.yaml", format!("{report}{told}"));
    let done = tree.run(&["check", "data/2024", "--select", "figure-jump,waiver-*", "--deny-warnings"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(done.out.contains("核实性问题 0 处，已核实 1 处"), "{}", done.out);
    let all = tree.run(&["check", "data/2024", "--select", "figure-jump", "-v"]);
    assert!(all.out.contains("= 已核实：本年承接市局下放的许可（张三，2025-01-15）"), "{}", all.out);
    let sarif = parsed(&tree.run(&["check", "--select", "figure-jump", "--format", "sarif"]).out);
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["justification"], "本年承接市局下放的许可");
    tree.replace("data/2024/甲局.yaml", "行政许可: 120", "行政许可: 121");
    let done = tree.run(&["check", "data/2024", "--select", "figure-jump,waiver-*", "--deny-warnings"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("核实性[figure-jump]") && done.out.contains("核实性[waiver-stale]"),
        "{}",
        done.out
    );
    // An error is never waived.
    tree.replace("data/2024/甲局.yaml", "予以公开: { 自然人: 5 }", "予以公开: { 自然人: 4 }");
    let clause = "收办不平衡：本年新收 5＋上年结转 0＝5，总计 4＋结转下年度继续办理 0＝4，差 1"; // of an earlier version
    let text = tree.text("data/2024/甲局.yaml");
    tree.write("data/2024/甲局.yaml", format!("{text}- {{ 规则: requests-balance, 问题: \"{clause}\", 理由: 有一件还在邮寄途中没有送达, 核实人: 张三, 日期: 2025-01-15 }}\n"));
    let done = tree.run(&["check", "data/2024"]);
    assert!(done.out.contains("“requests-balance”是强制性问题，不能用核实说明通过"), "{}", done.out);
    assert_eq!(done.code, 1);
}

/// A project of a rule's bad fixture and its report of the year before, with waivers at the end.
fn fixture_with(rule: &str, waivers: &str) -> Tree {
    let tree = Tree::new();
    let folder = repository("tests/rules").join(rule);
    let mut text = fs::read(folder.join("bad.yaml")).expect("a fixture");
    text.extend(waivers.bytes());
    tree.write("data/this.yaml", text);
    if let Ok(last) = fs::read(folder.join("last.yaml")) {
        tree.write("data/last.yaml", last);
    }
    tree
}

/// How many findings of a rule are waived, and how many are not.
fn waived(tree: &Tree, rule: &str) -> (usize, usize) {
    let document = parsed(&tree.run(&["check", "--format", "json"]).out);
    let reports = document["reports"].as_array().expect("reports");
    let findings = reports.iter().flat_map(|report| report["findings"].as_array().expect("findings"));
    let (waived, open): (Vec<&Value>, Vec<&Value>) =
        findings.filter(|finding| finding["rule"] == rule).partition(|finding| finding["waived"].is_string());
    (waived.len(), open.len())
}

fn waiver(rule: &str, quoted: &str) -> String {
    format!(
        "\n核实说明:\n- 规则: {rule}\n  问题: '{quoted}'\n  理由: 本年承接市局下放的许可\n  核实人: 张三\n  日期: 2025-01-15\n"
    )
}

/// A rule, its sentence, and words of it with others in their place.
type Earlier = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Sentences that earlier versions printed, as they are in the files of offices, each with a number
/// of it that is another by now; none where the sentence has no figure.
const EARLIER: &[Earlier] = &[
    ("figure-jump", "表二.行政许可 填 300，上年度为 30", &[("300", "301"), ("30", "31")]),
    (
        "figure-decimals",
        "表二.行政事业性收费 填 12.34567，有 5 位小数，万元一般不超过 4 位",
        &[("12.34567", "12.34568")],
    ),
    (
        "figure-not-applicable",
        "表二.行政强制 填的是“不适用”的记号：没有发生的请填 0",
        &[("行政强制", "行政许可")],
    ),
    (
        "in-force-floor",
        "现行有效少于本年净增：现行有效填 3，本年制发 5－本年废止 1＝4，应当≥后者",
        &[("5", "6"), ("填 3", "填 2")],
    ),
    (
        "in-force-stock",
        "现行有效件数前后不衔接：现行有效填 6，上年度“现行有效” 4＋本年制发 2－本年废止 1＝5，差 1",
        &[("填 6", "填 7")],
    ),
    (
        "item-carry-over",
        "上一年项目数量与上年度报告不衔接：上一年项目数量填 9，上年度“上一年项目数量” 10＋上年度“本年增减” -2＝8，差 1",
        &[("9", "7")],
    ),
    ("published-as-made", "新公开与新制作的件数不同：本年新公开填 2，本年新制作为 3，差 -1", &[("2", "1")]),
    (
        "overview-topic",
        "总体情况没有写到：依申请公开、政府信息公开平台建设、工作考核、社会评议、责任追究",
        &[("工作考核、", "")],
    ),
    ("penalties-zero", "表二.行政处罚 填 0，示例县市场监督管理局全年没有处罚很少见", &[("0", "1")]),
    ("problems-thin", "存在的主要问题及改进情况只有 2 字", &[("2", "3")]),
    ("published-late", "成文日期 2025-02-03 晚于公布期限 2025-01-31", &[("02-03", "02-04")]),
    ("rules-without-power", "表二.规章.现行有效 填 3，本单位没有规章制定权", &[("3", "4")]),
    ("superseded-notice", "引用的“国办公开办函〔2019〕60号”已被〔2021〕30号取代", &[]),
    ("text-copied", "存在的主要问题及改进情况有 100% 的字句与上年度相同", &[("100", "97")]),
    (
        "topic-heading",
        "小标题“（四）政务公开平台建设”与规定的“政府信息公开平台建设”不同",
        &[("（四）政务公开平台建设", "（五）督查")],
    ),
    ("fee-amount", "信息处理费写 165 元，不是 10 元的整倍数", &[("165", "155")]),
    ("fee-statement", "其他需要报告的事项没有写收取信息处理费的情况", &[]),
    ("prose-change", "文中写“同比增长 20%”，今年是 5，上年是 4", &[("今年是 5", "今年是 6")]),
    ("prose-figure", "文中写“新收政府信息公开申请 6 件”，表三.本年新收.总计 为 5", &[("为 5", "为 7")]),
    ("prose-parts", "总数写 59，列出的各项之和为 69", &[("69", "68")]),
    ("prose-share", "文中写“占 80%”，5 占 5 是 100%", &[("5 占 5", "4 占 5")]),
    ("text-typo", "“开信息 12 34”：数字中间有空格", &[("34", "35")]),
];

#[test]
fn waivers_of_earlier_versions_hold_until_a_number_changes() {
    let mut wrong = Vec::new();
    for (rule, quoted, changes) in EARLIER {
        let (_, all) = waived(&fixture_with(rule, ""), rule);
        let with = |quoted: &str| waived(&fixture_with(rule, &waiver(rule, quoted)), rule);
        if with(quoted) != (1, all - 1) {
            wrong.push(format!("{rule}: {quoted}: {:?} of {all}", with(quoted)));
        }
        for (old, new) in *changes {
            assert!(quoted.contains(old), "{quoted} has no {old}");
            let changed = quoted.replacen(old, new, 1);
            let tree = fixture_with(rule, &waiver(rule, &changed));
            if waived(&tree, rule) != (0, all) || waived(&tree, "waiver-stale") != (0, 1) {
                wrong.push(format!("{rule}: {changed} is not stale"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_warning_can_be_waived_as_it_is_printed() {
    let mut printed = 0;
    for entry in fs::read_dir(repository("tests/rules")).expect("the fixtures") {
        let rule = entry.expect("a folder").file_name().to_string_lossy().into_owned();
        if rule == "not-utf8" {
            continue; // nothing of it is read
        }
        let skeleton = fixture_with(&rule, "").run(&["check", "data/this.yaml", "--waive"]).out;
        if rule.starts_with("waiver-") || !skeleton.contains("- 规则: ") {
            continue;
        }
        let filled = skeleton
            .replace("理由:", "理由: 本年承接市局下放的许可")
            .replace("核实人:", "核实人: 张三")
            .replace("日期:\n", "日期: 2025-01-15\n");
        let tree = fixture_with(&rule, &format!("\n{filled}"));
        let done = tree.run(&["check", "data/this.yaml", "--format", "json"]);
        assert_eq!(parsed(&done.out)["summary"]["warnings"], 0, "{rule}: {filled}");
        printed += skeleton.matches("- 规则: ").count();
    }
    assert!(printed > 25, "{printed} warnings were waived");
}

#[test]
fn a_space_in_the_name_of_a_unit_makes_no_other_unit() {
    let tree = Tree::new();
    let last = GOOD
        .replace("甲局", "示例县 公安局")
        .replace("2024", "2023")
        .replace("行政许可: 12", "行政许可: 400, 行政处罚: 7")
        .replace("其余: 0 }\n表四", "结转下年度继续办理: { 自然人: 3 }, 本年新收: { 自然人: 8 }, 予以公开: { 自然人: 5 }, 其余: 0 }\n表四")
        .replace("本年新收: { 自然人: 5 }, 予以公开: { 自然人: 5 }, ", "");
    let this = GOOD.replace("甲局", "示例县公安局").replace("行政许可: 12", "行政许可: 12, 行政处罚: 9");
    tree.write("data/2023/示例县 公安局.yaml", last).write("data/2024/示例县公安局.yaml", this);
    let done = tree.run(&["check", "data/2024", "--format", "json"]);
    for rule in ["carry-over", "figure-jump", "text-copied"] {
        assert!(done.out.contains(&format!("\"rule\": \"{rule}\"")), "{rule}: {}", done.out);
    }
    // Printed as written.
    let shown = tree.run(&["show", "data/2023/示例县 公安局.yaml"]);
    assert!(shown.out.contains("示例县 公安局2023年政府信息公开工作年度报告"), "{}", shown.out);
    // Two files for one year are duplicates, whatever the spaces.
    tree.write("data/2024/公安局.yaml", GOOD.replace("甲局", "示例县　公安局"));
    let done = tree.run(&["check", "data/2024"]);
    assert!(done.out.contains("[duplicate-report]"), "{}", done.out);
}
