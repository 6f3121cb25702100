//! Open data: JSON and CSV, by the address of each figure.

use std::collections::HashMap;

use serde_json::Value;

use super::Original;
use super::compare::squeeze;
use super::copy::{Copy, Said};
use crate::lang::Words;
use crate::model::FigureId;
use crate::place::Source;

/// The number of each figure by its address.
fn ids<'f>(original: &'f Original) -> HashMap<&'f str, FigureId> {
    original.form.ids().map(|id| (original.form.spec(id).address.as_str(), id)).collect() // looked up, never walked
}

fn text(bytes: &[u8]) -> Result<&str, Words> {
    std::str::from_utf8(bytes).map_err(|_| Words::fixed("不是 UTF-8 文字", "it is not UTF-8"))
}

/// Open data in JSON.
pub(super) fn json(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let text = text(bytes)?;
    let data: Value = serde_json::from_str(text)
        .map_err(|error| Words::new(format!("不是 JSON：{error}"), format!("it is not JSON: {error}")))?;
    let mut copy = Copy { source: Source::new(path.to_owned(), text.to_owned()), ..Copy::default() };
    let ids = ids(original);
    let mut from = 0;
    for figure in data["figures"].as_array().into_iter().flatten() {
        let address = figure["address"].as_str().unwrap_or_default();
        let Some(&id) = ids.get(address) else {
            copy.faults.push(unknown(address));
            continue;
        };
        let field = |name: &str| figure[name].as_str().unwrap_or_default();
        let place = [field("table"), field("row"), field("column")];
        copy.faults.extend(misplaced(original, id, &place, field("unit")));
        if field("key") != original.form.spec(id).key {
            copy.faults.push(unknown(field("key")));
        }
        // The value stands after the address, or there is none.
        let quoted = Value::from(address).to_string();
        let at = text[from..].find(&quoted).map_or(from, |at| from + at);
        let value = text[at..].find("\"value\"").map_or(at, |value| at + value);
        from = value;
        let end = text[value..].find(['\n', '}']).map_or(text.len(), |end| value + end);
        copy.figures.push((id, Said { text: spelled(&figure["value"], &figure["state"]), at: value..end }));
    }
    copy.faults.extend(head(&data, original));
    Ok(copy)
}

fn spelled(value: &Value, state: &Value) -> String {
    match (value.as_str(), state.as_str()) {
        (Some(number), _) => number.to_owned(),
        (None, Some("not-applicable")) => "/".to_owned(),
        (None, _) => String::new(),
    }
}

/// What is wrong besides the figures.
fn head(data: &Value, original: &Original) -> Vec<Words> {
    let view = original.view;
    let mut faults = Vec::new();
    let mut compare = |name: &str, wanted: &str, said: &Value| {
        let said = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
        if squeeze(wanted) != squeeze(&said) {
            faults.push(Words::new(
                format!("{name}：数据里是“{wanted}”，文件里是“{said}”"),
                format!("{name}: the data say `{wanted}`, the file `{said}`"),
            ));
        }
    };
    compare("标题", &view.title, &data["title"]);
    compare("单位", &view.unit, &data["unit"]);
    compare("年度", &view.year, &data["year"]);
    compare("表样", &view.edition.to_string(), &data["edition"]);
    let signed = original.report.date.map_or_else(|| "null".to_owned(), |date| date.to_string());
    compare("成文日期", &signed, &data["date"]);
    compare("草稿", &view.draft.to_string(), &data["draft"]);
    let texts = view.sections.iter().filter(|section| section.table.is_none()).count();
    compare("文字部分", &texts.to_string(), &data["texts"].as_array().map_or(0, Vec::len).into());
    let sections = view.sections.iter().filter(|section| section.table.is_none());
    for (index, section) in sections.enumerate() {
        let said = &data["texts"][index];
        compare(&section.heading, &section.heading, &said["heading"]);
        let wanted: String = section.paragraphs.iter().map(|block| block.text.as_str()).collect();
        let paragraphs = said["paragraphs"].as_array().into_iter().flatten();
        let said: String = paragraphs.filter_map(Value::as_str).collect();
        compare(&section.heading, &wanted, &Value::from(said));
    }
    faults
}

/// A figure that is said to stand elsewhere, or to be counted otherwise.
fn misplaced(original: &Original, id: FigureId, place: &[&str], unit: &str) -> Option<Words> {
    let spec = original.form.spec(id);
    let title = &spec.title;
    // Where a block has one column, the title leaves it out.
    let with_column = format!("{title} · {}", original.form.node(spec.column).label);
    let said: Vec<&str> = place.iter().copied().filter(|part| !part.is_empty()).collect();
    let said = said.join(" · ");
    let differs = said != *title && said != with_column || unit != original.form.unit(id).name;
    differs.then(|| {
        Words::new(
            format!("{title}：文件里写的是“{said}”（{unit}）"),
            format!("{title}: the file calls it `{said}` ({unit})"),
        )
    })
}

fn unknown(address: &str) -> Words {
    Words::new(format!("没有“{address}”这一格"), format!("there is no figure `{address}`"))
}

/// Figures in a list of JSON that carry their address under a key: in the attached file of a PDF, in a page's JSON-LD.
pub(super) fn differences(list: &Value, key: &str, original: &Original, what: &str) -> Vec<Words> {
    let ids = ids(original);
    let mut said: HashMap<FigureId, String> = HashMap::new();
    let mut faults = Vec::new();
    for figure in list.as_array().into_iter().flatten() {
        let address = figure[key].as_str().unwrap_or_default();
        match ids.get(address) {
            Some(&id) => {
                said.insert(id, figure["value"].as_str().unwrap_or_default().to_owned());
            }
            None => faults.push(unknown(address)),
        }
    }
    for id in original.form.ids() {
        let wanted = original.report.entry(id).figure;
        let wanted = wanted.number().map(|number| number.to_string()).unwrap_or_default();
        let said = said.get(&id).map_or("", String::as_str);
        if wanted != said {
            let title = &original.form.spec(id).title;
            faults.push(Words::new(
                format!("{what} 里 {title}：数据里是 {wanted}，文件里是 {said}"),
                format!("{what}, {title}: the data say {wanted}, the file {said}"),
            ));
        }
    }
    faults
}

/// Open data in CSV.
pub(super) fn csv(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let text = text(bytes)?;
    let mut copy = Copy { source: Source::new(path.to_owned(), text.to_owned()), ..Copy::default() };
    let body = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mark = text.len() - body.len();
    let ids = ids(original);
    let mut reader = csv::ReaderBuilder::new().from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or_default();
        let more = reader.read_record(&mut record);
        let more = more
            .map_err(|error| Words::new(format!("不是 CSV：{error}"), format!("it is not CSV: {error}")))?;
        if !more {
            break;
        }
        let field = |index: usize| record.get(index).unwrap_or_default();
        let end = usize::try_from(reader.position().byte()).unwrap_or_default();
        let line = mark + record.position().map_or(start, |at| usize::try_from(at.byte()).unwrap_or(start));
        let at = line..(mark + end).saturating_sub(2).max(line);
        if field(0).trim_start_matches('\'') != original.view.unit || field(1) != original.view.year {
            copy.faults.push(Words::new(
                format!("单位、年度是“{}”“{}”", field(0), field(1)),
                format!("unit and year are `{}`, `{}`", field(0), field(1)),
            ));
        }
        let Some(&id) = ids.get(field(8)) else {
            copy.faults.push(unknown(field(8)));
            continue;
        };
        let place = [2, 3, 4].map(|index| field(index).trim_start_matches('\''));
        copy.faults.extend(misplaced(original, id, &place, field(6)));
        let number = if field(7) == "不适用" { "/" } else { field(5) };
        copy.figures.push((id, Said { text: number.to_owned(), at }));
    }
    Ok(copy)
}
