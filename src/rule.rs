//! What a rule is, apart from how it is checked: its name, weight, basis and words.
//!
//! The same record describes an equation that a form declares, a rule written in Rust and a fault of
//! reading, so that `explain`, `rules` and every message treat them alike. Ids are plain English in
//! kebab-case and never change.

use std::borrow::Cow;

use crate::lang::{Lang, Words};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 强制性: the report is not rendered until it is mended.
    Error,
    /// 核实性: a person decides.
    Warning,
}

impl Level {
    /// Its name in files and on the command line, and in SARIF.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    /// The word before a message: 错误, 提醒.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Error => lang.pick("错误", "error"),
            Self::Warning => lang.pick("提醒", "warning"),
        }
    }

    /// The field's own name of the level: 强制性, 核实性.
    #[must_use]
    pub fn term(self, lang: Lang) -> &'static str {
        match self {
            Self::Error => lang.pick("强制性", "mandatory"),
            Self::Warning => lang.pick("核实性", "to verify"),
        }
    }
}

/// Stands in a rule's basis for the document that issued the report's form.
const ISSUED_BY: &str = "{表样}";

/// A rule's basis for a form that this document issued.
#[must_use]
pub fn basis_with(basis: &str, document: &str) -> String {
    basis.replace(ISSUED_BY, document)
}

/// What is known of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name, the same everywhere: file, fixture, message, `explain`.
    pub id: Cow<'static, str>,
    /// How much its findings weigh.
    pub level: Level,
    /// Its legal or official source, `{表样}` for the document that issued the form ([`basis_with`]); empty for
    /// faults of a file.
    pub basis: Cow<'static, str>,
    /// What is wrong, in a few words.
    pub title: Words,
    /// What is checked and why, and what to do.
    pub explain: Words,
}
