//! Paths below the output folder as links.

/// A path as a link, its bytes percent-encoded where a link needs it.
#[must_use]
pub fn as_link(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b) || b >= 0x80;
    let mut bytes = Vec::new();
    for b in name.bytes() {
        if plain(b) {
            bytes.push(b);
        } else {
            bytes.extend(format!("%{b:02X}").bytes());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
