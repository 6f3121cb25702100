//! Open data: JSON and CSV, by the address of each figure.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

use super::copy::{Copy, ReadBack};
use super::difference::text_differs;
use super::{Original, utf8};
use crate::finding::Subject;
use crate::form::CORRECTION;
use crate::lang::Words;
use crate::model::FigureId;
use crate::place::Source;

/// Something that is wrong, and where.
type Fault = (Subject, Words);

/// Open data in JSON.
pub(super) fn json(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let text = utf8(bytes)?;
    let data: Value = serde_json::from_str(text)
        .map_err(|error| words!("不是 JSON：{error}", "it is not JSON: {error}"))?;
    let mut copy = Copy { source: Source::new(path.to_owned(), text.to_owned()), ..Copy::default() };
    let mut from = 0;
    for figure in data["figures"].as_array().into_iter().flatten() {
        let field = |name: &str| figure[name].as_str().unwrap_or_default();
        // The value comes after the address, or there is none.
        let address = Value::from(field("address")).to_string();
        let start = text[from..].find(&address).map_or(from, |at| from + at);
        let value = text[start..].find("\"value\"").map_or(start, |value| start + value);
        let end = text[value..].find(['\n', '}']).map_or(text.len(), |end| value + end);
        from = value;
        let Some(id) = original.figure(field("address")) else {
            copy.faults.push(unknown(field("address"), value..end));
            continue;
        };
        let place = [field("table"), field("row"), field("column")];
        copy.faults.extend(misplaced(original, id, &place, field("unit")));
        let name = Words::fixed("地址", "address");
        copy.faults.extend(text_differs(&name, &original.form.spec(id).key, field("key")));
        let spelled = match (figure["value"].as_str(), field("state")) {
            (Some(number), _) => number,
            (None, "not-applicable") => "/",
            (None, _) => "",
        };
        copy.figures.push((id, ReadBack { text: spelled.to_owned(), at: value..end }));
    }
    copy.faults.extend(head(&data, original));
    Ok(copy)
}

/// What is wrong besides the figures.
fn head(data: &Value, original: &Original) -> Vec<Fault> {
    let view = original.view;
    let mut faults = Vec::new();
    let mut compare = |name: Words, wanted: &str, said: &Value| {
        let said = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
        faults.extend(text_differs(&name, wanted, &said));
    };
    compare(Words::fixed("标题", "title"), &view.title, &data["title"]);
    compare(Words::fixed("单位", "unit"), &view.unit, &data["unit"]);
    compare(Words::fixed("年度", "year"), &view.year, &data["year"]);
    compare(Words::fixed("表样", "edition"), &view.edition.to_string(), &data["edition"]);
    let signed = original.report.date.map_or_else(|| "null".to_owned(), |date| date.to_string());
    compare(Words::fixed("成文日期", "date"), &signed, &data["date"]);
    compare(Words::fixed("草稿", "draft"), &view.draft.to_string(), &data["draft"]);
    let said: Vec<String> = data["corrections"].as_array().into_iter().flatten().map(correction).collect();
    let wanted = original.report.corrections.iter().map(|one| {
        let day = one.date.to_string();
        correction(&serde_json::json!({ "date": day, "what": one.what, "why": one.why }))
    });
    let wanted: Vec<String> = wanted.collect();
    compare(Words::fixed("更正", "corrections"), &wanted.join("\n"), &Value::from(said.join("\n")));
    let sections: Vec<_> = view.sections.iter().filter(|section| section.table.is_none()).collect();
    let count = data["texts"].as_array().map_or(0, Vec::len);
    compare(Words::fixed("文字部分", "sections of text"), &sections.len().to_string(), &count.into());
    for (index, section) in sections.into_iter().enumerate() {
        let said = &data["texts"][index];
        let name = || Words::new(section.heading.clone(), section.heading.clone());
        compare(name(), &section.heading, &said["heading"]);
        let wanted: String = section.paragraphs.iter().map(|block| block.text.as_str()).collect();
        let paragraphs = said["paragraphs"].as_array().into_iter().flatten();
        let said: String = paragraphs.filter_map(Value::as_str).collect();
        compare(name(), &wanted, &Value::from(said));
    }
    faults
}

/// A correction in one line.
fn correction(data: &Value) -> String {
    ["date", "what", "why"].map(|key| data[key].as_str().unwrap_or_default()).join(" ")
}

/// A figure with another place, or another unit of measure.
fn misplaced(original: &Original, id: FigureId, place: &[&str], unit: &str) -> Option<Fault> {
    let spec = original.form.spec(id);
    let title = &spec.title;
    // Where a block has one column, the title leaves it out.
    let with_column = format!("{title} · {}", original.form.node(spec.column).label);
    let said: Vec<&str> = place.iter().copied().filter(|part| !part.is_empty()).collect();
    let said = said.join(" · ");
    let counted = &original.form.unit(id).name;
    (said != *title && said != with_column || unit != *counted).then(|| {
        let words = words!(
            "应是“{title}”（{counted}），文件里写的是“{said}”（{unit}）",
            "this is `{title}` ({counted}), the file calls it `{said}` ({unit})"
        );
        (Subject::Figure(id), words)
    })
}

fn unknown(address: &str, at: Range<usize>) -> Fault {
    let words = words!("没有“{address}”这一格", "there is no figure `{address}`");
    (Subject::At(at), words)
}

/// Figures in a list of JSON that carry their address under a key: in the attached file of a PDF,
/// in a page's JSON-LD.
pub(super) fn differences(list: &Value, key: &str, original: &Original, what: &str) -> Vec<Fault> {
    let mut said: HashMap<FigureId, &str> = HashMap::new();
    let mut faults = Vec::new();
    for figure in list.as_array().into_iter().flatten() {
        let address = figure[key].as_str().unwrap_or_default();
        match original.figure(address) {
            Some(id) => {
                said.insert(id, figure["value"].as_str().unwrap_or_default());
            }
            None => {
                let words =
                    words!("{what} 里没有“{address}”这一格", "{what}: there is no figure `{address}`");
                faults.push((Subject::File, words));
            }
        }
    }
    for id in original.form.ids() {
        let wanted = original.report.entry(id).figure;
        let wanted = wanted.number().map(|number| number.to_string()).unwrap_or_default();
        let said = said.get(&id).copied().unwrap_or_default();
        if wanted != said {
            let words = words!(
                "{what}：数据里是 {wanted}，文件里是 {said}",
                "{what}: {wanted} in the data, {said} in the file"
            );
            faults.push((Subject::Figure(id), words));
        }
    }
    faults
}

/// Open data in CSV.
pub(super) fn csv(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let text = utf8(bytes)?;
    let mut copy = Copy { source: Source::new(path.to_owned(), text.to_owned()), ..Copy::default() };
    let body = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mark = text.len() - body.len();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut corrections = Vec::new();
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|error| words!("不是 CSV：{error}", "it is not CSV: {error}"))?;
        if !more {
            break;
        }
        let byte = |at: u64| mark + usize::try_from(at).unwrap_or_default();
        let start = record.position().map_or(mark, |at| byte(at.byte()));
        let line = start..start + text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
        let field = |index: usize| record.get(index).unwrap_or_default();
        // A text that looks like a formula has a mark before it.
        let plain = |index: usize| field(index).trim_start_matches('\'');
        let heads = [
            (Words::fixed("单位", "unit"), 0, &original.view.unit),
            (Words::fixed("年度", "year"), 1, &original.view.year),
        ];
        for (name, index, wanted) in heads {
            let differs = text_differs(&name, wanted, plain(index));
            copy.faults.extend(differs.map(|(_, words)| (Subject::At(line.clone()), words)));
        }
        if field(2) == CORRECTION {
            corrections.push([3, 4, 7].map(plain).join(" "));
            continue;
        }
        let Some(id) = original.figure(field(8)) else {
            copy.faults.push(unknown(field(8), line));
            continue;
        };
        copy.faults.extend(misplaced(original, id, &[plain(2), plain(3), plain(4)], field(6)));
        let number = if field(7) == "不适用" { "/" } else { field(5) };
        copy.figures.push((id, ReadBack { text: number.to_owned(), at: line }));
    }
    let wanted = original.report.corrections.iter();
    let wanted: Vec<String> = wanted.map(|one| format!("{} {} {}", one.date, one.what, one.why)).collect();
    let name = Words::fixed("更正", "corrections");
    copy.faults.extend(text_differs(&name, &wanted.join("\n"), &corrections.join("\n")));
    Ok(copy)
}
