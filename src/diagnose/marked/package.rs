//! The package of an `.xlsx`: which parts are changed or added, all others copied as they are,
//! still packed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::list::{self, Entry};
use super::styles::Styles;
use super::xml::{Edits, Tag, TagKind, attribute, prefix, tags};
use super::{Mark, Marks, comments, sheet};
use crate::document::{Book, Packer, escaped};
use crate::lang::Lang;

const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
/// What the names of parts that are added begin with; a workbook that was given back before has
/// some already.
const OWN: &str = "nianbao";
/// The id of relationships that are added.
const ID: &str = "rIdNianbao";
/// More rounds of giving back than anybody goes through.
const MOST_ROUNDS: u32 = 1000;
/// The largest part that is changed, in bytes: larger ones were refused when the workbook was read.
const MOST: u64 = 64 << 20;

/// The workbook with marks; `None` where it is not an `.xlsx`, or one put together in an unusual
/// way.
pub(super) fn edited(
    bytes: &[u8],
    book: &Book,
    marks: &Marks,
    entries: &[Entry],
    lang: Lang,
) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut package = Package::open(bytes)?;
    package.mark(book, marks, entries, lang)?;
    package.written()
}

struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Parts that were changed or added, by name.
    changed: BTreeMap<String, String>,
    /// What the names of added parts begin with.
    own: String,
    /// What the ids of added relationships begin with.
    id: String,
}

impl<'b> Package<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let is_new = |own: &String| {
            archive.file_names().all(|name| !name.is_ok_and(|name| name.contains(&format!("{own}-"))))
        };
        let round = |round: u32| if round == 1 { String::new() } else { round.to_string() };
        let number = (1..MOST_ROUNDS).map(round).find(|round| is_new(&format!("{OWN}{round}")))?;
        let (own, id) = (format!("{OWN}{number}"), format!("{ID}{number}"));
        Some(Self { archive, changed: BTreeMap::new(), own, id })
    }

    /// The text of a part, with the changes so far; `None` where there is no such part.
    fn part(&mut self, name: &str) -> Option<String> {
        if let Some(text) = self.changed.get(name) {
            return Some(text.clone());
        }
        let mut text = String::new();
        self.archive.by_name(name).ok()?.take(MOST).read_to_string(&mut text).ok()?;
        Some(text)
    }

    fn mark(&mut self, book: &Book, marks: &Marks, entries: &[Entry], lang: Lang) -> Option<()> {
        let workbook = self.part("xl/workbook.xml")?;
        // Documents of the strict kind have other names for everything.
        if workbook.contains("purl.oclc.org/ooxml") {
            return None;
        }
        let relations = Relations::of(self.part("xl/_rels/workbook.xml.rels")?, "xl/")?;
        let styles_part = relations.of_kind("styles").map(|one| one.target.clone())?;
        let styles_text = self.part(&styles_part)?;
        let mut styles = Styles::of(&styles_text)?;
        let sheets = sheets(&workbook, &relations)?;
        for (number, (index, marks)) in marks.iter().enumerate() {
            let name = &book.sheets.get(*index)?.name;
            let part = sheets.iter().find(|(sheet, _)| sheet == name).map(|(_, part)| part.clone())?;
            self.sheet(&part, number + 1, marks, &mut styles)?;
        }
        let (styles, list_styles) = styles.made()?;
        self.changed.insert(styles_part, styles);
        self.list(&workbook, relations, &sheets, list::sheet(entries, list_styles, lang), lang)
    }

    /// Marks a sheet and writes its comments.
    fn sheet(
        &mut self,
        part: &str,
        number: usize,
        marks: &BTreeMap<(u32, u32), Mark>,
        styles: &mut Styles,
    ) -> Option<()> {
        let (folder, file) = part.rsplit_once('/')?;
        let relations_part = format!("{folder}/_rels/{file}.rels");
        let empty = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Relationships xmlns=\"{PACKAGE}\"></Relationships>"
        );
        let text = self.part(&relations_part).unwrap_or(empty);
        let mut relations = Relations::of(text, &format!("{folder}/"))?;
        let own_comments = relations.of_kind("comments").map(|one| one.target.clone());
        let own_drawing = relations.of_kind("vmlDrawing").map(|one| one.target.clone());
        let cells: Vec<(u32, u32)> = marks.keys().copied().collect();
        let new = match own_comments {
            Some(comments_part) => {
                let (text, new) = comments::added(&self.part(&comments_part)?, marks)?;
                self.changed.insert(comments_part, text);
                new
            }
            None => {
                let comments_part = format!("xl/{}-comments{number}.xml", self.own);
                relations.add(&format!("{}Comments", self.id), "comments", &format!("/{comments_part}"));
                self.changed.insert(comments_part.clone(), comments::part(marks));
                self.content_type(&comments_part, "comments")?;
                cells
            }
        };
        let tie = match own_drawing {
            Some(drawing) => {
                let text = comments::added_boxes(&self.part(&drawing)?, &new)?;
                self.changed.insert(drawing, text);
                None
            }
            None => {
                let drawing = format!("xl/drawings/{}-comments{number}.vml", self.own);
                let id = format!("{}Drawing", self.id);
                relations.add(&id, "vmlDrawing", &format!("/{drawing}"));
                self.changed.insert(drawing, comments::drawing(&new));
                self.default_type("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")?;
                Some(id)
            }
        };
        let text = sheet::marked(&self.part(part)?, marks, styles, tie.as_deref())?;
        self.changed.insert(part.to_owned(), text);
        self.changed.insert(relations_part, relations.written()?);
        Some(())
    }

    /// Adds the sheet that lists the findings, the last one.
    fn list(
        &mut self,
        workbook: &str,
        mut relations: Relations,
        sheets: &[(String, String)],
        list: String,
        lang: Lang,
    ) -> Option<()> {
        let all = tags(workbook)?;
        let close = all.iter().find(|tag| tag.name == "sheets" && tag.kind == TagKind::Close)?;
        let p = prefix(workbook, close);
        let ids = all.iter().filter(|tag| tag.name == "sheet" && tag.kind != TagKind::Close);
        let ids = ids.filter_map(|tag| attribute(workbook, &tag.at, "sheetId")?.1.parse::<u32>().ok());
        let id = ids.max().unwrap_or(0).checked_add(1)?;
        let mut name = list::name(lang).to_owned();
        let taken = |name: &str| sheets.iter().any(|(sheet, _)| sheet.eq_ignore_ascii_case(name));
        for number in 2.. {
            if !taken(&name) {
                break;
            }
            name = format!("{} {number}", list::name(lang));
        }
        let sheet = format!(
            "<{p}sheet xmlns:r=\"{RELATIONSHIP}\" name=\"{}\" sheetId=\"{id}\" r:id=\"{}List\"/>",
            escaped(&name),
            self.id,
        );
        let mut edits = Edits::of(workbook);
        edits.insert(close.at.start, sheet);
        self.changed.insert("xl/workbook.xml".to_owned(), edits.made());
        let part = format!("xl/worksheets/{}-list.xml", self.own);
        relations.add(&format!("{}List", self.id), "worksheet", &format!("/{part}"));
        self.changed.insert("xl/_rels/workbook.xml.rels".to_owned(), relations.written()?);
        self.content_type(&part, "worksheet")?;
        self.changed.insert(part, list);
        Some(())
    }

    fn content_type(&mut self, part: &str, kind: &str) -> Option<()> {
        let text = self.part("[Content_Types].xml")?;
        let close = text.rfind("</")?;
        let p = prefix_of_root(&text)?;
        let added = format!("<{p}Override PartName=\"/{part}\" ContentType=\"{CONTENT}.{kind}+xml\"/>");
        self.changed
            .insert("[Content_Types].xml".to_owned(), format!("{}{added}{}", &text[..close], &text[close..]));
        Some(())
    }

    fn default_type(&mut self, ending: &str, kind: &str) -> Option<()> {
        let text = self.part("[Content_Types].xml")?;
        let all = tags(&text)?;
        let there = all.iter().any(|tag| {
            let ending_of = |(_, value): (_, &str)| value.eq_ignore_ascii_case(ending);
            tag.name == "Default" && attribute(&text, &tag.at, "Extension").is_some_and(ending_of)
        });
        if !there {
            let root = all.first()?;
            let p = prefix(&text, root);
            let mut edits = Edits::of(&text);
            edits.insert(root.at.end, format!("<{p}Default Extension=\"{ending}\" ContentType=\"{kind}\"/>"));
            self.changed.insert("[Content_Types].xml".to_owned(), edits.made());
        }
        Some(())
    }

    /// The package: what was not changed as it was, still packed; what was added at the end.
    fn written(mut self) -> Option<Vec<u8>> {
        let mut packer = Packer::default();
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index).ok()?;
            let name = entry.name().ok()?.into_owned();
            match self.changed.remove(&name) {
                None => packer.copy(entry).ok()?,
                Some(text) => packer.add(&name, text.as_bytes()).ok()?,
            }
        }
        for (name, text) in self.changed {
            packer.add(&name, text.as_bytes()).ok()?;
        }
        packer.finish().ok()
    }
}

fn prefix_of_root(text: &str) -> Option<String> {
    Some(prefix(text, tags(text)?.first()?).to_owned())
}

/// The names of the sheets with their parts.
fn sheets(workbook: &str, relations: &Relations) -> Option<Vec<(String, String)>> {
    let all = tags(workbook)?;
    let sheets = all.iter().filter(|tag| tag.name == "sheet" && tag.kind != TagKind::Close && tag.depth == 2);
    let sheet = |tag: &Tag| {
        let name = quick_xml::escape::unescape(attribute(workbook, &tag.at, "name")?.1).ok()?.into_owned();
        // The prefix of the relationship's id is whatever the root declares.
        let source = &workbook[tag.at.clone()];
        let key = source.split_whitespace().filter_map(|part| part.split_once('=')).map(|(key, _)| key);
        let key = key.into_iter().find(|key| key.ends_with(":id"))?;
        let id = attribute(workbook, &tag.at, key)?.1;
        Some((name, relations.all.iter().find(|one| one.id == id)?.target.clone()))
    };
    sheets.map(sheet).collect()
}

/// A relationship: what a part is tied to.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The relationships of a part.
struct Relations {
    text: String,
    all: Vec<Relation>,
    added: String,
}

impl Relations {
    /// Of their part; targets are relative to the folder of the part that they belong to.
    fn of(text: String, folder: &str) -> Option<Self> {
        let mut all = Vec::new();
        for tag in tags(&text)?.iter().filter(|tag| tag.name == "Relationship" && tag.kind != TagKind::Close)
        {
            let value = |name: &str| attribute(&text, &tag.at, name).map(|(_, value)| value.to_owned());
            if value("TargetMode").is_some_and(|mode| mode == "External") {
                continue;
            }
            let (id, kind, target) = (value("Id")?, value("Type")?, value("Target")?);
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            all.push(Relation { id, kind, target: resolved(folder, &target)? });
        }
        Some(Self { text, all, added: String::new() })
    }

    fn of_kind(&self, kind: &str) -> Option<&Relation> {
        self.all.iter().find(|one| one.kind == kind)
    }

    fn add(&mut self, id: &str, kind: &str, target: &str) {
        self.added.push_str(&format!(
            "<{{p}}Relationship Id=\"{id}\" Type=\"{RELATIONSHIP}/{kind}\" Target=\"{target}\"/>"
        ));
    }

    fn written(self) -> Option<String> {
        let all = tags(&self.text)?;
        let root = all.first()?;
        let p = prefix(&self.text, root);
        let added = self.added.replace("{p}", p);
        let mut edits = Edits::of(&self.text);
        match root.kind {
            TagKind::Both => {
                let slash = self.text[root.at.clone()].rfind('/').map(|at| root.at.start + at)?;
                edits.replace(slash..root.at.end, format!(">{added}</{p}Relationships>"));
            }
            _ => edits.insert(all.last()?.at.start, added),
        }
        Some(edits.made())
    }
}

/// A target as the name of a part: `../comments1.xml` below `xl/worksheets/`.
fn resolved(folder: &str, target: &str) -> Option<String> {
    if let Some(absolute) = target.strip_prefix('/') {
        return Some(absolute.to_owned());
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
