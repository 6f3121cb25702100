//! What a part of 联系方式 looks like: six digits, a telephone number, an address of mail.
//!
//! Generous: several numbers, extensions and words beside them are fine. Whether a number is in use
//! is not known here.

use super::keys::ContactPart;
use crate::lang::{Words, half_width};

/// The longest address of an office, in characters.
const LONGEST_ADDRESS: usize = 80;
/// The longest run of digits in a telephone number.
const LONGEST_NUMBER: usize = 13;

/// Returns whether a text says that there is nothing: `/`, 无.
pub(super) fn is_absent(text: &str) -> bool {
    let plain = text.trim();
    plain.chars().all(|c| "/／\\-－—–―_＿.。".contains(c))
        || ["无", "没有", "暂无", "不适用"].contains(&plain)
}

/// What is wrong with a part; nothing if it has the shape that it should have.
pub(super) fn trouble(part: ContactPart, written: &str) -> Option<Words> {
    let text: String = written.chars().map(half_width).collect();
    let fits = match part {
        ContactPart::Address => is_address(&text),
        ContactPart::Postcode => is_postcode(&text),
        ContactPart::Phone => is_phone(&text),
        ContactPart::Email => is_email(&text),
    };
    if fits {
        return None;
    }
    let shown: String = written.chars().take(20).collect();
    let more = if written.chars().count() > 20 { "……" } else { "" };
    let word = part.name();
    Some(match part {
        ContactPart::Address => words!(
            "“{word}”写的是“{shown}{more}”，不像地址：请写通信地址，没有的请留空",
            "the address is `{shown}{more}`, which is not one: write a postal address, or leave it empty"
        ),
        ContactPart::Postcode => words!(
            "“{word}”写的是“{shown}{more}”：邮政编码是六位数字，开头的 0 也要写，没有的请留空",
            "the postcode is `{shown}{more}`: write six digits, leading zeros too, or leave it empty"
        ),
        ContactPart::Phone => words!(
            "“{word}”写的是“{shown}{more}”，不像电话号码：请写成 010-66012345 这样，没有的请留空",
            "the telephone is `{shown}{more}`: write a number such as 010-66012345, or leave it empty"
        ),
        ContactPart::Email => words!(
            "“{word}”写的是“{shown}{more}”，不像电子邮箱：请写成 name@example.cn 这样，没有的请留空",
            "the mail address is `{shown}{more}`: write one such as name@example.cn, or leave it empty"
        ),
    })
}

fn is_address(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && !text.contains(['。', '@'])
        && text.chars().count() <= LONGEST_ADDRESS
}

fn is_postcode(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit())
}

/// Numbers of 7 digits and more, or those of a hotline (12345, 110); digits may be apart.
fn is_phone(text: &str) -> bool {
    let parts = text.split(['、', ',', '，', ';', '；', '/', '\n', '和', '或', '及']);
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_number = |part: &str| {
        let digits = digits(part);
        let hotline = matches!(digits.len(), 3 | 5 | 6) && digits.starts_with(['1', '9']);
        (7..=20).contains(&digits.len()) || hotline
    };
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let words = text.chars().filter(|c| c.is_alphabetic()).count();
    let numbers = text.chars().filter(char::is_ascii_digit).count();
    let mut parts = parts.filter(|part| !part.trim().is_empty());
    !text.contains(['。', '@'])
        && runs.map(str::len).max().unwrap_or_default() <= LONGEST_NUMBER
        && words <= 2 * numbers
        && parts.any(is_number)
}

fn is_email(text: &str) -> bool {
    let is_one = |part: &str| {
        let Some((name, domain)) = part.split_once('@') else { return false };
        let dots = domain.split('.');
        let plain = |c: char| c.is_alphanumeric() || "._-+&'".contains(c);
        !name.is_empty()
            && name.chars().all(plain)
            && dots.clone().count() > 1
            && dots.into_iter().all(|part| !part.is_empty() && part.chars().all(plain))
    };
    let mut parts =
        text.split(|c: char| c.is_whitespace() || "、,，;；/".contains(c)).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.by_ref().collect();
    !parts.is_empty() && parts.into_iter().all(is_one)
}

/// The labels by which a report prints its contact, each with its part.
const PRINTED: [(&str, ContactPart); 4] = [
    ("联系地址：", ContactPart::Address),
    ("邮政编码：", ContactPart::Postcode),
    ("联系电话：", ContactPart::Phone),
    ("电子邮箱：", ContactPart::Email),
];

/// Whether a paragraph is the contact as a report prints it: 联系地址：…；联系电话：…。
pub(super) fn is_sentence(text: &str) -> bool {
    PRINTED.iter().any(|(label, _)| text.starts_with(label))
}

/// The parts of such a paragraph.
pub(super) fn parts(text: &str) -> Vec<(ContactPart, String)> {
    let text = text.strip_suffix('。').unwrap_or(text);
    let starts: Vec<(usize, usize)> = (PRINTED.iter().enumerate())
        .filter_map(|(part, (label, _))| {
            let at = text.match_indices(label).map(|(at, _)| at);
            let mut own = at.filter(|&at| at == 0 || text[..at].ends_with('；'));
            own.next().map(|at| (at, part))
        })
        .collect();
    let part = |&(at, part): &(usize, usize)| {
        let start = at + PRINTED[part].0.len();
        let end = starts.iter().map(|(at, _)| *at).filter(|&next| next > at).min().unwrap_or(text.len());
        let value = &text[start.min(end)..end];
        (
            PRINTED[part].1,
            value.strip_suffix('；').filter(|_| end < text.len()).unwrap_or(value).trim().to_owned(),
        )
    };
    starts.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_absent, trouble};
    use crate::read::keys::ContactPart::{self, Address, Email, Phone, Postcode};

    fn assert_shape(part: ContactPart, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(trouble(part, text), None, "{text}");
        }
        for text in bad {
            assert!(trouble(part, text).is_some(), "{text}");
        }
    }

    #[test]
    fn contacts_have_their_shape() {
        assert_shape(
            Postcode,
            &["423000", "４２３０００", "010 010"],
            &["42300", "4230001", "邮编", "42300O"],
        );
        assert_shape(
            Phone,
            &[
                "0735-2345678",
                "（0735）2345678转801",
                "0735—2345678、2345679",
                "+86 735 2345678-8012",
                "13800000000",
                "12345",
                "办公室 0735-2345678，信访 0735-2345670",
                "0735 234 5678",
                "400-800-1234",
                "０７３５－２３４５６７８",
            ],
            &[
                "无人接听",
                "2345",
                "a@b.cn",
                "规范办理 5 件申请。",
                "07352345678073523456789",
                "公开渠道进一步畅通，全年办理 12345 件",
            ],
        );
        assert_shape(
            Email,
            &["swj@example.cn", "a.b-c@x.gov.cn；d@163.com", "ＳＷＪ＠example.cn"],
            &["swj.example.cn", "swj@", "@x.cn", "swj@x", "一句话。", "swj @x.cn"],
        );
        assert_shape(Address, &["示例县人民路1号", "Renmin Road 1"], &["423000", "全年平稳。", "a@b.cn"]);
    }

    #[test]
    fn nothing_is_written_in_several_ways() {
        for text in ["/", "／", "—", "——", "-", "无", " 无 ", "暂无", ""] {
            assert!(is_absent(text), "{text}");
        }
        for text in ["无锡市人民路1号", "0735-1", "1/2"] {
            assert!(!is_absent(text), "{text}");
        }
    }
}
