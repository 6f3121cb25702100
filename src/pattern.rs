//! Regular expressions of the program's own, compiled when they are first used.
//!
//! A wrong pattern is a mistake in the program: it panics, and does not silently switch a rule off.
//! Each pattern comes with a test that compiles it. Patterns that users write do not belong here.

/// A regular expression as a `static`: `pattern! { /// 同比 … \n COMPARED = "同比|环比" }`.
///
/// Also a test `NAME::compiles`, so that a wrong pattern is found before anybody uses it.
macro_rules! pattern {
    ($(#[$attribute:meta])* $visible:vis $name:ident = $text:expr) => {
        $(#[$attribute])*
        $visible static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| $crate::pattern::compiled(stringify!($name), $text));

        #[cfg(test)]
        #[expect(non_snake_case, reason = "a module may share the name of a static")]
        mod $name {
            #[test]
            fn compiles() {
                std::sync::LazyLock::force(&super::$name);
            }
        }
    };
}

/// The regular expression with this text; `name` is for the message.
///
/// # Panics
/// If the text is not a regular expression.
pub(crate) fn compiled(name: &str, text: &str) -> regex::Regex {
    regex::Regex::new(text).unwrap_or_else(|error| panic!("the pattern {name} is wrong: {error}"))
}

#[cfg(test)]
mod tests {
    pattern! {
        /// A word.
        WORD = "[a-z]+"
    }

    #[test]
    fn a_pattern_is_a_regular_expression() {
        assert_eq!(WORD.find("1 ab 2").map(|found| found.as_str()), Some("ab"));
    }

    #[test]
    #[should_panic(expected = "the pattern BROKEN is wrong")]
    fn a_wrong_pattern_panics() {
        super::compiled("BROKEN", "(");
    }
}
