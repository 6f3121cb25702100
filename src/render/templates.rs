//! The templates: the built-in ones, and a project's own over them, file by file; over these again
//! the templates of an edition of the form and of a unit.
//!
//! What is in a file is not looked at here, and none is read here: the caller brings a project's
//! files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use std::sync::LazyLock;

use include_dir::{Dir, File, include_dir};

use super::FORMATS;
use crate::form;

static FOLDER: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Every template that is built in, by its path below `templates/`, in the order of the paths.
pub static EMBEDDED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let path = |file: &'static File<'static>| file.path().to_str().expect("a path in UTF-8");
    let text = |file: &'static File<'static>| file.contents_utf8().expect("a template in UTF-8");
    let mut files: Vec<&'static File> = Vec::new();
    let mut folders: Vec<&'static Dir> = vec![&FOLDER];
    while let Some(folder) = folders.pop() {
        files.extend(folder.files());
        folders.extend(folder.dirs());
    }
    let templates = files.into_iter().filter(|file| is_template(path(file)));
    let mut all: Vec<(&str, &str)> = templates.map(|file| (path(file), text(file))).collect();
    all.sort_unstable();
    all
});

/// Every font that is built in, by its file name below `templates/fonts/`.
pub static EMBEDDED_FONTS: LazyLock<Vec<(&str, &[u8])>> = LazyLock::new(|| {
    let folder = FOLDER.get_dir("fonts").expect("the folder of the fonts");
    let name = |file: &'static File| Some((file.path().file_name()?.to_str()?, file.contents()));
    folder.files().filter(|file| is_font(file.path())).filter_map(name).collect()
});

/// The folder of fonts.
const FONTS: &str = "fonts/";
/// The endings of font files.
const FONT_ENDINGS: [&str; 3] = ["ttf", "otf", "ttc"];

/// Returns whether some format, or a form, is made with this file below `templates/`.
#[must_use]
pub fn is_template(below: &str) -> bool {
    let ending = Path::new(below).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_form = below.starts_with(form::FOLDER) && ending == "yaml";
    !below.starts_with(FONTS)
        && (is_form || FORMATS.iter().any(|format| format.template_endings.contains(&ending)))
}

/// Returns whether a file is a font, by its ending.
#[must_use]
pub fn is_font(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    FONT_ENDINGS.iter().any(|known| ending == *known)
}

/// The folder of templates for the reports of one edition, by its year:
/// `editions/2019/report.html`.
const EDITIONS: &str = "editions/";
/// The folder of templates for the reports of one unit, by its full or short name.
const UNITS: &str = "units/";

/// Templates by their path below `templates/`, with `/` between its parts.
#[derive(Debug, Clone)]
pub struct Templates {
    files: BTreeMap<Cow<'static, str>, Template>,
}

/// A template.
#[derive(Debug, Clone)]
struct Template {
    text: Cow<'static, str>,
    /// The file it is from, where that is another than its name says: one for an edition or a unit.
    from: Option<String>,
}

/// Which reports have templates of their own: an edition, a unit, or a unit in an
/// edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    /// The name of its folder in `editions/`.
    edition: Option<String>,
    /// The name of its folder in `units/`.
    unit: Option<String>,
}

impl Layer {
    /// The name of the unit's folder, where it has one.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }
}

impl Default for Templates {
    /// The built-in ones.
    fn default() -> Self {
        let file = |&(path, text): &(&'static str, &'static str)| {
            (Cow::Borrowed(path), Template { text: Cow::Borrowed(text), from: None })
        };
        Self { files: EMBEDDED.iter().map(file).collect() }
    }
}

impl Templates {
    /// Puts a project's own file in the place of a built-in one, or beside them.
    pub fn replace(&mut self, path: String, text: String) {
        self.files.insert(Cow::Owned(path), Template { text: Cow::Owned(text), from: None });
    }

    /// The text of a template.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|file| file.text.as_ref())
    }

    /// The file that a template is from, below the project's folder.
    #[must_use]
    pub(super) fn file(&self, path: &str) -> String {
        let from = self.files.get(path).and_then(|file| file.from.as_deref());
        format!("templates/{}", from.unwrap_or(path))
    }

    /// Every template with its path, in the order of the paths.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, file)| (path.as_ref(), file.text.as_ref()))
    }

    /// Those with this file ending.
    #[must_use]
    pub fn with_ending<'t>(&'t self, ending: &'t str) -> impl DoubleEndedIterator<Item = (&'t str, &'t str)> {
        self.iter().filter(move |(path, _)| Path::new(path).extension().is_some_and(|found| found == ending))
    }

    /// Whether some with these endings are a project's own.
    #[must_use]
    pub(super) fn has_own(&self, endings: &[&str]) -> bool {
        let with_endings = endings.iter().flat_map(|ending| self.with_ending(ending));
        with_endings
            .filter_map(|(path, _)| self.files.get(path))
            .any(|file| matches!(file.text, Cow::Owned(_)))
    }

    /// The names of the folders in a folder.
    fn folders(&self, of: &str) -> BTreeSet<String> {
        let below = self.iter().filter_map(|(path, _)| path.strip_prefix(of)?.split_once('/'));
        below.map(|(name, _)| name.to_owned()).collect()
    }

    /// The names of the folders in `editions/` and `units/`.
    #[must_use]
    pub fn own_folders(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        (self.folders(EDITIONS), self.folders(UNITS))
    }

    /// Every layer that some report may have.
    #[must_use]
    pub fn layers(&self) -> Vec<Layer> {
        let (editions, units) = self.own_folders();
        let with_none = |names: BTreeSet<String>| -> Vec<Option<String>> {
            std::iter::once(None).chain(names.into_iter().map(Some)).collect()
        };
        let units = with_none(units);
        let layers = with_none(editions).into_iter().flat_map(|edition| {
            units.iter().map(move |unit| Layer { edition: edition.clone(), unit: unit.clone() })
        });
        layers.collect()
    }

    /// The layer of the reports of an edition of a unit, by its names.
    #[must_use]
    pub fn layer_of(&self, edition: u16, names: &[&str]) -> Layer {
        let has = |of: &str, name: &str| {
            let folder = format!("{of}{name}/");
            let next =
                self.files.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded)).next();
            next.is_some_and(|(path, _)| path.starts_with(&folder))
        };
        Layer {
            edition: Some(edition.to_string()).filter(|edition| has(EDITIONS, edition)),
            unit: names.iter().find(|name| has(UNITS, name)).map(|&name| name.to_owned()),
        }
    }

    /// The templates of a layer: a unit's file takes the place of that of an edition, and both of
    /// that of all.
    #[must_use]
    pub fn of_layer(&self, layer: &Layer) -> Self {
        let is_own = |path: &str| path.starts_with(EDITIONS) || path.starts_with(UNITS);
        let of_all = self.files.iter().filter(|(path, _)| !is_own(path));
        let mut files: BTreeMap<Cow<'static, str>, Template> =
            of_all.map(|(path, file)| (path.clone(), file.clone())).collect();
        for (of, name) in [(EDITIONS, &layer.edition), (UNITS, &layer.unit)] {
            let Some(name) = name else { continue };
            let folder = format!("{of}{name}/");
            for (path, file) in self.files.iter().filter(|(path, _)| path.starts_with(&folder)) {
                let own = Template { text: file.text.clone(), from: Some(path.to_string()) };
                files.insert(Cow::Owned(path[folder.len()..].to_owned()), own);
            }
        }
        Self { files }
    }
}
