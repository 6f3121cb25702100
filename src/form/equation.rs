//! 勾稽关系: the linear equations of a form.
//!
//! A form writes an equation once (`总计 = 自然人 + 法人或其他组织`, each: row); here it becomes one
//! [`Equation`] for every row or column it holds in. The terms name siblings of the tree, so that
//! the same line serves every group that has them. Nothing is judged here: see `check::sums`.

use rust_decimal::Decimal;

use super::{Block, Form, NodeId};
use crate::model::{Entry, Figure, FigureId, Origin};
use crate::rule::About;

/// How the two sides relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
}

impl Relation {
    /// Whether it holds.
    #[must_use]
    pub fn holds(self, left: Decimal, right: Decimal) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::AtMost => left <= right,
        }
    }
}

/// A figure, or a group, which means the sum of its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Taken away instead of added.
    pub minus: bool,
    /// Of the report of the year before.
    pub last: bool,
    /// The name of the row, column or group; the number itself for a constant, which has no
    /// figures.
    pub name: String,
    /// The figures it is the sum of.
    pub figures: Vec<FigureId>,
    /// The constant.
    pub constant: Decimal,
}

/// An equation for one row or column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// The terms before the sign.
    pub left: Vec<Term>,
    /// The sign.
    pub relation: Relation,
    /// The terms after it.
    pub right: Vec<Term>,
}

impl Equation {
    /// Every term with its factor when all is brought to the left side.
    pub fn terms(&self) -> impl Iterator<Item = (&Term, bool)> {
        let left = self.left.iter().map(|term| (term, term.minus));
        left.chain(self.right.iter().map(|term| (term, !term.minus)))
    }

    /// The figure that the equation defines: one figure, equal to several others of the same year
    /// together.
    #[must_use]
    pub fn defines(&self) -> Option<FigureId> {
        let [Term { minus: false, last: false, figures, .. }] = self.left.as_slice() else {
            return None;
        };
        let [total] = figures.as_slice() else { return None };
        let same_year = self.right.iter().all(|term| !term.last);
        let parts: usize = self.right.iter().map(|term| term.figures.len()).sum();
        (self.relation == Relation::Equal && same_year && parts > 1).then_some(*total)
    }
}

/// A rule of a form, with its equation for every row or column.
#[derive(Debug, Clone)]
pub struct EquationRule {
    /// Its name, weight, basis and words.
    pub about: About,
    /// The equation as the form writes it.
    pub text: String,
    /// The section whose table it holds in.
    pub section: usize,
    /// One for every row or column.
    pub equations: Vec<Equation>,
}

/// Which axis an equation is repeated along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Each {
    Row,
    Column,
}

/// An equation as written: names instead of figures.
#[derive(Debug, Clone)]
struct Written {
    left: Vec<WrittenTerm>,
    relation: Relation,
    right: Vec<WrittenTerm>,
}

#[derive(Debug, Clone)]
struct WrittenTerm {
    minus: bool,
    last: bool,
    name: String,
}

impl WrittenTerm {
    /// The number, where it is one; none so large that sums with it could leave the range of
    /// numbers.
    fn constant(&self) -> Option<Decimal> {
        Decimal::from_str_exact(&self.name).ok().filter(|number| number.abs() < Decimal::from(10_u64.pow(15)))
    }
}

/// What is wrong with a written equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// No single `=`, `>=` or `<=`, or an empty term.
    Shape,
    /// A name that no row or column of the table has.
    UnknownName(String),
    /// Names that exist, but never together.
    NowhereTogether,
}

/// The equations of a table for what the form wrote.
pub(super) fn expand(form: &Form, section: usize, each: Each, text: &str) -> Result<Vec<Equation>, Wrong> {
    let written = parse(text).ok_or(Wrong::Shape)?;
    let Some(table) = &form.sections[section].table else { return Err(Wrong::NowhereTogether) };
    let names = || written.left.iter().chain(&written.right).filter(|term| term.constant().is_none());
    for term in names() {
        let known = |root: NodeId| !form.find(root, &term.name).is_empty();
        let somewhere = match each {
            Each::Row => table.blocks.iter().any(|block| known(block.columns)),
            Each::Column => known(table.rows),
        };
        if !somewhere {
            return Err(Wrong::UnknownName(term.name.clone()));
        }
    }
    let mut equations = Vec::new();
    for block in &table.blocks {
        let (terms_root, lines) = match each {
            Each::Row => (block.columns, block.row_leaves.len()),
            Each::Column => (block.rows, block.column_leaves.len()),
        };
        for scope in smallest_scopes(form, terms_root, &written) {
            for line in 0..lines {
                let term = |term: &WrittenTerm| term_at(form, block, each, scope, line, term);
                equations.push(Equation {
                    left: written.left.iter().map(term).collect(),
                    relation: written.relation,
                    right: written.right.iter().map(term).collect(),
                });
            }
        }
    }
    if equations.is_empty() { Err(Wrong::NowhereTogether) } else { Ok(equations) }
}

fn parse(text: &str) -> Option<Written> {
    let (at, sign, relation) = [(">=", Relation::AtLeast), ("<=", Relation::AtMost), ("=", Relation::Equal)]
        .into_iter()
        .find_map(|(sign, relation)| text.find(sign).map(|at| (at, sign, relation)))?;
    let right = &text[at + sign.len()..];
    if right.contains(['=', '<', '>']) {
        return None;
    }
    Some(Written { left: parse_side(&text[..at])?, relation, right: parse_side(right)? })
}

fn parse_side(side: &str) -> Option<Vec<WrittenTerm>> {
    let mut terms = Vec::new();
    let mut minus = false;
    for (index, piece) in side.split_inclusive(['+', '-', '＋', '－']).enumerate() {
        let next_minus = piece.ends_with(['-', '－']);
        let name = piece.trim_end_matches(['+', '-', '＋', '－']).trim();
        let leading_sign = index == 0 && name.is_empty();
        if !leading_sign {
            let (last, name) = name.strip_prefix("last.").map_or((false, name), |name| (true, name.trim()));
            if name.is_empty() {
                return None;
            }
            terms.push(WrittenTerm { minus, last, name: name.to_owned() });
        }
        minus = next_minus;
    }
    let dangling = side.trim_end().ends_with(['+', '-', '＋', '－']);
    (!terms.is_empty() && !dangling).then_some(terms)
}

/// The groups in which every name is found exactly once, and no group inside which that is so too.
fn smallest_scopes(form: &Form, scope: NodeId, written: &Written) -> Vec<NodeId> {
    let node = form.node(scope);
    let inner: Vec<NodeId> =
        node.children.iter().flat_map(|&child| smallest_scopes(form, child, written)).collect();
    if !inner.is_empty() {
        return inner;
    }
    let mut terms = written.left.iter().chain(&written.right).filter(|term| term.constant().is_none());
    let fits = terms.all(|term| only_named(form, scope, &term.name).is_some());
    if fits { vec![scope] } else { Vec::new() }
}

/// The one node that a name means in a scope: a direct member first, else the only one below.
fn only_named(form: &Form, scope: NodeId, name: &str) -> Option<NodeId> {
    let found = form.find(scope, name);
    let mut direct = found.iter().filter(|&&id| form.node(id).parent == Some(scope));
    match (direct.next(), direct.next(), found.as_slice()) {
        (Some(&id), None, _) | (None, None, &[id]) => Some(id),
        _ => None,
    }
}

fn term_at(form: &Form, block: &Block, each: Each, scope: NodeId, line: usize, term: &WrittenTerm) -> Term {
    let leaves = only_named(form, scope, &term.name).map(|id| form.leaves(id)).unwrap_or_default();
    let axis = match each {
        Each::Row => &block.column_leaves,
        Each::Column => &block.row_leaves,
    };
    let figures = if term.constant().is_some() {
        Vec::new()
    } else {
        let positions = axis.iter().enumerate().filter(|(_, leaf)| leaves.contains(leaf));
        let figure = |(position, _)| match each {
            Each::Row => block.figure(line, position),
            Each::Column => block.figure(position, line),
        };
        positions.map(figure).collect()
    };
    Term {
        minus: term.minus,
        last: term.last,
        name: term.name.clone(),
        figures,
        constant: term.constant().unwrap_or_default(),
    }
}

impl Form {
    /// Every equation with the rule it belongs to.
    pub fn equations(&self) -> impl Iterator<Item = (&EquationRule, &Equation)> {
        self.rules.iter().flat_map(|rule| rule.equations.iter().map(move |equation| (rule, equation)))
    }

    /// The figures that some equation defines as a total.
    #[must_use]
    pub fn totals(&self) -> Vec<bool> {
        let mut totals = vec![false; self.figures.len()];
        for (_, equation) in self.equations() {
            if let Some(total) = equation.defines() {
                totals[total.index()] = true;
            }
        }
        totals
    }

    /// The figures that are part of some total.
    #[must_use]
    pub fn parts(&self) -> Vec<bool> {
        let mut parts = vec![false; self.figures.len()];
        for (_, equation) in self.equations().filter(|(_, equation)| equation.defines().is_some()) {
            for figure in equation.right.iter().flat_map(|term| &term.figures) {
                parts[figure.index()] = true;
            }
        }
        parts
    }

    /// Computes every total that was left out and whose parts are all sound numbers.
    pub fn derive(&self, entries: &mut [Entry]) {
        loop {
            let mut changed = false;
            for (_, equation) in self.equations() {
                let Some(total) = equation.defines() else { continue };
                if entries[total.index()].origin != Origin::Absent {
                    continue;
                }
                let number = |_: &Term, id: FigureId| {
                    entries.get(id.index()).and_then(|entry| self.sound_number(id, entry.figure))
                };
                if let Some(sum) = sum(&equation.right, number) {
                    entries[total.index()] = Entry { figure: Figure::Number(sum), origin: Origin::Derived };
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }
}

/// The sum of terms; `None` where a figure is not a number, or where it leaves the range of
/// numbers.
#[must_use]
pub fn sum(terms: &[Term], number: impl Fn(&Term, FigureId) -> Option<Decimal>) -> Option<Decimal> {
    let mut total = Decimal::ZERO;
    for term in terms {
        let mut value = term.constant;
        for &figure in &term.figures {
            value = value.checked_add(number(term, figure)?)?;
        }
        total = if term.minus { total.checked_sub(value)? } else { total.checked_add(value)? };
    }
    Some(total)
}
