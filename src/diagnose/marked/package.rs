//! The package of an `.xlsx`: which parts are changed, added or taken out, all others copied as
//! they are, still packed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::entries::Entry;
use super::list;
use super::relations::Relations;
use super::sheet::{self, Before};
use super::styles::{Look, Styles};
use super::workbook::{self, sheets};
use super::xml::{Edits, TagKind, attribute, prefix, tags};
use super::{Head, Mark, Marks, comments};
use crate::document::{Book, CellName, Content, Packer};
use crate::fingerprint::{LOOKS, is_list};
use crate::lang::Lang;

const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
/// What the names of parts that are added begin with; a workbook that was given back before may
/// have some already.
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
    head: &Head,
    lang: Lang,
) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut package = Package::open(bytes)?;
    package.mark(book, marks, entries, head, lang)?;
    package.written()
}

struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Parts that were changed or added, by name.
    changed: BTreeMap<String, String>,
    /// Parts that are taken out.
    removed: BTreeSet<String>,
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
        Some(Self { archive, changed: BTreeMap::new(), removed: BTreeSet::new(), own, id })
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

    fn mark(&mut self, book: &Book, marks: &Marks, entries: &[Entry], head: &Head, lang: Lang) -> Option<()> {
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
        let lists = earlier_lists(book);
        let none = BTreeMap::new();
        let mut looks: Vec<(Look, Vec<String>)> = Vec::new();
        for (number, (name, part)) in (1..).zip(sheets.iter().filter(|(name, _)| !lists.contains(name))) {
            let index = book.sheets.iter().position(|sheet| sheet.name == *name);
            let marks = index.and_then(|index| marks.get(&index)).unwrap_or(&none);
            let Some(before) = self.sheet(part, number, marks, &before(book, name), &mut styles)? else {
                continue;
            };
            for ((row, column), look) in before {
                let cell = format!("{name}!{}", CellName { sheet: 0, row, column });
                match looks.iter_mut().find(|(known, _)| *known == look) {
                    Some((_, cells)) => cells.push(cell),
                    None => looks.push((look, vec![cell])),
                }
            }
        }
        let known = |index: &usize| {
            book.sheets.get(*index).is_some_and(|sheet| sheets.iter().any(|(name, _)| *name == sheet.name))
        };
        if !marks.keys().all(known) {
            return None;
        }
        let (styles, list_styles) = styles.made()?;
        self.changed.insert(styles_part, styles);
        let list = list::sheet(entries, &looks, head, &list_styles, lang);
        self.list(&workbook, relations, &sheets, &lists, list, lang)
    }

    /// Marks a sheet and writes its comments; how its marked cells look without marks. `None` for a
    /// sheet that is not one of cells.
    #[expect(clippy::option_option, reason = "what cannot be edited, and what needs not")]
    fn sheet(
        &mut self,
        part: &str,
        number: usize,
        marks: &BTreeMap<(u32, u32), Mark>,
        before: &Before,
        styles: &mut Styles,
    ) -> Option<Option<Before>> {
        let text = self.part(part)?;
        if !text.contains("sheetData") {
            return marks.is_empty().then_some(None);
        }
        let (mut made, looks) = sheet::marked(&text, marks, before, styles)?;
        if let Some(id) = self.comments(part, number, marks)? {
            made = sheet::tied(&made, &id)?;
        }
        if made != text {
            self.changed.insert(part.to_owned(), made);
        }
        Some(Some(looks))
    }

    /// Writes the comments of a sheet; returns the id of the tie to them where the sheet has none
    /// yet.
    #[expect(clippy::option_option, reason = "what cannot be edited, and what needs not")]
    fn comments(
        &mut self,
        part: &str,
        number: usize,
        marks: &BTreeMap<(u32, u32), Mark>,
    ) -> Option<Option<String>> {
        let (folder, file) = part.rsplit_once('/')?;
        let relations_part = format!("{folder}/_rels/{file}.rels");
        let mut relations = match self.part(&relations_part) {
            Some(text) => Relations::of(text, &format!("{folder}/"))?,
            None => Relations::new(),
        };
        let own_comments = relations.of_kind("comments").map(|one| one.target.clone());
        let own_drawing = relations.of_kind("vmlDrawing").map(|one| one.target.clone());
        let (new, lost) = match own_comments {
            Some(comments_part) => {
                let old = self.part(&comments_part)?;
                let (text, new, lost) = comments::renewed(&old, marks)?;
                if text != old {
                    self.changed.insert(comments_part, text);
                }
                (new, lost)
            }
            None if marks.is_empty() => return Some(None),
            None => {
                let comments_part = format!("xl/{}-comments{number}.xml", self.own);
                relations.add(&format!("{}Comments", self.id), "comments", &format!("/{comments_part}"));
                self.changed.insert(comments_part.clone(), comments::part(marks));
                self.content_type(&comments_part, "comments")?;
                (
                    marks.iter().filter(|(_, mark)| !mark.text.is_empty()).map(|(cell, _)| *cell).collect(),
                    Vec::new(),
                )
            }
        };
        let tie = match own_drawing {
            Some(drawing) => {
                let old = self.part(&drawing)?;
                let text = comments::added_boxes(&comments::without_boxes(&old, &lost), &new)?;
                if text != old {
                    self.changed.insert(drawing, text);
                }
                None
            }
            None if new.is_empty() => None,
            None => {
                let drawing = format!("xl/drawings/{}-comments{number}.vml", self.own);
                let id = format!("{}Drawing", self.id);
                relations.add(&id, "vmlDrawing", &format!("/{drawing}"));
                self.changed.insert(drawing, comments::drawing(&new));
                self.default_type("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")?;
                Some(id)
            }
        };
        if relations.is_changed() {
            self.changed.insert(relations_part, relations.written()?);
        }
        Some(tie)
    }

    /// Puts the sheet that lists the findings in as the first one, in place of those of earlier
    /// rounds.
    fn list(
        &mut self,
        workbook: &str,
        mut relations: Relations,
        sheets: &[(String, String)],
        lists: &[String],
        list: String,
        lang: Lang,
    ) -> Option<()> {
        for (_, part) in sheets.iter().filter(|(name, _)| lists.contains(name)) {
            let (folder, file) = part.rsplit_once('/')?;
            relations.remove(part);
            self.removed.extend([part.clone(), format!("{folder}/_rels/{file}.rels")]);
            self.no_content_type(part)?;
        }
        let kept = sheets
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| !lists.iter().any(|list| list == name));
        let name = workbook::free_name(list::name(lang), &kept.collect::<Vec<_>>());
        let id = format!("{}List", self.id);
        self.changed.insert("xl/workbook.xml".to_owned(), workbook::with_list(workbook, &name, &id, lists)?);
        let part = format!("xl/worksheets/{}-list.xml", self.own);
        relations.add(&id, "worksheet", &format!("/{part}"));
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

    fn no_content_type(&mut self, part: &str) -> Option<()> {
        let text = self.part("[Content_Types].xml")?;
        let mut edits = Edits::of(&text);
        for tag in tags(&text)?.iter().filter(|tag| tag.name == "Override" && tag.kind == TagKind::Both) {
            let is_of = |(_, name): (_, &str)| name.trim_start_matches('/') == part;
            if attribute(&text, &tag.at, "PartName").is_some_and(is_of) {
                edits.replace(tag.at.clone(), "");
            }
        }
        self.changed.insert("[Content_Types].xml".to_owned(), edits.made());
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
            if self.removed.contains(&name) {
                continue;
            }
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

/// The lists of earlier rounds: a sheet that only has the name of one is the department's.
fn earlier_lists(book: &Book) -> Vec<String> {
    let has_heads = |sheet: &&crate::document::Sheet| {
        let heads = sheet.cells.iter().take_while(|cell| cell.row < 4).map(|cell| cell.content.text().trim());
        let heads: Vec<&str> = heads.collect();
        [["序号", "级别"], ["No.", "level"]].iter().any(|words| words.iter().all(|word| heads.contains(word)))
    };
    let lists = book.sheets.iter().filter(|sheet| is_list(&sheet.name)).filter(has_heads);
    lists.map(|sheet| sheet.name.clone()).collect()
}

/// How the cells of a sheet looked before an earlier round, as its list has kept it.
fn before(book: &Book, name: &str) -> Before {
    let mut before = Before::new();
    for list in book.sheets.iter().filter(|sheet| is_list(&sheet.name)) {
        let head = |name: &str| list.cells.iter().find(|cell| cell.content.text() == name);
        let [Some(cells), Some(fill), Some(border)] = LOOKS.map(head) else { continue };
        for row in list.cells.iter().filter(|cell| cell.column == cells.column && cell.row > cells.row) {
            let text = |column: u32| list.at(row.row, column).map_or("", Content::text);
            let Some(look) = Look::kept(text(fill.column), text(border.column)) else { continue };
            for cell in row.content.text().lines() {
                let here = cell.rsplit_once('!').filter(|(sheet, _)| *sheet == name);
                if let Some(at) = here.and_then(|(_, cell)| CellName::parse(cell)) {
                    before.insert(at, look.clone());
                }
            }
        }
    }
    before
}

fn prefix_of_root(text: &str) -> Option<String> {
    Some(prefix(text, tags(text)?.first()?).to_owned())
}
