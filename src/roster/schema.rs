//! A JSON Schema of `units.yaml`, for editors.
//!
//! The keys are those of `load`, which judges; here they are offered and explained.

use crate::form::json_schema::{DRAFT, Schema, line, of_kinds, parts};

/// The schema of the roster, as JSON; `formats` are the names of those that can be made.
#[must_use]
pub fn schema(formats: &[&str]) -> String {
    // Long: the keys of a unit, one after another.
    let among = |words: &[&str], description: &str| Schema {
        among: words.iter().map(|&word| word.to_owned()).collect(),
        ..of_kinds(&["string"], description)
    };
    let year = |description: &str| Schema {
        minimum: Some(1000),
        maximum: Some(9999),
        ..of_kinds(&["integer"], description)
    };
    let names = |item: Schema, description: &str| Schema {
        items: Some(Box::new(item)),
        ..of_kinds(&["array", "string"], description)
    };
    let slug = Schema {
        pattern: Some("^[a-z0-9][a-z0-9-]*$".to_owned()),
        ..of_kinds(&["string"], "生成的文件的名称：小写字母、数字、连字符，如 gaj")
    };
    let url = Schema {
        pattern: Some("^https?://.+".to_owned()),
        ..of_kinds(&["string"], "out/ 发布在哪里，如 https://www.example.gov.cn/nianbao/")
    };
    let mut made = names(among(formats, ""), "默认生成哪些格式，如 [txt, html, pdf, docx]");
    made.kinds = vec!["array"];
    let unit = parts([
        ("名称", "name", of_kinds(&["string"], "现在的全称")),
        ("简称", "short", of_kinds(&["string"], "简称：命令里可以用它指这个单位")),
        ("曾用名", "also", names(of_kinds(&["string"], ""), "旧名和其他名称，如 [示例县水利局]")),
        ("上级", "parent", of_kinds(&["string"], "数字汇总到哪个单位的报告里")),
        (
            "层级",
            "tier",
            among(
                &["省级", "市级", "县级", "乡级", "province", "city", "county", "township"],
                "哪一级政府的单位",
            ),
        ),
        ("类别", "category", line("单位的类别，随便怎么写")),
        ("联系人", "contact", line("找谁：姓名、电话，随便怎么写")),
        ("自", "from", year("从哪个年度起报送")),
        ("至", "to", year("最后报送的年度；撤销、合并的单位写")),
        ("并入", "merged_into", of_kinds(&["string"], "并到了哪个单位")),
        ("网址名", "slug", slug),
        ("汇总", "sum", among(&["全域", "本级", "whole", "own"], "它的报告是不是下属单位之和")),
        ("说明", "explain", among(&["必须", "required"], "核实性问题没有写核实说明的，不生成")),
        ("格式", "formats", made),
        ("版式", "theme", among(&["公文", "简版", "official", "plain"], "公文（默认）或简版")),
        ("网站", "site", of_kinds(&["string"], "发布网站的名称")),
        ("网址", "url", url),
    ]);
    let whole = Schema {
        dialect: Some(DRAFT),
        title: Some("单位名录".to_owned()),
        items: Some(Box::new(unit)),
        ..of_kinds(&["array", "null"], "报送年度报告的单位，每行一个，按此次序列出")
    };
    whole.text()
}
