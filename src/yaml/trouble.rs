//! What can be wrong with a text as YAML, in words that help.
//!
//! The parser's many errors come down to a dozen that a clerk can act on; the rest keep its own words.

use granit_parser::ErrorKind;

use super::{MAX_DEPTH, MAX_NODES};
use crate::lang::Words;

/// What is wrong with the text as YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A tab where YAML wants spaces.
    Tab,
    /// `单位：某局` with a full-width colon.
    FullWidthColon,
    /// A quote or bracket that is never closed.
    Unclosed,
    /// Indentation that fits no level.
    Indentation,
    /// `key: value: value`, or a value that must be quoted.
    Colon,
    /// `*name` without `&name`.
    UnknownAlias,
    /// Text that stands where a key was expected.
    NoKey,
    /// More than one document (`---`).
    SeveralDocuments,
    /// A tag such as `!!int`.
    Tag,
    /// Deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More than [`MAX_NODES`].
    TooMany,
    /// Anything else, in the parser's words.
    Other(String),
}

impl Trouble {
    /// What is wrong, in words, and what to do.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Tab => Words::fixed(
                "这里有制表符（Tab）：YAML 的缩进只能用空格",
                "a tab: YAML is indented with spaces only",
            ),
            Self::FullWidthColon => Words::fixed(
                "冒号是全角“：”：请改成半角“:”并在后面加一个空格",
                "a full-width colon `：`: write `:` and a space",
            ),
            Self::Unclosed => Words::fixed(
                "引号或括号没有配对：缺少 }、] 或引号，或者缺少逗号",
                "a quote or bracket is not closed, or a comma is missing",
            ),
            Self::Indentation => Words::fixed("缩进与上下行对不齐", "the indentation fits no level above"),
            Self::Colon => Words::fixed(
                "这里不能再有“: ”：文字里有冒号时请把整段放进引号，或者写在“|”之后",
                "`: ` is not allowed here: quote the text, or write it after `|`",
            ),
            Self::UnknownAlias => Words::fixed(
                "引用（*名称）没有对应的定义（&名称）；以 * 开头的文字请加引号",
                "an alias (*name) without its anchor (&name); quote text that begins with *",
            ),
            Self::NoKey => Words::fixed("这里应当是“键: 值”", "`key: value` is expected here"),
            Self::SeveralDocuments => Words::fixed(
                "一个文件只能有一份内容：请去掉“---”",
                "one file holds one document: remove `---`",
            ),
            Self::Tag => Words::fixed(
                "不支持 YAML 标签（!…）：以 ! 开头的文字请加引号",
                "YAML tags (!…) are not supported; quote text that begins with !",
            ),
            Self::TooDeep => Words::new(
                format!("嵌套超过 {MAX_DEPTH} 层"),
                format!("nested deeper than {MAX_DEPTH} levels"),
            ),
            Self::TooMany => Words::new(
                format!("内容超过 {MAX_NODES} 项（引用展开后）"),
                format!("more than {MAX_NODES} values (aliases expanded)"),
            ),
            Self::Other(detail) => {
                Words::new(format!("YAML 语法有误（{detail}）"), format!("YAML syntax: {detail}"))
            }
        }
    }

    /// What a person should be told of the parser's error.
    pub(super) fn of(kind: &ErrorKind) -> Self {
        use ErrorKind as E;
        match kind {
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabAtBlockScalarStart
            | E::TabInPlainScalar => Trouble::Tab,
            E::UnexpectedEofFlowSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofImplicitFlowMapping
            | E::UnclosedFlowCollection { .. }
            | E::UnclosedQuotedScalar
            | E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::MisplacedFlowCollectionEnd
            | E::MismatchedFlowCollectionEnd { .. } => Trouble::Unclosed,
            E::InvalidIndentation
            | E::ExpectedBlockMappingKey
            | E::InvalidBlockScalarIndent
            | E::InvalidFlowScalarIndent
            | E::InvalidQuotedScalarIndent => Trouble::Indentation,
            E::MappingValueNotAllowed
            | E::InvalidColonPlacement
            | E::MappingKeyNotAllowed
            | E::InvalidMappingValueWhitespace => Trouble::Colon,
            E::SimpleKeyExpected | E::InvalidSimpleKey => Trouble::NoKey,
            E::UnknownAnchor => Trouble::UnknownAlias,
            E::RecursionLimitExceeded => Trouble::TooDeep,
            other => Trouble::Other(other.to_string()),
        }
    }
}
