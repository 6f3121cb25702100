//! The relationships of a part of a package: read, added to, taken out of.

use super::xml::{Edits, TagKind, attribute, prefix, tags};

pub(super) const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A relationship: what a part is tied to.
pub(super) struct Relation {
    pub(super) id: String,
    kind: String,
    pub(super) target: String,
    at: std::ops::Range<usize>,
}

/// The relationships of a part.
pub(super) struct Relations {
    text: String,
    pub(super) all: Vec<Relation>,
    added: String,
    removed: Vec<std::ops::Range<usize>>,
}

impl Relations {
    /// None yet.
    pub(super) fn new() -> Self {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Relationships xmlns=\"{PACKAGE}\"></Relationships>"
        );
        Self { text, all: Vec::new(), added: String::new(), removed: Vec::new() }
    }

    /// Of their part; targets are relative to the folder of the part that they belong to.
    pub(super) fn of(text: String, folder: &str) -> Option<Self> {
        let mut all = Vec::new();
        for tag in tags(&text)?.iter().filter(|tag| tag.name == "Relationship" && tag.kind != TagKind::Close)
        {
            let value = |name: &str| attribute(&text, &tag.at, name).map(|(_, value)| value.to_owned());
            if value("TargetMode").is_some_and(|mode| mode == "External") {
                continue;
            }
            let (id, kind, target) = (value("Id")?, value("Type")?, value("Target")?);
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            all.push(Relation { id, kind, target: resolved(folder, &target)?, at: tag.at.clone() });
        }
        Some(Self { text, all, added: String::new(), removed: Vec::new() })
    }

    pub(super) fn of_kind(&self, kind: &str) -> Option<&Relation> {
        self.all.iter().find(|one| one.kind == kind)
    }

    pub(super) fn add(&mut self, id: &str, kind: &str, target: &str) {
        self.added.push_str(&format!(
            "<{{p}}Relationship Id=\"{id}\" Type=\"{RELATIONSHIP}/{kind}\" Target=\"{target}\"/>"
        ));
    }

    /// Takes those to a part out.
    pub(super) fn remove(&mut self, target: &str) {
        self.removed.extend(self.all.iter().filter(|one| one.target == target).map(|one| one.at.clone()));
    }

    pub(super) fn is_changed(&self) -> bool {
        !self.added.is_empty() || !self.removed.is_empty()
    }

    pub(super) fn written(self) -> Option<String> {
        let all = tags(&self.text)?;
        let root = all.first()?;
        let p = prefix(&self.text, root);
        let added = self.added.replace("{p}", p);
        let mut edits = Edits::of(&self.text);
        for at in self.removed {
            edits.replace(at, "");
        }
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
