//! What templates of pages about several reports see: each is replaced by one that prints all of it.

use std::collections::BTreeSet;

use super::fields;
use crate::support::{GOOD, Tree};

/// The pages, and where each is made.
const PAGES: [(&str, &str); 6] = [
    ("index.html", "out/index.html"),
    ("unit.html", "out/units/县政府.html"),
    ("year.html", "out/2024/index.html"),
    ("brief.html", "out/2024/县政府.brief.html"),
    ("rollup.html", "rollup.html"),
    ("diff.html", "diff.html"),
];

/// The fields of each template, those of a chart apart.
pub(super) fn page_fields() -> Vec<(&'static str, BTreeSet<String>)> {
    let tree = Tree::new();
    let unit = |name: &str, year: &str| GOOD.replace("甲局", name).replace("2024", year);
    tree.write(
        "data/units.yaml",
        "- { 名称: 县政府, 汇总: 全域 }\n- { 名称: 甲局, 上级: 县政府 }\n- { 名称: 丁局, 上级: 县政府 }\n",
    );
    tree.write("data/2023/甲局.yaml", unit("甲局", "2023"))
        .write("data/2024/甲局.yaml", unit("甲局", "2024").replace("全年许可", "全年办理许可"))
        .write("data/2024/县政府.yaml", unit("县政府", "2024"))
        .write("old/2024/丙局.yaml", unit("丙局", "2024"))
        .write("old/2024/甲局.yaml", unit("甲局", "2024").replace("行政许可: 12", "行政许可: 13"));
    for (template, _) in PAGES {
        tree.write(&format!("templates/{template}"), "{{ __tera_context | safe }}");
    }
    for args in [
        &["build", "--format", "html,brief"][..],
        &["rollup", "县政府", "--year", "2024", "--format", "html", "-o", "rollup.html"],
        &["diff", "old", "data/2024", "--format", "html", "-o", "diff.html"],
    ] {
        let done = tree.run(args);
        assert!(done.code < 2, "{args:?}: {}", done.err);
    }
    let mut of_chart = BTreeSet::new();
    let mut all = Vec::new();
    for (template, path) in PAGES {
        let text = tree.text(path);
        let seen = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"));
        let mut of_page = BTreeSet::new();
        fields(&seen, "", &mut of_page);
        let chart = |name: &String| {
            let (_, field) = name.split_once("charts[].").or_else(|| name.split_once("below.chart."))?;
            Some(format!("chart.{field}"))
        };
        of_chart.extend(of_page.iter().filter_map(chart));
        of_page.retain(|name| chart(name).is_none());
        all.push((template, of_page));
    }
    all.push(("chart.html", of_chart));
    all
}
