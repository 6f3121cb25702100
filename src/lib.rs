//! `nianbao` (年报): annual reports on government-information disclosure, checked and rendered.
//!
//! This page is the map. The official form is data (`templates/forms/*.yaml`); everything else derives from
//! it. Data flows one way:
//!
//! ```text
//! data/**            read: bytes of YAML, or of a workbook by way of a grid → Report + Places + Findings
//!    │
//!    ▼
//! Report ──► check: Report(s) → Findings          view: Report → one document, tables as grids
//!    │               │                                │
//!    │               ▼                                ▼
//!    │            diagnose: → words               render: view → bytes (txt html pdf)
//!    ▼
//!  make: find, read, check, render in parallel what changed → out/**, with a record of what was made from what
//!    │
//!    ├──► verify: read out/** back, and compare it with the reports
//!    ▼
//!  serve: watch, and show it in a browser
//! ```
//!
//! The modules stand in the order of the list below, and a module uses only those above it; `read`, `check`
//! and `render` never use one another; [`verify`] alone reads what was rendered. What is absent, on purpose: [`model`] knows no edition, rules know no
//! file, templates know no rule, [`render`] knows no disk and no clock, [`make`] knows no format by name,
//! only [`fs`] touches the disk, only [`confine`] starts a process, and only [`serve`] has to do with a network, which is the loopback
//! address. Data that is wrong is a [`finding::Finding`], never an `Err`.

#[macro_use]
pub mod lang;
pub mod rule;
pub mod model;
pub mod yaml;
pub mod form;
pub mod fingerprint;
pub mod roster;
pub mod finding;
pub mod document;
pub mod place;
pub mod read;
pub mod check;
pub mod render;
pub mod diagnose;
pub mod fs;
pub mod confine;
pub mod make;
pub mod verify;
pub mod serve;
pub mod cli;
