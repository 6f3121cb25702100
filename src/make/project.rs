//! A project's folder: its forms, templates, fonts, roster and data files.
//!
//! What the project does not have is taken from the program: a folder with only `data/` is a
//! project.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::files::{DataFiles, REGISTER};
use super::key::Shared;
use super::names::{self, Identity};
use super::record;
use crate::diagnose::{Reporter, visible};
use crate::form::{self, Forms};
use crate::fs::{self, Trouble};
use crate::lang::Words;
use crate::place::Source;
use crate::read;
use crate::render::{
    EMBEDDED, FORMATS, FontFile, Fonts, Format, Layer, Renderer, TemplateFault, Templates, Unrendered,
    is_font, is_template,
};
use crate::roster::{self, Named, Roster};
use crate::yaml::fields::FieldFault;

/// The largest template or form.
const MAX_TEMPLATE: usize = 16 << 20;
/// The roster, below `data/`.
const ROSTER: &str = "units.yaml";
/// Shorter file names are not unit names.
const SHORTEST_UNIT: usize = 3;
/// The most fonts in one file.
const MOST_FONTS: u32 = 256;
/// The largest font file.
const MAX_FONT: usize = 128 << 20;

/// Why a project cannot be worked with at all.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The disk refused something.
    #[error(transparent)]
    Disk(#[from] Trouble),
    /// A form or the roster is wrong.
    #[error("{} is not usable", source_file.path)]
    Declaration {
        /// The file.
        source_file: Source,
        /// What is wrong, with its places.
        faults: Vec<FieldFault>,
    },
    /// A template or a font does not work.
    #[error(transparent)]
    Template(#[from] Unrendered),
}

impl Broken {
    /// In words, with every place.
    #[must_use]
    pub fn message(&self, reporter: Reporter) -> String {
        let error = |words: Words| {
            format!(
                "{}{}\n",
                reporter.lang.pick("错误：", "error: "),
                visible(words.in_lang(reporter.lang).trim_end())
            )
        };
        match self {
            Self::Declaration { source_file, faults } => reporter.faults("form-invalid", source_file, faults),
            Self::Template(Unrendered::Template(faults)) => {
                let message = |fault: &TemplateFault| {
                    let message = &fault.message;
                    let words = words!("模板有误：{message}", "template: {message}");
                    let words = FieldFault { span: fault.span.clone(), words };
                    reporter.faults("template-invalid", &fault.source_file, &[words])
                };
                faults.iter().map(message).collect()
            }
            Self::Template(Unrendered::Font(file)) => {
                error(words!("{file} 里没有可用的字体", "no font in {file}"))
            }
            Self::Template(Unrendered::Unwritable(why)) => {
                error(words!("文件无法生成：{why}", "the file cannot be made: {why}"))
            }
            Self::Disk(trouble) => error(trouble.with_path()),
        }
    }
}

/// A project's folder and what is in it besides data.
pub struct Project {
    root: PathBuf,
    /// The forms.
    pub forms: Forms,
    /// The units.
    pub roster: Roster,
    /// The fonts of `templates/fonts/` and the built-in ones.
    pub fonts: Fonts,
    /// Hashes of what all reports share.
    pub(super) shared: Shared,
    templates: Templates,
    /// Files in `templates/` that nothing is made with.
    unused: Vec<String>,
}

impl Project {
    /// Opens a folder; more fonts may be in another one.
    ///
    /// # Errors
    /// [`Broken`] when a form, the roster, a template file or a font cannot be used.
    pub fn open(root: &Path, more_fonts: Option<&Path>) -> Result<Self, Broken> {
        let (mut templates, mut unused) = (Templates::default(), Vec::new());
        for file in fs::list(&root.join("templates"))? {
            let shown = format!("templates/{}", file.below);
            if is_template(&file.below) {
                let bytes = fs::read(&file.path, MAX_TEMPLATE)?;
                templates.replace(file.below, decoded(&bytes, shown)?.into_owned());
            } else if !file.is_folder && !belongs_to_fonts(&file) {
                unused.push(shown);
            }
        }
        let forms = forms(&templates)?;
        let roster = roster(root)?;
        let mut own_fonts = fonts(root, &root.join("templates/fonts"))?;
        if let Some(folder) = more_fonts {
            let more = fonts(root, folder)?;
            if more.is_empty() {
                return Err(Unrendered::Font(folder.display().to_string()).into());
            }
            own_fonts.retain(|font| more.iter().all(|other| other.name != font.name));
            own_fonts.extend(more);
        }
        let shared = Shared::new(&templates, &own_fonts);
        let fonts = Fonts::load(own_fonts)?;
        Ok(Self { root: root.to_owned(), forms, roster, fonts, shared, templates, unused })
    }

    /// Which templates a unit's report is rendered by.
    pub(super) fn layer(&self, edition: u16, unit: &str) -> Layer {
        let known = self.roster.agency(unit);
        let names: Vec<&str> = known.map_or_else(|| vec![unit], |agency| agency.names().collect());
        self.templates.layer_of(edition, &names)
    }

    /// The name of a unit's folder of templates, where it has one.
    pub(super) fn own_templates(&self, unit: &str) -> Option<String> {
        self.layer(0, unit).unit().map(str::to_owned)
    }

    /// What in `templates/` is not used: folders that belong to no unit and no edition, files that
    /// nothing is made with.
    pub(super) fn unused_templates(&self, units: &BTreeSet<&str>) -> Vec<Words> {
        let (editions, folders) = self.templates.own_folders();
        let is_edition = |name: &str| self.forms.editions().any(|edition| edition.to_string() == name);
        let is_agency = |name: &str| self.roster.position(name).is_some();
        let editions = editions.into_iter().filter(|name| !is_edition(name)).map(|name| {
            words!(
                "templates/editions/{name}/ 没有用到：没有这一年的表样",
                "templates/editions/{name}/ is not used: there is no form of this year"
            )
        });
        let folders = folders
            .into_iter()
            .filter(|name| !units.contains(name.as_str()) && !is_agency(name))
            .map(|name| {
                words!(
                    "templates/units/{name}/ 没有用到：没有这个单位",
                    "templates/units/{name}/ is not used: there is no such unit"
                )
            });
        let file = |path: &String| {
            words!(
                "{path} 没有用到：模板里没有这种文件",
                "{path} is not used: no template is a file of this kind"
            )
        };
        editions.chain(folders).chain(self.unused.iter().map(file)).collect()
    }

    /// The formats that a unit's reports are made in: those that were named, else its own, else the
    /// usual ones.
    #[must_use]
    pub fn formats(&self, unit: &str, named: &[&'static Format]) -> Vec<&'static Format> {
        if !named.is_empty() {
            return named.to_vec();
        }
        let own = self.roster.publishing(unit).formats;
        let fits = |format: &&Format| {
            if own.is_empty() { format.by_default } else { own.iter().any(|name| name == format.name) }
        };
        FORMATS.iter().filter(fits).collect()
    }

    /// Whether some unit's reports may be made in a format that shows earlier years.
    #[must_use]
    pub(super) fn may_show_years(&self, named: &[&'static Format]) -> bool {
        let of_units = self.roster.agencies.iter().flat_map(|agency| &agency.publishing.formats);
        let own: Vec<&String> = of_units.collect();
        let is_made = |format: &&Format| {
            let is_named = named.iter().any(|one| one.name == format.name);
            let is_usual = format.by_default || own.iter().any(|name| **name == format.name);
            is_named || named.is_empty() && is_usual
        };
        FORMATS.iter().filter(is_made).any(Format::shows_years)
    }

    /// Templates and fonts made ready.
    ///
    /// # Errors
    /// [`Broken`] when a template does not parse.
    pub fn renderer(&self) -> Result<Renderer, Broken> {
        Ok(Renderer::new(&self.templates, &self.fonts)?)
    }

    /// The files below `data/`: those that some reader knows, and everything else except the
    /// roster.
    #[must_use]
    pub fn data_files(&self) -> DataFiles {
        DataFiles::below(self, &self.data_folder())
    }

    /// The folder of the data.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.root.join("data")
    }

    /// The folder of a year's data.
    #[must_use]
    pub fn year_folder(&self, year: u16) -> PathBuf {
        self.data_folder().join(year.to_string())
    }

    /// Returns whether a path is that of a year's register of what came in.
    pub(super) fn is_register(&self, path: &Path) -> bool {
        let folder = path.parent().and_then(Path::parent);
        path.file_name().is_some_and(|name| name == REGISTER)
            && folder.is_some_and(|folder| folder == self.data_folder())
    }

    /// Where the roster is.
    #[must_use]
    pub fn roster_path(&self) -> PathBuf {
        self.data_folder().join(ROSTER)
    }

    /// Returns whether a path is that of the roster.
    pub(super) fn is_roster(&self, path: &Path) -> bool {
        self.is_top(path) && path.file_name().is_some_and(|name| name == ROSTER)
    }

    /// Returns whether a file is in `data/` itself, next to the folders of the years.
    pub(super) fn is_top(&self, path: &Path) -> bool {
        path.parent().is_some_and(|folder| folder == self.root.join("data"))
    }

    /// Returns whether a path is below `data/`.
    pub(super) fn is_data(&self, path: &Path) -> bool {
        fs::lies_at(path, &self.root.join("data"))
    }

    /// Where drafts go: never among what may be published.
    #[must_use]
    pub fn drafts(&self) -> PathBuf {
        self.root.join("drafts")
    }

    /// Where the record of an output folder is kept: never in it, for it says which files the
    /// office has and how much was found in them.
    #[must_use]
    pub fn record_of(&self, out: &Path) -> PathBuf {
        let (root, out) = (fs::resolved(&self.root), fs::resolved(out));
        let name = names::file_name(&out.strip_prefix(&root).unwrap_or(&out).to_string_lossy());
        self.root.join(record::FOLDER).join(name)
    }

    /// The year of the nearest folder, above a data file, that is named after one.
    #[must_use]
    pub fn folder_year(&self, path: &Path) -> Option<u16> {
        // What the folders above the project are called says nothing of the data.
        let below = path.strip_prefix(&self.root).map_or_else(
            |_| {
                let path = fs::canonical(path);
                path.strip_prefix(fs::canonical(&self.root)).map_or_else(|_| path.clone(), Path::to_owned)
            },
            Path::to_owned,
        );
        below.ancestors().skip(1).find_map(|folder| folder.file_name()?.to_str().and_then(year))
    }

    /// The unit that a file is named after: the one of the roster that it names, else the name
    /// itself where it is one of Chinese characters alone, without what copying adds to it.
    #[must_use]
    pub fn unit_named(&self, stem: &str) -> Option<String> {
        match self.roster.named_in(stem) {
            Named::One(index) => return Some(self.roster.agencies[index].name.clone()),
            Named::Several => return None,
            Named::None => {}
        }
        let stem = names::without_copy_marks(stem);
        let chinese = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
        (stem.chars().count() >= SHORTEST_UNIT && stem.chars().all(chinese)).then(|| stem.to_owned())
    }

    /// The unit of the roster that a file is named after.
    pub(super) fn listed_unit(&self, stem: &str) -> Option<&str> {
        let Named::One(index) = self.roster.named_in(stem) else { return None };
        Some(&self.roster.agencies[index].name)
    }

    /// The place in the roster of a report's unit; where nobody knows whose it is, of the unit that
    /// its file is named after.
    #[must_use]
    pub fn position_of(&self, identity: &Identity) -> Option<usize> {
        let said = identity.unit.as_deref().and_then(|unit| self.roster.position(unit));
        let named = || self.listed_unit(&identity.stem).and_then(|unit| self.roster.position(unit));
        said.or_else(named)
    }

    /// A path that somebody named: as messages write it, below the project's folder, else as it is.
    #[must_use]
    pub fn named(&self, path: &Path) -> PathBuf {
        let below = self.root.join(path);
        if fs::exists(&below) { below } else { path.to_owned() }
    }

    /// Whether outputs in a folder could take the place of the project's own files.
    #[must_use]
    pub fn holds_sources(&self, out: &Path) -> bool {
        let inside = |folder: &str| fs::lies_at(out, &self.root.join(folder));
        inside("data")
            || inside("templates")
            || inside("drafts")
            || inside(record::FOLDER)
            || fs::lies_at(out, &self.root) && fs::lies_at(&self.root, out)
    }

    /// Refuses a data file that is a link to a place outside the data.
    pub(super) fn refuse_link_out(&self, path: &Path) -> Result<(), Trouble> {
        let data = self.root.join("data");
        if path.starts_with(&data) { fs::refuse_link_out(path, &data) } else { Ok(()) }
    }

    /// A path as shown to people: below the project's folder where it lies there.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        below.to_string_lossy().replace('\\', "/")
    }
}

fn year(folder: &str) -> Option<u16> {
    let fits = folder.len() == 4 && folder.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| folder.parse().ok()).flatten()
}

/// Kinds of fonts that cannot be used.
const OTHER_FONTS: [&str; 6] = ["woff", "woff2", "otc", "pfb", "eot", "fon"];

/// Returns whether a file in the folder of fonts is one that is used, or what came with them: a
/// licence, a note.
fn belongs_to_fonts(file: &fs::Entry) -> bool {
    let ending = file.path.extension().unwrap_or_default().to_ascii_lowercase();
    file.below.starts_with("fonts/") && OTHER_FONTS.iter().all(|other| ending != *other)
}

/// The font files of a folder.
fn fonts(root: &Path, folder: &Path) -> Result<Vec<FontFile>, Broken> {
    let mut fonts = Vec::new();
    for file in fs::list(folder)? {
        if is_font(&file.path) {
            let bytes = fs::read(&file.path, MAX_FONT)?;
            let shown =
                file.path.strip_prefix(root).unwrap_or(&file.path).to_string_lossy().replace('\\', "/");
            // A collection that says it holds four thousand million fonts would be counted to the
            // end.
            let count = bytes
                .strip_prefix(b"ttcf")
                .and_then(|rest| rest.get(4..8))
                .map(|count| u32::from_be_bytes([count[0], count[1], count[2], count[3]]));
            if count.is_some_and(|count| count > MOST_FONTS) {
                return Err(Unrendered::Font(shown).into());
            }
            fonts.push(FontFile { name: file.below, shown, bytes });
        }
    }
    Ok(fonts)
}

/// The forms that are built in, read once however often a project is opened.
static BUILT_IN: LazyLock<Forms> = LazyLock::new(Forms::built_in);

fn forms(templates: &Templates) -> Result<Forms, Broken> {
    let mut forms = BUILT_IN.clone();
    let own = |(path, text): &(&str, &str)| {
        path.starts_with(form::FOLDER) && EMBEDDED.iter().all(|built_in| built_in != &(*path, *text))
    };
    for (path, text) in templates.with_ending("yaml").rev().filter(own) {
        let form = form::load(text, &forms)
            .map_err(|faults| declaration(format!("templates/{path}"), text, faults))?;
        // Two files for one edition would take each other's place by the order of their names.
        if *path != format!("forms/{}.yaml", form.edition) {
            let edition = form.edition;
            let words = words!(
                "表样 {edition} 的文件应当叫 forms/{edition}.yaml",
                "the file of edition {edition} is forms/{edition}.yaml"
            );
            return Err(declaration(
                format!("templates/{path}"),
                text,
                vec![FieldFault { span: 0..0, words }],
            ));
        }
        forms.add(form);
    }
    Ok(forms)
}

fn roster(root: &Path) -> Result<Roster, Broken> {
    let path = root.join("data").join(ROSTER);
    if !fs::exists(&path) {
        return Ok(Roster::default());
    }
    let bytes = fs::read(&path, read::MAX_BYTES)?;
    let text = decoded(&bytes, format!("data/{ROSTER}"))?;
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    roster::load(&text, &formats).map_err(|faults| declaration(format!("data/{ROSTER}"), &text, faults))
}

fn decoded(bytes: &[u8], path: String) -> Result<Cow<'_, str>, Broken> {
    read::decode(bytes).map_err(|finding| Broken::Declaration {
        source_file: Source::unread(path),
        faults: vec![FieldFault { span: 0..0, words: finding.clause }],
    })
}

fn declaration(path: String, text: &str, faults: Vec<FieldFault>) -> Broken {
    Broken::Declaration { source_file: Source::new(path, text.to_owned()), faults }
}
