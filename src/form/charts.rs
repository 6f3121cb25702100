//! What of the figures a picture shows: the numbers that are set large and the charts, as the form
//! declares them.
//!
//! Here are figures and their labels; how bars are drawn is not known.

use super::Form;
use crate::lang::{Words, did_you_mean};
use crate::model::FigureId;
use crate::yaml::fields::{FieldFault, Fields, fault, text};
use crate::yaml::{Kind, Node};

/// What the bars of a chart are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The lines that the form lists, of one report.
    Report,
    /// A bar for each year.
    Years,
    /// A bar for each unit below a superior.
    Units,
}

/// A chart of bars, each of one part or of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// English key.
    pub key: String,
    /// What stands over it.
    pub title: String,
    /// What the bars are for.
    pub over: Over,
    /// What the parts of a bar are called.
    pub series: Vec<String>,
    /// The bars of a report; one where bars are for years or units.
    pub lines: Vec<Line>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is before it; empty where bars are for years or units.
    pub label: String,
    /// For each series the figures that are added.
    pub parts: Vec<Vec<FigureId>>,
}

/// A number that is set large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// What it is.
    pub label: String,
    /// The figures that are added.
    pub figures: Vec<FigureId>,
}

impl Chart {
    /// What its figures count.
    #[must_use]
    pub fn unit<'f>(&self, form: &'f Form) -> &'f str {
        let first = self.lines.iter().flat_map(|line| &line.parts).flatten().next();
        first.map_or("", |&id| form.unit(id).name.as_str())
    }
}

/// Adds the charts of a form's file.
pub(super) fn charts(form: &mut Form, nodes: &[Node], faults: &mut Vec<FieldFault>) {
    for node in nodes {
        let chart = chart(form, node, faults);
        form.charts.extend(chart);
    }
}

/// Adds the numbers that are set large.
pub(super) fn highlights(form: &mut Form, nodes: &[Node], faults: &mut Vec<FieldFault>) {
    for node in nodes {
        let mut fields = Fields::of(node, faults);
        let label = fields.text("label", faults);
        let figures = fields.required("figure", faults).and_then(|node| figures(form, node, faults));
        fields.finish(faults);
        form.highlights.extend(figures.map(|figures| Highlight { label, figures }));
    }
}

fn chart(form: &Form, node: &Node, faults: &mut Vec<FieldFault>) -> Option<Chart> {
    let mut fields = Fields::of(node, faults);
    let (key, title) = (fields.text("key", faults), fields.text("title", faults));
    let over = fields.required("over", faults).and_then(|node| match node.text() {
        Some("report") => Some(Over::Report),
        Some("years") => Some(Over::Years),
        Some("units") => Some(Over::Units),
        _ => {
            faults.push(fault(
                node,
                "over 请写 report、years 或 units",
                "over is `report`, `years` or `units`",
            ));
            None
        }
    });
    let series = fields.texts("series", faults);
    let written = fields.list("lines", faults);
    fields.finish(faults);
    let mut lines = Vec::new();
    for node in written {
        let mut fields = Fields::of(node, faults);
        let label = fields.optional_text("label", faults).unwrap_or_default();
        let all = fields.list("figures", faults);
        fields.finish(faults);
        let parts: Vec<Vec<FigureId>> = all.iter().filter_map(|node| figures(form, node, faults)).collect();
        if all.len() == series.len() {
            lines.push(Line { label, parts });
        } else {
            faults.push(fault(
                node,
                "figures 的个数应与 series 相同",
                "there are as many `figures` as `series`",
            ));
        }
    }
    let whole = series.is_empty() || lines.is_empty();
    if whole || over != Some(Over::Report) && lines.len() > 1 {
        faults.push(fault(
            node,
            "图要有 series 和 lines；按年度或单位的只有一行",
            "a chart has `series` and `lines`; one over years or units has one line",
        ));
    }
    Some(Chart { key, title, over: over?, series, lines })
}

/// The figures that a text names: one, a group, or several with `+` between them.
fn figures(form: &Form, node: &Node, faults: &mut Vec<FieldFault>) -> Option<Vec<FigureId>> {
    let written = match &node.kind {
        Kind::Scalar { .. } => text(node, faults)?,
        _ => {
            faults.push(fault(node, "这里应写数据项", "the address of a figure is expected here"));
            return None;
        }
    };
    let mut all = Vec::new();
    for address in written.split('+').map(str::trim) {
        match form.figures_named(address) {
            Ok(figures) => all.extend(figures),
            Err(unknown) => {
                let words: Words = words!("没有数据项“{address}”", "there is no figure `{address}`");
                let words = words.and(&did_you_mean(&unknown.nearest));
                faults.push(FieldFault { span: node.span.clone(), words });
            }
        }
    }
    Some(all)
}

impl Form {
    /// Takes over the pictures of another form, as far as both have the figures.
    pub(super) fn draw_as(&mut self, other: &Self) {
        let counterpart = |figures: &Vec<FigureId>| -> Option<Vec<FigureId>> {
            figures.iter().map(|&id| other.counterpart(id, self)).collect()
        };
        let line = |line: &Line| {
            let parts = line.parts.iter().map(counterpart).collect::<Option<_>>()?;
            Some(Line { label: line.label.clone(), parts })
        };
        let chart = |chart: &Chart| {
            let lines: Option<Vec<Line>> = chart.lines.iter().map(line).collect();
            Some(Chart { lines: lines?, ..chart.clone() })
        };
        let charts: Vec<Chart> = other.charts.iter().filter_map(chart).collect();
        let highlight = |one: &Highlight| {
            Some(Highlight { label: one.label.clone(), figures: counterpart(&one.figures)? })
        };
        let highlights: Vec<Highlight> = other.highlights.iter().filter_map(highlight).collect();
        self.charts = charts;
        self.highlights = highlights;
    }
}
