//! Against scikit-learn, run to a tolerance of 1e-12 by `tools/fit_peers.py`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use lossfn_fit::{Features, Fit, Status, Target};
use serde::Deserialize;

mod support;
use support::{standardised, table};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    data: String,
    target: String,
    standardise: bool,
    loss: String,
    penalty: String,
    coefficients: Vec<f64>,
    intercept: Vec<f64>,
}

#[test]
#[allow(clippy::print_stdout, reason = "how near they are")]
fn objectives_and_coefficients_are_those_of_scikit_learn() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let text = std::fs::read_to_string(format!("{root}/testdata/fit_peers.toml")).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    assert!(cases.case.len() >= 17);
    let mut failed = vec![];
    for case in &cases.case {
        let (x, y) = table(&case.data, &case.target);
        let x = if case.standardise { standardised(&x) } else { x };
        let loss = lossfn::get(&case.loss).unwrap();
        let y = if case.intercept.len() > 1 {
            Target::Classes(y.iter().map(|y| *y as u32).collect(), case.intercept.len())
        } else {
            Target::Numbers(y)
        };
        let fit = Fit::new(&loss).penalty(case.penalty.parse().unwrap());
        // That at what scikit-learn found: it would be higher if that minimised something else.
        let theirs = [&case.coefficients[..], &case.intercept].concat();
        let theirs = fit.objectives(&x, &y, &[theirs]).unwrap()[0];
        let fitted = fit.on(&x, &y).unwrap();
        let apart = (fitted.objective - theirs) / theirs.abs();
        // In units of what a coefficient does to predictions.
        let moved = |a: &[f64], b: &[f64], k: usize| {
            let size = b.iter().skip(k).map(|b| b.abs()).fold(0.0, f64::max);
            a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / size
        };
        let by_coefficient = moved(fitted.model.coefficients(), &case.coefficients, 0);
        // Logits of classes may all be shifted.
        let centred = |b: &[f64]| {
            let mean = if b.len() > 1 { b.iter().sum::<f64>() / b.len() as f64 } else { 0.0 };
            b.iter().map(|b| b - mean).collect::<Vec<_>>()
        };
        let by_intercept = moved(&centred(fitted.model.intercept()), &centred(&case.intercept), 0);
        println!(
            "{:<36} {:<22} {:>3} steps, gradient {:.0e}: objective {apart:+.0e}, coefficients {by_coefficient:.0e}, intercept {by_intercept:.0e}",
            case.name, fitted.solver, fitted.iterations, fitted.gradient,
        );
        if fitted.status != Status::Converged
            || apart.abs() > 1e-9
            || by_coefficient > 1e-6
            || by_intercept > 1e-6
        {
            failed.push(format!("{}: {:?}", case.name, fitted.status));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn features_need_not_be_copied_to_be_reordered() {
    let (x, y) = table("diabetes.csv", "target");
    let loss = lossfn::get("squared").unwrap();
    let fitted = Fit::new(&loss).on(&x, &Target::Numbers(y)).unwrap();
    let names: Vec<String> = x.names().iter().rev().cloned().collect();
    let columns = (0..x.columns()).rev().map(|j| x.column(j).to_vec()).collect();
    let turned = Features::new(names, columns).unwrap();
    assert_eq!(fitted.model.predict(&x).unwrap(), fitted.model.predict(&turned).unwrap());
}
