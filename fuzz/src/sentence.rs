//! What every error has to be.

/// A whole sentence that fits on one line of a terminal.
pub(crate) fn check(text: &str) {
    assert!(text.chars().count() > 10 && text.ends_with(['.', '?', '!']), "no sentence: {text:?}");
}
