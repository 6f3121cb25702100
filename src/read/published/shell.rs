//! What a document is that does not show a report: a page loaded by script, a list of reports, a
//! report as an attachment, pictures; and why a table of a report is not there.

use super::head::Head;
use super::sections::Sections;
use super::stream::Line;
use crate::document::Book;
use crate::form::Form;
use crate::lang::Words;

/// Fewer titles are no list.
const LIST: usize = 3;
/// A page with less text shows nothing, in characters.
const LITTLE: usize = 200;
/// Endings of attachments.
const ATTACHMENTS: &[&str] = &["pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ofd", "zip", "rar", "ceb"];

/// What a document without a report is, and what to do.
pub(super) fn words(book: &Book, lines: &[Line], head: &Head, form: &Form) -> (Words, Words) {
    // Long: a table of what is said.
    let is_title = |text: &str| form.read_title(text).is_some_and(|title| !title.years.is_empty());
    let mut listed: Vec<&str> =
        book.web.links.iter().map(|(text, _)| text.as_str()).filter(|text| is_title(text)).collect();
    listed.sort_unstable();
    listed.dedup();
    let file = |address: &str| address.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    let is_attachment = |(text, address): &&(String, String)| {
        let ending = |name: &str| ATTACHMENTS.iter().any(|ending| name.ends_with(&format!(".{ending}")));
        ending(&file(address)) || ending(&text.to_lowercase())
    };
    let speaks = |text: &str| text.contains("年度报告") || text.contains("年报");
    let attached =
        book.web.links.iter().filter(is_attachment).find(|(text, _)| head.is_titled || speaks(text));
    let said: usize = lines.iter().map(|line| line.text.chars().count()).sum();
    let pictures = lines.iter().filter(|line| line.picture.is_some()).count();
    if listed.len() >= LIST {
        let count = listed.len();
        return (
            words!(
                "这是目录页（列有 {count} 份年报的标题），不是报告",
                "a list of {count} reports, not a report"
            ),
            Words::fixed("请打开其中的报告，另存那一页", "open the report in it and save that page"),
        );
    }
    if let Some((text, address)) = attached {
        let name = if text.is_empty() { address } else { text };
        return (
            words!(
                "报告不在页面上，是附件：{name}",
                "the report is not on the page but an attachment: {name}"
            ),
            Words::fixed("请下载附件，再读取附件", "download the attachment and read that"),
        );
    }
    if said < LITTLE && (book.web.loaded > 0 || !book.web.elements.is_empty() && pictures == 0) {
        return (
            Words::fixed(
                "页面上没有报告：内容由脚本加载，保存的只是空壳",
                "the page shows no report: scripts load its content, and only the shell was saved",
            ),
            Words::fixed(
                "请在浏览器里等内容显示出来，再另存为“网页，全部”或 MHTML；也可复制正文，存成 .txt",
                "wait in a browser until the content shows, and save the page as complete or as MHTML; or copy the \
                 text into a .txt",
            ),
        );
    }
    if pictures > 0 && head.is_titled {
        return (
            words!(
                "报告是图片（{pictures} 张），图片里的数和文字不读",
                "the report is {pictures} pictures, which are not read"
            ),
            Words::fixed(
                "请找文字版，或照图片录入填报表",
                "find the report as text, or enter it into the form workbook",
            ),
        );
    }
    (
        Words::fixed(
            "没有找到年度报告：既没有表样里的表，也没有各部分的标题",
            "no annual report was found: neither tables of the form nor headings of its sections",
        ),
        Words::fixed(
            "不是报告的，请移出；是报告的，请改用填报表",
            "move it out if it is no report; else use the form workbook",
        ),
    )
}

/// Why nothing of a table was found.
pub(super) fn lost(name: &str, parts: &Sections, section: usize, lines: &[Line]) -> Words {
    let Some(heading) = parts.headings[section] else {
        return words!("{name}：文件里没有这张表", "{name}: the document does not have this table");
    };
    let next = parts.headings[section + 1..].iter().flatten().next().copied().unwrap_or(parts.end);
    let pictures: Vec<&str> = (lines.get(heading..next.max(heading)).unwrap_or_default().iter())
        .filter_map(|line| line.picture.as_deref())
        .map(|address| address.rsplit('/').next().unwrap_or(address))
        .collect();
    if pictures.is_empty() {
        return words!("{name}：标题下没有认得出的表", "{name}: no table is recognised below its heading");
    }
    let names = pictures.join("、");
    words!(
        "{name}：表是图片（{names}），图片里的数不读",
        "{name}: the table is a picture ({names}), which is not read"
    )
}
