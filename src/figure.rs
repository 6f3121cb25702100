//! The one written rule by which a cell's text becomes a figure, for every kind of file.
//!
//! `nianbao explain not-a-number` tells it to users. Whatever a careful reader could take for two
//! different numbers is refused, with the spelling that would be understood. Whether the number may
//! be negative or have decimals is judged later, by the checks: reading changes no number.

use rust_decimal::Decimal;

use super::faults::{FIGURE_AS_SHOWN, NOT_A_NUMBER};
use crate::document::{Content, Shown};
use crate::form::Unit;
use crate::lang::{Words, half_width};
use crate::model::{Figure, NOT_OBTAINED};
use crate::rule::About;

/// Reads a cell of a workbook.
///
/// # Errors
/// The fault, and why it is not a figure.
pub(crate) fn of(content: &Content, unit: &Unit) -> Result<Figure, (&'static About, Words)> {
    let refused = |words: Words| Err((&NOT_A_NUMBER, words));
    match content {
        Content::Text(text) | Content::Number(text) => parse(text, unit).or_else(refused),
        Content::Misshown { value, shown } => Err((&FIGURE_AS_SHOWN, misshown(value, shown))),
        Content::Date(date) => refused(words!(
            "这一格是日期（{date}）：请把单元格格式设为“常规”，重新填数",
            "this cell is a date ({date}): set its format to General and type the number again"
        )),
        Content::Boolean(_) => refused(
            words!("这一格是 {}，不是数：请重新填数", content.text(); "this cell is {}, not a number", content.text()),
        ),
        Content::Error(error) => refused(words!(
            "公式有错误，显示 {error}：请改正公式，或直接填数",
            "the formula fails with {error}: fix it, or type the number"
        )),
        Content::NoResult => refused(Words::fixed(
            "这一格是公式，文件里没有计算结果：请用 Excel 或 WPS 打开，保存后重新报送",
            "the cell is a formula without a stored result: open the file in Excel or WPS and save it",
        )),
        Content::Picture(_) => {
            refused(Words::fixed("这一格是图片，不是数", "this cell is a picture, not a number"))
        }
    }
}

/// Says what is wrong with a number that the sheet shows otherwise.
fn misshown(value: &str, shown: &Shown) -> Words {
    match shown {
        Shown::Nothing => words!(
            "这一格实际是 {value}，但按现在的单元格格式不显示：请设为“常规”，或清空这一格",
            "the cell holds {value}, but its format shows nothing: set it to General, or clear the cell"
        ),
        Shown::As(shown) if shown.contains('E') => words!(
            "这一格实际是 {value}，显示成科学记数法“{shown}”：请把单元格格式设为“常规”，核对后填要公布的数",
            "the cell holds {value}, but shows `{shown}` in scientific notation: set its format to General and type the \
             number to publish"
        ),
        Shown::As(shown) => words!(
            "这一格实际是 {value}，显示为“{shown}”：请把单元格格式设为“常规”，填要公布的数",
            "the cell holds {value}, but shows `{shown}`: set its format to General and type the number to publish"
        ),
        Shown::Otherwise => words!(
            "这一格实际是 {value}，按现在的单元格格式显示成别的样子：请设为“常规”，填要公布的数",
            "the cell holds {value}, but its format shows it in another way: set it to General and type the number \
             to publish"
        ),
        Shown::Struck => words!(
            "这一格的数 {value} 被划去：请去掉删除线并填要公布的数，或清空这一格",
            "the number {value} in this cell is struck out: type the number to publish, or clear the cell"
        ),
        Shown::Uneven => words!(
            "这一格的数 {value} 有字划去、隐藏或是上下标：请重新填要公布的数",
            "some of {value} in this cell is struck out, hidden, raised or lowered: type the number to publish"
        ),
    }
}

/// Returns whether a cell holds a number, as far as can be known without its unit of measure.
pub(crate) fn is_number(content: &Content) -> bool {
    let count = Unit { name: "件".to_owned(), decimals: 0, at_most: 6 };
    match content {
        Content::Text(text) => matches!(parse(text, &count), Ok(Figure::Number(_))),
        Content::Number(_) | Content::Misshown { .. } | Content::NoResult | Content::Error(_) => true,
        Content::Date(_) | Content::Boolean(_) | Content::Picture(_) => false,
    }
}

/// Digits before the point: 999 万亿 is far above any figure of a report, and sums stay exact.
const MOST_DIGITS: usize = 15;
/// Digits after the point.
const MOST_DECIMALS: usize = 10;

/// Reads a cell's text.
///
/// # Errors
/// Why it is not a figure, and how to write it.
pub(crate) fn parse(written: &str, unit: &Unit) -> Result<Figure, Words> {
    let folded: String = written.trim().chars().map(half_width).collect();
    let text = folded.trim();
    if text.is_empty() {
        return Ok(Figure::Blank);
    }
    if matches!(text, "/" | "\\" | "—" | "——" | "–" | "-" | "--" | "无" | "不适用" | "N/A" | "n/a")
    {
        return Ok(Figure::NotApplicable);
    }
    if text == NOT_OBTAINED {
        return Ok(Figure::NotObtained);
    }
    let number = text.strip_suffix(unit.name.as_str()).unwrap_or(text).trim_end();
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain && let Some(words) = typed_otherwise(written, number, unit) {
        return Err(words);
    }
    let (negative, digits) = match number.chars().next() {
        Some('-' | '−') => (true, number.trim_start_matches(['-', '−'])),
        Some('+') => (false, &number[1..]),
        _ => (false, number),
    };
    let signs = number.chars().take_while(|c| matches!(c, '-' | '−' | '+')).count();
    if signs > 1 || digits.is_empty() {
        return Err(other(written));
    }
    let (whole, decimals) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let Some(whole) = ungroup(whole) else { return Err(because(written, number, unit)) };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(&whole) || decimals.is_some_and(|decimals| !plain(decimals)) {
        return Err(because(written, number, unit));
    }
    if whole.len() > 1 && whole.starts_with('0') {
        let meant = whole.trim_start_matches('0');
        let meant = if meant.is_empty() { "0" } else { meant };
        return Err(words!(
            "“{written}”前面有多余的 0：若确是 {meant}，请直接写 {meant}；若漏了数字，请补上",
            "`{written}` begins with 0: write {meant} if that is meant"
        ));
    }
    if whole.len() > MOST_DIGITS || decimals.is_some_and(|decimals| decimals.len() > MOST_DECIMALS) {
        return Err(words!(
            "“{written}”位数过多：整数最多 {MOST_DIGITS} 位，小数最多 {MOST_DECIMALS} 位",
            "`{written}` has too many digits: at most {MOST_DIGITS} before the point and {MOST_DECIMALS} after it"
        ));
    }
    let sign = if negative { "-" } else { "" };
    let exact = match decimals {
        Some(decimals) => format!("{sign}{whole}.{decimals}"),
        None => format!("{sign}{whole}"),
    };
    let number = Decimal::from_str_exact(&exact).map_err(|_| other(written))?;
    // 5.0 件 is 5 and -0 is 0; money keeps its spelling: 12.50 is printed as 12.50.
    let number = if number.is_zero() { number.abs() } else { number };
    Ok(Figure::Number(if unit.at_most == 0 { number.normalize() } else { number }))
}

/// Takes thousands commas out: `1,234,567`, never `1,23`.
fn ungroup(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.clone().all(|group| group.len() == 3);
    fits.then(|| std::iter::once(first).chain(groups).collect())
}

/// What things are counted and money is measured in.
const MEASURES: &[&str] = &[
    "件", "条", "个", "次", "项", "宗", "起", "份", "篇", "人", "人次", "件次", "条次", "户", "家", "笔",
    "例", "部", "元", "千元", "万元", "亿元", "万件", "万条", "万", "亿", "%", "‰",
];

/// The most helpful reason why a text is not a number.
fn because(written: &str, number: &str, unit: &Unit) -> Words {
    let digits = number.trim_start_matches(['-', '−', '+']);
    let tail = digits.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let lower = digits.to_ascii_lowercase();
    if lower.starts_with("0x") || lower.starts_with("0o") || lower.starts_with("0b") {
        return words!(
            "“{written}”不是十进制数：请只用数字 0 至 9 写",
            "`{written}` is not a decimal number: use the digits 0 to 9"
        );
    }
    if digits.contains('_') {
        let without = written.replace('_', "");
        return words!(
            "“{written}”里有下划线：请写 {without}",
            "`{written}` has an underscore: write {without}"
        );
    }
    let exponent = lower.split_once('e').is_some_and(|(a, b)| {
        !a.is_empty()
            && !b.is_empty()
            && [a, b].iter().all(|part| part.chars().all(|c| c.is_ascii_digit() || "+-.".contains(c)))
    });
    if exponent {
        return words!(
            "“{written}”是科学记数法，可能是 Excel 或 WPS 自动改的：请写出全部数字",
            "`{written}` is in scientific notation: write all digits"
        );
    }
    if digits.contains([' ', '\t'])
        && digits.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || ".,".contains(c))
    {
        return words!("“{written}”的数字之间有空格：请连写", "`{written}` has spaces between its digits");
    }
    if digits.contains(',') && tail.is_empty() {
        return words!(
            "“{written}”的逗号位置不对：千分位写作 1,234,567，小数点写作“.”",
            "`{written}`: thousands are written 1,234,567, decimals with `.`"
        );
    }
    let counted = tail.trim();
    let is_word = |c: char| c == '(' || c.is_alphabetic() && !c.is_ascii();
    let is_tail = tail.len() < digits.len() && counted.starts_with(is_word);
    if is_tail && !MEASURES.contains(&counted) {
        return words!(
            "“{written}”除了数还有文字：这一格只能填数，说明请写在报告的文字里",
            "`{written}` is a number with words: this cell takes a number only; explain it in the text"
        );
    }
    if is_tail {
        return words!("“{written}”的计量单位是“{counted}”，这一格以“{}”计：请核对", unit.name; "`{written}` is in {counted}, but this figure is in {}", unit.name);
    }
    other(written)
}

fn other(written: &str) -> Words {
    if written.trim().chars().all(|c| "〇零一二两三四五六七八九十百千万亿廿".contains(c)) {
        return words!(
            "“{written}”是汉字数字：请写阿拉伯数字",
            "`{written}` is in Chinese numerals: write digits"
        );
    }
    words!(
        "“{written}”不是一个数：请只写数字，没有的填 0",
        "`{written}` is not a number: write digits only, 0 for none"
    )
}

/// Numbers that a person reads at once and that must be typed otherwise, with the right spelling.
fn typed_otherwise(written: &str, number: &str, unit: &Unit) -> Option<Words> {
    let is_number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.ends_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    let meant = |right: &str, why_zh: &str, why_en: &str| {
        Some(words!(
            "“{written}”{why_zh}：若是 {right}，请写 {right}",
            "`{written}` {why_en}: write {right} if that is meant"
        ))
    };
    let bare = number.trim_matches(['“', '”', '‘', '’', '"', '\'', '「', '」']);
    if bare != number && is_number(bare) {
        return Some(words!(
            "{written} 带有中文引号：若是 {bare}，请写 {bare}",
            "{written} is in quotes that YAML does not know: write {bare} if that is meant"
        ));
    }
    let ended = number.trim_end_matches(['。', '，', '、', '；', ',', ';', '.']);
    if ended != number && is_number(ended) {
        return meant(ended, "后面有多余的标点", "ends with punctuation");
    }
    let about = number.trim_start_matches(['约', '近', '共']).trim_end_matches(['余', '多', '左', '右']);
    if about != number && is_number(about) {
        return meant(about, "不是确数", "is not exact");
    }
    let point = number.replacen('。', ".", 1);
    if point != number && is_number(&point) {
        return meant(&point, "的小数点是句号", "has a full stop for its point");
    }
    let digits = number.replace(['O', 'o'], "0").replace(['l', 'I'], "1");
    if digits != number
        && number.starts_with(|c: char| c.is_ascii_digit())
        && is_number(&digits)
        && !number.starts_with("0o")
    {
        return meant(&digits, "里有字母", "holds a letter");
    }
    let yuan = number.strip_suffix('元').filter(|_| unit.name == "万元").map(str::trim_end);
    let amount = yuan.and_then(|yuan| Decimal::from_str_exact(&yuan.replace(',', "")).ok());
    let amount =
        amount.and_then(|amount| amount.checked_div(Decimal::from(10_000))).map(|amount| amount.normalize());
    amount.and_then(|amount| {
        meant(&amount.to_string(), "以元计，这一格以万元计", "is in yuan, this figure in 万元")
    })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::form::Unit;
    use crate::model::Figure;

    fn read(written: &str, unit: &str) -> Result<String, String> {
        let unit = Unit { name: unit.to_owned(), decimals: 0, at_most: if unit == "件" { 0 } else { 6 } };
        match parse(written, &unit) {
            Ok(Figure::Number(number)) => Ok(number.to_string()),
            Ok(Figure::Blank) => Ok("blank".to_owned()),
            Ok(Figure::NotApplicable) => Ok("n/a".to_owned()),
            Ok(Figure::NotObtained) => Ok("not obtained".to_owned()),
            Err(words) => Err(words.zh.into_owned()),
        }
    }

    #[test]
    fn numbers_are_read_as_written() {
        for (written, number) in [
            ("12", "12"),
            ("０", "0"),
            ("２２７", "227"),
            (" 5 ", "5"),
            ("1,234", "1234"),
            ("12,345,678", "12345678"),
            ("5件", "5"),
            ("5 件", "5"),
            ("5.0", "5"),
            ("5.5", "5.5"),
            ("-8", "-8"),
            ("－8", "-8"),
            ("−8", "-8"),
            ("+3", "3"),
            ("-0", "0"),
            ("59237.2449", "59237.2449"),
            ("0.30", "0.3"),
            ("0.0", "0"),
            ("999999999999999", "999999999999999"),
        ] {
            assert_eq!(read(written, "件").as_deref(), Ok(number), "{written}");
        }
        assert_eq!(read("3.5万元", "万元").as_deref(), Ok("3.5"));
        assert_eq!(read("12.50", "万元").as_deref(), Ok("12.50"));
        assert!(read("1025000元", "万元").is_err_and(|why| why.contains("若是 102.5，")));
    }

    #[test]
    fn blanks_and_marks_are_not_zero() {
        for written in ["", " ", "\u{3000}"] {
            assert_eq!(read(written, "件").as_deref(), Ok("blank"));
        }
        for written in ["/", "—", "-", "－", "无", "不适用", "N/A", "／"] {
            assert_eq!(read(written, "件").as_deref(), Ok("n/a"), "{written}");
        }
    }

    #[test]
    fn what_could_be_two_numbers_is_refused_with_the_reason() {
        for (written, reason) in [
            ("０２２７", "多余的 0"),
            ("007", "多余的 0"),
            ("1_000", "下划线"),
            ("0x10", "十进制"),
            ("1e3", "科学记数法"),
            ("1.5E+3", "科学记数法"),
            ("1 234", "空格"),
            ("1,23", "逗号"),
            ("12,34", "逗号"),
            ("5条", "以“件”计"),
            ("5万元", "以“件”计"),
            ("--253", "不是一个数"),
            ("约12", "若是 12"),
            ("12余", "若是 12"),
            ("12.", "若是 12"),
            ("“37”", "若是 37"),
            ("102。5", "若是 102.5"),
            ("1O", "若是 10"),
            ("三十七", "汉字数字"),
            (".5", "不是一个数"),
            ("1.2.3", "不是一个数"),
            ("true", "不是一个数"),
            ("十二", "汉字数字"),
            ("123456789012345678901234567890", "位数过多"),
            ("-", ""),
            ("+", "不是一个数"),
            ("inf", "不是一个数"),
            ("NaN", "不是一个数"),
            ("٣", "不是一个数"),
        ] {
            match read(written, "件") {
                Err(words) => assert!(words.contains(reason), "{written}: {words}"),
                Ok(number) => assert_eq!(number, "n/a", "{written}"),
            }
        }
    }
}
