//! The forms that a program knows.
//!
//! A built-in one is read when it is first asked for: most runs need one edition alone, and a
//! preview that opens its project again after every change needs no new one. What is wrong with a
//! project's own form is told when it is added, not later.

use std::fmt;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use super::{Form, load};
use crate::yaml;

/// Where the files of forms lie among the templates.
pub const FOLDER: &str = "forms/";

/// The built-in forms, each named after its edition, as `build.rs` parsed them.
static PARSED: Dir = include_dir!("$OUT_DIR/forms");

/// The forms a program knows, oldest edition first.
#[derive(Clone, Default)]
pub struct Forms {
    known: Vec<Known>,
}

/// A form, read or not.
#[derive(Clone)]
struct Known {
    edition: u16,
    form: Arc<LazyLock<Form, Read>>,
}

type Read = Box<dyn FnOnce() -> Form + Send + Sync>;

impl Forms {
    /// The forms that are built in.
    ///
    /// # Panics
    /// When a form is asked for that is wrong: a mistake of ours.
    #[must_use]
    pub fn built_in() -> Self {
        let parsed = |file: &'static include_dir::File| Some((file.path().to_str()?, file.contents_utf8()?));
        Self::parsed(PARSED.files().filter_map(parsed))
    }

    /// Forms by their edition, as `build.rs` writes them.
    fn parsed(files: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let mut files: Vec<_> = files.collect();
        files.sort_unstable();
        let mut forms = Self::default();
        // The newest come first: an older one may take its words over.
        for (name, tree) in files.into_iter().rev() {
            let edition = name.parse().unwrap_or_else(|_| panic!("{name} is not the name of an edition"));
            let known = forms.clone();
            let read = move || {
                let tree = yaml::Tree { root: Some(yaml::parsed::read(tree)), faults: Vec::new() };
                let form = load::of_tree(&tree, &known)
                    .unwrap_or_else(|faults| panic!("the form of {name} is wrong: {faults:?}"));
                assert_eq!(form.edition, edition, "{name} is the form of another edition");
                form
            };
            forms.put(edition, Box::new(read));
        }
        forms
    }

    /// Adds a form; one of the same edition is replaced.
    pub fn add(&mut self, form: Form) {
        self.put(form.edition, Box::new(|| form));
    }

    fn put(&mut self, edition: u16, read: Read) {
        self.known.retain(|other| other.edition != edition);
        self.known.push(Known { edition, form: Arc::new(LazyLock::new(read)) });
        self.known.sort_by_key(|known| known.edition);
    }

    /// Every form, oldest edition first.
    #[must_use]
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Form> {
        self.known.iter().map(|known| &**known.form)
    }

    /// The form of the newest edition.
    #[must_use]
    pub fn newest(&self) -> Option<&Form> {
        self.all().next_back()
    }

    /// The editions, oldest first.
    pub fn editions(&self) -> impl Iterator<Item = u16> {
        self.known.iter().map(|known| known.edition)
    }

    /// The editions as messages list them, in Chinese and in English.
    #[must_use]
    pub fn listed(&self) -> (String, String) {
        let all: Vec<String> = self.editions().map(|edition| edition.to_string()).collect();
        (all.join("、"), all.join(", "))
    }

    /// The form of an edition.
    #[must_use]
    pub fn edition(&self, edition: u16) -> Option<&Form> {
        self.known.iter().find(|known| known.edition == edition).map(|known| &**known.form)
    }

    /// The form to be used for a report year: the newest whose years hold it.
    #[must_use]
    pub fn for_year(&self, year: u16) -> Option<&Form> {
        self.all().rev().find(|form| form.years.contains(&year))
    }
}

impl fmt::Debug for Forms {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_list().entries(self.editions()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{FOLDER, Forms, PARSED};
    use crate::render::EMBEDDED;
    use crate::yaml::{self, Kind, Node};

    #[test]
    #[should_panic(expected = "the form of 2030 is wrong")]
    fn a_built_in_form_that_is_wrong_panics_when_it_is_asked_for() {
        let forms = Forms::parsed([("2030", "{1\n'7\nedition'4\n2030")].into_iter());
        assert_eq!(forms.editions().collect::<Vec<_>>(), [2030]); // not read yet
        let _ = forms.newest();
    }

    #[test]
    #[should_panic(expected = "neu is not the name of an edition")]
    fn a_built_in_form_is_named_after_its_edition() {
        let _forms = Forms::parsed([("neu", "")].into_iter());
    }

    #[test]
    fn a_form_is_parsed_as_its_file_is_read() {
        let mut count = 0;
        for (path, text) in EMBEDDED.iter() {
            let Some(name) = path.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".yaml")) else {
                continue;
            };
            let tree = PARSED.get_file(name).and_then(|file| file.contents_utf8()).expect("a tree");
            assert_same(&yaml::parse(text).root.expect("a form"), &yaml::parsed::read(tree));
            count += 1;
        }
        assert_eq!(count, Forms::built_in().editions().count());
    }

    /// Alike but for their places.
    fn assert_same(read: &Node, parsed: &Node) {
        match (&read.kind, &parsed.kind) {
            (Kind::List(read), Kind::List(parsed)) => {
                assert_eq!(read.len(), parsed.len());
                read.iter().zip(parsed).for_each(|(read, parsed)| assert_same(read, parsed));
            }
            (Kind::Map(read), Kind::Map(parsed)) => {
                assert_eq!(read.len(), parsed.len());
                for ((key, value), (parsed_key, parsed_value)) in read.iter().zip(parsed) {
                    assert_same(key, parsed_key);
                    assert_same(value, parsed_value);
                }
            }
            _ => {
                assert_eq!(read.is_null(), parsed.is_null());
                assert!(read.is_null() || read.text().is_some() && read.text() == parsed.text(), "{read:?}");
            }
        }
    }
}
