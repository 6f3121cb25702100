//! Whose report a document is, for which year, and when it was signed and published: from what the
//! page says of itself, its headings, the table of its data, and its signature.

use jiff::civil::Date;

use super::stream::Line;
use crate::document::{Book, CellName};
use crate::form::Form;
use crate::lang::half_width;
use crate::read::keys;

/// A title is among the first lines.
const FIRST: usize = 60;

/// Labels of the unit in the data of a page.
const PUBLISHERS: &[&str] = &["发布机构", "发布单位", "公开机构", "制发机关", "来源", "信息来源", "发文机关"];
/// Labels of the date on which it was published.
const PUBLISHED: &[&str] = &["公开日期", "发布日期", "发布时间", "公布日期", "发文日期", "日期"];

/// What a document says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// The unit, and where it is said, where that is a line.
    pub(super) unit: Option<(String, Option<CellName>)>,
    /// The year, and where.
    pub(super) year: Option<(u16, Option<CellName>)>,
    /// 公开日期.
    pub(super) published: Option<Date>,
    /// 成文日期 in the data of the page.
    pub(super) written: Option<Date>,
    /// The lines of the title.
    pub(super) title: Option<(usize, usize)>,
    /// Whether any title of a report was seen.
    pub(super) is_titled: bool,
}

/// Reads what a document says of itself.
pub(super) fn read(book: &Book, lines: &[Line], form: &Form) -> Head {
    let mut head = Head::default();
    let about = |name: &'static str| {
        book.web.about.iter().filter(move |(key, _)| key == name).map(|(_, text)| text.as_str())
    };
    let mut titles: Vec<(String, Option<CellName>)> = Vec::new();
    titles.extend(about("articletitle").map(|text| (text.to_owned(), None)));
    titles.extend(about("h1").map(|text| (text.to_owned(), None)));
    head.title = title_line(lines, form);
    if let Some((from, to)) = head.title {
        titles.push((joined(lines, (from, to)), Some(lines[from].cell)));
    }
    titles
        .extend(pairs(lines, &["名称", "标题", "文件名称", "信息名称"]).map(|text| (text.to_owned(), None)));
    titles.extend(about("og:title").chain(about("title")).map(|text| (text.to_owned(), None)));
    titles.extend(book.title.iter().map(|text| (text.clone(), None)));
    for (text, cell) in titles {
        head.say_title(&text, cell, form);
    }
    if head.unit.is_none() {
        let names = ["contentsource", "author", "publisher", "source"].into_iter().flat_map(about);
        let mut units = names.chain(pairs(lines, PUBLISHERS)).chain(signature(lines));
        head.unit = units.find_map(|text| Some((organ(text)?, None)));
    }
    let dates =
        ["pubdate", "publishdate", "publish_time", "article:published_time"].into_iter().flat_map(about);
    head.published = dates.chain(pairs(lines, PUBLISHED)).find_map(date_in);
    head.written = pairs(lines, &["成文日期", "生成日期", "制发日期"]).find_map(date_in);
    head
}

impl Head {
    /// Takes unit and year from a title, as far as they are not known.
    fn say_title(&mut self, text: &str, cell: Option<CellName>, form: &Form) {
        // 某局2023年政府信息公开工作年度报告-某县人民政府
        let parts = text.split(['-', '_', '|', '–', '—', '丨', '>', '»']);
        let found = std::iter::once(text).chain(parts).find_map(|part| form.read_title(part.trim()));
        let Some(title) = found else { return };
        self.is_titled = true;
        if let (None, Some(unit)) = (&self.unit, &title.unit)
            && let Some(unit) = organ(unit)
        {
            self.unit = Some((unit, cell));
        }
        if let (None, [year]) = (&self.year, title.years.as_slice()) {
            self.year = Some((*year, cell));
        }
    }
}

/// The name of an organ, without what surrounds it.
fn organ(text: &str) -> Option<String> {
    let name = keys::unit(text.trim()).name;
    let plain = name.chars().count() <= 40 && !name.contains(['。', '，', '：', ':', '；', '/', ' ']);
    (plain && keys::is_organ(&name)).then_some(name)
}

/// The first lines that are a title: one, or two or three of which the last goes on.
fn title_line(lines: &[Line], form: &Form) -> Option<(usize, usize)> {
    /// A title that names nobody is followed by the whole one in so many lines, if at all.
    const NEAR: usize = 4;
    let first = title_from(0, lines, form)?;
    if unit_in(lines, first, form).is_some() {
        return Some(first);
    }
    let next = title_from(first.1 + 1, &lines[..lines.len().min(first.1 + NEAR)], form);
    next.filter(|next| unit_in(lines, *next, form).is_some()).or(Some(first))
}

/// The first title from a line on, as few lines as say one.
fn title_from(start: usize, lines: &[Line], form: &Form) -> Option<(usize, usize)> {
    let fits = |from: usize, to: usize| {
        let own = &lines[from..=to];
        let text = joined(lines, (from, to));
        !is_menu(&own[0].text)
            && own.iter().all(|line| !line.text.is_empty() && date(&line.text).is_none())
            && form.is_title(&text)
            && form.read_title(&text).is_some()
    };
    for to in start..lines.len().min(FIRST) {
        let lowest = to.saturating_sub(2).max(start);
        let Some(from) = (lowest..=to).rev().find(|&from| fits(from, to)) else { continue };
        // 某局 above 2024年政府信息公开工作年度报告: the unit is part of it.
        let names = |up: usize| unit_in(lines, (up, to), form).is_some_and(|unit| organ(&unit).is_some());
        let is_named = unit_in(lines, (from, to), form).is_some();
        let above = (lowest..from).rev().find(|&up| !is_named && fits(up, to) && names(up));
        return Some((above.unwrap_or(from), to));
    }
    None
}

fn joined(lines: &[Line], (from, to): (usize, usize)) -> String {
    lines[from..=to].iter().map(|line| line.text.as_str()).collect()
}

fn unit_in(lines: &[Line], title: (usize, usize), form: &Form) -> Option<String> {
    form.read_title(&joined(lines, title)).and_then(|title| title.unit)
}

/// Words of a site in one line, or a label with or without what comes: no part of a title.
fn is_menu(text: &str) -> bool {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if ["标题", "名称", "信息名称", "文件名称"].iter().any(|label| solid.starts_with(label)) {
        return true;
    }
    let words = text.split_whitespace().filter(|word| word.chars().count() > 1).count();
    words > 2 || ["正文", "标题", "首页", "标题：", "正文："].contains(&text.trim())
}

/// What follows some labels: in the same line after a colon, or in the next cell of a table.
fn pairs<'l>(lines: &'l [Line], labels: &'l [&str]) -> impl Iterator<Item = &'l str> {
    let bare = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace() && !"：:[]【】".contains(*c)).collect::<String>()
    };
    (0..lines.len()).filter_map(move |at| {
        let line = &lines[at];
        let next = lines.get(at + 1).filter(|next| {
            line.in_table
                && next.in_table
                && next.cell.sheet == line.cell.sheet
                && next.cell.row == line.cell.row
        });
        if labels.contains(&bare(&line.text).as_str()) {
            return next.map(|next| next.text.as_str());
        }
        if line.text.chars().count() > 120 {
            return None;
        }
        labels.iter().find_map(|label| {
            let after = &line.text[line.text.find(label)? + label.len()..];
            let value =
                after.trim_start().strip_prefix(['：', ':', '】', ']'])?.trim_start_matches(['：', ':', ' ']);
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            (end > 0).then(|| &value[..end])
        })
    })
}

/// The lines above dates: signatures.
fn signature(lines: &[Line]) -> impl Iterator<Item = &str> {
    lines.windows(2).rev().filter(|two| date(&two[1].text).is_some()).map(|two| two[0].text.as_str())
}

/// A line that is a date: 2024年1月17日, 二〇二四年一月十七日.
pub(super) fn date(text: &str) -> Option<Date> {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if solid.chars().count() > 14 {
        return None;
    }
    keys::date(&solid).or_else(|| keys::date(&in_digits(&solid)?))
}

/// A date at the beginning of a text, whatever follows it.
fn date_in(text: &str) -> Option<Date> {
    let plain: String = text.trim().chars().map(half_width).collect();
    let end = plain.find(|c: char| !(c.is_ascii_digit() || "-/.年月日".contains(c))).unwrap_or(plain.len());
    keys::date(plain[..end].trim_end_matches('-'))
}

/// 二〇二四年一月十七日 in digits.
fn in_digits(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('年')?;
    let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
    let digit = |c: char| match c {
        '〇' | '○' | '零' | 'Ｏ' | '◯' | 'O' => Some(0),
        c => "一二三四五六七八九".chars().position(|numeral| numeral == c).map(|at| at + 1),
    };
    let year: Option<String> = year.chars().map(|c| digit(c).map(|digit| digit.to_string())).collect();
    let number = |text: &str| {
        let mut number = 0;
        for c in text.chars() {
            number = match c {
                '十' => number.max(1) * 10,
                c => number + digit(c)?,
            };
        }
        Some(number)
    };
    Some(format!("{}-{}-{}", year?, number(month)?, number(day)?))
}

#[cfg(test)]
mod tests {
    use super::{date, date_in};

    #[test]
    fn dates_are_read_as_people_sign() {
        for text in ["2024年1月17日", " 2024 年 1 月 17 日", "二〇二四年一月十七日", "2024-01-17"]
        {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), Some("2024-01-17"), "{text}");
        }
        assert_eq!(
            date("二○二五年十二月三十一日").map(|date| date.to_string()).as_deref(),
            Some("2025-12-31")
        );
        assert_eq!(
            date_in("2024-01-17 10:22:31").map(|date| date.to_string()).as_deref(),
            Some("2024-01-17")
        );
        assert!(date("统计期限为2024年1月1日至2024年12月31日").is_none());
    }
}
