//! What can be wrong with a text as YAML, in words that help.
//!
//! The parser's many errors come down to a dozen that a clerk can act on; the rest keep its own
//! words.

use granit_parser::ErrorKind;

use super::{MAX_COPIED, MAX_DEPTH, MAX_NODES};
use crate::lang::{Words, half_width};

/// What is wrong with the text as YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A tab where YAML wants spaces.
    Tab,
    /// `单位：某局` with a full-width colon.
    FullWidthColon,
    /// A line indented with full-width spaces.
    FullWidthSpace,
    /// `自然人:10`: no space after the colon.
    ColonWithoutSpace,
    /// `，` between two keys in brackets.
    Separator(char),
    /// `｛` for `{`.
    FullWidthBracket(char),
    /// `1,234` in brackets, where a comma ends the number.
    ThousandsComma,
    /// `-` alone as a value.
    LoneDash,
    /// Lines of a text after `|` that are not indented.
    Unindented,
    /// A quote or bracket that is never closed.
    Unclosed(char),
    /// Brackets that do not fit together, or a comma that is missing between them.
    Brackets,
    /// A value that begins with a character which YAML keeps for itself.
    Reserved,
    /// `-` of a list where no list can be.
    List,
    /// A backslash in double quotes that YAML does not know.
    Escape,
    /// A directive (`%YAML`).
    Directive,
    /// Something after a value that has ended.
    Trailing,
    /// Indentation that fits no level.
    Indentation,
    /// `key: value: value`, or a value that must be quoted.
    Colon,
    /// `*name` without `&name`.
    UnknownAlias,
    /// Text where a key was expected.
    NoKey,
    /// More than one document (`---`).
    SeveralDocuments,
    /// A tag such as `!!int`.
    Tag,
    /// Deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More than [`MAX_NODES`], or [`MAX_COPIED`].
    TooMany,
    /// Anything else, in the parser's words.
    Other(String),
}

impl Trouble {
    /// What is wrong, in words, and what to do.
    #[must_use]
    pub fn words(&self) -> Words {
        // Long: a table of what is said.
        match self {
            Self::Tab => Words::fixed("这里有制表符（Tab）：请改用空格缩进", "a tab: indent with spaces"),
            Self::FullWidthColon => Words::fixed(
                "冒号是全角“：”：请改成半角“:”并在后面加一个空格",
                "a full-width colon `：`: write `:` and a space",
            ),
            Self::FullWidthSpace => Words::fixed(
                "行首是全角空格：请改用半角空格缩进",
                "the line begins with full-width spaces: indent it with ordinary ones",
            ),
            Self::ColonWithoutSpace => Words::fixed(
                "冒号后面缺一个空格：请写成“名称: 内容”",
                "a space is missing after the colon: write `key: value`",
            ),
            Self::Separator(c) => words!(
                "这里的“{c}”应当是半角逗号“,”：花括号里各项之间用“, ”分开",
                "`{c}` should be a half-width comma: items in braces are separated by `, `"
            ),
            Self::FullWidthBracket(c) => {
                let half = half_width(*c);
                words!("括号“{c}”是全角：请改成半角“{half}”", "a full-width bracket `{c}`: write `{half}`")
            }
            Self::ThousandsComma => Words::fixed(
                "花括号里的逗号把数断开了：请去掉千分位逗号，或给整个数加引号",
                "a comma in braces ends the number: write it without commas or quote it",
            ),
            Self::LoneDash => Words::fixed(
                "“-”不能单独作内容：没有发生的请写 0，还没有数的请空着，不适用的请写 /",
                "`-` cannot be a value: write 0 for zero, nothing for an empty cell, / for not applicable",
            ),
            Self::Unindented => Words::fixed(
                "“|”下面的文字没有缩进：每行前面请空两格",
                "the text below `|` is not indented: indent each line by two spaces",
            ),
            Self::Unclosed(open @ ('"' | '\'')) => {
                words!("引号没有配对：从这里起的 {open} 没有结束", "this {open} is not closed")
            }
            Self::Unclosed(open) => {
                let close = if half_width(*open) == '{' { '}' } else { ']' };
                words!(
                    "括号没有配对：这里的“{open}”缺少“{close}”",
                    "`{open}` is not closed: `{close}` is missing"
                )
            }
            Self::Brackets => Words::fixed(
                "括号里的写法不对：各项写成“键: 数”，之间用逗号，括号要成对",
                "wrong inside brackets: items are `key: number` with commas between them, brackets in pairs",
            ),
            Self::Reserved => Words::fixed(
                "值不能以 @、`、% 等符号开头：请去掉，或给整个值加引号",
                "a value cannot begin with @, ` or %: remove it or quote the value",
            ),
            Self::List => Words::fixed(
                "这里不能用“- ”开头的列表：若是文字，请加引号或写在“|”之后",
                "no list (`- `) is possible here: quote the text, or write it after `|`",
            ),
            Self::Escape => Words::fixed(
                "双引号里的反斜杠“\\”写法不对：请改用单引号，或写成“\\\\”",
                "an unknown backslash in double quotes: use single quotes, or write `\\\\`",
            ),
            Self::Directive => Words::fixed(
                "不支持以 % 开头的 YAML 指令：请删去这一行",
                "YAML directives (%) are not supported: delete the line",
            ),
            Self::Trailing => Words::fixed(
                "引号或括号结束之后不能再有内容：请把整个值放进引号",
                "nothing may follow a closing quote or bracket: quote the whole value",
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
            Self::NoKey => Words::fixed("这里应写成“名称: 内容”", "`key: value` is expected here"),
            Self::SeveralDocuments => Words::fixed(
                "一个文件只能有一份内容：请去掉“---”",
                "one file holds one document: remove `---`",
            ),
            Self::Tag => Words::fixed(
                "不支持 YAML 标签（!…）：以 ! 开头的文字请加引号",
                "YAML tags (!…) are not supported; quote text that begins with !",
            ),
            Self::TooDeep => words!("嵌套超过 {MAX_DEPTH} 层", "nested deeper than {MAX_DEPTH} levels"),
            Self::TooMany => words!(
                "内容超过 {MAX_NODES} 项，或 * 引用的文字共超过 {} MiB：请直接写内容，少用引用", MAX_COPIED >> 20;
                "more than {MAX_NODES} values, or more than {} MiB of text repeated by aliases: write the text itself", MAX_COPIED >> 20
            ),
            Self::Other(detail) => {
                words!("YAML 语法有误（{detail}）", "YAML syntax: {detail}")
            }
        }
    }

    /// What a person should know of the parser's error.
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
            | E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::MisplacedFlowCollectionEnd
            | E::MismatchedFlowCollectionEnd { .. } => Trouble::Brackets,
            E::UnclosedQuotedScalar => Trouble::Unclosed('"'),
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
            E::UnknownAnchor | E::MissingAnchorOrAliasName => Trouble::UnknownAlias,
            E::UnexpectedCharacter { .. } => Trouble::Reserved,
            E::BlockSequenceEntryNotAllowed
            | E::BlockEntryInFlowCollection
            | E::InvalidBlockEntryWhitespace => Trouble::List,
            E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate
            | E::InvalidUnicodeEscape => Trouble::Escape,
            E::DirectiveDisallowed | E::MissingDirectiveName | E::InvalidDirectiveName => Trouble::Directive,
            E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => Trouble::Trailing,
            E::RecursionLimitExceeded => Trouble::TooDeep,
            other => Trouble::Other(other.to_string()),
        }
    }
}
