//! The templates: those built into the program, and a project's own over them, file by file.
//!
//! What is in a file is not looked at here, and none is read here: the caller brings a project's files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

macro_rules! fonts {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../templates/fonts/", $name)))),*]
    };
}

/// Every template that is built in, by its path below `templates/`.
pub static EMBEDDED: &[(&str, &str)] = embedded![
    "forms/2019.yaml",
    "forms/2021.yaml",
    "index.html",
    "report.css",
    "report.html",
    "report.txt",
    "report.typ",
];

/// Every font that is built in, by its file name below `templates/fonts/`.
pub static EMBEDDED_FONTS: &[(&str, &[u8])] = fonts![
    "NotoSerifSC-Regular.ttf",
    "NotoSerifSC-Bold.ttf",
    "NotoSansSC-Medium.ttf",
    "LXGWWenKai-Regular.ttf",
];

/// Templates by their path below `templates/`, with `/` between its parts.
#[derive(Debug, Clone)]
pub struct Templates {
    files: BTreeMap<Cow<'static, str>, Cow<'static, str>>,
}

impl Default for Templates {
    /// The built-in ones.
    fn default() -> Self {
        let files = EMBEDDED.iter().map(|&(path, text)| (Cow::Borrowed(path), Cow::Borrowed(text)));
        Self { files: files.collect() }
    }
}

impl Templates {
    /// Puts a project's own file in the place of a built-in one, or beside them.
    pub fn replace(&mut self, path: String, text: String) {
        self.files.insert(Cow::Owned(path), Cow::Owned(text));
    }

    /// The text of a template.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// Every template with its path, in the order of the paths.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_ref(), text.as_ref()))
    }

    /// Those with this file ending.
    #[must_use]
    pub fn with_ending<'t>(&'t self, ending: &'t str) -> impl DoubleEndedIterator<Item = (&'t str, &'t str)> {
        self.iter().filter(move |(path, _)| Path::new(path).extension().is_some_and(|found| found == ending))
    }
}
