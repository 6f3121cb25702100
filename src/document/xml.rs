//! Text for XML, written in one way by all who write XML.

/// Text for an element or an attribute; characters that XML cannot hold are left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let allowed =
        |c: &char| matches!(c, '\t' | '\n') || !(c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    quick_xml::escape::escape(text.chars().filter(allowed).collect::<String>()).replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(escaped("a<b\u{7}&\n"), "a&lt;b&amp;&#10;");
    }
}
