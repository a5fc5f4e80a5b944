//! Any text is an error in a sentence, or a loss that prints as the expression that makes it again.

use lossfn::{AnyLoss, get, spec::Value};

use crate::sentence;

pub(crate) fn check(bytes: &[u8]) {
    let text = match bytes.split_first() {
        Some((0, pieces)) => composed(pieces),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    match get(&text) {
        Err(error) => sentence::check(&error.to_string()),
        Ok(loss) => {
            let printed = loss.to_string();
            let again = get(&printed).unwrap_or_else(|e| panic!("`{text}` prints as `{printed}`: {e}"));
            assert_eq!(bits(&loss), bits(&again), "`{text}` prints as `{printed}`");
            assert_eq!(again.to_string(), printed, "printed twice");
        }
    }
}

/// Whether two losses are the same, in every bit of their numbers.
fn bits(loss: &AnyLoss) -> Vec<(&'static str, Vec<u64>, String)> {
    let term = |t: &lossfn::Term| {
        let mut numbers = vec![t.coefficient.to_bits()];
        for value in t.loss.values() {
            match value {
                Value::Number(x) => numbers.push(x.to_bits()),
                Value::Vector(v) => numbers.extend(v.iter().map(|x| x.to_bits())),
                Value::Flag(_) | Value::Choice(_) | Value::Loss(_) | Value::None => {}
            }
        }
        (t.loss.spec().name, numbers, format!("{:?}", t.loss.values()))
    };
    loss.terms().iter().map(term).collect()
}

/// Words and signs that expressions are made of, one for each byte: a chance to get past the names.
fn composed(bytes: &[u8]) -> String {
    let mut words: Vec<&str> = "+ - * ( ) = , [ ] . 0 1 2 9 e1 e- inf true false none".split(' ').collect();
    let catalogue = lossfn::catalogue();
    for entry in &catalogue {
        words.push(entry.spec.name);
        words.extend(entry.spec.aliases);
        words.extend(entry.spec.params.iter().map(|p| p.name));
        for dialect in entry.spec.dialects {
            words.extend(["dialect=", dialect.library, dialect.name]);
            words.extend(dialect.params.iter().map(|p| p.name));
        }
    }
    bytes.iter().map(|b| words[usize::from(*b) % words.len()]).collect()
}
