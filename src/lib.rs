//! `nianbao` (年报): annual reports on government-information disclosure, checked and rendered.
//!
//! # The way of the data
//!
//! The official form is data (`templates/forms/*.yaml`); reading, rules, workbooks, schema and
//! rendering derive from it. A figure has one address everywhere: `表三.予以公开.自然人`.
//!
//! ```text
//! data/**, workbooks, pages, PDFs                    templates/** (built in; a project's own win)
//!        │ document: bytes → sheets of cells                  │
//!        │ read: cells or YAML → Report + Places + Findings   │
//!        ▼                                                    ▼
//!     Report ───► check: Report(s) → Findings        render: Report → view → bytes
//!        │                   │                                │
//!        │                   ▼                                │
//!        │          diagnose: words, records, marked copies   │
//!        ▼                                                    ▼
//!     make: a survey of all reports → a plan → threads → out/**, only what changed
//!        ├──► verify: out/** read back and compared with the data
//!        └──► serve: watch, and show it in a browser
//! ```
//!
//! # The modules
//!
//! In the order of the list below; a module uses only those above it. The acts `read`, `check` and
//! `render` never use one another. `tests/house.rs` reads the paths and fails where this is not so.
//!
//! | module | in → out | never |
//! | --- | --- | --- |
//! | [`lang`] | facts → a sentence in two languages | one language only |
//! | [`pattern`] | words → a regular expression, checked by a test | a pattern that fails in silence |
//! | [`rule`] | what a rule is called, weighs and says | how it is checked |
//! | [`model`] | a report, its figures and texts | an edition, a label |
//! | [`yaml`] | text → a tree with byte spans, and typos | meaning |
//! | [`form`] | a declaration → addresses, equations, labels, schema | a figure's value |
//! | [`fingerprint`] | a form → marks in a workbook of what it was made for | secrets |
//! | [`roster`] | `units.yaml` → units | files |
//! | [`finding`] | what is wrong, with which figures | where it is written |
//! | [`rollup`] | reports below a unit → their sum, what was added, what is missing | a file, an estimate |
//! | [`diff`](mod@diff) | two reports → what differs | a judgement |
//! | [`document`] | bytes of any kind → sheets of cells, or a refusal | a form, a label, a finding |
//! | [`place`] | addresses → byte spans, cells | a judgement |
//! | [`faults`] | what can be wrong with a file itself | how it is found |
//! | [`figure`] | the text of a cell → a figure, or why not | a number of its own making |
//! | [`matcher`] | a workbook → which cell is which figure, by labels | a position, a guess |
//! | [`read`] | bytes → report, places, findings | an error: a fault is a finding |
//! | [`check`] | reports → findings | a file, a change to a report |
//! | [`render`] | report + templates → bytes | the disk, the clock, user text as source |
//! | [`diagnose`] | findings + places → words, records, marked copies | a judgement |
//! | [`fs`] | paths → bytes and back, whole or not at all | what a file means; no other module touches the disk |
//! | [`confine`] | a risky workbook → cells, read in a child process | anything else in a process |
//! | [`make`] | a project → every report read, checked, built | a format by its name |
//! | [`verify`] | outputs + reports → differences | a repair; no other module reads what was rendered |
//! | [`rulebook`] | forms → every rule that can be reported | a judgement |
//! | [`office`] | a list of units, incoming files → roster, data of a year, who is missing | a judgement; a change to what came in |
//! | [`serve`] | a project → pages on the loopback address | the network, a request that changes something |
//! | [`cli`] | arguments → output and an exit code | a judgement of its own |
//!
//! Data that is wrong is a [`finding::Finding`], never an `Err`; what cannot go on is an error with
//! path and cause; a bug of ours panics.
//!
//! # Where to begin
//!
//! - One report from file to pages: [`make::Survey`] reads and checks it, [`make::build()`] renders
//!   it.
//! - A message that you met: `rg` its rule id; a rule is a file in `src/check/rules/`, a fault of
//!   reading is in `src/faults.rs`.
//! - A command: `src/cli/<verb>.rs`.
//! - A format: its file in `src/render/`, its line in [`render::FORMATS`], its template.
//! - The form: `templates/forms/2021.yaml`, then [`form::Form`].
//! - What must stay true: `tests/house.rs` for the code, `tests/laws.rs` and `tests/history.rs` for
//!   the data.

#[macro_use]
pub mod lang;
#[macro_use]
pub mod pattern;
pub mod rule;
pub mod model;
pub mod yaml;
pub mod form;
pub mod fingerprint;
pub mod roster;
pub mod finding;
pub mod rollup;
pub mod diff;
pub mod document;
pub mod place;
pub mod faults;
pub mod figure;
pub mod matcher;
pub mod read;
pub mod check;
pub mod render;
pub mod diagnose;
pub mod fs;
pub mod confine;
pub mod make;
pub mod verify;
pub mod rulebook;
pub mod office;
pub mod serve;
pub mod cli;
