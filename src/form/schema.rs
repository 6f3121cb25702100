//! A JSON Schema of the data files of a form, for editors that complete and explain keys.
//!
//! It helps people to type; it does not judge. What may be written in other spellings (official
//! labels, English keys) is left open.

use serde_json::{Map, Value, json};

use super::{Form, Node, NodeId};

/// The schema of a form's data files.
#[must_use]
pub fn schema(form: &Form) -> Value {
    // Long: the keys of a data file, one after another, as a form has them.
    let mut properties = Map::new();
    let mut put = |key: &str, value: Value| properties.insert(key.to_owned(), value);
    put("单位", json!({ "type": "string", "description": "单位全称" }));
    put("年度", json!({ "type": "integer", "description": "报告年度，四位数" }));
    put("表样", json!({ "type": "integer", "description": "表样版本，一般不写" }));
    put("成文日期", json!({ "type": "string", "description": "2025-01-20" }));
    put("前言", text("报告开头的段落"));
    let contact = ["地址", "邮编", "电话", "邮箱"].map(|key| (key.to_owned(), json!({ "type": "string" })));
    put(
        "联系方式",
        json!({ "type": "object", "properties": Map::from_iter(contact), "additionalProperties": false }),
    );
    let waiver = ["规则", "问题", "理由", "核实人", "日期"];
    put(
        "核实说明",
        json!({ "type": "array", "items": {
        "type": "object", "required": waiver,
        "properties": Map::from_iter(waiver.map(|key| (key.to_owned(), json!({ "type": "string" })))),
    } }),
    );
    let reasons = json!({ "type": "array", "items": { "type": "string" } });
    let addend = ["单位", "文件", "指纹"].map(|key| (key.to_owned(), json!({ "type": "string" })));
    put(
        "来源",
        json!({ "anyOf": [
            { "type": "object", "description": "由 nianbao import 写入", "required": ["文件", "SHA-256"], "properties": {
                "文件": { "type": "string" }, "SHA-256": { "type": "string" }, "公开日期": { "type": "string" },
                "未取得": reasons,
            }, "additionalProperties": false },
            { "type": "array", "description": "由 nianbao rollup 写入：数字是哪些报告之和",
              "items": { "type": "object", "properties": Map::from_iter(addend), "additionalProperties": false } },
        ] }),
    );
    let correction = ["日期", "内容", "原因"];
    put(
        "更正",
        json!({ "type": "array", "description": "公布后的更正，印在报告末尾", "items": {
        "type": "object", "required": correction,
        "properties": Map::from_iter(correction.map(|key| (key.to_owned(), json!({ "type": "string" })))),
        "additionalProperties": false,
    } }),
    );
    for (index, section) in form.sections.iter().enumerate() {
        let described = section.heading.as_str();
        match &section.table {
            None => put(&section.name, text(described)),
            Some(table) => {
                let mut rows = members(form, table.rows, &|row| cells(form, index, row));
                rows.insert("其余".to_owned(), json!({ "const": 0, "description": "没列出的格都是 0" }));
                let object = json!({ "type": "object", "properties": rows });
                put(
                    &section.name,
                    json!({ "description": described, "anyOf": [object, number("整张表都是 0 时写 0")] }),
                )
            }
        };
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("政府信息公开工作年度报告数据（{}）", form.basis),
        "type": "object",
        "required": ["单位", "年度"],
        "properties": properties,
    })
}

fn text(description: &str) -> Value {
    json!({ "type": ["string", "array", "null"], "items": { "type": "string" }, "description": description })
}

fn number(description: &str) -> Value {
    json!({ "type": ["number", "string", "null"], "description": description })
}

/// What may be below a node: every row or group by its name, wherever in the tree, if one alone has
/// it.
fn members(form: &Form, below: NodeId, leaf: &dyn Fn(NodeId) -> Value) -> Map<String, Value> {
    let mut all = Map::new();
    for &child in &form.node(below).children {
        let Node { name, children, label, .. } = form.node(child);
        let inner = members(form, child, leaf);
        if !name.is_empty() && form.find(below, name).len() == 1 {
            let value = if children.is_empty() {
                leaf(child)
            } else {
                let object = json!({ "type": "object", "properties": inner });
                json!({ "description": label, "anyOf": [object, number("整组都是 0 时写 0")] })
            };
            all.insert(name.clone(), value);
        }
        // Groups may be left out: their members are found from above too.
        for (key, value) in inner {
            if form.find(below, &key).len() == 1 {
                all.entry(key).or_insert(value);
            }
        }
    }
    all
}

/// How a row is written: one number, or its columns.
fn cells(form: &Form, section: usize, row: NodeId) -> Value {
    let label = form.node(row).label.as_str();
    let blocks = form.sections[section].table.iter().flat_map(|table| &table.blocks);
    let Some(block) = blocks.into_iter().find(|block| block.row_leaves.contains(&row)) else {
        return number(label);
    };
    if block.column_leaves.len() == 1 {
        // One number, or its one column by name.
        return json!({ "type": ["number", "string", "null", "object"], "description": label });
    }
    let cell = |column: NodeId| number(&form.node(column).label);
    let mut columns = Map::new();
    for &leaf in &block.column_leaves {
        columns.insert(form.node(leaf).name.clone(), cell(leaf));
    }
    json!({ "description": label, "anyOf": [
        { "type": "object", "properties": columns },
        number("整行都是 0 时写 0"),
    ] })
}
