//! A tree that was parsed when the program was compiled: the YAML of a built-in form.
//!
//! `build.rs` writes it: a line for each node, of what it is (`[` a list, `{` a mapping, `'` a
//! text, `~` nothing) and of how much is in it, and then that. Nobody else does: nothing is checked
//! here, and a node does not know its place, since there is nothing to tell of it.

use super::{Kind, Node};

/// Reads a tree.
///
/// # Panics
/// If `build.rs` wrote something else.
#[must_use]
pub fn read(tree: &str) -> Node {
    node(&mut &*tree)
}

fn node(rest: &mut &str) -> Node {
    let (head, behind) = rest.split_once('\n').expect("a line for each node");
    let (kind, many) = head.split_at(1);
    let many = many.parse().expect("how much is in it");
    *rest = behind;
    let kind = match kind {
        "[" => Kind::List((0..many).map(|_| node(rest)).collect()),
        "{" => Kind::Map((0..many).map(|_| (node(rest), node(rest))).collect()),
        kind => {
            let (text, behind) = rest.split_at(many);
            *rest = behind;
            Kind::Scalar { text: text.to_owned(), plain: kind == "~", joined: false }
        }
    };
    Node { span: 0..0, kind }
}
