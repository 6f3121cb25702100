//! Findings and places → words for people.
//!
//! Only here do figures become lines and columns. What is wrong was decided before; nothing is judged or
//! left out here.

mod text;

pub use text::{Reporter, Shown, visible};
