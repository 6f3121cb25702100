//! The registry of rules written in Rust: one file a rule, one line here.
//!
//! Arithmetic is not found here: it is declared as equations in `templates/forms/`. What a file can do
//! wrong before there is a report is in `read::faults`.

mod figure_blank;
mod figure_decimals;
mod figure_negative;
mod figure_not_applicable;
mod figure_not_whole;
mod form_of_year;
mod section_blank;

use super::Rule;

/// Every rule written in Rust, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &figure_blank::RULE,
    &figure_not_applicable::RULE,
    &figure_not_whole::RULE,
    &figure_decimals::RULE,
    &figure_negative::RULE,
    &form_of_year::RULE,
    &section_blank::RULE,
];
