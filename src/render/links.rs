//! Addresses in a text as links: of the web, of mail, telephone numbers.
//!
//! A filter for templates of pages, `{{ text | links }}`. What people wrote stays text: everything
//! is escaped, and a link leads nowhere but to `http:`, `https:`, `mailto:` and `tel:`. A long
//! address may break after its marks (`<wbr>`), so that nothing is in the text that was not
//! written.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use tera::{Kwargs, State, Tera, Value};

/// Addresses; a number is that of a telephone where the text says so.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    const WEB: &str = r"(?<web>https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]*[A-Za-z0-9/#=_\-])";
    const MAIL: &str = r"(?<mail>[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9][A-Za-z0-9.\-]*\.[A-Za-z]{2,})";
    const PHONE: &str =
        r"(?:电话|热线|手机|传真)(?:号码)?[：:（(]?\s*(?<phone>[0-9+][0-9 ()（）\-－—–]{5,18}[0-9])";
    Regex::new(&format!("{WEB}|{MAIL}|{PHONE}")).expect("a pattern")
});

/// Makes the filter known to templates.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("links", |text: &str, _: Kwargs, _: &State| Value::safe_string(&linked(text)));
}

/// What every address has: most texts have none, and the pattern takes longer to make than they do.
const MARKS: [&str; 6] = ["://", "@", "电话", "热线", "手机", "传真"];

/// A text as HTML, with links.
fn linked(text: &str) -> String {
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return escaped(text);
    }
    let mut html = String::new();
    let mut next = 0;
    for found in ADDRESS.captures_iter(text) {
        let Some((scheme, address)) = named(&found) else { continue };
        html += &escaped(&text[next..address.start()]);
        let to = match scheme {
            "tel:" => address.as_str().chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
            _ => address.as_str().to_owned(),
        };
        let shown = escaped(address.as_str());
        let shown = if scheme == "tel:" { shown } else { breaking(&shown) };
        html += &format!(r#"<a href="{scheme}{}">{shown}</a>"#, escaped(&to));
        next = address.end();
    }
    html + &escaped(&text[next..])
}

/// What was found, and what a link to it begins with.
fn named<'t>(found: &Captures<'t>) -> Option<(&'static str, regex::Match<'t>)> {
    let kinds = [("web", ""), ("mail", "mailto:"), ("phone", "tel:")];
    kinds.into_iter().find_map(|(name, scheme)| Some((scheme, found.name(name)?)))
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// An address that may break after its marks.
fn breaking(address: &str) -> String {
    let mut html = String::new();
    let mut chars = address.chars().peekable();
    while let Some(c) = chars.next() {
        html.push(c);
        let is_mark = |c: char| "/.-?&=_@;".contains(c);
        if is_mark(c) && c != '&' && chars.peek().is_some_and(|&next| !is_mark(next)) {
            html += "<wbr>";
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::linked;

    #[test]
    fn addresses_become_links() {
        for (text, html) in [
            ("没有链接，2024-11-28", "没有链接，2024-11-28"),
            ("电话：0379-12345678。", r#"电话：<a href="tel:037912345678">0379-12345678</a>。"#),
            ("文号 0379-12345678", "文号 0379-12345678"),
            (
                "邮箱a@b-c.cn；网址http://x.cn/?a=1&b。",
                r#"邮箱<a href="mailto:a@b-c.cn">a@<wbr>b-<wbr>c.<wbr>cn</a>；网址<a href="http://x.cn/?a=1&amp;b">http://<wbr>x.<wbr>cn/?<wbr>a=<wbr>1&amp;<wbr>b</a>。"#,
            ),
            ("javascript:alert(1) <b>", "javascript:alert(1) &lt;b&gt;"),
            (
                r#"http://x.cn/"onclick="#,
                r#"<a href="http://x.cn/">http://<wbr>x.<wbr>cn/</a>&quot;onclick="#,
            ),
        ] {
            assert_eq!(linked(text), html);
        }
    }
}
