//! Expressions that are no loss: the table of `testdata/bad_expressions.toml`, and whatever else
//! somebody may type.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Random, drawn, tables};

#[test]
fn bad_expressions_say_where_and_what() {
    let all = tables(include_str!("../../../testdata/bad_expressions.toml"));
    assert!(all.len() > 35);
    for bad in all {
        assert_eq!(
            lossfn::get(bad["expression"]).unwrap_err().to_string(),
            bad["error"],
            "for `{}`",
            bad["expression"]
        );
    }
}

#[test]
fn no_expression_panics() {
    let mut rng = Random(1);
    let long = |piece: &str, n: usize| piece.repeat(n);
    let mut all: Vec<String> = vec![
        long("(", 60_000),
        long("a", 100_000),
        long("ü", 40_000),
        long("1*", 30_000),
        long("-", 60_000),
        format!("{}x", long("- ", 20_000)),
        long("\u{0}", 9),
        "\u{202e}huber".into(),
        "9".repeat(5000) + "*x",
        "x(y=[".to_string() + &long("[", 20_000),
    ];
    let names: Vec<&str> = lossfn::catalogue().iter().map(|e| e.spec.name).collect();
    let pieces = [
        "+", "-", "*", "(", ")", "=", ",", "[", "]", " ", "1", ".", "e", "1e5", "-inf", "nan", "none",
        "true", "é", "𝛿", "_",
    ];
    for _ in 0..20_000 {
        let n = rng.below(12);
        all.push(
            (0..n).map(|_| if rng.below(3) == 0 { rng.pick(&names) } else { rng.pick(&pieces) }).collect(),
        );
    }
    // A valid expression with one character changed.
    for entry in lossfn::catalogue() {
        for _ in 0..200 {
            let mut text: Vec<char> = drawn(&entry, &mut rng, 3).to_string().chars().collect();
            let at = rng.below(text.len());
            match rng.below(3) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, rng.pick(&['(', '=', '-', '9', 'é', '.', '['])),
                _ => text[at] = rng.pick(&[')', ',', '+', 'x', '\u{7f}', 'e']),
            }
            all.push(text.into_iter().collect());
        }
    }
    for text in all {
        match lossfn::get(&text) {
            Ok(loss) => assert!(lossfn::get(&loss.to_string()).is_ok(), "{text}"),
            Err(e) => assert!(!e.to_string().is_empty()),
        }
    }
}
