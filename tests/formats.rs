//! Formats that are made when asked for: the workbook and open data hold the figures of the report, and nothing that a
//! program would run.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{GOOD, Tree, full_report, repository, two_units};

/// A project of the sample in which every total is written down.
fn full() -> Tree {
    let tree = Tree::new();
    tree.write("data/2024/示例县公安局.yaml", full_report());
    tree
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Address → value of what `show` or a report in JSON has.
fn figures(data: &Value) -> BTreeMap<String, Option<String>> {
    let figures = data["figures"].as_array().expect("figures");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    figures
        .iter()
        .map(|figure| (text(&figure["address"]).expect("an address"), text(&figure["value"])))
        .collect()
}

#[test]
fn what_is_not_asked_for_is_not_made() {
    let tree = two_units();
    assert_eq!(tree.run(&["build"]).code, 0);
    let names: Vec<String> = tree.files("out/2024").into_iter().map(|(name, _)| name).collect();
    assert!(
        names.iter().all(|name| !name.ends_with("json") && !name.ends_with("csv") && !name.ends_with("xlsx"))
    );
    let done = tree.run(&["build", "--format", "json,csv,xlsx"]);
    assert!(done.err.contains("（7 个有变化）"), "{}", done.err);
    assert!(tree.text("out/index.html").contains("2024/甲局.xlsx"), "the index links them");
    assert!(tree.text("out/SHA256SUMS").contains("  2024/甲局.csv\n"));
    let again = tree.run(&["build", "--format", "json,csv,xlsx"]);
    assert!(again.err.contains("（0 个有变化）"), "{}", again.err);
}

#[test]
fn the_workbook_read_back_is_the_report() {
    let tree = full();
    assert_eq!(tree.run(&["build", "--format", "xlsx"]).code, 0);
    let back = Tree::new();
    back.write("data/2024/示例县公安局.xlsx", tree.read("out/2024/示例县公安局.xlsx"));
    let show = |tree: &Tree, file: &str| {
        let done = tree.run(&["show", file, "--format", "json"]);
        parsed(&done.out)
    };
    let one = show(&tree, "data/2024/示例县公安局.yaml");
    let other = show(&back, "data/2024/示例县公安局.xlsx");
    assert_eq!(figures(&one).len(), 200);
    assert_eq!(figures(&one), figures(&other));
    assert_eq!(one["sections"], other["sections"]);
    assert_eq!((&one["unit"], &one["year"]), (&other["unit"], &other["year"]));
}

#[test]
fn open_data_in_json_are_the_report_and_keep_to_their_schema() {
    let tree = full();
    assert_eq!(tree.run(&["build", "--format", "json"]).code, 0);
    let data = parsed(&tree.text("out/2024/示例县公安局.json"));
    let shown = parsed(&tree.run(&["show", "data/2024/示例县公安局.yaml", "--format", "json"]).out);
    assert_eq!(figures(&data), figures(&shown));
    assert_eq!(data["texts"], shown["sections"]);
    let first = &data["figures"][0];
    assert_eq!(
        (&first["table"], &first["column"], &first["unit"]),
        (&"表二".into(), &"本年制发".into(), &"件".into())
    );
    let schema = parsed(&tree.run(&["schema", "report"]).out);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = validator.iter_errors(&data).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(!validator.is_valid(&parsed("{}")));
    snapbox::assert_data_eq!(
        tree.run(&["schema", "report"]).out,
        snapbox::Data::read_from(&repository("tests/records/report.schema.json"), None).raw()
    );
}

#[test]
fn open_data_in_csv_are_the_report_and_no_formula() {
    let tree = full();
    tree.write("data/2024/等号.yaml", GOOD.replace("甲局", "\"=1+1局\""));
    tree.run(&["build", "--format", "csv"]);
    let text = tree.text("out/2024/示例县公安局.csv");
    let rows = |text: &str| -> Vec<csv::StringRecord> {
        let text = text.strip_prefix('\u{FEFF}').expect("the mark that Excel knows UTF-8 by");
        csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.expect("a row")).collect()
    };
    let shown = parsed(&tree.run(&["show", "data/2024/示例县公安局.yaml", "--format", "json"]).out);
    let found: BTreeMap<String, Option<String>> = rows(&text)
        .iter()
        .map(|row| (row[8].to_owned(), Some(row[5].to_owned()).filter(|number| !number.is_empty())))
        .collect();
    assert_eq!(found, figures(&shown));
    assert!(rows(&text).iter().all(|row| row[0] == *"示例县公安局" && row[1] == *"2024" && row.len() == 9));
    assert!(
        rows(&text).iter().any(|row| row[2] == *"表三" && row[3].contains("予以公开") && row[4] == *"自然人")
    );
    let formula = tree.text("out/2024/等号.csv");
    assert!(rows(&formula).iter().all(|row| &row[0] == "'=1+1局"), "{formula}");
}

#[test]
fn templates_that_are_written_out_change_nothing_until_they_are_changed() {
    let tree = two_units();
    tree.run(&["build"]);
    let before = tree.files("out/2024");
    tree.write("templates/report.css", "mine");
    let done = tree.run(&["templates", "eject"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("已有的没有动（--force 才覆盖）：report.css"), "{}", done.err);
    assert_eq!(tree.text("templates/report.css"), "mine");
    assert_eq!(tree.run(&["templates", "eject", "report.css", "--force"]).code, 0);
    let done = tree.run(&["build"]);
    assert!(done.err.contains("（0 个有变化）"), "{}", done.err);
    assert_eq!(tree.files("out/2024"), before);
    tree.replace("templates/report.txt", "{{ title }}", "{{ title }}（改）");
    let done = tree.run(&["build", "--unit", "甲*"]);
    assert!(done.err.contains("（1 个有变化）"), "{}", done.err);
    assert!(tree.text("out/2024/甲局.txt").contains("（改）"));
    let done = tree.run(&["templates", "eject", "nothing.txt"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("没有内置的模板 nothing.txt"), "{}", done.err);
}
