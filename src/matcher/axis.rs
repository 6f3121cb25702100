//! Labels along one axis of a table → the rows or columns of the form.
//!
//! The same for both: labels come one after another along the axis, and across it groups come
//! before their members, merged over them, repeated, or written once and left empty for the rest. A
//! label that fits two places is decided by the groups that it is under, else by its neighbours;
//! what stays open is reported, not chosen.

use crate::form::{Form, NodeId};

/// A label seen along an axis.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The first row or column that it covers.
    pub(super) from: u32,
    /// The last.
    pub(super) to: u32,
    /// How far it is from the outer edge: its column or row.
    pub(super) across: u32,
    /// What it may mean.
    pub(super) nodes: Vec<NodeId>,
    /// Its number, for messages.
    pub(super) label: usize,
}

/// A row or column of the form, found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Which.
    pub(super) leaf: NodeId,
    /// The first row or column of the sheet that is its.
    pub(super) from: u32,
    /// The last.
    pub(super) to: u32,
    /// How far its label is from the outer edge.
    pub(super) across: u32,
    /// Its label.
    pub(super) label: usize,
}

/// What is wrong with the labels along an axis.
#[derive(Debug, Clone)]
pub(super) enum Wrong {
    /// Two labels mean one row or column.
    Twice {
        /// The first.
        first: usize,
        /// The other.
        second: usize,
    },
    /// A label may mean several, and nothing decides.
    Open {
        /// The label.
        label: usize,
        /// What it may mean.
        leaves: Vec<NodeId>,
    },
    /// A label is under a group that is not its own.
    OtherGroup {
        /// The label.
        label: usize,
        /// The group's label.
        group: usize,
        /// What the label means.
        leaf: NodeId,
    },
}

/// Finds rows or columns by the labels along an axis.
pub(super) fn assign(form: &Form, marks: &[Mark]) -> (Vec<Line>, Vec<Wrong>) {
    let is_leaf = |id: &NodeId| form.node(*id).children.is_empty();
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.sort_by_key(|mark| (mark.from, mark.across));
    let groups: Vec<&Mark> =
        marks.iter().filter(|mark| mark.nodes.iter().any(|id| !is_leaf(id))).copied().collect();
    let between = |after: u32, before: u32| marks.iter().any(|mark| mark.from > after && mark.from < before);
    let mut lines: Vec<Line> = Vec::new();
    let mut wrong = Vec::new();
    for mark in &marks {
        let possible: Vec<NodeId> = mark.nodes.iter().filter(|id| is_leaf(id)).copied().collect();
        if possible.is_empty() {
            continue;
        }
        let (mut leaves, outside) = within_groups(form, mark, &groups, possible);
        if let Some(group) = outside {
            wrong.push(Wrong::OtherGroup { label: mark.label, group, leaf: leaves[0] });
            continue;
        }
        if leaves.len() > 1
            && let Some(before) =
                lines.iter().filter(|line| line.from < mark.from).max_by_key(|line| line.from)
        {
            // A group that is written once holds until the next.
            let parent = form.node(before.leaf).parent;
            let kept: Vec<NodeId> =
                leaves.iter().filter(|leaf| form.node(**leaf).parent == parent).copied().collect();
            if !kept.is_empty() {
                leaves = kept;
            }
        }
        let [leaf] = leaves.as_slice() else {
            wrong.push(Wrong::Open { label: mark.label, leaves });
            continue;
        };
        match lines.iter_mut().find(|line| line.leaf == *leaf) {
            // The same label in each of the cells that were one.
            Some(line) if line.from == mark.from => {}
            Some(line) if line.across == mark.across && !between(line.to, mark.from) => line.to = mark.to,
            Some(line) => wrong.push(Wrong::Twice { first: line.label, second: mark.label }),
            None => {
                let &Mark { from, to, across, label, .. } = *mark;
                lines.push(Line { leaf: *leaf, from, to, across, label });
            }
        }
    }
    (lines, wrong)
}

/// What a label may mean by the groups that it is under; the label of a group that rules out all of
/// it.
fn within_groups(
    form: &Form,
    mark: &Mark,
    groups: &[&Mark],
    possible: Vec<NodeId>,
) -> (Vec<NodeId>, Option<usize>) {
    let over = groups
        .iter()
        .filter(|group| group.across < mark.across && group.from <= mark.from && mark.from <= group.to);
    let mut leaves = possible;
    let mut outside = None;
    for group in over {
        let inside = |leaf: &NodeId| form.ancestors(*leaf).any(|above| group.nodes.contains(&above));
        let kept: Vec<NodeId> = leaves.iter().filter(|leaf| inside(leaf)).copied().collect();
        if kept.is_empty() {
            outside = Some(group.label);
        } else {
            leaves = kept;
        }
    }
    (leaves, outside)
}

/// The lines outside a group of theirs whose label is there: before it, below another, or next to
/// the cells that it covers. Each with the label of that group.
pub(super) fn outside_group(form: &Form, lines: &[Line], marks: &[Mark]) -> Vec<(Line, usize)> {
    let is_group = |mark: &&Mark| mark.nodes.iter().any(|id| !form.node(*id).children.is_empty());
    let groups: Vec<&Mark> = marks.iter().filter(is_group).collect();
    let covers = |group: &Mark, line: &Line| {
        if (group.from..=group.to).contains(&line.from) {
            return true;
        }
        // Written once, it holds until the next group next to it, also where a group around both is
        // written in every row.
        let around = |other: &Mark| {
            let inside = |id: &NodeId| form.ancestors(*id).any(|above| other.nodes.contains(&above));
            other.across < group.across && group.nodes.iter().all(inside)
        };
        let next = groups.iter().filter(|other| other.across <= group.across && other.from > group.from);
        let next = next.filter(|other| !around(other)).map(|other| other.from).min().unwrap_or(u32::MAX);
        group.from == group.to && (group.from..next).contains(&line.from)
    };
    let strays = lines.iter().filter_map(|line| {
        form.ancestors(line.leaf).find_map(|above| {
            let own: Vec<&&Mark> = groups.iter().filter(|group| group.nodes.contains(&above)).collect();
            let first = own.first()?;
            (!own.iter().any(|group| covers(group, line))).then_some((*line, first.label))
        })
    });
    strays.collect()
}

/// The lines that do not come in the order of the form, each with the first that it should come
/// before: which of the two has the wrong label is not known, so both are among them.
pub(super) fn out_of_order(lines: &[Line], order: &[NodeId]) -> Vec<(Line, Line)> {
    let rank = |line: &Line| order.iter().position(|leaf| *leaf == line.leaf);
    let pairs = lines.iter().map(|line| {
        let before = |other: &&Line| other.from < line.from && rank(other) > rank(line);
        let after = |other: &&Line| other.from > line.from && rank(other) < rank(line);
        (line, lines.iter().find(before).or_else(|| lines.iter().find(after)))
    });
    pairs.filter_map(|(line, other)| Some((*line, *other?))).collect()
}
