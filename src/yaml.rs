//! YAML text → a tree in which every node knows the bytes it came from.
//!
//! Data files, forms and the roster are all read through this one tree. Serde is not used for
//! reading: it stops at the first fault, and a number has lost its spelling before anyone can look
//! at it. Here a scalar stays text, equal keys are both kept (the reader of the tree says which two
//! they are), and a file with a syntax error is read on at the next top-level key, so that one run
//! finds every fault.
//!
//! Depth, nodes and aliases are bounded: a hostile file costs no more than its own size. What a key
//! or a value means is not known here.

pub mod fields;
pub mod parsed;
mod trouble;
mod typos;

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError};

pub use trouble::Trouble;

/// Bytes of the text that was parsed.
pub type Bytes = Range<usize>;

/// The largest number of nodes of one file, aliases followed.
pub const MAX_NODES: usize = 200_000;
/// The most text, in bytes, that aliases repeat.
pub const MAX_COPIED: usize = 16 << 20;
/// The deepest nesting.
pub const MAX_DEPTH: usize = 64;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it is.
    pub span: Bytes,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A scalar: its text after YAML's own unescaping, nothing else done to it.
    Scalar {
        /// The text.
        text: String,
        /// Written without quotes or `|`, so that `~` and `null` mean "nothing".
        plain: bool,
        /// Written over several lines without `|`, so that YAML joined them with spaces.
        joined: bool,
    },
    /// A mapping in the order of the file; equal keys may occur.
    Map(Vec<(Node, Node)>),
    /// A sequence.
    List(Vec<Node>),
}

impl Node {
    /// The scalar's text; `None` for a mapping or a sequence.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// How many nodes it consists of.
    #[must_use]
    pub fn count(&self) -> usize {
        self.size().0
    }

    /// How many nodes it consists of, and how many bytes of text are in them.
    fn size(&self) -> (usize, usize) {
        let add = |(nodes, bytes): (usize, usize), node: &Self| {
            let (more, text) = node.size();
            (nodes + more, bytes + text)
        };
        match &self.kind {
            Kind::Scalar { text, .. } => (1, text.len()),
            Kind::Map(pairs) => pairs.iter().flat_map(|(key, value)| [key, value]).fold((1, 0), add),
            Kind::List(items) => items.iter().fold((1, 0), add),
        }
    }

    /// Whether nothing was written: an empty value, `~` or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true, .. }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}

/// A fault of the text as YAML, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where to look.
    pub span: Bytes,
    /// What is wrong.
    pub trouble: Trouble,
    /// A typo that was read over: nothing was lost by it.
    pub fixed: bool,
}

/// A parsed text.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The top-level value; `None` for an empty text. After a syntax error, what could be read.
    pub root: Option<Node>,
    /// Everything that is wrong, in the order of the text.
    pub faults: Vec<Fault>,
}

/// Parses a text. Never fails: what could not be read is a fault, and the rest is there.
#[must_use]
pub fn parse(text: &str) -> Tree {
    let mut fixed = typos::fix(text);
    let mut tree = parse_fixed(fixed.text.as_deref().unwrap_or(text));
    if fixed.text.is_some() {
        // Blanks that fill up a replaced character lie inside it.
        let place = |at: usize| floor(text, fixed.original(at));
        let original = |span: &mut Bytes| *span = place(span.start)..place(span.end);
        tree.root.iter_mut().for_each(|root| move_spans(root, &original));
        tree.faults.iter_mut().for_each(|fault| original(&mut fault.span));
    }
    if !fixed.faults.is_empty() {
        // What a typo does to its own place is reported once, as the typo.
        let typos = std::mem::take(&mut fixed.faults);
        // A typo that could not be fixed makes the parser stumble up to the end of its part.
        let end_of_part = |at: usize| {
            let rest = &text[at..];
            let next = rest.match_indices('\n').find(|(newline, _)| {
                let line = &rest[newline + 1..];
                !line.starts_with([' ', '\n', '\r', '\t', '\u{3000}', '#', '}', ']'])
            });
            next.map_or(text.len(), |(newline, _)| at + newline)
        };
        let hidden: Vec<Bytes> = typos
            .iter()
            .map(|typo| {
                typo.span.start..if typo.fixed { typo.span.start + 1 } else { end_of_part(typo.span.end) }
            })
            .collect();
        tree.faults.retain(|fault| hidden.iter().all(|part| !part.contains(&fault.span.start)));
        tree.faults.extend(typos);
        tree.faults.sort_by_key(|fault| fault.span.start);
    }
    tree
}

fn parse_fixed(text: &str) -> Tree {
    let whole = parse_part(text, 0);
    if whole.faults.iter().all(|fault| !stops_the_parser(&fault.trouble)) {
        return whole;
    }
    // A syntax error: read each top-level key by itself, so that the others are checked all the
    // same.
    let mut pairs = Vec::new();
    let mut faults = Vec::new();
    for part in top_level_parts(text) {
        let read = parse_part(&text[part.clone()], part.start);
        match read.root {
            Some(Node { kind: Kind::Map(more), .. }) => pairs.extend(more),
            Some(node) if read.faults.is_empty() => {
                faults.push(Fault { trouble: Trouble::NoKey, span: node.span, fixed: false });
            }
            _ => {}
        }
        faults.extend(read.faults);
    }
    if faults.is_empty() {
        faults = whole.faults;
    }
    Tree { root: Some(Node { span: 0..text.len(), kind: Kind::Map(pairs) }), faults }
}

fn stops_the_parser(trouble: &Trouble) -> bool {
    !matches!(trouble, Trouble::Tag | Trouble::SeveralDocuments | Trouble::TooDeep | Trouble::TooMany)
}

/// Ranges of lines that each begin at column 1 with something other than a comment.
fn top_level_parts(text: &str) -> Vec<Bytes> {
    let mut starts = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let first = line.chars().next().unwrap_or('\n');
        let marker = line.starts_with("---") || line.starts_with("...");
        if !first.is_whitespace() && !matches!(first, '#' | '}' | ']') && !marker {
            starts.push(offset);
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| start..end).collect()
}

/// A collection that is still open.
struct Open {
    span: Bytes,
    anchor: usize,
    children: Vec<Node>,
    map: bool,
}

struct Builder<'a> {
    text: &'a str,
    base: usize,
    stack: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Node>, // looked up by id, never walked
    nodes: usize,
    copied: usize,
    documents: usize,
    faults: Vec<Fault>,
}

fn parse_part(text: &str, base: usize) -> Tree {
    let mut options: Options = granit_parser::options! {};
    options.emit_unresolved_aliases = true;
    options.disallow_directives = true;
    let mut builder = Builder {
        text,
        base,
        stack: Vec::new(),
        root: None,
        anchors: HashMap::new(),
        nodes: 0,
        copied: 0,
        documents: 0,
        faults: Vec::new(),
    };
    let mut last_end = 0;
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(last_end..last_end);
                last_end = range.end;
                if !builder.take(event, range) {
                    break;
                }
            }
            Err(error) => {
                builder.stopped(&error, last_end);
                break;
            }
        }
    }
    builder.finish()
}

impl Builder<'_> {
    /// Takes one event; `false` stops the parse.
    fn take(&mut self, event: Event<'_>, range: Bytes) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.fault(range, Trouble::SeveralDocuments);
                    return false;
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                if tag.is_some() {
                    self.fault(range.clone(), Trouble::Tag);
                }
                let filled = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
                let written = &self.text[range.clone()];
                let header = usize::from(style == ScalarStyle::Folded && written.starts_with('>'));
                let kind = Kind::Scalar {
                    plain: style == ScalarStyle::Plain,
                    joined: style != ScalarStyle::Literal && filled(written) > filled(&text).max(1) + header,
                    text: text.into_owned(),
                };
                return self.add(Node { span: range, kind }, anchor);
            }
            Event::MappingStart(_, anchor, tag) => return self.open(range, anchor, tag.is_some(), true),
            Event::SequenceStart(_, anchor, tag) => return self.open(range, anchor, tag.is_some(), false),
            Event::MappingEnd | Event::SequenceEnd => return self.close(range.end),
            Event::Alias(id) => {
                let Some(copied) = self.anchors.get(&id).map(Node::size) else {
                    self.fault(range.clone(), Trouble::UnknownAlias);
                    return self.add(Node { span: range, kind: nothing() }, 0);
                };
                if !self.charge(copied, &range) {
                    return false;
                }
                let kind = self.anchors[&id].kind.clone();
                return self.add(Node { span: range, kind }, 0);
            }
            Event::UnresolvedAlias(_) => {
                self.fault(range.clone(), Trouble::UnknownAlias);
                return self.add(Node { span: range, kind: nothing() }, 0);
            }
            _ => {}
        }
        true
    }

    fn open(&mut self, span: Bytes, anchor: usize, tagged: bool, map: bool) -> bool {
        if tagged {
            self.fault(span.clone(), Trouble::Tag);
        }
        if self.stack.len() >= MAX_DEPTH {
            self.fault(span, Trouble::TooDeep);
            return false;
        }
        self.stack.push(Open { span, anchor, children: Vec::new(), map });
        true
    }

    fn close(&mut self, end: usize) -> bool {
        let Some(open) = self.stack.pop() else { return true };
        let end = end.max(open.children.last().map_or(open.span.end, |node| node.span.end));
        let span = open.span.start..end;
        let kind = if open.map {
            let mut children = open.children.into_iter();
            let mut pairs = Vec::new();
            while let Some(key) = children.next() {
                let value = children
                    .next()
                    .unwrap_or_else(|| Node { span: key.span.end..key.span.end, kind: nothing() });
                pairs.push((key, value));
            }
            Kind::Map(pairs)
        } else {
            Kind::List(open.children)
        };
        self.add(Node { span, kind }, open.anchor)
    }

    fn add(&mut self, node: Node, anchor: usize) -> bool {
        // A copy for later aliases costs as much as the nodes themselves.
        let (nodes, bytes) = if anchor == 0 { (0, 0) } else { node.size() };
        let cost = (1 + nodes, bytes);
        if !self.charge(cost, &node.span) {
            return false;
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut() {
            Some(open) => open.children.push(node),
            None => self.root = Some(node),
        }
        true
    }

    /// Counts nodes, and bytes of text that are copied; `false` where there are too many.
    fn charge(&mut self, (nodes, bytes): (usize, usize), span: &Bytes) -> bool {
        let is_within = |all: &Self| all.nodes <= MAX_NODES && all.copied <= MAX_COPIED;
        let reported = !is_within(self);
        self.nodes += nodes;
        self.copied += bytes;
        let within = is_within(self);
        if !within && !reported {
            self.fault(span.clone(), Trouble::TooMany);
        }
        within
    }

    fn fault(&mut self, span: Bytes, trouble: Trouble) {
        self.faults.push(Fault { span, trouble, fixed: false });
    }

    /// The parser stopped: find out what a person should look at.
    fn stopped(&mut self, error: &ScanError, last_end: usize) {
        let at = error.marker().byte_offset().unwrap_or(last_end).min(self.text.len());
        let at = floor(self.text, at);
        // The parser notices some faults only on the next line: look at both.
        let near = line_start(self.text, line_start(self.text, at).saturating_sub(1));
        for line in lines_between(self.text, near, at) {
            let written = &self.text[line.clone()];
            let indent = written.len() - written.trim_start().len();
            if let Some(tab) = written[..indent].find('\t') {
                self.fault(line.start + tab..line.start + tab + 1, Trouble::Tab);
                return;
            }
        }
        if let Some(line) = self.stray_line(error.kind(), at) {
            self.fault(line, Trouble::NoKey);
            return;
        }
        let trouble = Trouble::of(error.kind());
        // A tab is reported at the beginning of the value that it ends.
        let tab = self.text[at..].find('\t').filter(|_| trouble == Trouble::Tab).map(|tab| at + tab);
        let at = tab.unwrap_or(at);
        let end = self.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        self.fault(at..end, trouble);
    }

    /// A line without a key, which the parser takes for the beginning or the end of a value next to
    /// it.
    fn stray_line(&self, kind: &ErrorKind, at: usize) -> Option<Bytes> {
        let here = line_start(self.text, at);
        let content = |line: &Bytes| {
            let written = self.text[line.clone()].trim();
            !written.is_empty() && !written.starts_with('#')
        };
        let indent = |line: &Bytes| {
            let written = &self.text[line.clone()];
            written.len() - written.trim_start().len()
        };
        let found = match kind {
            ErrorKind::MappingValueNotAllowed | ErrorKind::ExpectedDocumentStart => {
                let before: Vec<Bytes> =
                    lines_between(self.text, 0, here.checked_sub(1)?).filter(content).collect();
                let (line, above) = before.split_last()?;
                let next = lines_between(self.text, here, here + 1).next()?;
                (above.is_empty() || indent(line) < indent(&next)).then(|| line.clone())?
            }
            ErrorKind::CommentInterceptedScalar => {
                let end = self.text[here..].find('\n').map(|end| here + end + 1)?;
                lines_between(self.text, end, self.text.len()).find(content)?
            }
            _ => return None,
        };
        let start = found.start + indent(&found);
        let written = self.text[start..found.end].trim_end();
        (!written.contains(": ") && !written.ends_with(':')).then_some(start..start + written.len())
    }

    fn finish(mut self) -> Tree {
        let end = self.text.len();
        while !self.stack.is_empty() {
            if !self.close(end) {
                break;
            }
        }
        let base = self.base;
        if base > 0 {
            let shift = |span: &mut Bytes| *span = span.start + base..span.end + base;
            self.root.iter_mut().for_each(|root| move_spans(root, &shift));
            self.faults.iter_mut().for_each(|fault| shift(&mut fault.span));
        }
        Tree { root: self.root, faults: self.faults }
    }
}

/// The value of a key without one.
fn nothing() -> Kind {
    Kind::Scalar { text: String::new(), plain: true, joined: false }
}

fn move_spans(node: &mut Node, to: &impl Fn(&mut Bytes)) {
    to(&mut node.span);
    match &mut node.kind {
        Kind::Scalar { .. } => {}
        Kind::Map(pairs) => pairs.iter_mut().for_each(|(key, value)| {
            move_spans(key, to);
            move_spans(value, to);
        }),
        Kind::List(items) => items.iter_mut().for_each(|item| move_spans(item, to)),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_start(text: &str, at: usize) -> usize {
    text[..floor(text, at)].rfind('\n').map_or(0, |newline| newline + 1)
}

fn lines_between(text: &str, from: usize, to: usize) -> impl Iterator<Item = Bytes> {
    let mut start = from;
    text[from..].split('\n').map_while(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        (range.start <= to).then_some(range)
    })
}

#[cfg(test)]
mod tests {
    use super::{Kind, Trouble, parse};

    fn troubles(text: &str) -> Vec<Trouble> {
        parse(text).faults.into_iter().map(|fault| fault.trouble).collect()
    }

    #[test]
    fn bombs_are_refused_at_the_cost_of_their_own_size() {
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(10);
            laughs.push_str(&format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", ")));
        }
        assert_eq!(troubles(&laughs), [Trouble::TooMany]);
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), "*a, ".repeat(20_000));
        assert_eq!(troubles(&long), [Trouble::TooMany]);
        assert!(parse(&long).root.is_none(), "nothing of it is kept");
        assert_eq!(troubles(&"[".repeat(100_000)), [Trouble::TooDeep]);
        assert_eq!(troubles(&format!("a: {}", "{ b: ".repeat(500))), [Trouble::TooDeep]);
    }

    #[test]
    fn equal_keys_are_both_kept_and_spellings_stay() {
        let tree = parse("a: 007\na: 1_000\nb: \"5\"\n");
        let Some(Kind::Map(pairs)) = tree.root.map(|root| root.kind) else { panic!("a mapping") };
        let texts: Vec<_> = pairs.iter().map(|(key, value)| (key.text(), value.text())).collect();
        assert_eq!(texts, [(Some("a"), Some("007")), (Some("a"), Some("1_000")), (Some("b"), Some("5"))]);
    }

    #[test]
    fn each_part_of_a_broken_file_is_read_by_itself() {
        let text = "a: 1\nb：2\nc: [1, 2\nd: 3\n\te: 4\nf: 5\n";
        let tree = parse(text);
        let found: Vec<_> =
            tree.faults.iter().map(|fault| (&fault.trouble, &text[fault.span.clone()])).collect();
        assert_eq!(found[0], (&Trouble::FullWidthColon, "："));
        assert_eq!(found[1], (&Trouble::Unclosed('['), "["));
        assert_eq!(found[2], (&Trouble::Tab, "\t"));
        let Some(Kind::Map(pairs)) = tree.root.map(|root| root.kind) else { panic!("a mapping") };
        let keys: Vec<_> = pairs.iter().filter_map(|(key, _)| key.text()).collect();
        assert!(
            keys.contains(&"a") && keys.contains(&"b") && keys.contains(&"d") && keys.contains(&"f"),
            "{keys:?}"
        );
    }

    #[test]
    fn tags_directives_and_documents_are_faults() {
        assert_eq!(troubles("a: !!int 5\n"), [Trouble::Tag]);
        assert_eq!(troubles("a: 1\n---\nb: 2\n"), [Trouble::SeveralDocuments]);
        assert_eq!(troubles("a: *nothing\n"), [Trouble::UnknownAlias]);
        assert_eq!(troubles("a: &x 1\nb: *x\n"), []);
    }
}
