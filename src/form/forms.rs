//! The forms that a program knows.
//!
//! A built-in one is read when it is first asked for: most runs need one edition alone, and a
//! preview that opens its project again after every change needs no new one. What is wrong with a
//! project's own form is told when it is added, not later.

use std::fmt;
use std::sync::{Arc, LazyLock};

use super::{Form, load};

/// Where the files of forms lie among the templates.
pub const FOLDER: &str = "forms/";

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
    /// The forms among the files that are built in, each named after its edition.
    ///
    /// # Panics
    /// When a form is asked for that is wrong, and for a file that is named otherwise: mistakes
    /// of ours.
    #[must_use]
    pub fn built_in(files: &[(&'static str, &'static str)]) -> Self {
        let mut forms = Self::default();
        // The newest come first: an older one may take its words over.
        for &(path, text) in files.iter().rev() {
            let Some(name) = path.strip_prefix(FOLDER) else { continue };
            let edition = name.strip_suffix(".yaml").and_then(|edition| edition.parse().ok());
            let edition = edition.unwrap_or_else(|| panic!("{path} is not named after an edition"));
            let known = forms.clone();
            let read = move || {
                let form = load(text, &known).unwrap_or_else(|faults| panic!("{path} is wrong: {faults:?}"));
                assert_eq!(form.edition, edition, "{path} is the form of another edition");
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
    use super::Forms;

    #[test]
    #[should_panic(expected = "forms/2030.yaml is wrong")]
    fn a_built_in_form_that_is_wrong_panics_when_it_is_asked_for() {
        let forms = Forms::built_in(&[("forms/2030.yaml", "edition: 2030")]);
        assert_eq!(forms.editions().collect::<Vec<_>>(), [2030]); // not read yet
        let _ = forms.newest();
    }

    #[test]
    #[should_panic(expected = "forms/neu.yaml is not named after an edition")]
    fn a_built_in_form_is_named_after_its_edition() {
        let _forms = Forms::built_in(&[("forms/neu.yaml", "edition: 2030")]);
    }
}
