//! The words of a page with their places: what the operators of its content draw.
//!
//! Only text from left to right counts; what is turned or invisible does not. Characters next to
//! each other on one base line are a word, a space begins the next. Lines and colours are not
//! looked at.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::{Content as Drawing, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::fonts::{Font, Fonts, number};
use crate::document::book::Word;
use crate::document::limit::Limit;
use crate::document::refusal::{Damage, Refusal};

/// What is drawn on a page or by a form, in bytes.
const MOST_DRAWN: usize = 4 << 20;
/// Operations of a whole document.
const MOST_OPERATIONS: usize = 300_000;
/// Forms within forms.
const MOST_FORMS: usize = 4;
/// Characters farther apart than this are two words, in parts of their height.
const GAP: f32 = 0.3;
/// Text that is drawn in this way is invisible: it lies over a scan.
const INVISIBLE: i64 = 3;

/// A transformation: `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Debug, Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const ONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one first, then another.
    fn then(self, next: Self) -> Self {
        let (own, next) = (self.0, next.0);
        // A row of this one times a column of the next.
        let product = |row: usize, column: usize| own[row] * next[column] + own[row + 1] * next[column + 2];
        Self([
            product(0, 0),
            product(0, 1),
            product(2, 0),
            product(2, 1),
            product(4, 0) + next[4],
            product(4, 1) + next[5],
        ])
    }

    fn of(operands: &[Object], document: &Document) -> Option<Self> {
        let mut numbers = operands.iter().filter_map(|operand| number(document, operand));
        let mut next = || numbers.next();
        Some(Self([next()?, next()?, next()?, next()?, next()?, next()?]))
    }
}

/// What is known of how text is drawn.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Vec<u8>>,
    size: f32,
    between_characters: f32,
    between_words: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
    mode: i64,
}

/// What was seen of the pages.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) pages: Vec<Vec<Word>>,
    /// Characters that are drawn invisibly.
    pub(super) invisible: usize,
    pub(super) pictures: usize,
    operations: usize,
}

/// Reads the words of all pages.
pub(super) fn read(document: &Document) -> Result<Seen, Refusal> {
    let mut seen = Seen::default();
    let known = Fonts::of(document);
    for page in document.get_pages().into_values() {
        let content = document.get_page_content_with_limit(page, MOST_DRAWN).map_err(Damage::library)?;
        let mut resources: Vec<&Dictionary> = Vec::new();
        if let Ok((own, others)) = document.get_page_resources(page) {
            resources.extend(own);
            resources.extend(others.into_iter().filter_map(|id| document.get_dictionary(id).ok()));
        }
        let state = State {
            page: turned(document, page),
            font: None,
            size: 0.0,
            between_characters: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        let mut words = Words::default();
        draw(&known, &content, &resources, state, 0, &mut words, &mut seen)?;
        words.end_word();
        seen.pages.push(words.done);
    }
    Ok(seen)
}

/// How a page is turned, so that its text is upright.
fn turned(document: &Document, page: ObjectId) -> Matrix {
    let mut node = document.get_dictionary(page).ok();
    let mut turn = None;
    for _ in 0..16 {
        let Some(one) = node else { break };
        turn = turn.or_else(|| one.get_deref(b"Rotate", document).and_then(Object::as_i64).ok());
        node = one
            .get(b"Parent")
            .and_then(Object::as_reference)
            .ok()
            .and_then(|id| document.get_dictionary(id).ok());
    }
    match turn.unwrap_or_default().rem_euclid(360) {
        90 => Matrix([0.0, -1.0, 1.0, 0.0, 0.0, 0.0]),
        180 => Matrix([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
        270 => Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        _ => Matrix::ONE,
    }
}

/// Words while a page is drawn.
#[derive(Default)]
struct Words {
    done: Vec<Word>,
    word: Option<Open>,
}

/// A word that is being drawn.
struct Open {
    left: f32,
    right: f32,
    base: f32,
    size: f32,
    text: String,
}

impl Words {
    fn end_word(&mut self) {
        let Some(Open { left, right, base, size, text }) = self.word.take() else { return };
        if !text.trim().is_empty() {
            let hundredths = |points: f32| (points * 100.0).clamp(-1e8, 1e8) as i32;
            let [left, right, base, size] = [left, right, base, size].map(hundredths);
            self.done.push(Word { left, right, base, size, text });
        }
    }

    /// Adds a character from one place to another.
    fn add(&mut self, (left, right): (f32, f32), base: f32, size: f32, text: &str) {
        let is_space = text.chars().all(char::is_whitespace);
        let joins = self.word.as_ref().is_some_and(|word| {
            let gap = left - word.right;
            (word.base - base).abs() < 0.3 * size && gap.abs() < GAP * size.max(word.size) && !is_space
        });
        match self.word.as_mut().filter(|_| joins) {
            Some(word) => {
                word.text.push_str(text);
                word.right = right;
                word.size = word.size.max(size);
            }
            None => {
                let space =
                    is_space && self.word.as_ref().is_some_and(|word| (word.base - base).abs() < 0.3 * size);
                self.end_word();
                if !is_space {
                    self.word = Some(Open { left, right, base, size, text: text.to_owned() });
                } else if space && let Some(word) = self.done.last_mut() {
                    word.text.push(' ');
                }
            }
        }
    }
}

/// A text that stands in for what is drawn.
struct Instead {
    text: String,
    place: Option<(f32, f32, f32, f32)>,
}

/// Draws content: that of a page, or of a form on it.
fn draw<'d>(
    known: &Fonts<'d>,
    content: &[u8],
    resources: &[&'d Dictionary],
    state: State,
    deep: usize,
    words: &mut Words,
    seen: &mut Seen,
) -> Result<(), Refusal> {
    // Long: the operators of a page are one list, as in the standard.
    let document = known.document;
    let drawing = Drawing::decode(content).map_err(Damage::library)?;
    seen.operations += drawing.operations.len();
    if seen.operations > MOST_OPERATIONS {
        return Err(Refusal::Limit(Limit::Elements));
    }
    let named = |kind: &[u8], name: &[u8]| {
        resources.iter().find_map(|one| {
            let all = one.get_deref(kind, document).and_then(Object::as_dict).ok()?;
            document.dereference(all.get(name).ok()?).ok().map(|(_, object)| object)
        })
    };
    let dictionary = |name: &[u8]| named(b"Font", name).and_then(|font| font.as_dict().ok());
    let used: Vec<Vec<u8>> = (drawing.operations.iter())
        .filter(|one| one.operator == "Tf")
        .filter_map(|one| one.operands.first().and_then(|name| name.as_name().ok()).map(<[u8]>::to_vec))
        .collect();
    let fonts: BTreeMap<&[u8], Rc<Font>> =
        (used.iter()).filter_map(|name| Some((name.as_slice(), known.font(dictionary(name)?)))).collect();
    let mut pen = Pen { state, stack: Vec::new(), text: Matrix::ONE, line: Matrix::ONE, marks: Vec::new() };
    for Operation { operator, operands } in &drawing.operations {
        match operator.as_str() {
            "Do" => {
                let object = operands
                    .first()
                    .and_then(|name| name.as_name().ok())
                    .and_then(|name| named(b"XObject", name));
                let Some(form) = object.and_then(|object| object.as_stream().ok()) else { continue };
                if form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image") {
                    seen.pictures += 1;
                } else if deep < MOST_FORMS {
                    let own = form.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
                    let below: Vec<&'d Dictionary> =
                        own.into_iter().chain(resources.iter().copied()).collect();
                    let matrix = form.dict.get_deref(b"Matrix", document).and_then(Object::as_array).ok();
                    let matrix = matrix.and_then(|all| Matrix::of(all, document)).unwrap_or(Matrix::ONE);
                    let state = State { page: matrix.then(pen.state.page), ..pen.state.clone() };
                    let content = form.get_plain_content_with_limit(MOST_DRAWN).map_err(Damage::library)?;
                    draw(known, &content, &below, state, deep + 1, words, seen)?;
                }
            }
            "Tj" | "TJ" | "'" | "\"" => {
                if operator == "\"" {
                    let set = |at: usize| {
                        operands.get(at).and_then(|one| number(document, one)).unwrap_or_default()
                    };
                    (pen.state.between_words, pen.state.between_characters) = (set(0), set(1));
                }
                if operator == "'" || operator == "\"" {
                    pen.next_line(0.0, -pen.state.leading);
                }
                let font = pen.state.font.as_deref().and_then(|name| fonts.get(name));
                for operand in operands {
                    let pieces = operand.as_array().map_or(std::slice::from_ref(operand), Vec::as_slice);
                    for piece in pieces {
                        match (piece, font) {
                            (Object::String(bytes, _), Some(font)) => {
                                pen.show(&font.glyphs(bytes), words, seen);
                            }
                            (piece, _) if operator == "TJ" => {
                                pen.step(number(document, piece).unwrap_or_default());
                            }
                            _ => {}
                        }
                    }
                }
            }
            operator => pen.set(document, operator, operands, words),
        }
    }
    Ok(())
}

/// Where and how text is drawn.
struct Pen {
    state: State,
    stack: Vec<State>,
    text: Matrix,
    line: Matrix,
    marks: Vec<Option<Instead>>,
}

impl Pen {
    fn set(&mut self, document: &Document, operator: &str, operands: &[Object], words: &mut Words) {
        let one = |at: usize| operands.get(at).and_then(|one| number(document, one)).unwrap_or_default();
        match operator {
            "q" if self.stack.len() < 256 => self.stack.push(self.state.clone()),
            "Q" => self.state = self.stack.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => {
                if let Some(matrix) = Matrix::of(operands, document) {
                    self.state.page = matrix.then(self.state.page);
                }
            }
            "BT" => (self.text, self.line) = (Matrix::ONE, Matrix::ONE),
            "Tf" => {
                self.state.font = operands.first().and_then(|name| name.as_name().ok()).map(<[u8]>::to_vec);
                self.state.size = one(1);
            }
            "Tc" => self.state.between_characters = one(0),
            "Tw" => self.state.between_words = one(0),
            "Tz" => self.state.stretch = one(0) / 100.0,
            "TL" => self.state.leading = one(0),
            "Ts" => self.state.rise = one(0),
            "Tr" => self.state.mode = operands.first().and_then(|one| one.as_i64().ok()).unwrap_or_default(),
            "Td" => self.next_line(one(0), one(1)),
            "TD" => {
                self.state.leading = -one(1);
                self.next_line(one(0), one(1));
            }
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tm" => {
                if let Some(matrix) = Matrix::of(operands, document) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            "BMC" => self.marks.push(None),
            "BDC" => {
                let properties = operands.get(1).and_then(|one| one.as_dict().ok());
                let actual = properties.and_then(|one| one.get(b"ActualText").ok());
                let text = actual.and_then(|text| lopdf::decode_text_string(text).ok());
                self.marks.push(text.map(|text| Instead { text, place: None }));
            }
            "EMC" => {
                if let Some(Some(Instead { text, place: Some((left, right, base, size)) })) = self.marks.pop()
                    && !text.is_empty()
                {
                    words.add((left, right), base, size, &text);
                }
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.line);
        self.text = self.line;
    }

    /// Steps back by thousandths of the size.
    fn step(&mut self, thousandths: f32) {
        let by = -thousandths / 1000.0 * self.state.size * self.state.stretch;
        self.text = Matrix([1.0, 0.0, 0.0, 1.0, by, 0.0]).then(self.text);
    }

    fn show(&mut self, glyphs: &[super::fonts::Glyph], words: &mut Words, seen: &mut Seen) {
        for glyph in glyphs {
            let state = &self.state;
            let wide = glyph.width / 1000.0 * state.size * state.stretch;
            let Matrix([along, slant, _, high, left, base]) =
                Matrix([1.0, 0.0, 0.0, 1.0, 0.0, state.rise]).then(self.text).then(state.page);
            let right = left + wide * along;
            let size = (state.size * high).abs();
            let is_upright = along > 0.0 && slant.abs() < 0.05 * along.abs() && size > 0.5;
            if state.mode == INVISIBLE || state.mode == 7 {
                seen.invisible += glyph.text.chars().count();
            } else if is_upright {
                match self.marks.iter_mut().flatten().next_back() {
                    Some(instead) => {
                        let place = instead.place.get_or_insert((left, right, base, size));
                        place.1 = right;
                    }
                    None => words.add((left, right), base, size, &glyph.text),
                }
            }
            let between = if glyph.is_space { self.state.between_words } else { 0.0 };
            let by = wide + (self.state.between_characters + between) * self.state.stretch;
            self.text = Matrix([1.0, 0.0, 0.0, 1.0, by, 0.0]).then(self.text);
        }
    }
}
