//! Every rule that can be reported, in groups: for `rules`, `explain` and the preview.
//!
//! A rule is described where it is checked; this is the one list of all of them. Nothing is judged
//! here.

mod situations;

use crate::form::Forms;
use crate::lang::Words;
use crate::rule::About;
use crate::{check, faults, make, render, rollup, verify};

pub use situations::{Both, Situation, situation};

/// Rules about one kind of thing.
pub struct Group<'a> {
    /// What they are about.
    pub title: Words,
    /// The rules, in the order in which they are listed.
    pub rules: Vec<&'a About>,
}

/// Every rule, each once, in groups.
#[must_use]
pub fn groups(forms: &Forms) -> [Group<'_>; 4] {
    let mut figures = check::rules_of_figures(forms);
    figures.extend(rollup::FAULTS);
    let files = faults::FAULTS.iter().chain(make::FAULTS).copied().collect();
    let outputs = render::FAULTS.iter().chain(verify::FAULTS).copied().collect();
    [
        Group { title: Words::fixed("数据", "Figures"), rules: figures },
        Group { title: Words::fixed("文字", "Texts"), rules: check::rules_of_texts() },
        Group { title: Words::fixed("文件", "Files"), rules: files },
        Group { title: Words::fixed("生成的文件", "Generated files"), rules: outputs },
    ]
}

/// The ids of all rules, sorted.
#[must_use]
pub fn ids(forms: &Forms) -> Vec<&str> {
    let mut ids: Vec<&str> = all(forms).into_iter().map(|about| about.id.as_ref()).collect();
    ids.sort_unstable();
    ids
}

/// Every rule, each once.
#[must_use]
pub fn all(forms: &Forms) -> Vec<&About> {
    groups(forms).into_iter().flat_map(|group| group.rules).collect()
}
