//! What was read back from a file: paragraphs and figures, each with its place.

use std::ops::Range;

use crate::finding::Subject;
use crate::lang::Words;
use crate::model::FigureId;
use crate::place::Source;

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Copy {
    /// Its text, in which places are.
    pub(super) source: Source,
    /// Its paragraphs outside tables, in their order; `None` for a format that has none.
    pub(super) texts: Option<Vec<ReadBack>>,
    /// Its figures; those that are missing could not be read back.
    pub(super) figures: Vec<(FigureId, ReadBack)>,
    /// Whether it is to have some of the figures alone, which its reader has compared.
    pub(super) is_part: bool,
    /// What else is wrong with it, and where.
    pub(super) faults: Vec<(Subject, Words)>,
}

/// Words with their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadBack {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}
