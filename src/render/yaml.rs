//! A report → the YAML data file that says it: what `read::yaml` reads back as the same report.
//!
//! Written with `serde_yaml`. Totals that were derived stay out, figures that were said to be the
//! rest are said so again, a blank stays an empty value. Comments and the order of a person's own
//! file are not kept: this makes new files and never touches one.

use serde_yaml::{Mapping, Value};

use crate::form::Form;
use crate::model::{
    Addend, Correction, Entry, Figure, NOT_OBTAINED, Origin, Paragraph, Piece, Prose, Provenance, Report,
    Waiver,
};

/// Writes a report as a data file.
///
/// # Panics
/// Never: texts and numbers can always be written as YAML.
#[must_use]
pub fn write(form: &Form, report: &Report) -> String {
    let mut document = Mapping::new();
    let mut put = |key: &str, value: Value| {
        document.insert(key.into(), value);
    };
    put("单位", report.unit.as_str().into());
    put("年度", report.year.into());
    put("表样", report.edition.into());
    if let Some(date) = report.date {
        put("成文日期", date.to_string().into());
    }
    let contact = contact(report);
    if !contact.is_empty() {
        put("联系方式", contact.into());
    }
    if let Some(preface) = &report.preface {
        put("前言", text(form, preface).into());
    }
    for (index, section) in form.sections.iter().enumerate() {
        if section.table.is_some() {
            put(&section.name, table(form, report, index));
        } else if let Some(prose) = report.sections.get(index).and_then(Option::as_ref) {
            let said = if prose.paragraphs.is_empty() { NOT_OBTAINED.to_owned() } else { text(form, prose) };
            put(&section.name, said.into());
        }
    }
    if !report.waivers.is_empty() {
        put(
            "核实说明",
            Value::Sequence(report.waivers.iter().map(|waiver| waiver_entry(waiver).into()).collect()),
        );
    }
    if let Some(provenance) = &report.provenance {
        put("来源", origin_of(provenance).into());
    }
    if !report.corrections.is_empty() {
        put(
            "更正",
            Value::Sequence(report.corrections.iter().map(|one| correction_entry(one).into()).collect()),
        );
    }
    if !report.sources.is_empty() {
        put(
            "来源",
            Value::Sequence(report.sources.iter().map(|source| source_entry(source).into()).collect()),
        );
    }
    serde_yaml::to_string(&document).expect("texts and numbers can be written as YAML")
}

fn waiver_entry(waiver: &Waiver) -> Mapping {
    let Waiver { rule, finding, reason, by, date, listed: _ } = waiver;
    let parts = [("规则", rule), ("问题", finding), ("理由", reason), ("核实人", by), ("日期", date)];
    parts.into_iter().map(|(key, value)| (key.into(), value.clone().into())).collect()
}

/// 来源: the document that a report was read from.
fn origin_of(provenance: &Provenance) -> Mapping {
    let Provenance { file, sha256, published, missing } = provenance;
    let mut parts = Mapping::new();
    parts.insert("文件".into(), file.clone().into());
    parts.insert("SHA-256".into(), sha256.clone().into());
    if let Some(date) = published {
        parts.insert("公开日期".into(), date.to_string().into());
    }
    if !missing.is_empty() {
        let reasons: Vec<Value> = missing.iter().map(|words| words.zh.as_ref().into()).collect();
        parts.insert(NOT_OBTAINED.into(), reasons.into());
    }
    parts
}

fn correction_entry(correction: &Correction) -> Mapping {
    let Correction { date, what, why } = correction;
    let parts = [("日期", date.to_string()), ("内容", what.clone()), ("原因", why.clone())];
    parts.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}

fn source_entry(source: &Addend) -> Mapping {
    let Addend { unit, file, mark } = source;
    let parts = [("单位", unit), ("文件", file), ("指纹", mark)];
    let given = parts.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(key, value)| (key.into(), value.clone().into())).collect()
}

fn contact(report: &Report) -> Mapping {
    let contact = &report.contact;
    let parts = [
        ("地址", &contact.address),
        ("邮编", &contact.postcode),
        ("电话", &contact.phone),
        ("邮箱", &contact.email),
    ];
    let given = parts.into_iter().filter_map(|(key, value)| Some((key.into(), value.clone()?.into())));
    given.collect()
}

fn text(form: &Form, prose: &Prose) -> String {
    let line = |paragraph: &Paragraph| -> String {
        let pieces = paragraph.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Figure(id) => format!("{{{{ {} }}}}", form.spec(*id).address),
            Piece::Computed(computed) => format!("{{{{ {} }}}}", computed.written),
        });
        pieces.collect()
    };
    prose.paragraphs.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A table: rows, and for each row its columns; addresses tell which keys those are.
fn table(form: &Form, report: &Report, section: usize) -> Value {
    let not_obtained = |id| report.entry(id).figure == Figure::NotObtained;
    if form.ids_of_section(section).all(not_obtained) {
        return NOT_OBTAINED.into();
    }
    let mut rows = Mapping::new();
    let mut rest = false;
    let totals = form.totals();
    for id in form.ids_of_section(section) {
        let entry = report.entry(id);
        let value = match entry {
            Entry { origin: Origin::Rest, .. } => {
                rest = true;
                continue;
            }
            Entry { origin: Origin::Derived, .. } => continue,
            // A total that was left out is derived again; any other blank would become one of the
            // rest.
            Entry { origin: Origin::Absent | Origin::Refused, .. } if totals[id.index()] => continue,
            Entry { figure: Figure::Blank, .. } => Value::Null,
            Entry { figure, .. } => scalar(figure),
        };
        let address = &form.spec(id).address;
        let mut keys: Vec<&str> = address.split('.').skip(1).collect();
        let last = keys.pop().unwrap_or_default();
        let mut target = &mut rows;
        for key in keys {
            let slot = target.entry(key.into()).or_insert_with(|| Mapping::new().into());
            match slot {
                Value::Mapping(inner) => target = inner,
                _ => return rows.into(),
            }
        }
        target.insert(last.into(), value);
    }
    if rest {
        rows.insert("其余".into(), 0.into());
    }
    rows.into()
}

fn scalar(figure: Figure) -> Value {
    let text = figure.text();
    // Whole numbers unquoted, as people write them; decimals as text, since YAML would make them
    // floats.
    text.parse::<i64>().map_or(Value::String(text), Value::from)
}
