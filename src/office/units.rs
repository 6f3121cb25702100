//! A list of units as offices keep it in Excel ↔ entries of the roster.
//!
//! Reading a list, writing entries, and bringing a roster up to date are in files of their own. The
//! roster belongs to people: what they wrote in it, comments included, stays.

mod entry;
mod sheet;
mod update;

pub use entry::{entries, entry};
pub use sheet::{ListedUnit, UnitList};
pub use update::{Difference, Update};
