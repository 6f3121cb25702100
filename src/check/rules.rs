//! The registry of rules written in Rust: one file a rule, one line here.
//!
//! Arithmetic is not found here: it is declared as equations in `templates/forms/`. What a file can
//! do wrong before there is a report is in `read::faults`.

mod fee_amount;
mod fee_statement;
mod figure_blank;
mod figure_decimals;
mod figure_jump;
mod figure_negative;
mod figure_not_applicable;
mod figure_not_whole;
mod form_of_year;
mod not_obtained;
mod overview_topic;
mod penalties_zero;
mod problems_thin;
mod prose_change;
mod prose_figure;
mod prose_parts;
mod prose_share;
mod prose_statement;
mod published_late;
mod reference_value;
mod reporting_period;
mod rules_without_power;
mod section_blank;
mod superseded_notice;
mod text_copied;
mod text_long;
mod text_typo;
mod text_year;
mod topic_heading;
mod total_only;

use super::Rule;

/// The rule whose reports are not published before somebody fills in or waives what it names.
pub const NOT_OBTAINED_RULE: &str = not_obtained::ID;

/// Rules about figures, in the order in which they are listed.
pub static OF_FIGURES: &[&Rule] = &[
    &figure_blank::RULE,
    &figure_not_applicable::RULE,
    &not_obtained::RULE,
    &figure_not_whole::RULE,
    &figure_decimals::RULE,
    &figure_negative::RULE,
    &form_of_year::RULE,
    &total_only::RULE,
    &rules_without_power::RULE,
    &penalties_zero::RULE,
    &figure_jump::RULE,
];

/// Rules about texts, in the order in which they are listed.
pub static OF_TEXTS: &[&Rule] = &[
    &section_blank::RULE,
    &overview_topic::RULE,
    &topic_heading::RULE,
    &problems_thin::RULE,
    &text_copied::RULE,
    &fee_statement::RULE,
    &fee_amount::RULE,
    &prose_figure::RULE,
    &prose_share::RULE,
    &prose_change::RULE,
    &prose_parts::RULE,
    &prose_statement::RULE,
    &reference_value::RULE,
    &text_long::RULE,
    &text_typo::RULE,
    &text_year::RULE,
    &superseded_notice::RULE,
    &reporting_period::RULE,
    &published_late::RULE,
];
