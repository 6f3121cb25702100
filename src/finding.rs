//! One thing wrong with a report, as a value.
//!
//! A finding names what it is about (a figure, a section, some bytes of the file) and says it in
//! one clause; everything else (place, legal basis, colours) is added when it is printed. Faults of
//! reading and of checking are the same kind of thing. A finding never stops anything by itself.

mod facts;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::lang::Words;
use crate::model::{FigureId, Waiver};
use crate::rule::{About, Level};

/// What a finding is about, and so where to look first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The file as a whole.
    File,
    /// 单位.
    Unit,
    /// 表样, else 年度, by which the form was chosen.
    Edition,
    /// 成文日期.
    Date,
    /// 前言.
    Preface,
    /// 核实说明, by its number.
    Waiver(usize),
    /// A section: an index into the form's sections.
    Section(usize),
    /// A figure.
    Figure(FigureId),
    /// Words of a text, where they first occur in it; of the preface if no section is given.
    Quote(Option<usize>, String),
    /// A character, where it first occurs in the file.
    Character(char),
    /// Bytes of the file.
    At(Range<usize>),
}

/// A figure that takes part in a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// Which figure, in the form of the report (also for last year's).
    pub figure: FigureId,
    /// Of the report of the year before.
    pub last: bool,
    /// The row or column by which it differs from the other operands.
    pub name: String,
    /// What it says.
    pub number: Decimal,
    /// For a total that was left out, what was written of the figures it is the sum of.
    pub parts: Vec<Operand>,
    /// A total that was left out.
    pub derived: bool,
}

impl Operand {
    fn note_figures(&self, figures: &mut BTreeSet<FigureId>) {
        if !self.last {
            figures.insert(self.figure);
        }
        self.parts.iter().for_each(|part| part.note_figures(figures));
    }
}

/// One thing wrong with a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: Cow<'static, str>,
    /// How much it weighs.
    pub level: Level,
    /// Legal or official source; empty for faults of a file.
    pub basis: Cow<'static, str>,
    /// One clause, with both numbers and the difference.
    pub clause: Words,
    /// What it is about.
    pub subject: Subject,
    /// Other places of which the same is said: every empty cell of a table.
    pub others: Vec<Subject>,
    /// What else is part of what is wrong, such as the topics that a text leaves out. A waiver
    /// names it too.
    pub names: Vec<String>,
    /// The other figures it was computed from.
    pub operands: Vec<Operand>,
    /// The likely repair, where the equations name it.
    pub likely: Option<Words>,
    /// 核实说明: it was looked into and blocks nothing.
    pub waived: Option<Waiver>,
    /// What else helps: near names, the second place, how to write it.
    pub hints: Vec<Words>,
}

impl Finding {
    /// Whether it has a level and is not waived.
    #[must_use]
    pub fn counts_as(&self, level: Level) -> bool {
        self.level == level && self.waived.is_none()
    }

    /// Adds the figures of this report that it speaks of.
    pub fn note_figures(&self, figures: &mut BTreeSet<FigureId>) {
        for subject in std::iter::once(&self.subject).chain(&self.others) {
            if let Subject::Figure(id) = subject {
                figures.insert(*id);
            }
        }
        self.operands.iter().for_each(|operand| operand.note_figures(figures));
    }

    /// A finding of a rule that does not cite the report's form.
    #[must_use]
    pub fn new(about: &About, subject: Subject, clause: Words) -> Self {
        Self {
            rule: about.id.clone(),
            level: about.level,
            basis: about.basis.cite(""),
            clause,
            subject,
            others: Vec::new(),
            names: Vec::new(),
            operands: Vec::new(),
            likely: None,
            waived: None,
            hints: Vec::new(),
        }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, words: Words) -> Self {
        self.hints.push(words);
        self
    }
}
