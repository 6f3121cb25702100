//! What a page does not show.
//!
//! Known are attributes, styles, classes of the page's own style sheets and elements that strike
//! out; not style sheets of other files, nor what scripts do.

use std::collections::HashSet;

use scraper::Html;
use scraper::node::Element;

use super::is_in;

/// Elements that strike out text.
const STRUCK: &[&str] = &["s", "strike", "del"];

/// What a page takes away or strikes out: by attribute, by style, by a class of its own style
/// sheets, by element.
pub(super) struct Hidden {
    classes: HashSet<String>,
}

impl Hidden {
    pub(super) fn of(page: &Html) -> Self {
        let mut classes = HashSet::new();
        for node in page.tree.root().descendants().filter(|node| is_in(node, &["style"])) {
            let Some(text) = node.value().as_text() else { continue };
            let rules = text.split('}').filter_map(|rule| rule.split_once('{'));
            for (names, _) in rules.filter(|(_, style)| Self::by_style(style)) {
                let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c);
                let name = |part: &str| part.chars().take_while(|&c| is_name(c)).collect::<String>();
                classes.extend(names.split('.').skip(1).map(name));
            }
        }
        Self { classes }
    }

    fn by_style(style: &str) -> bool {
        style.to_ascii_lowercase().split(';').filter_map(|one| one.split_once(':')).any(|(name, value)| {
            match name.trim() {
                "display" => value.contains("none"),
                "visibility" => value.contains("hidden"),
                "text-decoration" | "text-decoration-line" => value.contains("line-through"),
                _ => false,
            }
        })
    }

    /// Whether an element is not shown, or struck out.
    pub(super) fn hides(&self, element: &Element) -> bool {
        element.attr("hidden").is_some()
            || element.attr("style").is_some_and(Self::by_style)
            || element.classes().any(|class| self.classes.contains(class))
            || STRUCK.contains(&element.name())
    }
}
