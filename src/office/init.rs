//! The files of a new project: a roster, schema and settings for editors, what git is to leave
//! alone, recipes, and a page that says what to do when.
//!
//! Contents only: what is there already is never written over, and that is decided by whoever
//! writes.

use super::units::{ListedUnit, entries};
use crate::form::{self, Forms};
use crate::render::FORMATS;
use crate::{roster, rulebook};

/// The roster's path in a project.
pub const ROSTER: &str = "data/units.yaml";
/// The path of the data files' schema in a project.
pub const SCHEMA: &str = "schema.json";
/// That of the roster's.
pub const ROSTER_SCHEMA: &str = "roster-schema.json";
/// The folder for what comes in.
const INBOX: &str = "收件";

const ROSTER_HEAD: &str = include_str!("init/units.yaml");
const README: &str = include_str!("init/README.md");
const JUSTFILE: &str = include_str!("init/justfile");
const IGNORED: &str = include_str!("init/gitignore");
const SETTINGS: &str = include_str!("init/settings.json");
/// What stands for the year in these files.
const YEAR: &str = "{年度}";

/// Every file of a new project with its path; `units` is empty where there is no list yet.
#[must_use]
pub fn files(units: &[ListedUnit], year: u16, forms: &Forms) -> Vec<(&'static str, String)> {
    let of_year = |text: &str| text.replace(YEAR, &year.to_string());
    vec![
        (ROSTER, roster_of(units)),
        (SCHEMA, schema(forms)),
        (ROSTER_SCHEMA, roster_schema()),
        (".vscode/settings.json", SETTINGS.to_owned()),
        (".gitignore", IGNORED.to_owned()),
        ("justfile", of_year(JUSTFILE)),
        ("README.md", of_year(README)),
    ]
}

/// The schema of the data files, as `nianbao schema` prints it.
#[must_use]
pub fn schema(forms: &Forms) -> String {
    forms.newest().map(|form| form::schema(form, &rulebook::ids(forms))).unwrap_or_default()
}

/// The schema of the roster, as `nianbao schema roster` prints it.
#[must_use]
pub fn roster_schema() -> String {
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    roster::schema(&formats)
}

/// The folders of a new project that nothing is in yet.
#[must_use]
pub fn folders(year: u16) -> [String; 2] {
    [format!("data/{year}"), INBOX.to_owned()]
}

/// The roster of a list; without units, how one is written.
fn roster_of(units: &[ListedUnit]) -> String {
    if units.is_empty() {
        return ROSTER_HEAD.to_owned();
    }
    let head: String =
        ROSTER_HEAD.lines().take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    format!("{head}\n{}", entries(units))
}
