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
    let schema = fs::read_to_string(repository("tests/records/sarif-2.1.0.json")).expect("the schema");
    // The published schema has a bracket too many in one pattern, for which engines refuse it whole.
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
        snapbox::Data::read_from(&repository("tests/records/findings.schema.json"), None).raw()
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
        assert!(result["partialFingerprints"]["nianbao/v1"].is_string());
    }
}

#[test]
fn junit_and_github_escape_what_people_wrote() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD.replace("自然人: 5 }, 予", "\"<a&b>\": 5 }, 予"));
    let xml = tree.run(&["check", "--format", "junit"]).out;
    assert!(xml.contains("message=\"不认识“&lt;a&amp;b&gt;”\""), "{xml}");
    let parsed = roxmltree::Document::parse(&xml).expect("XML");
    let suite = parsed.root_element().first_element_child().expect("a suite");
    assert_eq!((suite.attribute("tests"), suite.attribute("failures")), (Some("1"), Some("1")));
    let commands = tree.run(&["check", "--format", "github"]).out;
    assert!(
        commands
            .starts_with("::error file=data/2024/甲局.yaml,line=4,col=15,title=unknown-key::不认识“<a&b>”"),
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
    assert!(all.out.contains("= 已核实: 本年承接市局下放的许可（张三，2025-01-15）"), "{}", all.out);
    let sarif = parsed(&tree.run(&["check", "--select", "figure-jump", "--format", "sarif"]).out);
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["justification"], "本年承接市局下放的许可");
    tree.replace("data/2024/甲局.yaml", "行政许可: 120", "行政许可: 121");
    let done = tree.run(&["check", "data/2024", "--select", "figure-jump,waiver-*", "--deny-warnings"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("提醒[figure-jump]") && done.out.contains("提醒[waiver-stale]"),
        "{}",
        done.out
    );
    // An error is never waived.
    tree.replace("data/2024/甲局.yaml", "予以公开: { 自然人: 5 }", "予以公开: { 自然人: 4 }");
    let clause = "收办不平衡：本年新收 5＋上年结转 0＝5，总计 4＋结转下年度继续办理 0＝4，差 1";
    let text = tree.text("data/2024/甲局.yaml");
    tree.write("data/2024/甲局.yaml", format!("{text}- {{ 规则: requests-balance, 问题: \"{clause}\", 理由: 有一件还在邮寄途中没有送达, 核实人: 张三, 日期: 2025-01-15 }}\n"));
    let done = tree.run(&["check", "data/2024"]);
    assert!(done.out.contains("[requests-balance] 是强制性问题，不能核实放行"), "{}", done.out);
    assert_eq!(done.code, 1);
}

#[test]
fn the_schema_knows_every_row_and_column_by_name() {
    let tree = Tree::new();
    let done = tree.run(&["schema"]);
    assert_eq!(done.code, 0);
    let schema = parsed(&done.out);
    let requests = &schema["properties"]["表三"]["anyOf"][0]["properties"];
    assert!(
        requests["不予公开"]["anyOf"][0]["properties"]["属于国家秘密"]["anyOf"][0]["properties"]["自然人"]
            .is_object(),
        "{requests}"
    );
    assert!(schema["properties"]["表二"]["anyOf"][0]["properties"]["行政许可"]["type"].is_array());
    assert!(schema["properties"]["总体情况"].is_object());
    assert_eq!(tree.run(&["schema", "2019"]).code, 0);
    assert_eq!(tree.run(&["schema", "1999"]).code, 2);
}
