//! The one build: what there is, read, checked, rendered, written.
//!
//! All go through a [`Survey`]: `build`, `watch` and `serve` by [`build()`], which looks at one
//! report after another and only at those that changed; `check` and all that look at reports
//! without making any have all of them in memory. Reports are independent of one another except for
//! last year's figures: one that has errors is not rendered, keeps the outputs it had, and stops no
//! other. No format is known by name.

mod below;
mod build;
mod earlier;
mod files;
mod folder;
mod index;
mod item;
mod key;
mod known;
mod link;
mod listed;
mod merged;
mod missing;
mod names;
mod order;
mod parallel;
mod plan;
mod project;
mod published;
mod readers;
mod record;
mod shard;
mod site;
mod superior;
mod survey;
mod years;

use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub use below::{Rolled, Written};
pub use build::build;
pub use earlier::earlier;
pub use files::{DataFiles, REGISTER, UNREAD_FILE, Unread, unread_words};
pub use index::{Joined, join};
pub use item::Item;
pub use known::Known;
pub use link::as_link;
pub use listed::{EXPLANATION_REQUIRED, UNIT_MISSING, UNIT_UNLISTED, UNIT_YEARS};
pub use missing::Missing;
pub use names::{DUPLICATE_REPORT, FILE_NAME, Identity, NAME_OF_FILE, Says, file_name};
pub use order::{Built, Done, Order, Outcome, Progress, Timings};
pub use parallel::{STACK, map as in_parallel};
pub use plan::Reason;
pub use project::{Broken, Project};
pub use published::{Change, Uploads};
pub use record::Counts;
pub use shard::Shard;
pub use site::site_files;
pub use survey::{Entry, Survey};

/// A file that cannot be read from the disk.
pub static UNREADABLE: About = About::new(
    "unreadable",
    Level::Error,
    Basis::None,
    Words::fixed("文件无法读取", "the file cannot be read"),
    Words::fixed(
        "请检查文件是否存在、是否有读取权限、是否被其他程序占用。",
        "Check that the file exists, that it may be read, and that no other program has it open.",
    ),
);

/// Rules that this module itself can report.
pub static FAULTS: &[&About] = &[
    &UNREADABLE,
    &UNREAD_FILE,
    &DUPLICATE_REPORT,
    &FILE_NAME,
    &NAME_OF_FILE,
    &UNIT_UNLISTED,
    &UNIT_YEARS,
    &UNIT_MISSING,
    &EXPLANATION_REQUIRED,
];
