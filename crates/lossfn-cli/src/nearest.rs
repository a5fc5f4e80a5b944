//! The name that was probably meant.

/// The known name nearest to a wrong one, unless none is near.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may be wrong; of a single letter only its case.
    let limit = wrong.chars().count().div_ceil(3).min(wrong.chars().count() / 2);
    let near = known.into_iter().map(|name| (lossfn::distance(wrong, name), name)).min_by_key(|(d, _)| *d);
    near.filter(|(d, _)| *d <= limit).map(|(_, name)| name)
}

/// Some names in a sentence; of many only the first.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.into_iter().collect();
    let mut text = names.iter().take(SHOWN).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names() {
        let known = ["least_squares", "quantile", "target"];
        assert_eq!(nearest("least_sqaures", known), Some("least_squares"));
        assert_eq!(nearest("TARGET", known), Some("target"));
        assert_eq!(nearest("weight", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("x", []), None);
        assert_eq!((nearest("x", ["y"]), nearest("xx", ["xy"])), (None, Some("xy")));
    }
}
