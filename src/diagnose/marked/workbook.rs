//! The part `workbook.xml`: the sheets of a workbook, in their order.
//!
//! A list that is put in before the first sheet moves all others by one: names that belong to a
//! sheet (print titles and areas) count the sheets, and are moved too.

use super::relations::{RELATIONSHIP, Relations};
use super::xml::{Edits, Tag, TagKind, attribute, prefix, tags};
use crate::document::escaped;

/// The names of the sheets with their parts.
pub(super) fn sheets(workbook: &str, relations: &Relations) -> Option<Vec<(String, String)>> {
    let all = tags(workbook)?;
    let sheet = |tag: &Tag| {
        // The prefix of the relationship's id is whatever the root declares.
        let source = &workbook[tag.at.clone()];
        let key = source.split_whitespace().filter_map(|part| part.split_once('=')).map(|(key, _)| key);
        let key = key.into_iter().find(|key| key.ends_with(":id"))?;
        let id = attribute(workbook, &tag.at, key)?.1;
        Some((name_of(workbook, tag)?, relations.all.iter().find(|one| one.id == id)?.target.clone()))
    };
    elements(&all).map(sheet).collect()
}

fn elements(all: &[Tag]) -> impl Iterator<Item = &Tag> {
    all.iter().filter(|tag| tag.name == "sheet" && tag.kind != TagKind::Close && tag.depth == 2)
}

fn name_of(workbook: &str, tag: &Tag) -> Option<String> {
    Some(quick_xml::escape::unescape(attribute(workbook, &tag.at, "name")?.1).ok()?.into_owned())
}

/// A name that no sheet has.
pub(super) fn free_name(wanted: &str, taken: &[&str]) -> String {
    let is_free = |name: &String| !taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    let numbered = (2..=taken.len() + 2).map(|number| format!("{wanted} {number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

/// The part with a list as its first sheet, without the lists of earlier rounds.
pub(super) fn with_list(workbook: &str, name: &str, relation: &str, earlier: &[String]) -> Option<String> {
    let all = tags(workbook)?;
    let open = all.iter().find(|tag| tag.name == "sheets" && tag.kind == TagKind::Open)?;
    let p = prefix(workbook, open);
    let ids = elements(&all).filter_map(|tag| attribute(workbook, &tag.at, "sheetId")?.1.parse::<u32>().ok());
    let id = ids.max().unwrap_or(0).checked_add(1)?;
    let mut edits = Edits::of(workbook);
    edits.insert(
        open.at.end,
        format!(
            "<{p}sheet xmlns:r=\"{RELATIONSHIP}\" name=\"{}\" sheetId=\"{id}\" r:id=\"{relation}\"/>",
            escaped(name)
        ),
    );
    print_titles(&all, p, name, &mut edits)?;
    // Where each sheet goes; `None` for one that is taken out.
    let mut moved: Vec<Option<usize>> = Vec::new();
    for tag in elements(&all) {
        let is_out = earlier.contains(&name_of(workbook, tag)?);
        if is_out {
            edits.replace(whole(&all, tag), "");
        }
        let before = moved.iter().flatten().count();
        moved.push((!is_out).then_some(before + 1));
    }
    for tag in all.iter().filter(|tag| tag.name == "definedName" && tag.kind == TagKind::Open) {
        let Some((bytes, index)) = attribute(workbook, &tag.at, "localSheetId") else { continue };
        match moved.get(index.parse::<usize>().ok()?)? {
            Some(index) => edits.replace(bytes, index.to_string()),
            None => edits.replace(whole(&all, tag), ""),
        }
    }
    for tag in all.iter().filter(|tag| tag.name == "workbookView" && tag.kind != TagKind::Close) {
        for key in ["activeTab", "firstSheet"] {
            if let Some((bytes, _)) = attribute(workbook, &tag.at, key) {
                edits.replace(bytes, "0");
            }
        }
    }
    Some(edits.made())
}

/// Prints the heads of the list on each of its pages.
fn print_titles(all: &[Tag], p: &str, list: &str, edits: &mut Edits) -> Option<()> {
    let sheet = escaped(&list.replace('\'', "''"));
    let title = format!(
        "<{p}definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">'{sheet}'!$3:$3</{p}definedName>"
    );
    if let Some(names) = all.iter().find(|tag| tag.name == "definedNames" && tag.kind == TagKind::Open) {
        edits.insert(names.at.end, title);
        return Some(());
    }
    // Names come after these, and before all else.
    let is_before = |tag: &&Tag| {
        ["sheets", "functionGroups", "externalReferences"].contains(&tag.name.as_str())
            && tag.kind != TagKind::Open
            && tag.depth == 1
    };
    let end = all.iter().rfind(is_before)?.at.end;
    edits.insert(end, format!("<{p}definedNames>{title}</{p}definedNames>"));
    Some(())
}

/// An element from its first to its last byte.
fn whole(all: &[Tag], tag: &Tag) -> std::ops::Range<usize> {
    let close = all.iter().find(|one| {
        one.at.start > tag.at.start
            && one.kind == TagKind::Close
            && one.depth == tag.depth
            && one.name == tag.name
    });
    let end = close.filter(|_| tag.kind == TagKind::Open).map_or(tag.at.end, |close| close.at.end);
    tag.at.start..end
}
