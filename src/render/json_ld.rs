//! What a page says to machines: the report and its figures in the words of schema.org, as JSON-LD.
//!
//! Search engines and crawlers read it from the page; those who compute take the open data. Numbers
//! are text, as exact as they were written. The text stands in a script element, so that nothing in
//! it may end one.

use serde_json::{Value, json};

use crate::form::Form;
use crate::model::{Figure, FigureId, Report};

/// The JSON-LD of a report, ready to stand in a page.
pub(super) fn json_ld(form: &Form, report: &Report, title: &str) -> String {
    let organization = json!({ "@type": "GovernmentOrganization", "name": report.unit });
    let year = report.year.to_string();
    let measured: Vec<Value> = form.ids().filter_map(|id| measured(form, report, id)).collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Report",
        "name": title,
        "inLanguage": "zh-CN",
        "temporalCoverage": year,
        "author": organization,
        "publisher": organization,
        "isBasedOn": form.basis,
        "hasPart": {
            "@type": "Dataset",
            "name": format!("{title}数据"),
            "description": format!("{}{year}年政府信息公开工作统计数据，按{}规定的格式编制", report.unit, form.basis),
            "creator": organization,
            "temporalCoverage": year,
            "isAccessibleForFree": true,
            "variableMeasured": measured,
        },
    });
    if let Some(date) = report.date {
        data["datePublished"] = Value::from(date.to_string());
    }
    if let Some(last) = report.corrections.iter().map(|one| one.date).max() {
        data["dateModified"] = Value::from(last.to_string());
        let said = report.corrections.iter();
        let said = said.map(|one| json!({ "@type": "CorrectionComment", "text": one.what, "dateCreated": one.date.to_string() }));
        data["correction"] = said.collect();
    }
    // An element of script ends with the first </script, wherever it stands.
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// A figure; none where it is not a number.
fn measured(form: &Form, report: &Report, id: FigureId) -> Option<Value> {
    let Figure::Number(number) = report.entry(id).figure else { return None };
    let unit = &form.unit(id).name;
    Some(
        json!({ "@type": "PropertyValue", "name": form.spec(id).address, "value": number.to_string(), "unitText": unit }),
    )
}
