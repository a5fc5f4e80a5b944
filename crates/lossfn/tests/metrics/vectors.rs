//! Values to fifty digits, from `tools/metric_vectors.py`, and cases by hand from `testdata/metrics.toml`.

use std::{collections::BTreeMap, path::Path};

use lossfn::{
    Inputs, Labels, Rows,
    spec::{Kind, Stage},
};
use toml::{Table, Value};

fn testdata(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name)).unwrap()
}

/// Floats as their bits, one after the other.
fn numbers(bits: &str) -> Vec<f64> {
    (0..bits.len())
        .step_by(16)
        .map(|i| f64::from_bits(u64::from_str_radix(&bits[i..i + 16], 16).unwrap()))
        .collect()
}

/// How far a number lies from the exact one, in units of the last place of the nearest.
fn error(got: f64, nearest: f64, above: f64) -> f64 {
    let order = |x: f64| if x < 0.0 { -(x.abs().to_bits() as i64) } else { x.to_bits() as i64 };
    ((i128::from(order(got)) - i128::from(order(nearest))) as f64 - above * nearest.signum()).abs()
}

#[test]
fn exact_values() {
    let text = testdata("metrics.txt");
    let (mut count, mut digitless) = (0, 0);
    let mut worst = BTreeMap::<&str, (f64, f64)>::new();
    for line in text.lines() {
        let [expression, first, second, weight, nearest, above, k] =
            line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let metric = lossfn::metric(expression).unwrap();
        let (x, labels) = (numbers(first), second.bytes().map(|b| b - b'0').collect::<Vec<u8>>());
        let y = if metric.spec().page.stage == Stage::Elements { numbers(second) } else { vec![] };
        let inputs = if y.is_empty() {
            Inputs::Labelled(Rows::rows(&x, x.len() / labels.len()).unwrap(), Labels::U8(&labels))
        } else {
            Inputs::Columns(&x, &y)
        };
        let (on, weight) = (metric.on_inputs(inputs), numbers(weight.trim_matches('-')));
        let got = if weight.is_empty() { on.value() } else { on.weight(&weight).value() }.unwrap();
        let (above, k): (f64, f64) = (above.parse().unwrap(), k.parse().unwrap());
        let error = error(got, numbers(nearest)[0], above / 1000.0);
        // From exact sums the result is rounded once or twice, however it is conditioned.
        let exact = metric.spec().page.stage == Stage::Elements && !metric.spec().keeps_rows;
        // The losses of rows are floats: 4 ULP of two sums of them, by which the share is more or less.
        let of_loss = metric.spec().page.params.iter().any(|p| p.kind == Kind::Loss);
        let share = if of_loss { 4.0 * (1.0 + (1.0 - got).abs()) / got.abs() } else { 0.0 };
        // A loss that errs by 2 + k/2 ULP moves its exponential by twice as many for each nat.
        let power = if metric.metric().loss().is_some() { k / 2.0 + 4.0 * got.ln().abs() } else { 0.0 };
        let allowed = if exact { 0.75 } else { 2.0 + k / 2.0 + share + power };
        if allowed * f64::EPSILON > 0.5 {
            digitless += 1;
            continue;
        }
        assert!(error <= allowed, "{error} ULP, {allowed} are allowed: {got:e} is {line}");
        let worst = worst.entry(metric.spec().page.name).or_default();
        *worst = (worst.0.max(error), worst.1.max(error / allowed));
        count += 1;
    }
    let of_groups = |e: &lossfn::MetricEntry| matches!(e.spec.page.stage, Stage::Groups(_));
    let of_rows = lossfn::metrics().iter().filter(|e| !of_groups(e)).count();
    assert!(count > 300 && worst.len() == of_rows, "{count}: {:?}", worst.keys());
    println!("{count} values, {digitless} more without a digit");
    for (name, (ulp, share)) in worst {
        println!("{name:18} {ulp:8.3} ULP, {:3.0} % of what is allowed", 100.0 * share);
    }
}

#[test]
fn a_wrong_value_would_be_noticed() {
    assert_eq!(error(1.0, 1.0, 0.25), 0.25);
    assert_eq!(error(1.0 + f64::EPSILON, 1.0, 0.25), 0.75);
    assert_eq!(error(-1.0, -1.0, 0.25), 0.25);
    assert!(error(-1.0, 1.0, 0.0) > 1e15 && error(2.0, 1.0, 0.0) > 1e15);
}

#[test]
fn cases_by_hand() {
    let table: Table = testdata("metrics.toml").parse().unwrap();
    let cases = table["case"].as_array().unwrap();
    assert!(cases.len() > 20);
    for case in cases {
        let title = case["title"].as_str().unwrap();
        let list = |key: &str| -> Vec<f64> {
            let list = case.get(key).and_then(Value::as_array);
            list.map_or(vec![], |list| list.iter().map(|x| x.as_float().unwrap()).collect())
        };
        let (pred, target, weight) = (list("pred"), list("target"), list("weight"));
        let labels: Vec<i64> = case
            .get("labels")
            .and_then(Value::as_array)
            .map_or(vec![], |l| l.iter().map(|x| x.as_integer().unwrap()).collect());
        let run = || {
            let metric = lossfn::metric(case["metric"].as_str().unwrap())?;
            let inputs = match case.get("columns").and_then(Value::as_integer) {
                Some(n) => Inputs::Labelled(Rows::rows(&pred, n as usize)?, Labels::I64(&labels)),
                None => Inputs::Columns(&pred, &target),
            };
            let on = metric.on_inputs(inputs);
            let on = if let Some(label) = case.get("ignore").and_then(Value::as_integer) {
                on.ignore(label)
            } else {
                on
            };
            if weight.is_empty() { on.value() } else { on.weight(&weight).value() }
        };
        match (run(), case.get("error")) {
            (Ok(got), None) => {
                let want: f64 = case["value"].as_str().unwrap().parse().unwrap();
                assert!(got == want || got.is_nan() && want.is_nan(), "{title}: {got}, not {want}");
            }
            (Err(e), Some(want)) => assert_eq!(e.to_string(), want.as_str().unwrap(), "{title}"),
            (Ok(got), Some(_)) => panic!("{title}: no error, but {got}"),
            (Err(e), None) => panic!("{title}: {e}"),
        }
    }
}
