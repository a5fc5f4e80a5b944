//! Worked numbers from `testdata/worked.toml`: expressions, inputs, and what has to come out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use lossfn::{AnyLoss, Error, Inputs, Labels, On, Rows};
use toml::{Table, Value};

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
            columns: example.get("columns").and_then(Value::as_integer).map(|n| usize::try_from(n).unwrap()),
        }
    }
    fn on<'a>(&'a self, loss: &'a AnyLoss) -> Result<On<'a, f64>, Error> {
        let inputs = match self.columns {
            None if self.target.is_empty() => Inputs::Weights(&self.pred),
            None => Inputs::Columns(&self.pred, &self.target),
            Some(n) if self.labels.is_empty() => {
                Inputs::Tables(Rows::rows(&self.pred, n)?, Rows::rows(&self.target, n)?)
            }
            Some(n) => Inputs::Labelled(Rows::rows(&self.pred, n)?, Labels::U8(&self.labels)),
        };
        Ok(loss.on_inputs(inputs).validate(self.validate))
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
    for (what, got) in [("values", on.values().to_vec()?), ("gradient", on.gradient()?)] {
        let Some(want) = example.get(what).and_then(Value::as_array) else { continue };
        assert_eq!(want.len(), got.len(), "{what}");
        got.iter().zip(want).for_each(|(got, want)| add(what, *got, want));
    }
    if let Some(want) = example.get("slope") {
        let (direction, gradient) = (numbers(example, "direction"), on.gradient()?);
        let moved = direction.iter().zip(&gradient).filter(|(d, _)| **d != 0.0);
        add("slope", moved.map(|(d, g)| d * g).sum(), want);
    }
    Ok(all)
}

#[test]
fn worked_numbers_come_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/worked.toml");
    let table: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let examples = table["example"].as_array().unwrap();
    assert!(examples.len() >= 10);
    for example in examples {
        let example = example.as_table().unwrap();
        let (title, data) = (example["title"].as_str().unwrap(), Data::of(example));
        let loss = lossfn::get(example["loss"].as_str().unwrap()).unwrap();
        match (answers(example, &data, &loss), example.get("error")) {
            (Err(e), Some(want)) => assert_eq!(e.to_string(), want.as_str().unwrap(), "{title}"),
            (Ok(answers), None) => {
                assert!(!answers.is_empty(), "{title}: nothing is asked");
                for (what, got, want) in answers {
                    assert!(printed(got, &want), "{title}: {what} is {got}, not {want}");
                }
            }
            (Ok(_), Some(want)) => panic!("{title}: no error, not {want:?}"),
            (Err(e), None) => panic!("{title}: {e}"),
        }
    }
}

#[test]
fn a_wrong_number_would_be_noticed() {
    assert!(printed(0.063_287_824_4, "0.0632878244"));
    assert!(!printed(0.126_575_648_8, "0.0632878244"));
    assert!(!printed(0.063_287_826, "0.0632878244"));
    assert!(!printed(f64::NAN, "0.5") && printed(f64::NEG_INFINITY, "-inf"));
}
