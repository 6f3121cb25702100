//! Examples for rules that no line of YAML shows: of workbooks, folders, rosters and outputs.
//!
//! Every other rule has its examples from the fixtures of its tests; a test sees that each rule has
//! a wrong and a right one. They are in `situations.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::lang::Words;

/// What is shown of a rule.
#[derive(Deserialize)]
pub struct Situation {
    rule: String,
    /// What is wrong; none where a fixture shows it.
    pub wrong: Option<Both>,
    /// How it is right.
    pub right: Option<Both>,
    /// A right line of data.
    pub line: Option<String>,
}

/// A sentence in both languages.
#[derive(Deserialize)]
pub struct Both {
    zh: String,
    en: String,
}

impl Both {
    /// As messages are.
    #[must_use]
    pub fn words(&self) -> Words {
        Words::new(self.zh.clone(), self.en.clone())
    }
}

static SITUATIONS: LazyLock<Vec<Situation>> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("situations.yaml")).expect("a test reads every situation")
});

/// The situation of a rule.
#[must_use]
pub fn situation(rule: &str) -> Option<&'static Situation> {
    SITUATIONS.iter().find(|situation| situation.rule == rule)
}
