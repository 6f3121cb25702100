//! Watching a project and looking at it: behind `nianbao watch` and `nianbao serve`.
//!
//! Changes of `data/` and `templates/` are reported in settled batches; a snapshot of the project
//! is shown by a web server on the loopback address, and every page takes up what changed without
//! losing its place. Nothing is built or decided here: pages show what [`crate::make`] reads and
//! checks and [`crate::render`] renders. No network but the loopback address, no request that
//! changes anything, no file of the disk by its path.

mod changes;
mod guard;
mod pages;
mod server;
mod snapshot;

pub use changes::{Changes, Unwatched};
pub use server::{Server, Show, Unserved};
pub use snapshot::Snapshot;
