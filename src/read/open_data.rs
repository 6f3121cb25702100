//! Open data of this program, JSON and CSV → the report that it says.
//!
//! What portals keep of a report: every figure by its address, in JSON its texts as well. CSV has
//! no
//! texts; they are not obtained from it. Other JSON and CSV is not read here.

use serde_json::Value;

use super::draft::Draft;
use super::keys::{ContactPart, Key};
use super::{Expected, File, corrections, prose, provenance};
use crate::faults::NO_REPORT;
use crate::figure;
use crate::finding::{Finding, Subject};
use crate::form::{CORRECTION, Form, Forms};
use crate::lang::Words;
use crate::model::{Entry, Figure, Paragraph, Piece, Prose};
use crate::place::Source;

/// The beginning of the header of a CSV file, after the mark of UTF-8.
const HEADER: &str = "单位,年度,表,行,列,数值,计量单位,来源,数据项";

/// Whether a file is open data of this program.
pub(super) fn is(file: &File) -> bool {
    is_json(file) || csv_of(file).is_some()
}

fn is_json(file: &File) -> bool {
    file.path.to_lowercase().ends_with(".json")
}

fn csv_of<'b>(file: &File<'b>) -> Option<&'b str> {
    let text = file.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file.bytes);
    if !text.starts_with(HEADER.as_bytes()) {
        return None;
    }
    std::str::from_utf8(text).ok()
}

/// A figure as open data spells it.
struct Said<'d> {
    address: &'d str,
    value: &'d str,
    state: &'d str,
}

/// Reads open data into a draft.
pub(super) fn read<'f>(file: &File, draft: &mut Draft<'f>, expected: &Expected, forms: &'f Forms) {
    let source = Source::default();
    let read = match csv_of(file) {
        Some(text) => csv(text, draft, expected, &source, forms),
        None => json(file.bytes, draft, expected, &source, forms),
    };
    if read.is_none() {
        let clause = Words::fixed(
            "这不是本程序生成的开放数据，里面没有年报",
            "this is no open data of this program, and there is no report in it",
        );
        draft.findings.push(Finding::new(&NO_REPORT, Subject::File, clause));
        return draft.nothing_said();
    }
    let mut provenance = provenance::of(file);
    std::mem::swap(&mut provenance.missing, &mut draft.missing);
    draft.provenance = Some(provenance);
}

fn identify(draft: &mut Draft, unit: &str, year: &str, expected: &Expected, source: &Source) {
    draft.say(Key::Unit, unit, &(0..0), expected, source);
    draft.say(Key::Year, year, &(0..0), expected, source);
}

fn json<'f>(
    bytes: &[u8],
    draft: &mut Draft<'f>,
    expected: &Expected,
    source: &Source,
    forms: &'f Forms,
) -> Option<()> {
    let data: Value = serde_json::from_slice(bytes).ok()?;
    let edition = data["edition"].as_u64().and_then(|edition| u16::try_from(edition).ok())?;
    let form = forms.edition(edition)?;
    let figures = data["figures"].as_array()?;
    draft.read_by(form, true);
    identify(draft, data["unit"].as_str()?, &data["year"].to_string(), expected, source);
    for one in figures {
        let field = |name: &str| one[name].as_str().unwrap_or_default();
        put(draft, form, &Said { address: field("address"), value: field("value"), state: field("state") });
    }
    if let Some(date) = data["date"].as_str() {
        draft.say(Key::Date, date, &(0..0), expected, source);
    }
    let contact = &data["contact"];
    for (key, part) in [
        ("address", ContactPart::Address),
        ("postcode", ContactPart::Postcode),
        ("phone", ContactPart::Phone),
        ("email", ContactPart::Email),
    ] {
        if let Some(text) = contact[key].as_str() {
            draft.say_contact(part, text, &(0..0), source);
        }
    }
    for one in data["corrections"].as_array().into_iter().flatten() {
        let texts = ["date", "what", "why"].map(|key| one[key].as_str().unwrap_or_default());
        draft.corrections.extend(corrections::of_texts(texts).ok());
    }
    draft.preface = text(&data["preface"]);
    for one in data["texts"].as_array().into_iter().flatten() {
        let section = one["key"].as_str().and_then(|key| form.section_by_key(key));
        if let Some(section) = section.filter(|&section| form.sections[section].table.is_none()) {
            draft.sections[section] = text(&one["paragraphs"]);
        }
    }
    Some(())
}

fn text(paragraphs: &Value) -> Option<Prose> {
    let texts = paragraphs.as_array()?.iter().filter_map(Value::as_str);
    let paragraphs: Vec<Paragraph> =
        texts.map(|text| Paragraph { pieces: vec![Piece::Text(prose::one_line(text))] }).collect();
    (!paragraphs.is_empty()).then_some(Prose { paragraphs })
}

fn csv<'f>(
    text: &str,
    draft: &mut Draft<'f>,
    expected: &Expected,
    source: &Source,
    forms: &'f Forms,
) -> Option<()> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    let is_correction = |record: &csv::StringRecord| record.get(2) == Some(CORRECTION);
    let (corrected, records): (Vec<_>, Vec<_>) = records.into_iter().partition(is_correction);
    let addresses: Vec<&str> = records.iter().filter_map(|record| record.get(8)).collect();
    let fits = |form: &&Form| addresses.iter().all(|address| form.resolve(address).is_ok());
    // A figure of one form may be one of another too: all of them are of one alone.
    let form = forms.all().filter(|form| form.figures.len() == addresses.len()).find(fits)?;
    draft.read_by(form, true);
    let first = records.first()?;
    identify(draft, first.get(0)?.trim_start_matches('\''), first.get(1)?, expected, source);
    for record in &corrected {
        let texts = [3, 4, 7].map(|at| record.get(at).unwrap_or_default().trim_start_matches('\''));
        draft.corrections.extend(corrections::of_texts(texts).ok());
    }
    for record in &records {
        let field = |at: usize| record.get(at).unwrap_or_default();
        let state = match field(7) {
            "空白" => "blank",
            "不适用" => "not-applicable",
            "未取得" => "not-obtained",
            _ => "number",
        };
        put(draft, form, &Said { address: field(8), value: field(5), state });
    }
    for (index, section) in form.sections.iter().enumerate().filter(|(_, section)| section.table.is_none()) {
        draft.sections[index] = Some(Prose::default());
        let name = &section.name;
        draft.missing.push(words!("{name}：CSV 里没有文字", "{name}: CSV has no texts"));
    }
    Some(())
}

/// Puts a figure in.
fn put(draft: &mut Draft, form: &Form, said: &Said) {
    let Ok(id) = form.resolve(said.address) else { return };
    let figure = match said.state {
        "blank" => Figure::Blank,
        "not-applicable" => Figure::NotApplicable,
        "number" => figure::parse(said.value, form.unit(id)).unwrap_or(Figure::NotObtained),
        _ => Figure::NotObtained,
    };
    draft.entries[id.index()] = Entry::stated(figure);
}
