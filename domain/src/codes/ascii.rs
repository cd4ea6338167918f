//! Fixed-length ASCII text that is cheap to copy.

/// `N` ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Ascii<const N: usize>([u8; N]);

impl<const N: usize> Ascii<N> {
    /// `None` unless there are exactly `N` characters, all ASCII.
    pub(super) fn new(text: &str) -> Option<Self> {
        let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
        bytes.is_ascii().then_some(Self(bytes))
    }

    pub(super) fn as_str(&self) -> &str {
        // Always ASCII by construction: the default is never taken.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Compares two texts at compile time, for the tables.
pub(super) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
