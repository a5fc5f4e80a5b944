//! Worked numbers from `testdata/worked.toml`, and what was decided at kinks, limits and ends, from
//! `testdata/conventions.toml`: expressions, inputs, and what has to come out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use lossfn::{AnyLoss, Error, Inputs, Labels, On, OnEmpty, Rows, spec::Domain};
use toml::{Table, Value};

lossfn::loss! {
    /// The squared error of the probability of a logit.
    struct SigmoidSquared = "sigmoid_squared"
    formula(logit: Domain::REAL, target: Domain::UNIT) = (logit.sigmoid() - target).square();
}

fn numbers(example: &Table, key: &str) -> Vec<f64> {
    let list = example.get(key).and_then(Value::as_array);
    list.map_or(vec![], |list| list.iter().map(|x| x.as_float().unwrap()).collect())
}

/// The data of an example, to borrow from.
struct Data {
    pred: Vec<f64>,
    target: Vec<f64>,
    labels: Vec<u8>,
    columns: Option<usize>,
    validate: bool,
    weight: Option<Vec<f64>>,
    mask: Option<Vec<bool>>,
    on_empty: OnEmpty,
}

impl Data {
    fn of(example: &Table) -> Self {
        let labels = example.get("labels").and_then(Value::as_array);
        Self {
            pred: numbers(example, "pred"),
            target: numbers(example, "target"),
            labels: labels.map_or(vec![], |l| {
                l.iter().map(|x| u8::try_from(x.as_integer().unwrap()).unwrap()).collect()
            }),
            validate: example.get("validate").is_none_or(|v| v.as_bool().unwrap()),
            weight: example.get("weight").map(|_| numbers(example, "weight")),
            mask: example
                .get("mask")
                .and_then(Value::as_array)
                .map(|mask| mask.iter().map(|x| x.as_bool().unwrap()).collect()),
            on_empty: match example.get("on_empty").and_then(Value::as_str) {
                None => OnEmpty::Error,
                Some("nan") => OnEmpty::Nan,
                Some(zero) => {
                    assert_eq!(zero, "zero");
                    OnEmpty::Zero
                }
            },
            columns: example.get("columns").and_then(Value::as_integer).map(|n| usize::try_from(n).unwrap()),
        }
    }
    fn on<'a>(&'a self, loss: &'a AnyLoss) -> Result<On<'a, f64>, Error> {
        let inputs = match self.columns {
            None if self.target.is_empty() => Inputs::Weights(&self.pred),
            None => Inputs::Columns(&self.pred, &self.target),
            Some(n) => {
                let table = |x| Rows::rows(x, n);
                let other = Some(&self.target).filter(|x| !x.is_empty()).map(table).transpose()?;
                let labels = Some(&self.labels[..]).filter(|x| !x.is_empty()).map(Labels::U8);
                Inputs::from_rows(table(&self.pred)?, other, labels).unwrap()
            }
        };
        let mut on = loss.on_inputs(inputs).validate(self.validate).on_empty(self.on_empty);
        if let Some(weight) = &self.weight {
            on = on.weight(weight);
        }
        if let Some(mask) = &self.mask {
            on = on.mask(mask);
        }
        Ok(on)
    }
}

/// Within one of the last digit that is printed.
fn printed(got: f64, want: &str) -> bool {
    let number: f64 = want.parse().unwrap();
    let digits = want.split_once('.').map_or(0, |(_, d)| d.len());
    got == number || (got - number).abs() <= 1.001 * 10f64.powi(-i32::try_from(digits).unwrap())
}

/// What is asked of an example, and what comes out.
fn answers(example: &Table, data: &Data, loss: &AnyLoss) -> Result<Vec<(String, f64, String)>, Error> {
    let on = data.on(loss)?;
    let mut all = Vec::new();
    let mut add =
        |what: &str, got: f64, want: &Value| all.push((what.into(), got, want.as_str().unwrap().into()));
    for (what, got) in [("mean", on.mean()), ("sum", on.sum().value()), ("mean_n", on.mean_n().value())] {
        if let Some(want) = example.get(what) {
            add(what, got?, want);
        }
    }
    let (gradient, hessian) = on.gradient_and_hessian()?;
    let slopes = on.values().gradient()?;
    let all_of =
        [("values", on.values().to_vec()?), ("gradient", gradient), ("hessian", hessian), ("slopes", slopes)];
    for (what, got) in all_of {
        let Some(want) = example.get(what).and_then(Value::as_array) else { continue };
        assert_eq!(want.len(), got.len(), "{what}");
        got.iter().zip(want).for_each(|(got, want)| add(what, *got, want));
    }
    if let Some(want) = example.get("quotient") {
        add("quotient", on.per(example["per"].as_float().unwrap()).value()?, want);
    }
    if let Some(want) = example.get("slope") {
        let (direction, gradient) = (numbers(example, "direction"), on.gradient()?);
        let moved = direction.iter().zip(&gradient).filter(|(d, _)| **d != 0.0);
        add("slope", moved.map(|(d, g)| d * g).sum(), want);
    }
    Ok(all)
}

/// Holds the examples of a file against what comes out, in the words of `same`.
fn examples(file: &str, same: impl Fn(f64, &str) -> bool) -> usize {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(file);
    let table: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let examples = table["example"].as_array().unwrap();
    for example in examples {
        let example = example.as_table().unwrap();
        let (title, data) = (example["title"].as_str().unwrap(), Data::of(example));
        let loss = lossfn::get(example["loss"].as_str().unwrap()).unwrap();
        match (answers(example, &data, &loss), example.get("error")) {
            (Err(e), Some(want)) => assert_eq!(e.to_string(), want.as_str().unwrap(), "{title}"),
            (Ok(answers), None) => {
                assert!(!answers.is_empty(), "{title}: nothing is asked");
                for (what, got, want) in answers {
                    assert!(same(got, &want), "{title}: {what} is {got:e}, not {want}");
                }
            }
            (Ok(_), Some(want)) => panic!("{title}: no error, not {want:?}"),
            (Err(e), None) => panic!("{title}: {e}"),
        }
    }
    examples.len()
}

#[test]
fn worked_numbers_come_out() {
    lossfn::register::<SigmoidSquared>().unwrap();
    assert!(examples("worked.toml", printed) >= 40);
}

#[test]
fn what_was_decided_holds() {
    let exactly = |got: f64, want: &str| {
        let want: f64 = want.parse().unwrap();
        got == want || got.is_nan() && want.is_nan()
    };
    assert!(examples("conventions.toml", exactly) >= 30);
}

#[test]
fn a_wrong_number_would_be_noticed() {
    assert!(printed(0.063_287_824_4, "0.0632878244"));
    assert!(!printed(0.126_575_648_8, "0.0632878244"));
    assert!(!printed(0.063_287_826, "0.0632878244"));
    assert!(!printed(f64::NAN, "0.5") && printed(f64::NEG_INFINITY, "-inf"));
}
