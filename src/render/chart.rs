//! A chart of the form with numbers → where its bars, labels and numbers are drawn.
//!
//! Everything is a whole number or exact, so that the same figures give the same drawing anywhere;
//! the template `chart.html` writes it down as SVG, `brief.typ` draws the same for paper. Each bar
//! has its label over it and its number at the right, so that a chart is read on a phone as on
//! paper. The same numbers are in a table; no bar says anything by its colour alone.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::form::{Chart, Filled};

/// The width of a drawing: all else is measured by it.
const WIDTH: i64 = 360;
/// From bar to bar, and how high a bar is.
const PITCH: i64 = 44;
const BAR: i64 = 14;
/// The height of a line of the legend.
const LEGEND: i64 = 20;
/// The size of text.
const TEXT: i64 = 13;
/// The least room between a label and its number.
const GAP: i64 = 16;
/// The most bars of a panel: a longer chart is drawn in several, which stand side by side on a wide
/// screen and fit on a sheet of paper.
const PER_PANEL: usize = 10;

/// A bar before it is drawn: its label and the number of each series, nothing where it is not
/// known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    /// What it is for.
    pub(super) label: String,
    /// Its parts.
    pub(super) parts: Vec<Option<Decimal>>,
}

/// A chart, ready to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Drawing {
    /// Its key, for ids.
    pub(super) key: String,
    /// What stands over it.
    pub(super) title: String,
    /// What the figures count.
    pub(super) unit: String,
    /// How wide each panel is.
    pub(super) width: i64,
    /// Its bars, in one drawing or several.
    pub(super) panels: Vec<Panel>,
    /// The names of the series.
    pub(super) series: Vec<String>,
    /// The same as a table.
    pub(super) rows: Vec<TableRow>,
}

/// Some bars of a chart, one below the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Panel {
    /// What it shows, for those who do not see it.
    pub(super) description: String,
    /// How high it is.
    pub(super) height: i64,
    /// The parts of bars.
    pub(super) segments: Vec<Segment>,
    /// Labels of bars.
    pub(super) labels: Vec<Label>,
    /// Numbers of bars, which end where they say.
    pub(super) numbers: Vec<Label>,
    /// What the parts of bars are; none where they have one.
    pub(super) legend: Vec<Legend>,
}

/// A part of a bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Segment {
    /// From the left.
    pub(super) x: i64,
    /// From the top.
    pub(super) y: i64,
    /// Its width.
    pub(super) width: i64,
    /// Its height.
    pub(super) height: i64,
    /// Which series it is, from 0.
    pub(super) series: usize,
}

/// Text at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Label {
    /// From the left.
    pub(super) x: i64,
    /// Its foot, from the top.
    pub(super) y: i64,
    /// What it says.
    pub(super) text: String,
}

/// An entry of the legend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Legend {
    /// From the left.
    pub(super) x: i64,
    /// From the top.
    pub(super) y: i64,
    /// Which series.
    pub(super) series: usize,
    /// Its name.
    pub(super) text: String,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct TableRow {
    /// What the bar is for.
    pub(super) label: String,
    /// Its parts as text.
    pub(super) values: Vec<String>,
    /// Their sum, where there are several.
    pub(super) total: String,
}

/// The bars of a chart over the lines of one report.
#[must_use]
pub(super) fn bars_of_report(chart: &Chart, filled: Filled) -> Vec<Bar> {
    let bar = |line: &crate::form::Line| Bar { label: line.label.clone(), parts: parts(&line.parts, filled) };
    chart.lines.iter().map(bar).collect()
}

/// The bar of a report in a chart over years or units.
#[must_use]
pub(super) fn bar_of(chart: &Chart, label: String, filled: Filled) -> Bar {
    let line = chart.lines.first();
    Bar { label, parts: line.map(|line| parts(&line.parts, filled)).unwrap_or_default() }
}

fn parts(all: &[Vec<crate::model::FigureId>], filled: Filled) -> Vec<Option<Decimal>> {
    all.iter().map(|figures| filled.sum(figures)).collect()
}

/// Draws a chart.
#[must_use]
pub(super) fn draw(chart: &Chart, unit: &str, bars: &[Bar]) -> Drawing {
    let most = bars.iter().map(total).max().unwrap_or_default();
    // Panels of about the same length.
    let count = bars.len().div_ceil(PER_PANEL).max(1);
    let parts = bars.chunks(bars.len().div_ceil(count).max(1));
    let mut panels: Vec<Panel> = parts.map(|bars| panel(chart, unit, bars, most)).collect();
    if panels.is_empty() {
        panels.push(panel(chart, unit, &[], most));
    }
    Drawing {
        key: chart.key.clone(),
        title: chart.title.clone(),
        unit: unit.to_owned(),
        width: WIDTH,
        panels,
        series: chart.series.clone(),
        rows: bars.iter().map(row).collect(),
    }
}

/// Draws some bars, of which the longest of the chart would be as long as the panel is wide.
fn panel(chart: &Chart, unit: &str, bars: &[Bar], most: Decimal) -> Panel {
    let mut panel = Panel {
        description: description(chart, unit, bars),
        height: 0,
        segments: Vec::new(),
        labels: Vec::new(),
        numbers: Vec::new(),
        legend: Vec::new(),
    };
    let mut y = 0;
    if chart.series.len() > 1 {
        y = legend(&chart.series, &mut panel.legend) + 6;
    }
    for bar in bars {
        let place = |x: i64, text: String| Label { x, y: y + TEXT, text };
        let number =
            if bar.parts.iter().any(Option::is_some) { total(bar).to_string() } else { "—".to_owned() };
        panel.labels.push(place(0, shortened(&bar.label, WIDTH - GAP - wide(&number))));
        panel.numbers.push(place(WIDTH, number));
        segments(bar, y + TEXT + 5, most, &mut panel.segments);
        y += PITCH;
    }
    panel.height = y.max(1);
    panel
}

fn total(bar: &Bar) -> Decimal {
    bar.parts.iter().flatten().fold(Decimal::ZERO, |sum, part| sum.checked_add(*part).unwrap_or(sum))
}

/// The parts of a bar: each begins where the one before ends, so that rounding never adds up. What
/// is not zero is seen, however small it is.
fn segments(bar: &Bar, y: i64, most: Decimal, all: &mut Vec<Segment>) {
    let mut sum = Decimal::ZERO;
    let mut x = 0;
    for (series, part) in bar.parts.iter().enumerate() {
        let Some(part) = part.filter(|part| *part > Decimal::ZERO) else { continue };
        sum = sum.checked_add(part).unwrap_or(sum);
        let end = pixels(sum, most).max(x + 1).min(WIDTH);
        let start = x.min(end - 1);
        all.push(Segment { x: start, y, width: end - start, height: BAR, series });
        x = end;
    }
}

/// How long a number is where the largest is as long as the drawing is wide.
fn pixels(number: Decimal, most: Decimal) -> i64 {
    let share = number.checked_mul(Decimal::from(WIDTH)).and_then(|wide| wide.checked_div(most));
    share.and_then(|share| share.round().to_string().parse().ok()).unwrap_or(WIDTH)
}

/// How wide a text is, about: a Chinese character is as wide as it is high.
fn wide(text: &str) -> i64 {
    text.chars().map(|c| if c.is_ascii() { 8 } else { TEXT }).sum()
}

/// A label as long as there is room: its beginning and its end, since the names of units of one
/// place begin alike. The table has all of it.
fn shortened(label: &str, room: i64) -> String {
    if wide(label) <= room {
        return label.to_owned();
    }
    let all: Vec<char> = label.chars().collect();
    let width = |part: &[char]| wide(&part.iter().collect::<String>());
    let half = (room - TEXT) / 2;
    let head = (0..=all.len()).rev().find(|&end| width(&all[..end]) <= half).unwrap_or_default();
    let tail = (0..=all.len()).find(|&start| width(&all[start..]) <= half).unwrap_or(all.len());
    let text = |part: &[char]| part.iter().collect::<String>();
    format!("{}…{}", text(&all[..head]), text(&all[tail..]))
}

/// Places the names of series, in as many lines as they need; how high that is.
fn legend(series: &[String], all: &mut Vec<Legend>) -> i64 {
    let (mut x, mut y) = (0, 0);
    for (index, name) in series.iter().enumerate() {
        let length = 16 + wide(name) + 12;
        if x > 0 && x + length > WIDTH {
            (x, y) = (0, y + LEGEND);
        }
        all.push(Legend { x, y, series: index, text: name.clone() });
        x += length;
    }
    y + LEGEND
}

fn row(bar: &Bar) -> TableRow {
    let text = |part: &Option<Decimal>| part.map_or_else(|| "—".to_owned(), |part| part.to_string());
    let total = if bar.parts.len() > 1 { total(bar).to_string() } else { String::new() };
    TableRow { label: bar.label.clone(), values: bar.parts.iter().map(text).collect(), total }
}

/// Everything that the drawing shows, in words.
fn description(chart: &Chart, unit: &str, bars: &[Bar]) -> String {
    let said = |bar: &Bar| {
        let parts = chart.series.iter().zip(&bar.parts).map(|(name, part)| {
            let number = part.map_or_else(|| "没有数据".to_owned(), |part| format!("{part}{unit}"));
            if chart.series.len() > 1 { format!("{name}{number}") } else { number }
        });
        format!("{}：{}", bar.label, parts.collect::<Vec<_>>().join("，"))
    };
    let all: Vec<String> = bars.iter().map(said).collect();
    if all.is_empty() { "没有数据。".to_owned() } else { format!("{}。", all.join("；")) }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{Bar, draw};
    use crate::form::{Chart, Over};

    fn chart(series: &[&str]) -> Chart {
        Chart {
            key: "k".to_owned(),
            title: "图".to_owned(),
            over: Over::Years,
            series: series.iter().map(|&name| name.to_owned()).collect(),
            lines: Vec::new(),
        }
    }

    fn bar(label: &str, parts: &[i64]) -> Bar {
        Bar { label: label.to_owned(), parts: parts.iter().map(|&part| Some(part.into())).collect() }
    }

    #[test]
    fn zeros_have_no_bar_and_a_number() {
        let drawing = draw(&chart(&["甲"]), "件", &[bar("2023", &[0]), bar("2024", &[0])]);
        let [panel] = drawing.panels.as_slice() else { panic!("one panel") };
        assert!(panel.segments.is_empty());
        assert_eq!(panel.numbers[1].text, "0");
        assert_eq!(panel.description, "2023：0件；2024：0件。");
        assert_eq!(draw(&chart(&["甲"]), "件", &[]).panels[0].description, "没有数据。");
    }

    #[test]
    fn one_huge_value_leaves_the_others_to_be_seen() {
        let drawing = draw(&chart(&["甲", "乙"]), "件", &[bar("大", &[1_000_000, 1]), bar("小", &[1, 0])]);
        let ends: Vec<(i64, i64)> =
            drawing.panels[0].segments.iter().map(|one| (one.x, one.x + one.width)).collect();
        assert_eq!(ends, [(0, 360), (359, 360), (0, 1)]);
        assert_eq!(drawing.rows[0].total, "1000001");
    }

    #[test]
    fn the_parts_of_a_bar_are_as_long_as_their_sum() {
        let bars: Vec<Bar> = (1..60)
            .map(|n| bar("一个名称很长很长的单位也放得下不会伸到数字那里去的那种", &[n, n, n]))
            .collect();
        let drawing = draw(&chart(&["甲", "乙", "丙"]), "件", &bars);
        let heights: Vec<i64> = drawing.panels.iter().map(|panel| panel.height).collect();
        assert_eq!(heights, [10, 10, 10, 10, 10, 9].map(|bars| 26 + bars * 44));
        let segments: Vec<_> = drawing.panels.iter().flat_map(|panel| &panel.segments).collect();
        for (index, three) in segments.chunks(3).enumerate() {
            let end = three[2].x + three[2].width;
            let wanted = Decimal::from(360 * (index + 1)) / Decimal::from(59);
            assert_eq!(Decimal::from(end), wanted.round(), "bar {index}");
            assert!(three.windows(2).all(|two| two[0].x + two[0].width == two[1].x));
        }
    }

    #[test]
    fn a_long_label_keeps_its_beginning_and_its_end() {
        let label = "某县国家级经济技术开发区管理委员会行政审批和政务服务管理局";
        let drawing = draw(&chart(&["甲"]), "件", &[bar(label, &[1_234_567])]);
        assert_eq!(drawing.panels[0].labels[0].text, "某县国家级经济技术开…审批和政务服务管理局");
        assert_eq!(drawing.rows[0].label, label);
    }
}
