//! A project at a moment, with what its pages need: read and checked once, rendered when asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use crate::diagnose::Reporter;
use crate::lang::Lang;
use crate::make::{self, Broken, Item, Known, Missing, Project, Survey, Unread};
use crate::office::status::{Handed, Status};
use crate::render::{Format, Renderer};

/// A project at a moment.
pub struct Snapshot {
    state: Result<Open, String>,
    /// What was known before anybody looked.
    known: Arc<Known>,
    lang: Lang,
    jobs: usize,
}

/// A project that can be worked with.
pub(super) struct Open {
    pub(super) project: Project,
    renderer: Result<Renderer, String>,
    looked: OnceLock<Result<Looked, String>>,
    rendered: Mutex<HashMap<(usize, &'static str), Rendered>>,
}

/// What there is in a project, and what is not there.
struct Looked {
    items: Vec<Arc<Item>>,
    known: Arc<Known>,
    missing: Vec<Missing>,
    unread: Vec<Unread>,
    /// Who has submitted; none without a roster.
    status: Option<Status>,
}

/// The bytes of an output, or why there are none.
pub(super) type Rendered = Result<Arc<Vec<u8>>, String>;

impl Snapshot {
    /// Looks at a project that was opened; one that cannot be worked with is shown with the reason.
    #[must_use]
    pub fn of(opened: Result<Project, Broken>, jobs: usize, lang: Lang) -> Self {
        let words = |broken: Broken| broken.message(Reporter { lang, color: false });
        let open = |project: Project| Open {
            renderer: project.renderer().map_err(words),
            project,
            looked: OnceLock::new(),
            rendered: Mutex::default(),
        };
        Self { state: opened.map(open).map_err(words), known: Arc::default(), lang, jobs }
    }

    /// Looks at the project again, opened anew: what did not change is not read again.
    #[must_use]
    pub fn again(&self, opened: Result<Project, Broken>) -> Self {
        let looked = self.state.as_ref().ok().and_then(|open| open.looked.get()?.as_ref().ok());
        let known = looked.map_or(&self.known, |looked| &looked.known);
        Self { known: Arc::clone(known), ..Self::of(opened, self.jobs, self.lang) }
    }

    /// The language of the pages.
    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// The project, and what was found in it.
    fn look(&self) -> Result<(&Open, &Looked), &str> {
        let open = self.state.as_ref().map_err(String::as_str)?;
        let looked = open.looked.get_or_init(|| {
            let words = |trouble| Broken::Disk(trouble).message(Reporter { lang: self.lang, color: false });
            let survey = Survey::after(&open.project, &self.known, self.jobs);
            let (items, known) = survey.check_after(&self.known, self.jobs).map_err(words)?;
            let (missing, unread) = (survey.missing(&[]), survey.unread().to_vec());
            let status = survey.newest_year().filter(|_| !open.project.roster.agencies.is_empty());
            let status = status.map(|year| {
                let unread = unread.iter().map(|one| Handed::unread(&open.project, one));
                let handed = items.iter().map(|item| Handed::item(&open.project, item)).chain(unread);
                Status::of(&open.project.roster.agencies, year, &handed.collect::<Vec<_>>())
            });
            Ok(Looked { items, known: Arc::new(known), missing, unread, status })
        });
        looked.as_ref().map(|looked| (open, looked)).map_err(String::as_str)
    }

    /// The project with its reports, all checked.
    pub(super) fn open(&self) -> Result<(&Open, &[Arc<Item>]), &str> {
        self.look().map(|(open, looked)| (open, looked.items.as_slice()))
    }

    /// The units that have not submitted, and the files that were not read.
    pub(super) fn absent(&self) -> (&[Missing], &[Unread]) {
        self.look().map_or((&[], &[]), |(_, looked)| (&looked.missing, &looked.unread))
    }

    /// Who has submitted, for the newest year; none without a roster or data.
    pub(super) fn status(&self) -> Result<Option<&Status>, &str> {
        self.look().map(|(_, looked)| looked.status.as_ref())
    }

    /// A report by its year and file name.
    pub(super) fn find(&self, year: u16, stem: &str) -> Option<usize> {
        let (_, items) = self.open().ok()?;
        items.iter().position(|item| item.identity.year == year && item.identity.stem == stem)
    }

    /// A report in a format, as a draft where it has errors; `None` where there is no such report.
    pub(super) fn render(&self, year: u16, stem: &str, format: &Format) -> Option<Rendered> {
        let index = self.find(year, stem)?;
        let (open, items) = self.open().ok()?;
        let known = open.rendered.lock().ok().and_then(|known| known.get(&(index, format.name)).cloned());
        Some(known.unwrap_or_else(|| {
            let rendered = self.render_item(open, items, &items[index], format);
            if let Ok(mut known) = open.rendered.lock() {
                known.insert((index, format.name), rendered.clone());
            }
            rendered
        }))
    }

    fn render_item(&self, open: &Open, items: &[Arc<Item>], item: &Item, format: &Format) -> Rendered {
        let renderer = open.renderer.as_ref().map_err(Clone::clone)?;
        let Some(mut document) = item.shown(&open.project) else {
            return Err(self
                .lang
                .pick("这份报告无法读取，请看问题清单", "this report cannot be read: see the findings")
                .to_owned());
        };
        let earlier = make::earlier(items.iter().map(|item| &**item), item).into_iter();
        document.earlier = earlier.filter_map(|item| item.filled(&open.project)).collect();
        let reporter = Reporter { lang: self.lang, color: false };
        let bytes =
            (format.render)(renderer, &document).map_err(|wrong| Broken::from(wrong).message(reporter))?;
        Ok(Arc::new(bytes))
    }
}
