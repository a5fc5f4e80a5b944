//! The name that was probably meant.

/// The known name nearest to a wrong one, unless none is near.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may be wrong; of a single letter only its case.
    let limit = wrong.chars().count().div_ceil(3).min(wrong.chars().count() / 2);
    let near = known.into_iter().map(|name| (distance(wrong, name), name)).min_by_key(|(d, _)| *d);
    near.filter(|(d, _)| *d <= limit).map(|(_, name)| name)
}

/// How many characters have to be changed, added, taken away or swapped; case costs nothing.
fn distance(a: &str, b: &str) -> usize {
    // Names are short; of a text that is not, the beginning tells.
    let letters = |s: &str| s.chars().take(100).flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
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
