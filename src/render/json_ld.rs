//! What a page says to machines: the report and its figures in the words of schema.org, as JSON-LD.
//!
//! Search engines and crawlers read it from the page; those who compute take the open data. Numbers
//! are text, as exact as they were written. The text stands in a script element, so that nothing in
//! it may end one.

use serde::Serialize;

use crate::form::Form;
use crate::model::{Figure, FigureId, Report};

/// The report, as all things here with its keys in their order.
#[derive(Serialize)]
struct OfReport<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    author: &'a Organization<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<Correction<'a>>,
    #[serde(rename = "dateModified", skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(rename = "hasPart")]
    part: Dataset<'a>,
    #[serde(rename = "inLanguage")]
    language: &'static str,
    #[serde(rename = "isBasedOn")]
    basis: &'a str,
    name: &'a str,
    publisher: &'a Organization<'a>,
    #[serde(rename = "temporalCoverage")]
    year: &'a str,
}

#[derive(Serialize)]
struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Correction<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "dateCreated")]
    date: String,
    text: &'a str,
}

/// The figures.
#[derive(Serialize)]
struct Dataset<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    creator: &'a Organization<'a>,
    description: String,
    #[serde(rename = "isAccessibleForFree")]
    free: bool,
    name: String,
    #[serde(rename = "temporalCoverage")]
    year: &'a str,
    #[serde(rename = "variableMeasured")]
    measured: Vec<Measured<'a>>,
}

#[derive(Serialize)]
struct Measured<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(rename = "unitText")]
    unit: &'a str,
    value: String,
}

/// The JSON-LD of a report, ready to stand in a page.
pub(super) fn json_ld(form: &Form, report: &Report, title: &str) -> String {
    let organization = &Organization { kind: "GovernmentOrganization", name: report.unit.as_str() };
    let (unit, year, basis) = (&report.unit, report.year.to_string(), &form.basis);
    let data = OfReport {
        context: "https://schema.org",
        kind: "Report",
        author: organization,
        correction: report
            .corrections
            .iter()
            .map(|one| Correction { kind: "CorrectionComment", date: one.date.to_string(), text: &one.what })
            .collect(),
        modified: report.corrections.iter().map(|one| one.date).max().map(|date| date.to_string()),
        published: report.date.map(|date| date.to_string()),
        part: Dataset {
            kind: "Dataset",
            creator: organization,
            description: format!("{unit}{year}年政府信息公开工作统计数据，按{basis}规定的格式编制"),
            free: true,
            name: format!("{title}数据"),
            year: &year,
            measured: form.ids().filter_map(|id| measured(form, report, id)).collect(),
        },
        language: "zh-CN",
        basis,
        name: title,
        publisher: organization,
        year: &year,
    };
    let text = serde_json::to_string(&data).expect("texts and a list");
    // An element of script ends with the first </script, wherever it stands.
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// A figure; none where it is not a number.
fn measured<'a>(form: &'a Form, report: &Report, id: FigureId) -> Option<Measured<'a>> {
    let Figure::Number(number) = report.entry(id).figure else { return None };
    let (name, unit) = (&form.spec(id).address, &form.unit(id).name);
    Some(Measured { kind: "PropertyValue", name, unit, value: number.to_string() })
}
