//! What a rule is, apart from how it is checked: its name, weight, basis and words.
//!
//! The same record describes an equation that a form declares, a rule written in Rust and a fault
//! of reading, so that `explain`, `rules` and every message treat them alike. Ids are plain English
//! in kebab-case and never change.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Words};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// 强制性: the report is not rendered until it is fixed.
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

    /// The word before a message and in lists: 强制性, 核实性.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Error => lang.pick("强制性", "error"),
            Self::Warning => lang.pick("核实性", "warning"),
        }
    }
}

/// 依据: the legal or official source of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// None: a fault of a file, or common sense.
    None,
    /// A law, a notice, a custom.
    Law(Cow<'static, str>),
    /// The document that issued the report's form, and what follows its name.
    OfForm(&'static str),
}

impl Basis {
    /// A law, a notice, a custom.
    #[must_use]
    pub const fn law(text: &'static str) -> Self {
        Self::Law(Cow::Borrowed(text))
    }

    /// As printed, for a form that this document issued; empty where there is none.
    #[must_use]
    pub fn cite(&self, document: &str) -> Cow<'static, str> {
        match self {
            Self::None => Cow::Borrowed(""),
            Self::Law(text) => text.clone(),
            Self::OfForm(what) => format!("{document}{what}").into(),
        }
    }
}

/// What is known of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name, the same everywhere: file, fixture, message, `explain`.
    pub id: Cow<'static, str>,
    /// How much its findings weigh.
    pub level: Level,
    /// Its source.
    pub basis: Basis,
    /// What is wrong, in a few words.
    pub title: Words,
    /// What is checked and why, and what to do.
    pub explain: Words,
}

impl About {
    /// What is known of a rule that is written in Rust.
    #[must_use]
    pub const fn new(id: &'static str, level: Level, basis: Basis, title: Words, explain: Words) -> Self {
        Self { id: Cow::Borrowed(id), level, basis, title, explain }
    }
}
