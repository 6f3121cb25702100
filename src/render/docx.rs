//! A Word document: what offices edit, sign and send on.
//!
//! The layout is that of the PDF, by the habits of GB/T 9704: fonts are named as offices have them
//! (方正小标宋简体, `仿宋_GB2312`, 黑体, `楷体_GB2312`, 宋体), so that Word and WPS use those, or what the machine
//! has in their place. The parts of the package are written here, every element in the order of the
//! schema (ECMA-376, part 1), since Word refuses documents that other programs open. No template:
//! the look of a document is changed where documents are edited.

mod body;

use super::{Document, Format, Media, Renderer, Unrendered, View};
use crate::document::{Packer, escaped};
use crate::lang::Words;
use crate::roster::Theme;

pub(super) const FORMAT: Format = Format {
    name: "docx",
    ending: "docx",
    template: "",
    media: Media::Word,
    template_endings: &[],
    title: Words::fixed("Word", "Word"),
    for_readers: true,
    links: false,
    about: Words::fixed("Word 文档，公文版式，可再编辑", "a Word document, to be edited on"),
    by_default: false,
    render,
};

/// How a document is set: lengths in twentieths of a point, sizes in half points.
#[derive(Clone, Copy)]
struct Setting {
    /// Margins: above, right, below, left.
    margins: [usize; 4],
    /// What is between the margins, from left to right and from top to bottom.
    width: usize,
    height: usize,
    /// From line to line.
    line: usize,
    title: usize,
    body: usize,
    /// The number of a page.
    foot: usize,
    font: &'static str,
    /// Page numbers are at the outer edge, else in the middle.
    outer: bool,
}

/// GB/T 9704-2012: margins of 37, 26, 35 and 28 mm; 二号, 三号, 四号; 22 lines a page.
const OFFICIAL: Setting = Setting {
    margins: [2098, 1474, 1985, 1588],
    width: 8844,
    height: 12_755,
    line: 580,
    title: 44,
    body: 32,
    foot: 28,
    font: "仿宋_GB2312",
    outer: true,
};
/// The Word template that is handed out with the form: margins of 25.4 and 31.7 mm; 小二, 小四.
const PLAIN: Setting = Setting {
    margins: [1440, 1800, 1440, 1800],
    width: 8306,
    height: 13_958,
    line: 440,
    title: 36,
    body: 24,
    foot: 21,
    font: "宋体",
    outer: false,
};

impl Setting {
    /// Two characters of the body.
    fn indent(self) -> usize {
        self.body * 20
    }
}

/// As in the PDF: the title and the headings of sections.
const BOLD: &str = "<w:b/><w:bCs/>";
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The parts that are for reading and editing, with what each is.
const PARTS: [(&str, &str); 5] = [
    ("document", "document.main"),
    ("styles", "styles"),
    ("settings", "settings"),
    ("footer1", "footer"),
    ("footer2", "footer"),
];

fn render(_: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let view = &document.view;
    let setting = if view.theme == Theme::Plain.name() { PLAIN } else { OFFICIAL };
    packed(&[
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relationships()),
        ("docProps/core.xml", properties(view)),
        ("word/_rels/document.xml.rels", relationships_of_document()),
        ("word/document.xml", body::document(view, setting)),
        ("word/footer1.xml", footer(setting, if setting.outer { "right" } else { "center" })),
        ("word/footer2.xml", footer(setting, "left")),
        ("word/settings.xml", settings(setting)),
        ("word/styles.xml", styles(setting)),
    ])
}

/// The parts as a package: the same document has the same bytes.
fn packed(parts: &[(&str, String)]) -> Result<Vec<u8>, Unrendered> {
    let refused = |error: &dyn std::fmt::Display| Unrendered::Unwritable(error.to_string());
    let mut packer = Packer::default();
    for (name, xml) in parts {
        packer.add(name, format!("{HEAD}\n{xml}").as_bytes()).map_err(|error| refused(&error))?;
    }
    packer.finish().map_err(|error| refused(&error))
}

fn content_types() -> String {
    let overrides = PARTS.map(|(name, kind)| {
        format!(r#"<Override PartName="/word/{name}.xml" ContentType="{WORD}.{kind}+xml"/>"#)
    });
    format!(
        r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{}</Types>"#,
        overrides.concat()
    )
}

fn relationships() -> String {
    format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="document" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

/// The document names its other parts by these.
fn relationships_of_document() -> String {
    let others = PARTS[1..].iter().map(|(name, kind)| {
        format!(r#"<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>"#)
    });
    format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships">{}</Relationships>"#,
        others.collect::<String>()
    )
}

fn properties(view: &View) -> String {
    let (title, unit, date) = (escaped(&view.title), escaped(&view.unit), &view.dated);
    format!(
        r#"<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{unit}</dc:creator><dc:language>zh-CN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{date}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{date}T00:00:00Z</dcterms:modified></cp:coreProperties>"#
    )
}

/// Chinese in a font, letters and digits in Times New Roman.
fn fonts(name: &str) -> String {
    format!(
        r#"<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{name}" w:cs="Times New Roman"/>"#
    )
}

fn size(half_points: usize) -> String {
    format!(r#"<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>"#)
}

/// Lines at an exact distance.
fn lines(distance: usize) -> String {
    format!(r#"<w:spacing w:line="{distance}" w:lineRule="exact"/>"#)
}

fn styles(setting: Setting) -> String {
    let indent = setting.indent();
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
        )
    };
    let heading = |level: usize, font: &str| {
        let paragraph = format!(
            r#"<w:keepNext/>{}<w:ind w:firstLineChars="200" w:firstLine="{indent}"/><w:outlineLvl w:val="{}"/>"#,
            lines(setting.line),
            level - 1
        );
        let bold = if level == 1 { BOLD } else { "" };
        let run = format!("{}{bold}", fonts(font));
        style(&format!("Heading{level}"), &format!("heading {level}"), &paragraph, &run)
    };
    let title = style(
        "Title",
        "Title",
        &format!(r#"{}<w:jc w:val="center"/>"#, lines(640)),
        &format!("{}{BOLD}{}", fonts("方正小标宋简体"), size(setting.title)),
    );
    format!(
        r#"<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr>{}{}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:overflowPunct/></w:pPr></w:style>{title}{}{}</w:styles>"#,
        fonts(setting.font),
        size(setting.body),
        heading(1, "黑体"),
        heading(2, "楷体_GB2312"),
    )
}

fn settings(setting: Setting) -> String {
    let outer = if setting.outer { "<w:evenAndOddHeaders/>" } else { "" };
    format!(
        r#"<w:settings {MAIN}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{outer}<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#
    )
}

/// 「— 1 —」, one character from the edge.
fn footer(setting: Setting, side: &str) -> String {
    let look = format!("<w:rPr>{}{}</w:rPr>", fonts("宋体"), size(setting.foot));
    let run = |text: &str| format!(r#"<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>"#);
    format!(
        r#"<w:ftr {MAIN}><w:p><w:pPr><w:ind w:left="320" w:right="320"/><w:jc w:val="{side}"/></w:pPr>{}<w:fldSimple w:instr=" PAGE ">{}</w:fldSimple>{}</w:p></w:ftr>"#,
        run("— "),
        run("1"),
        run(" —"),
    )
}
