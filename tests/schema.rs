//! The schema of data files, as editors use it: right files pass, typos are found where they are.

use std::sync::LazyLock;

use nianbao::form::Form;
use nianbao::render::write_yaml;
use proptest::prelude::*;

use crate::laws::report;
use crate::support::{Tree, checked, forms, full_report, repository};

/// The schema of an edition, as the program prints it.
fn schema(edition: &str) -> jsonschema::Validator {
    let done = Tree::new().run(&["schema", edition]);
    assert_eq!(done.code, 0, "{}", done.err);
    let value: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
    jsonschema::draft7::meta::validate(&value).expect("a schema of draft 7");
    jsonschema::validator_for(&value).expect("a schema")
}

/// What an editor marks in a data file: path and message.
fn marks(schema: &jsonschema::Validator, text: &str) -> Vec<String> {
    let value: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
    schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_data_file_here_passes() {
    let (old, new) = (schema("2019"), schema("2021"));
    let mut count = 0;
    for folder in ["data", "tests/golden", "tests/cli"] {
        for entry in walkdir::WalkDir::new(repository(folder)).into_iter().filter_map(Result::ok) {
            let path = entry.path();
            let is_data = path.extension().is_some_and(|ending| ending == "yaml");
            if !is_data || path.ends_with("units.yaml") {
                continue;
            }
            let text = std::fs::read_to_string(path).expect("a data file");
            let (report, _, findings) = checked(forms(), text.as_bytes(), None);
            // Typos that the program finds are for the editor to find too.
            if findings
                .iter()
                .any(|finding| ["unknown-key", "wrong-type", "yaml-syntax"].contains(&&*finding.rule))
            {
                continue;
            }
            let schema = if report.expect("a report").edition == 2019 { &old } else { &new };
            assert_eq!(marks(schema, &text), Vec::<String>::new(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 20, "{count} files");
}

#[test]
fn the_examples_of_the_pages_pass() {
    let schema = schema("2021");
    for page in ["docs/zh/data.md", "docs/en/data.md"] {
        let text = std::fs::read_to_string(repository(page)).expect("a page");
        let example = text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
        assert_eq!(marks(&schema, example.expect("an example")), Vec::<String>::new(), "{page}");
    }
}

/// Every form with its schema.
static SCHEMAS: LazyLock<Vec<(&Form, jsonschema::Validator)>> =
    LazyLock::new(|| forms().all().map(|form| (form, schema(&form.edition.to_string()))).collect());

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_passes(old in report(forms().edition(2019).expect("a form")), new in report(forms().newest().expect("a form"))) {
        for ((form, schema), report) in SCHEMAS.iter().zip([old, new]) {
            let text = write_yaml(form, &report);
            prop_assert_eq!(marks(schema, &text), Vec::<String>::new(), "{}", text);
        }
    }
}

#[test]
fn names_in_all_usual_spellings_pass() {
    let schema = schema("2021");
    for text in [
        "unit: 某局\nyear: 2024\nrequests: { granted: { natural_person: 1, rest: 0 }, rest: 0 }",
        "三、收到和处理政府信息公开申请情况: { （一）予以公开: { 自然人: 1 }, （三）不予公开: { 1.属于国家秘密: 0 } }",
        "表三: { 本年度办理结果: { 不予公开: { 属于国家秘密: { 法人或其他组织: { 商业企业: 1 } } } }, 部分公开: 0 }",
        "表四: { 行政复议: { 结果维持: 1 }, 行政诉讼: { 复议后起诉: { 总计: 3 } }, 其余: 0 }",
        "disputes: { reconsideration: { upheld: 1 }, direct_suit: 0, rest: 0 }",
        "表二: { 规范性文件: { 本年制发件数: '1,234' }, 行政许可: 12件, 行政事业性收费: { 本年收费金额: 3.5 } }",
        "表二: 0\n表三: 未取得\n表四:\n",
        "存在的问题及改进措施: [一段。, 二段。]\n五、存在的主要问题及改进情况: |\n  文字\n",
        "联系方式: { 邮编: 471000, phone: 0379-1, email: }\n成文日期: 2025-01-20\n空格按零计: 是",
        "更正: { 日期: 2026-03-05, 内容: 甲, 原因: 乙 }\nwaivers: [{ rule: figure-jump, finding: 甲, reason: 乙, by: 丙, date: 丁 }]",
    ] {
        assert_eq!(marks(&schema, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_typo_is_found_where_it_is() {
    let schema = schema("2021");
    for (text, mark) in [
        ("单味: 某局", "“单味”"),
        ("表五: {}", "“表五”"),
        ("表二: { 行政许可证: 1 }", "/表二 “行政许可证”"),
        ("表二: { 规章: { 本年制法: 1 } }", "/表二/规章 “本年制法”"),
        ("表二: { 行政许可: { 件数: 1 } }", "/表二/行政许可 “件数”"),
        ("表三: { 不予公开: { 国家秘秘: 0 } }", "/表三/不予公开 “国家秘秘”"),
        ("表三: { 不予公开: { 属于国家秘密: { 自然: 1 } } }", "/表三/不予公开/属于国家秘密 “自然”"),
        ("表三: { 自然人: 1 }", "/表三 “自然人”"),
        ("requests: { granted: { natural: 1 } }", "/requests/granted “natural”"),
        ("表四: { 行政复义: { 结果维持: 1 } }", "/表四 “行政复义”"),
        ("表四: { 行政诉讼: { 复议后起诉: { 维持: 1 } } }", "/表四/行政诉讼/复议后起诉 “维持”"),
        ("表四: { 结果维持: 1 }", "/表四 “结果维持”"),
        ("联系方式: { 手机: '1' }", "/联系方式 “手机”"),
        ("核实说明: [{ 规则: figure-jum }]", "/核实说明/0/规则 \"figure-jum\" is not one of"),
        ("核实说明: [{ 规则: figure-jump, 原因: 甲 }]", "/核实说明/0 “原因”"),
        ("更正: [{ 时间: 2026-03-05 }]", "/更正/0 “时间”"),
        ("来源: { 文件: 甲, SHA256: 乙 }", "/来源 “SHA256”"),
        ("来源: [{ 单位: 甲, 数: 1 }]", "/来源/0 “数”"),
        ("年度: 24", "/年度 24 is less than"),
        ("单位: [某局]", "/单位 [\"某局\"] is not of type"),
        ("表二: { 行政许可: [1] }", "/表二/行政许可 [1] is not of type"),
        ("表二: { 行政许可: true }", "/表二/行政许可 true is not of type"),
        ("表三: { 予以公开: 5 }", "/表三/予以公开 5 is greater than"),
        ("表三: { 予以公开: 5件 }", "/表三/予以公开 \"5件\" does not match"),
        ("表三: { 其余: 1 }", "/表三/其余 1 is greater than"),
        ("总体情况: { 甲: 乙 }", "/总体情况 {\"甲\":\"乙\"} is not of type"),
    ] {
        let found = marks(&schema, text);
        let (path, what) = mark.split_once(' ').unwrap_or(("", mark));
        let what = what.replace(['“', '”'], "'");
        let fits = |one: &String| one.starts_with(&format!("{path}: ")) && one.contains(&what);
        assert!(found.len() == 1 && fits(&found[0]), "{text}: {mark}: {found:?}");
        // What the editor marks, the program reports.
        let text = format!("{text}\n单位: 某局\n年度: 2024\n");
        let (_, _, findings) = checked(forms(), text.as_bytes(), None);
        let faults = [
            "unknown-key",
            "wrong-type",
            "not-a-number",
            "missing-year",
            "duplicate-key",
            "waiver-stale",
            "waiver-invalid",
            "correction-invalid",
        ];
        assert!(findings.iter().any(|finding| faults.contains(&&*finding.rule)), "{text}: {findings:?}");
    }
}

#[test]
fn keys_are_in_the_order_of_the_form_and_explained() {
    let done = Tree::new().run(&["schema"]);
    assert_eq!(done.code, 0);
    let at = |text: &str| done.out.find(text).unwrap_or_else(|| panic!("{text} is not in the schema"));
    let names = [
        "\"单位\": {",
        "\"总体情况\": {",
        "\"表二\": {",
        "\"表三\": {",
        "\"表四\": {",
        "\"其他需要报告的事项\": {",
        "\"核实说明\": {",
    ];
    assert!(names.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
    let value: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
    for (name, definition) in value["definitions"].as_object().expect("definitions") {
        let is_caption = name.ends_with('.');
        assert!(is_caption || name.contains(".columns.") || definition["title"].is_string(), "{name}");
    }
    let tree = Tree::new();
    assert_eq!(tree.run(&["schema", "1999"]).code, 2);
}

#[test]
fn rules_and_forms_of_a_project_are_in_its_schema() {
    let tree = Tree::new();
    let own = "extends: 2021\nrules:\n- id: no-charges\n  level: warning\n  table: 表二\n  each: row\n  equation: 收费金额 <= 0\n  basis: 本县已取消行政事业性收费\n  title: { zh: 填了收费, en: charges }\n  explain: { zh: 请核实。, en: Please verify. }\n";
    tree.write("templates/forms/2021.yaml", own);
    assert!(tree.run(&["schema"]).out.contains("\"no-charges\""));
}

#[test]
fn files_that_are_written_name_the_schema_where_there_is_one() {
    let tree = Tree::new();
    let file = "data/2024/示例县公安局.yaml";
    tree.write(file, full_report());
    let show = |tree: &Tree| tree.run(&["show", file, "--format", "yaml"]).out;
    let plain = show(&tree);
    assert!(plain.starts_with("单位:"), "{plain}");
    tree.run(&["schema"]);
    tree.write("schema.json", tree.run(&["schema"]).out);
    let with = show(&tree);
    let line = "# yaml-language-server: $schema=../../schema.json\n";
    assert_eq!(with, format!("{line}{plain}"));
    // Written into the project it is read as the same report, and leads to the schema.
    tree.write(file, &with);
    assert_eq!(show(&tree), with);
    assert!(tree.path("data/2024/../../schema.json").is_file());
    let deep = tree.run(&["import", file, "-o", "旧/收/到"]);
    assert_eq!(deep.code, 0, "{}", deep.err);
    assert!(
        tree.text("旧/收/到/2024/示例县公安局.yaml")
            .starts_with("# yaml-language-server: $schema=../../../../schema.json\n")
    );
    let elsewhere = Tree::new();
    let out = elsewhere.path("").to_string_lossy().into_owned();
    tree.run(&["import", file, "-o", &out]);
    assert!(elsewhere.text("2024/示例县公安局.yaml").starts_with("单位:"));
}

/// Every key of the roster, in both languages.
const ROSTERS: [&str; 2] = [
    "- { 名称: 示例县人民政府, 简称: 县政府, 曾用名: [旧县], 层级: 县级, 类别: 政府, 联系人: 0379-1, 自: 2008, 网址名: xzf, 汇总: 全域, 说明: 必须, 格式: [txt, docx], 版式: 简版, 网站: 示例县政府网, 网址: https://www.example.gov.cn/ }\n- { 名称: 示例县移民局, 上级: 示例县人民政府, 至: 2022, 并入: 示例县人民政府 }\n",
    "- { name: 示例县人民政府, short: 县政府, also: 旧县, tier: county, category: 政府, contact: 0379-1, from: 2008, slug: xzf, sum: whole, explain: required, formats: [txt, docx], theme: plain, site: 示例县政府网, url: https://www.example.gov.cn/ }\n- { name: 示例县移民局, parent: 示例县人民政府, to: 2022, merged_into: 示例县人民政府 }\n",
];

#[test]
fn the_roster_has_a_schema_too() {
    let schema = schema("roster");
    let shipped = std::fs::read_to_string(repository("data/units.yaml")).expect("the roster");
    let tree = Tree::new();
    tree.write("data/2024/县政府.yaml", full_report().replace("示例县公安局", "示例县人民政府"));
    for text in ROSTERS {
        tree.write("data/units.yaml", text);
        assert!(!tree.run(&["check"]).err.contains("form-invalid"), "{text}");
    }
    for text in ROSTERS.into_iter().chain([shipped.as_str(), "# 还没有单位\n"]) {
        assert_eq!(marks(&schema, text), Vec::<String>::new(), "{text}");
    }
    for (text, mark) in [
        ("- { 名陈: 甲 }", "/0: "),
        ("- { 名称: 甲, 层级: 区级 }", "/0/层级: \"区级\" is not one of"),
        ("- { 名称: 甲, 格式: [doc] }", "/0/格式/0: \"doc\" is not one of"),
        ("- { 名称: 甲, 网址名: 甲 }", "/0/网址名: \"甲\" does not match"),
        ("- { 名称: 甲, 自: 二〇二四 }", "/0/自: \"二〇二四\" is not of type"),
        ("名称: 甲", ": {\"名称\":\"甲\"} is not of type"),
    ] {
        let found = marks(&schema, text);
        assert!(found.len() == 1 && found[0].starts_with(mark), "{text}: {found:?}");
        tree.write("data/units.yaml", text);
        assert_eq!(tree.run(&["check"]).code, 2, "the program refuses it too: {text}");
    }
}

#[test]
fn a_new_project_has_both_schemas_and_a_place_for_everything() {
    let tree = Tree::new();
    assert_eq!(tree.run(&["init", "项目", "--year", "2025"]).code, 0);
    let roster = tree.text("项目/data/units.yaml");
    let (first, _) = roster.split_once('\n').expect("a line");
    let target = first.strip_prefix("# yaml-language-server: $schema=").expect("a line for editors");
    assert!(tree.path("项目/data").join(target).is_file(), "{first}");
    assert_eq!(tree.text("项目/schema.json"), tree.run(&["schema"]).out);
    assert_eq!(tree.text("项目/roster-schema.json"), tree.run(&["schema", "roster"]).out);
    for folder in ["项目/data/2025", "项目/收件"] {
        assert!(tree.path(folder).is_dir(), "{folder}");
    }
    let settings: serde_json::Value =
        serde_json::from_str(&tree.text("项目/.vscode/settings.json")).expect("JSON");
    for schema in settings["yaml.schemas"].as_object().expect("schemas").keys() {
        assert!(tree.path("项目").join(schema).is_file(), "{schema}");
    }
}
